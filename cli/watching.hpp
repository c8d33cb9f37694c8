// `zhida status` and `zhida events`.
#pragma once

#include "cli/access.hpp"
#include "cli/answer.hpp"

namespace zhida::cli {

void add_watching(CLI::App& app, Exit& exit);
Answer run_status(const Access& access);
Answer run_events(const Access& access, std::uint64_t from, std::size_t limit);

}  // namespace zhida::cli
