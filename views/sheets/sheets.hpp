// Reports as files that offices open. Money is in yuan with two digits in CSV and XLSX, and whole
// fen as text in JSON. No cell is ever a formula, whatever a name begins with.
#pragma once

#include "views/reports/sheet.hpp"

namespace zhida::sheets {

enum class Language : std::uint8_t { zh, en, both };

std::string heading(const reports::Column& column, Language language);
std::string title(const reports::Sheet& sheet, Language language);
// A cell as people read it: `1234.50`, `98.50`, `2019-09-18`; empty for nothing.
std::string cell_text(const reports::Column& column, const database::Value& value);

// UTF-8 with a byte order mark, rows ending in CRLF (RFC 4180).
std::string csv(const reports::Sheet& sheet, Language language);
std::string json(const reports::Sheet& sheet);
// To a file, in place of what was there.
base::Status xlsx(const reports::Sheet& sheet, Language language, const std::string& path);

}  // namespace zhida::sheets
