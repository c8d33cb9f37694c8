#include "cli/sheet_output.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <limits>

#include "cli/screen.hpp"

namespace zhida::cli {

namespace {

using reports::Form;

sheets::Language language_of(const std::string& word) {
    if (word == "zh") return sheets::Language::zh;
    return word == "en" ? sheets::Language::en : sheets::Language::both;
}

// On a terminal a column with nothing in it only takes place.
bool is_worth_showing(const reports::Sheet& sheet, std::size_t column) {
    if (sheet.columns[column].form == Form::text) return true;
    return std::ranges::any_of(sheet.rows, [&](const database::Row& row) {
        return database::number_in(row[column]) != 0;
    });
}

std::string shown(const reports::Column& column, const database::Value& value) {
    const bool is_money = column.form == Form::fen && !database::is_nothing(value);
    return is_money ? yuan(database::number_in(value)) : sheets::cell_text(column, value);
}

// Both languages below one another: beside one another they would be wider than the figures.
std::string heading_of(const reports::Column& column, sheets::Language language) {
    if (language != sheets::Language::both) return sheets::heading(column, language);
    return sheets::heading(column, sheets::Language::zh) + "\n" +
           sheets::heading(column, sheets::Language::en);
}

// A terminal shortens; a file or a pipe is given everything.
std::size_t table_columns() {
    if (::isatty(STDOUT_FILENO) == 0) return std::numeric_limits<std::size_t>::max();
    return columns_of(STDOUT_FILENO).value_or(table_columns_max);
}

std::string table_of(const reports::Sheet& sheet, sheets::Language language) {
    std::vector<std::string> head;
    std::vector<std::vector<std::string>> rows(sheet.rows.size() + (sheet.total ? 1 : 0));
    for (std::size_t i = 0; i < sheet.columns.size(); ++i) {
        if (!is_worth_showing(sheet, i)) continue;
        const reports::Column& column = sheet.columns[i];
        head.push_back(heading_of(column, language));
        for (std::size_t row = 0; row < sheet.rows.size(); ++row) {
            rows[row].push_back(shown(column, sheet.rows[row][i]));
        }
        if (sheet.total) rows.back().push_back(shown(column, (*sheet.total)[i]));
    }
    return sheets::title(sheet, language) + "\n" + table(head, rows, table_columns()) +
           "区块 height " + std::to_string(sheet.height) + "\n";
}

}  // namespace

void add_sheet_output(CLI::App& command, SheetOutput& output) {
    command.add_option("--format", output.format, "table, csv, xlsx or json")
        ->check(CLI::IsMember({"table", "csv", "xlsx", "json"}))
        ->capture_default_str();
    command.add_option("--language", output.language, "of the headings: zh, en or both")
        ->check(CLI::IsMember({"zh", "en", "both"}))
        ->capture_default_str();
    command.add_option("--out", output.out, "the file; else standard output");
}

Exit put_out(const reports::Sheet& sheet, const SheetOutput& output) {
    const auto language = language_of(output.language);
    if (output.format == "xlsx") {
        if (output.out.empty()) {
            return tell(base::fail("an XLSX needs --out FILE", "XLSX 须指定 --out 文件"));
        }
        const auto done = sheets::xlsx(sheet, language, output.out);
        return done ? Exit::done : tell(done.error());
    }
    const std::string text = output.format == "csv"    ? sheets::csv(sheet, language)
                             : output.format == "json" ? sheets::json(sheet)
                                                       : table_of(sheet, language);
    std::optional<std::string> path;
    if (!output.out.empty()) path = output.out;
    if (write_out(path, text)) return Exit::done;
    return tell(base::fail("cannot write " + output.out, "无法写入 " + output.out));
}

}  // namespace zhida::cli
