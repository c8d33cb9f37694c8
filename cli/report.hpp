// The report of one list, for machines and for people.
#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <string>

#include "node/walk/report.hpp"

namespace zhida::cli {

boost::json::object report_json(const walk::Report& report, const client::Status& status,
                                const std::map<std::string, double>& seconds,
                                std::uint64_t peak_mb);
std::string report_table(const walk::Report& report, const client::Status& status);

}  // namespace zhida::cli
