// The dated figures of the ledger, and acts that wait for a second signature.
#pragma once

#include "cli/signing.hpp"
#include "contracts/registry/types/powers.hpp"

namespace zhida::cli {

void add_parameters(CLI::App& app, Exit& exit);

// A pack from JSON: {"document":"…","entries":[{"key","region"?,"from","to","value"}]}; values and
// regions are numbers or strings of digits, days are 2020-01-31.
base::Result<registry::SetParameters> read_pack(const std::string& json,
                                                const std::optional<std::string>& document,
                                                crypto::Hash hash);

}  // namespace zhida::cli
