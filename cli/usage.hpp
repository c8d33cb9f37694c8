// What is told of a command line that cannot be understood, in both languages.
#pragma once

#include "cli/exit.hpp"

namespace CLI {
class ParseError;
}

namespace zhida::cli {

base::Error usage_error(const CLI::ParseError& error);

}  // namespace zhida::cli
