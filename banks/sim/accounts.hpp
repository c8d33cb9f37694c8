// The file of what the simulated banks know (list-format.md §4): one row an account. A row that is
// wrong is refused with its number: dropped silently its payee would be unknown to the bank, and a
// mistyped state would be paid.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace zhida::sim {

inline constexpr std::size_t account_rows_max = 1'000'000;

struct KnownAccount {
    std::string account_no;
    std::string holder_name;
    std::string holder_id_no;
    std::string bank_code;
    std::string state;
};

// UTF-8, with or without a byte order mark.
base::Result<std::vector<KnownAccount>> read_accounts(std::string_view csv);

}  // namespace zhida::sim
