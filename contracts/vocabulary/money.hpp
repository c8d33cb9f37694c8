// Money counts whole fen. Outside this class nobody adds amounts.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace zhida::vocabulary {

class Fen {
  public:
    static constexpr std::int64_t count_max = 10'000'000'000'000'000;  // fen; above any budget
    constexpr Fen() = default;
    static constexpr std::optional<Fen> of(std::int64_t n) {
        if (n < 0 || n > count_max) return std::nullopt;
        return Fen{n};
    }
    constexpr std::optional<Fen> plus(Fen other) const { return of(count_ + other.count_); }
    constexpr std::optional<Fen> minus(Fen other) const { return of(count_ - other.count_); }
    constexpr std::int64_t count() const { return count_; }
    friend constexpr auto operator<=>(Fen, Fen) = default;

  private:
    explicit constexpr Fen(std::int64_t n)
        : count_{n} {}
    std::int64_t count_ = 0;
};
static_assert(Fen::count_max < INT64_MAX / 2);   // so plus() cannot overflow
static_assert(!Fen::of(3)->minus(*Fen::of(5)));  // there is no negative money

// The cap of one line (payment.md §8), 10,000,000.00 yuan, unless the ledger's parameter says less.
inline constexpr std::int64_t line_cap_fen = 1'000'000'000;

// `whole_digits_max` digits, a point, two digits, as list-format.md §2 has it; fen with its sign.
// Nothing for anything else: a plus sign, a separator, a zero before another digit.
std::optional<std::int64_t> parse_yuan(std::string_view text, std::size_t whole_digits_max,
                                       bool may_be_negative);
// `1234.50`.
std::string yuan_text(std::int64_t fen);

}  // namespace zhida::vocabulary
