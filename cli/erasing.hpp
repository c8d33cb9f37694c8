// `zhida erase`: private records are destroyed by two persons of different bodies.
#pragma once

#include <string>
#include <vector>

#include "cli/access.hpp"
#include "cli/answer.hpp"

namespace zhida::cli {

struct EraseOptions {
    Access access;
    std::string list;
    std::vector<std::uint32_t> lines;  // none: the whole list
    std::string document;              // the paper's file
    bool court = false;
    std::string proposal;  // of `approve`
};

void add_erasing(CLI::App& app, Exit& exit);
Answer run_propose(const EraseOptions& options);
Answer run_approve(const EraseOptions& options);

}  // namespace zhida::cli
