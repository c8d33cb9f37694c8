// Packages that come from outside: what waits at the office (`packages`), a source system's own way
// to push one (`deliver`), and the log of denials looked over (`audit-log verify`).
#pragma once

#include "cli/access.hpp"
#include "cli/answer.hpp"

namespace zhida::cli {

struct DeliverOptions {
    std::string node;        // HOST:PORT
    std::string authority;   // a PEM file
    std::string source;      // name of the source system
    std::string source_key;  // a PEM file, its private key
    std::string list;        // folder of the package
    unsigned patience_seconds = 60;
    bool json = false;
};

Answer run_packages(const Access& access);
Answer run_deliver(const DeliverOptions& options);
Answer run_audit_log_verify(const std::string& folder);
void add_deliveries(CLI::App& app, Exit& exit);

}  // namespace zhida::cli
