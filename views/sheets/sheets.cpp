#include "views/sheets/sheets.hpp"

#include <array>
#include <boost/json.hpp>

#include "contracts/vocabulary/money.hpp"
#include "core/base/date.hpp"

namespace zhida::sheets {

namespace {

using database::is_nothing;
using database::number_in;
using database::Row;
using database::text_in;
using database::Value;
using reports::Column;
using reports::Form;
using reports::Sheet;

// What makes a spreadsheet take a text for a formula, the wide forms too.
constexpr std::array<std::string_view, 10> formula_starts{"=",  "+",  "-",  "@",  "\t",
                                                          "\r", "＝", "＋", "－", "＠"};

std::string safe(std::string text) {
    for (const std::string_view start : formula_starts) {
        if (text.starts_with(start)) return "'" + text;
    }
    return text;
}

std::string quoted(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == text.npos) return text;
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"') out.push_back('"');
        out.push_back(c);
    }
    return out + "\"";
}

bool is_text(const Column& column) { return column.form == Form::text; }

void add_row(std::string& out, const Sheet& sheet, const Row& row) {
    for (std::size_t i = 0; i < row.size(); ++i) {
        std::string cell = cell_text(sheet.columns[i], row[i]);
        // Only what may hold somebody's words is guarded: a negative amount stays a number.
        if (is_text(sheet.columns[i])) cell = safe(std::move(cell));
        out += (i == 0 ? "" : ",") + quoted(cell);
    }
    out += "\r\n";
}

std::string_view form_name(Form form) {
    switch (form) {
        case Form::text: return "text";
        case Form::count: return "count";
        case Form::fen: return "fen";
        case Form::share: return "percent";
        case Form::hundredths: return "decimal";
        case Form::day: return "day";
        case Form::moment: return "moment";
    }
    return "";
}

boost::json::object json_of(const Sheet& sheet, const Row& row) {
    boost::json::object out;
    for (std::size_t i = 0; i < row.size(); ++i) {
        const Column& column = sheet.columns[i];
        boost::json::value& cell = out[column.id];
        if (is_nothing(row[i])) {
            cell = nullptr;
        } else if (column.form == Form::count) {
            cell = number_in(row[i]);
        } else if (column.form == Form::fen) {
            cell = std::to_string(number_in(row[i]));
        } else {
            cell = cell_text(column, row[i]);
        }
    }
    return out;
}

}  // namespace

std::string heading(const Column& column, Language language) {
    if (language == Language::zh) return column.zh;
    if (language == Language::en) return column.en;
    return column.zh + " " + column.en;
}

std::string title(const Sheet& sheet, Language language) {
    if (language == Language::zh) return sheet.zh;
    if (language == Language::en) return sheet.en;
    return sheet.zh + " " + sheet.en;
}

std::string cell_text(const Column& column, const Value& value) {
    if (is_nothing(value)) return "";
    const std::int64_t number = number_in(value);
    switch (column.form) {
        case Form::text: return text_in(value);
        case Form::count: return std::to_string(number);
        case Form::fen:
        case Form::share:
        case Form::hundredths: return vocabulary::yuan_text(number);
        case Form::day: return base::to_text(base::Date{static_cast<std::int32_t>(number)});
        case Form::moment: return base::time_text(number);
    }
    return "";
}

std::string csv(const Sheet& sheet, Language language) {
    std::string out = "\xef\xbb\xbf";
    for (std::size_t i = 0; i < sheet.columns.size(); ++i) {
        out += (i == 0 ? "" : ",") + quoted(heading(sheet.columns[i], language));
    }
    out += "\r\n";
    for (const Row& row : sheet.rows) add_row(out, sheet, row);
    if (sheet.total) add_row(out, sheet, *sheet.total);
    return out;
}

std::string json(const Sheet& sheet) {
    boost::json::array columns;
    for (const Column& column : sheet.columns) {
        columns.push_back({{"id", column.id},
                           {"zh", column.zh},
                           {"en", column.en},
                           {"form", std::string{form_name(column.form)}}});
    }
    boost::json::array rows;
    for (const Row& row : sheet.rows) rows.push_back(json_of(sheet, row));
    boost::json::object out{{"report", sheet.name},
                            {"zh", sheet.zh},
                            {"en", sheet.en},
                            {"height", sheet.height},
                            {"columns", std::move(columns)},
                            {"rows", std::move(rows)},
                            {"total", nullptr}};
    if (sheet.total) out["total"] = json_of(sheet, *sheet.total);
    return boost::json::serialize(out) + "\n";
}

}  // namespace zhida::sheets
