// `zhida import --check` and `zhida diff`: packages looked at on this machine alone. No node is
// asked, nothing is written.
#pragma once

#include <string>

#include "cli/answer.hpp"

namespace CLI {
class App;
}

namespace zhida::cli {

struct CheckOptions {
    std::string package;     // a folder or a zip
    std::string source_key;  // PEM; without one the source counts as unsigned
    std::string data;        // villages.csv and calendar/; empty: where the programs have them
};

// Clean, with totals by village; or every bad row; or why it is no package.
Answer run_check(const CheckOptions& options);
// What changed from one version to the next. Both must be clean.
Answer run_diff(const std::string& before, const CheckOptions& after);

void add_diff(CLI::App& app, Exit& exit);

}  // namespace zhida::cli
