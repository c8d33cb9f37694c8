// `zhida once` and `zhida sandbox`: a whole county on this machine, as processes of its own.
#pragma once

#include <optional>
#include <string>

#include "cli/exit.hpp"

namespace zhida::cli {

struct SandboxOptions {
    std::string package;                    // a folder or a zip
    std::string accounts;                   // CSV of what the simulated banks know
    std::optional<std::string> source_key;  // PEM; without one the source counts as unsigned
    std::optional<std::string> report;      // a file; else standard output
    std::string data;                       // villages.csv and calendar/
    std::string home;                       // the installation's folder; empty: a temporary one
    bool fresh = false;                     // `home` must be new or empty
    std::string profile = "gm";             // of a new ledger: gm or intl
    bool quiet = false;
    bool summary = false;             // a table for people instead of JSON
    std::optional<std::string> slip;  // a file for the slip of the first paid line
    std::string faults;               // JSON for every simulated bank's /control/faults
};

// One package through the whole main job. An installation that is there goes on with it.
Exit run_sandbox(const SandboxOptions& options);
// Starts an installation's processes and keeps them until Ctrl-C.
Exit run_up(const std::string& home, const std::string& data);

}  // namespace zhida::cli
