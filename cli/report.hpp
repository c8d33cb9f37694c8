// The report of one list, for machines and for people.
#pragma once

#include <map>
#include <string>

#include "node/walk/report.hpp"

namespace zhida::cli {

// What the machine took for it.
struct Figures {
    std::map<std::string, double> seconds;  // by phase; `total`: from import to closed list
    std::uint64_t peak_mb = 0;              // of all processes together, each at its own peak
    std::uint64_t node_peak_mb = 0;         // of zhidad alone
};

// One JSON document.
std::string report_json(const walk::Report& report, const client::Status& status,
                        const Figures& figures);
std::string report_table(const walk::Report& report, const client::Status& status,
                         const Figures& figures);

}  // namespace zhida::cli
