// `zhida report` and `zhida views`: reports from the tables a node keeps, and how far those are.
#pragma once

#include "cli/exit.hpp"

namespace CLI {
class App;
}

namespace zhida::cli {

void add_reports(CLI::App& app, Exit& exit);

}  // namespace zhida::cli
