// Synthetic payment lists for tests, demonstrations and measurements. The same order makes the same
// files. Two lists never share an agreement, a person or an account as long as their numbers are
// alike but for the last digits, or their seeds differ by less than 4,000; otherwise sharing is as
// good as impossible. Only village collectives are the same organisations in every list.
#pragma once

#include <cstdint>
#include <string>

#include "contracts/vocabulary/village.hpp"
#include "core/base/date.hpp"

namespace zhida::generator {

inline constexpr std::uint64_t lines_max = 1'000'000;

struct Order {
    std::uint64_t lines = 0;
    std::uint64_t seed = 0;
    std::string list_no;
    base::Seconds prepared_at = 0;
    std::string county;
    std::string source_system = "XA-ZQ";
    // A line of each of six codes is made bad, and the report tells which.
    bool few_faults = false;
    // Other shapes of the same list.
    bool chinese_headers = false;
    bool gb18030 = false;
    bool workbook = false;  // lines.xlsx in place of lines.csv
};

// The contents of the files. Signing and writing is the caller's.
struct Product {
    std::string manifest;
    std::string agreements;
    std::string lines;
    std::string lines_name = "lines.csv";
    std::string standards;
    std::string accounts;  // NAME.accounts.csv
    std::string report;    // NAME.report.json
};

base::Result<Product> generate(const Order& order, const vocabulary::Villages& villages);

}  // namespace zhida::generator
