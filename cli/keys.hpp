// `zhida keys`.
#pragma once

#include "cli/answer.hpp"
#include "core/crypto/signature.hpp"

namespace CLI {
class App;
}

namespace zhida::cli {

void add_keys(CLI::App& app, Exit& exit);

// A new private key in PEM, readable by its owner only; a file that is there stays as it is.
Answer new_key(const std::string& path, crypto::Profile profile);
// Of a private or a public key file.
Answer show_key(const std::string& path);

}  // namespace zhida::cli
