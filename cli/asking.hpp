// `zhida ask`: any route of a node's API, signed like every other request.
#pragma once

#include "cli/access.hpp"
#include "cli/exit.hpp"

namespace zhida::cli {

struct AskOptions {
    Access access;
    std::string method;
    std::string target;
    std::string body;                 // a file
    std::vector<std::string> fields;  // as `If-None-Match: "…"`
    bool head = false;                // status and fields before the body
    std::size_t follow = 0;           // lines of an endless answer to print; 0: an ordinary answer
};

Exit run_ask(const AskOptions& options);
void add_asking(CLI::App& app, Exit& exit);

}  // namespace zhida::cli
