// `zhida public-notice`: what a village hangs out, with masked names, made from the vault on
// request.
#pragma once

#include "cli/exit.hpp"

namespace CLI {
class App;
}

namespace zhida::cli {

void add_public_notice(CLI::App& app, Exit& exit);

}  // namespace zhida::cli
