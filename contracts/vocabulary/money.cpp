#include "contracts/vocabulary/money.hpp"

namespace zhida::vocabulary {

namespace {
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
}  // namespace

std::optional<std::int64_t> parse_yuan(std::string_view text, std::size_t whole_digits_max,
                                       bool may_be_negative) {
    const bool negative = may_be_negative && text.starts_with('-');
    if (negative) text.remove_prefix(1);
    const std::size_t point = text.find('.');
    if (point == std::string_view::npos || point == 0 || point > whole_digits_max)
        return std::nullopt;
    if (text.size() != point + 3 || (point > 1 && text[0] == '0')) return std::nullopt;
    std::int64_t fen = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i == point) continue;
        if (!is_digit(text[i])) return std::nullopt;
        fen = fen * 10 + (text[i] - '0');
    }
    return negative ? -fen : fen;
}

std::string yuan_text(std::int64_t fen) {
    const std::int64_t size = fen < 0 ? -fen : fen;
    std::string cents = std::to_string(size % 100);
    if (cents.size() < 2) cents.insert(0, "0");
    return (fen < 0 ? "-" : "") + std::to_string(size / 100) + "." + cents;
}

}  // namespace zhida::vocabulary
