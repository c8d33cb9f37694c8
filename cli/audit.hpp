// `zhida verify-chain`.
#pragma once

#include <string>

#include "cli/exit.hpp"

namespace zhida::cli {

// Replays the ledger in a folder from its genesis and compares every root.
Exit run_verify_chain(const std::string& folder);

}  // namespace zhida::cli
