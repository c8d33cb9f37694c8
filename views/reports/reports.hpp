// Which reports there are, and making one. A report reads one moment of the views; what it shows is
// never more than a look at the ledger, and nothing is decided from it.
#pragma once

#include "contracts/vocabulary/village.hpp"
#include "core/base/date.hpp"
#include "views/reports/sheet.hpp"

namespace zhida::reports {

inline constexpr std::size_t rows_max = 20'000;  // of one report

// What is asked. A code of 6, 9 or 12 digits keeps to a county, township or village.
struct Question {
    std::string report;
    std::string by;  // empty: as the report is usually cut
    std::uint64_t within = 0;
    std::string list;  // number or id of a list; empty: all
    std::optional<base::Date> from;
    std::optional<base::Date> to;
};

struct Description {
    std::string_view name;
    std::string_view zh;
    std::string_view en;
    std::vector<std::string_view> by;  // the usual one first
};
const std::vector<Description>& all();

// Refused for what is not there, and while the views are being built anew.
base::Result<Sheet> make(database::Database& database, const vocabulary::Villages& villages,
                         const Question& question);

}  // namespace zhida::reports
