// `zhida lists` and `zhida list NO`.
#pragma once

#include "cli/answer.hpp"
#include "cli/list_look.hpp"

namespace zhida::cli {

void add_lists(CLI::App& app, Exit& exit);
Answer run_lists(const Access& access);
Answer run_list(const Access& access, const std::string& no);

using VillageNames = std::map<std::uint64_t, std::string>;
boost::json::object list_json(const ListLook& look, const VillageNames& names);
std::string list_text(const ListLook& look, const VillageNames& names);

}  // namespace zhida::cli
