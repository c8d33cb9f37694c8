// Making fault records: masked values and bilingual messages for every code.
#pragma once

#include "intake/package.hpp"

namespace zhida::intake::detail {

// What is wrong with one value or row: the code and the column.
struct Wrong {
    std::string_view code;
    std::string_view field;
};

std::string masked(std::string_view field, std::string_view value);
Fault make_fault(std::string_view file, std::optional<std::uint32_t> row,
                 std::optional<std::uint32_t> line_no, const Wrong& wrong, std::string_view value);

}  // namespace zhida::intake::detail
