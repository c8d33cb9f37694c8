#include <xlsxwriter.h>

#include <algorithm>

#include "core/base/date.hpp"
#include "views/sheets/sheets.hpp"

namespace zhida::sheets {

namespace {

using database::is_nothing;
using database::number_in;
using reports::Form;
using reports::Sheet;

constexpr double hundred = 100.0;
constexpr double width_min = 8;
constexpr double width_max = 40;
constexpr std::size_t sheet_name_bytes_max = 31;

struct Formats {
    lxw_format* head;
    lxw_format* amount;
    lxw_format* sum;
    lxw_format* sum_amount;
};

Formats formats_of(lxw_workbook* book) {
    const auto made = [&](bool bold, bool amount) {
        lxw_format* const format = workbook_add_format(book);
        if (bold) format_set_bold(format);
        if (amount) format_set_num_format(format, "#,##0.00");
        return format;
    };
    return {made(true, false), made(false, true), made(true, false), made(true, true)};
}

void write_cell(lxw_worksheet* page, lxw_row_t row, lxw_col_t column,
                const reports::Column& what, const database::Value& value, lxw_format* plain,
                lxw_format* amount) {
    if (is_nothing(value)) return;
    const bool has_digits = what.form == Form::fen || what.form == Form::share ||
                            what.form == Form::hundredths;
    if (what.form == Form::count) {
        worksheet_write_number(page, row, column, static_cast<double>(number_in(value)), plain);
    } else if (has_digits) {
        worksheet_write_number(page, row, column,
                               static_cast<double>(number_in(value)) / hundred, amount);
    } else {
        // A string cell is never a formula, whatever it begins with.
        worksheet_write_string(page, row, column, cell_text(what, value).c_str(), plain);
    }
}

void write_rows(lxw_worksheet* page, const Sheet& sheet, const Formats& formats) {
    lxw_row_t number = 1;
    for (const auto& row : sheet.rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            write_cell(page, number, static_cast<lxw_col_t>(i), sheet.columns[i], row[i], nullptr,
                       formats.amount);
        }
        ++number;
    }
    for (std::size_t i = 0; sheet.total && i < sheet.total->size(); ++i) {
        write_cell(page, number, static_cast<lxw_col_t>(i), sheet.columns[i], (*sheet.total)[i],
                   formats.sum, formats.sum_amount);
    }
}

double width_of(const Sheet& sheet, std::size_t column, const std::string& head) {
    std::size_t longest = head.size();
    for (const auto& row : sheet.rows) {
        longest = std::max(longest, cell_text(sheet.columns[column], row[column]).size());
    }
    return std::clamp(static_cast<double>(longest) + 2, width_min, width_max);
}

}  // namespace

base::Status xlsx(const Sheet& sheet, Language language, const std::string& path) {
    lxw_workbook* const book = workbook_new(path.c_str());
    if (book == nullptr) return base::fail("cannot write " + path, "无法写入 " + path);
    const Formats formats = formats_of(book);
    const std::string name = sheet.name.substr(0, sheet_name_bytes_max);
    lxw_worksheet* const page = workbook_add_worksheet(book, name.c_str());
    for (std::size_t i = 0; i < sheet.columns.size(); ++i) {
        const std::string head = heading(sheet.columns[i], language);
        const auto column = static_cast<lxw_col_t>(i);
        worksheet_write_string(page, 0, column, head.c_str(), formats.head);
        worksheet_set_column(page, column, column, width_of(sheet, i, head), nullptr);
    }
    worksheet_freeze_panes(page, 1, 0);
    write_rows(page, sheet, formats);
    if (workbook_close(book) == LXW_NO_ERROR) return base::Done{};
    return base::fail("cannot write " + path, "无法写入 " + path);
}

}  // namespace zhida::sheets
