// `zhida init`.
#pragma once

#include <string>

#include "cli/answer.hpp"

namespace CLI {
class App;
}

namespace zhida::cli {

struct InitOptions {
    std::string home;
    std::string data;        // villages.csv and calendar/
    std::string first_list;  // a package whose manifest says county, source system and time
    std::uint64_t county = 130629;
    std::string source_system;
    std::string source_key;  // PEM; without one the source's lists count as unsigned
    std::string start;       // time of the genesis; empty: now
    std::string name = "sandbox";
    bool json = false;
};

void add_init(CLI::App& app, Exit& exit);
Answer run_init(const InitOptions& options);

// Where the product keeps villages.csv and calendar/ beside its programs; empty when nowhere.
std::string data_folder();

}  // namespace zhida::cli
