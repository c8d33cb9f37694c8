// `zhida once`: one package through the whole main job on a new temporary sandbox ledger.
#pragma once

#include <optional>
#include <string>

namespace zhida::cli {

// Documented in the README; scripts rely on them.
enum class Exit : int {
    closed = 0,
    failed = 1,
    bad_lines = 2,
    not_a_package = 3,
    in_doubt = 4,
    issuer_unknown = 5,
};

struct OnceOptions {
    std::string package;                    // a folder
    std::string accounts;                   // what the simulated banks know
    std::optional<std::string> source_key;  // PEM; without one the source counts as unsigned
    std::optional<std::string> report;      // a file; else standard output
    std::string data;                       // villages.csv and calendar/
    std::optional<std::string> keep;        // an empty or new folder for the ledger; else temporary
    bool quiet = false;
};

Exit run_once(const OnceOptions& options);
// Replays the ledger in a folder from its genesis and compares every root.
Exit run_verify_chain(const std::string& folder);

}  // namespace zhida::cli
