// `zhida organisations` and `zhida people`: what the registry holds on the ledger.
#pragma once

#include "cli/access.hpp"
#include "cli/answer.hpp"

namespace zhida::cli {

void add_registry(CLI::App& app, Exit& exit);
Answer run_organisations(const Access& access);
Answer run_people(const Access& access);

}  // namespace zhida::cli
