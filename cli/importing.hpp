// `zhida import`: a package to the office's node, and its messages signed by the importer; or, with
// --check, only looked at.
#pragma once

#include "cli/access.hpp"
#include "cli/answer.hpp"

namespace zhida::cli {

struct ImportOptions {
    Access access;
    std::string list;        // the package: a folder or a zip
    std::string waiting;     // instead of it: the id of a package that waits at the node
    std::string source_key;  // PEM; the package must be signed by it
    bool check = false;      // look at it on this machine; nothing is sent
    std::string data;        // for the check: villages.csv and calendar/
};

void add_import(CLI::App& app, Exit& exit);
Answer run_import(const ImportOptions& options);

// {"errors":[…]} of a node or judge, as a table of bad lines.
Answer bad_lines(const std::string& json);
// The package's manifest is signed by this key.
base::Status check_source(const std::string& package, const std::string& key_path);

}  // namespace zhida::cli
