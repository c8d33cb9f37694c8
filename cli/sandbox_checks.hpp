// What can be known to be wrong before a county is built or started for a walk.
#pragma once

#include "cli/sandbox.hpp"
#include "node/county/county.hpp"

namespace zhida::cli {

// Home, accounts, faults, and the files that will be written.
base::Status check_options(const SandboxOptions& options);
// Nothing: the package is clean.
std::optional<Exit> judge(const SandboxOptions& options, const county::Plan& plan);

}  // namespace zhida::cli
