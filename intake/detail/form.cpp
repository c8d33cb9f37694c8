#include "intake/detail/form.hpp"

#include <algorithm>

namespace zhida::intake::detail {

namespace {

constexpr std::uint32_t broken = 0xffff'ffff;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool all_digits(std::string_view text) { return std::ranges::all_of(text, is_digit); }

// The next code point, or `broken`; moves the text on.
std::uint32_t next_point(std::string_view& text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    const std::size_t length = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : 4;
    constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if ((lead >= 0x80 && lead < 0xc2) || lead > 0xf4 || length > text.size()) return broken;
    std::uint32_t point = length == 1 ? lead : lead & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >> 6 != 2) return broken;
        point = point << 6 | (c & 0x3fU);
    }
    text.remove_prefix(length);
    const bool surrogate = point >= 0xd800 && point <= 0xdfff;
    return point < least[length] || point > 0x10ffff || surrogate ? broken : point;
}

bool is_control(std::uint32_t p) { return p < 0x20 || (p >= 0x7f && p <= 0x9f); }
bool is_space(std::uint32_t p) { return p == 0x20 || p == 0xa0 || p == 0x3000; }

bool has_leading_zero(std::string_view digits) { return digits.size() > 1 && digits[0] == '0'; }

}  // namespace

bool is_text(std::string_view text, std::size_t max, bool may_be_empty) {
    if (text.empty()) return may_be_empty;
    std::size_t count = 0;
    std::uint32_t point = 0;
    while (!text.empty()) {
        point = next_point(text);
        if (point == broken || is_control(point) || ++count > max) return false;
        if (count == 1 && is_space(point)) return false;
    }
    return !is_space(point);
}

bool is_code(std::string_view text) {
    if (text.empty() || text.size() > 32) return false;
    return std::ranges::all_of(text, [](char c) {
        return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
    });
}

bool is_item(std::string_view text) {
    return text.size() >= 2 && text.size() <= 4 && text[0] >= 'A' && text[0] <= 'Z' &&
           all_digits(text.substr(1));
}

bool is_phone(std::string_view text) {
    if (text.empty()) return true;
    return text.size() >= 5 && text.size() <= 20 &&
           std::ranges::all_of(text, [](char c) { return is_digit(c) || c == '+' || c == '-'; });
}

bool is_quantity(std::string_view text) {
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    if (whole.empty() || whole.size() > 9 || !all_digits(whole) || has_leading_zero(whole)) {
        return false;
    }
    if (point == std::string_view::npos) return true;
    const std::string_view part = text.substr(point + 1);
    return !part.empty() && part.size() <= 3 && all_digits(part);
}

std::optional<std::uint64_t> whole_number(std::string_view text, std::uint64_t least,
                                          std::uint64_t most) {
    if (text.empty() || text.size() > 18 || !all_digits(text) || has_leading_zero(text)) {
        return std::nullopt;
    }
    std::uint64_t n = 0;
    for (const char c : text) n = n * 10 + static_cast<std::uint64_t>(c - '0');
    if (n < least || n > most) return std::nullopt;
    return n;
}

std::int64_t thousandths(std::string_view quantity) {
    std::int64_t n = 0;
    std::size_t behind = 0;
    bool point = false;
    for (const char c : quantity) {
        if (c == '.') {
            point = true;
            continue;
        }
        n = n * 10 + (c - '0');
        if (point) ++behind;
    }
    for (; behind < 3; ++behind) n *= 10;
    return n;
}

}  // namespace zhida::intake::detail
