// `zhida completion SHELL`: what a shell needs to complete commands and options, from the very tree
// the commands are parsed by.
#pragma once

#include <string>

#include "cli/exit.hpp"

namespace CLI {
class App;
}

namespace zhida::cli {

enum class Shell { bash, zsh, fish };
std::string completion(const CLI::App& app, Shell shell);
// Last of all commands, so that it knows the others.
void add_completion(CLI::App& app, Exit& exit);

}  // namespace zhida::cli
