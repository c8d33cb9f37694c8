// A report to wherever it is wanted: a table on the terminal, CSV, XLSX or JSON.
#pragma once

#include <string>

#include "cli/exit.hpp"
#include "views/sheets/sheets.hpp"

namespace CLI {
class App;
}

namespace zhida::cli {

struct SheetOutput {
    std::string format = "table";
    std::string language = "both";
    std::string out;
};

void add_sheet_output(CLI::App& command, SheetOutput& output);
Exit put_out(const reports::Sheet& sheet, const SheetOutput& output);

}  // namespace zhida::cli
