// `zhida verify-chain`.
#pragma once

#include <string>

#include "cli/answer.hpp"

namespace CLI {
class App;
}

namespace zhida::cli {

struct VerifyChainOptions {
    std::string folder;  // of the ledger's data
    bool json = false;
};

void add_verify_chain(CLI::App& app, Exit& exit);
// Replays the ledger in a folder from its genesis and compares every root.
Answer run_verify_chain(const VerifyChainOptions& options);

}  // namespace zhida::cli
