// `zhida sandbox clock|accounts|deposit`: what the world outside would do to a sandbox county —
// time passes, banks know accounts, the county's money arrives.
#pragma once

#include "cli/signing.hpp"

namespace zhida::cli {

struct ClockOptions {
    Access access;
    std::string to;  // a time; else `days` from now
    unsigned days = 0;
};

// Adds to the family `sandbox`.
void add_sandbox_hands(CLI::App& sandbox, Exit& exit);
Answer run_clock(const ClockOptions& options);
Answer run_accounts(const Access& access, const std::string& csv_path);
Answer run_deposit(const Access& access, const std::string& no);

}  // namespace zhida::cli
