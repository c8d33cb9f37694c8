// Who may act: delegations, own and lost keys, suspensions. An act of two persons is signed by the
// first one here and joined with `zhida countersign`.
#pragma once

#include "cli/signing.hpp"

namespace zhida::cli {

struct PowerOptions {
    Access access;
    std::string id;    // of a delegation, key, person or organisation
    std::string what;  // person or organisation
    std::string to;    // the deputy: a number, or a name of members.csv
    std::string delegated_role;
    std::string from;
    std::string until;
    std::string reason;
    std::string file;  // PEM
    bool keep_old = false;
};

void add_powers(CLI::App& app, Exit& exit);

// A day in words as the second it ends (UTC+8), so that `--until 2020-03-31` includes that day.
std::optional<base::Seconds> end_of_day(std::string_view text);

}  // namespace zhida::cli
