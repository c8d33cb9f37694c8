#include "intake/tables/detail/cells.hpp"

#include <algorithm>
#include <charconv>

#include "intake/tables/table_reader.hpp"

namespace zhida::intake::detail {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Adds one to the last digit; a nine carries on.
void round_up(std::string& digits) {
    for (std::size_t i = digits.size(); i-- > 0;) {
        if (digits[i] == '.') continue;
        if (digits[i] != '9') {
            ++digits[i];
            return;
        }
        digits[i] = '0';
    }
    digits.insert(0, "1");
}

template <class Number>
std::optional<Number> whole(std::string_view text) {
    Number value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool good = read.ec == std::errc{} && read.ptr == text.data() + text.size();
    return good && !text.empty() ? std::optional{value} : std::nullopt;
}

}  // namespace

std::optional<std::string> number_text(std::string_view stored) {
    const bool negative = stored.starts_with('-');
    if (negative) stored.remove_prefix(1);
    const std::size_t point = std::min(stored.find('.'), stored.size());
    const std::string_view before = stored.substr(0, point);
    const std::string_view behind = stored.substr(std::min(point + 1, stored.size()));
    if (before.empty() || (point < stored.size() && behind.empty())) return std::nullopt;
    if (!std::ranges::all_of(before, is_digit) || !std::ranges::all_of(behind, is_digit)) {
        return std::nullopt;
    }
    if (before.size() > 1 && before[0] == '0') return std::nullopt;
    if (before.size() > number_digits_max) return std::nullopt;
    std::size_t places = number_digits_max - (before == "0" ? 0 : before.size());
    if (before == "0") places += std::min(behind.find_first_not_of('0'), behind.size());
    std::string out{before};
    if (!behind.empty() && places > 0) out += "." + std::string{behind.substr(0, places)};
    if (behind.size() > places && behind[places] >= '5') round_up(out);
    if (out.find('.') != out.npos) {
        while (out.ends_with('0')) out.pop_back();
        if (out.ends_with('.')) out.pop_back();
    }
    return negative && out != "0" ? "-" + out : out;
}

std::optional<std::size_t> column_of(std::string_view reference) {
    std::size_t column = 0;
    std::size_t letters = 0;
    for (const char c : reference) {
        if (c < 'A' || c > 'Z' || letters == 4) break;
        column = column * 26 + static_cast<std::size_t>(c - 'A') + 1;
        ++letters;
    }
    const auto row = row_of(reference.substr(letters));
    if (letters == 0 || column > sheet_columns_max || !row) return std::nullopt;
    return column - 1;
}

std::optional<std::uint32_t> row_of(std::string_view number) {
    const auto row = whole<std::uint32_t>(number);
    return row && *row >= 1 && *row <= sheet_rows_max ? row : std::nullopt;
}

void SharedTexts::begin() { begins_.push_back(static_cast<std::uint32_t>(bytes_.size())); }

void SharedTexts::add(std::string_view piece) {
    if (begins_.empty()) return;
    const std::size_t have = bytes_.size() - begins_.back();
    bytes_ += piece.substr(0, field_bytes_max + 1 - std::min(have, field_bytes_max + 1));
}

bool SharedTexts::is_within_limits() const {
    return begins_.size() <= shared_texts_max && bytes_.size() <= shared_bytes_max;
}

std::optional<std::string_view> SharedTexts::get(std::string_view index) const {
    const auto at = whole<std::uint32_t>(index);
    if (!at || *at >= begins_.size()) return std::nullopt;
    const std::size_t begin = begins_[*at];
    const std::size_t end = *at + 1 < begins_.size() ? begins_[*at + 1] : bytes_.size();
    return std::string_view{bytes_}.substr(begin, end - begin);
}

}  // namespace zhida::intake::detail
