// The forms of values (list-format.md §2): what can be read, judged on the decoded text alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/date.hpp"

namespace zhida::intake::detail {

// Well-formed UTF-8 without control characters, not beginning or ending with a space, of 1 (or 0)
// to `max` characters.
bool is_text(std::string_view text, std::size_t max, bool may_be_empty);
bool is_code(std::string_view text);   // agreement and household numbers
bool is_item(std::string_view text);   // a capital letter and 1–3 digits
bool is_phone(std::string_view text);  // or empty
bool is_quantity(std::string_view text);
// A whole number without sign, separators or leading zeros, in [least, most].
std::optional<std::uint64_t> whole_number(std::string_view text, std::uint64_t least,
                                          std::uint64_t most);
// A quantity in thousandths.
std::int64_t thousandths(std::string_view quantity);

}  // namespace zhida::intake::detail
