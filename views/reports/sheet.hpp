// A report as rows under headings in two languages, whatever becomes of it: a table on a terminal,
// CSV, XLSX or JSON.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "views/database/database.hpp"

namespace zhida::reports {

// What a number means. Money is whole fen; shares are parts of ten thousand; days count from
// 1970-01-01; a moment is in seconds since then.
enum class Form : std::uint8_t { text, count, fen, share, hundredths, day, moment };

struct Column {
    std::string id;
    std::string zh;
    std::string en;
    Form form = Form::text;
};

struct Sheet {
    std::string name;
    std::string zh;
    std::string en;
    std::vector<Column> columns;
    std::vector<database::Row> rows;
    std::optional<database::Row> total;
    std::uint64_t height = 0;  // of the state it shows
};

}  // namespace zhida::reports
