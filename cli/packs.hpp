// `zhida pack` and `zhida verify-pack`: one order with everything that led to it, for an auditor
// who checks it offline.
#pragma once

#include "cli/exit.hpp"

namespace CLI {
class App;
}

namespace zhida::cli {

void add_packs(CLI::App& app, Exit& exit);

}  // namespace zhida::cli
