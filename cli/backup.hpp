// `zhida backup` and `zhida restore`: ledger, sealed records and all keys of an installation.
#pragma once

#include <string>
#include <vector>

#include "cli/answer.hpp"

namespace CLI {
class App;
}

namespace zhida::cli {

struct BackupOptions {
    std::string home;
    std::string out;
    std::string passphrase_file;
    std::string shares;      // K/N
    std::string shares_out;  // a folder
    bool json = false;
};
struct RestoreOptions {
    std::string from;
    std::string data;  // a file of `from`; empty: the newest
    std::string home;
    std::string passphrase_file;
    std::vector<std::string> shares;  // files
    std::vector<std::string> seen;    // HEIGHT:HASH
    bool old_keys = false;
    bool json = false;
};

void add_backup(CLI::App& app, Exit& exit);
Answer run_backup(const BackupOptions& options);
Answer run_restore(const RestoreOptions& options);

}  // namespace zhida::cli
