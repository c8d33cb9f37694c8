// `zhida slip`, `zhida verify` and `zhida trust`: proofs, and what one believes them by.
#pragma once

#include "cli/exit.hpp"

namespace CLI {
class App;
}

namespace zhida::cli {

void add_slips(CLI::App& app, Exit& exit);

}  // namespace zhida::cli
