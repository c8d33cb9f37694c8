// `zhida close-day`: county finance signs what the banks closed, after her own matching.
#pragma once

#include "cli/signing.hpp"

namespace zhida::cli {

void add_closing(CLI::App& app, Exit& exit);
Answer run_close_day(const Access& access);

}  // namespace zhida::cli
