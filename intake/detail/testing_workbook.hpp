// Workbooks for tests, part by part, so that any part can be left out or wrong.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "intake/detail/testing_zip.hpp"

namespace zhida::intake::testing {

struct Workbook {
    // Sound, with one sheet that holds these rows of XML.
    explicit Workbook(const std::string& rows);

    std::map<std::string, std::string> parts;  // name → XML
    std::string& sheet() { return parts["xl/worksheets/sheet1.xml"]; }
    std::string& shared() { return parts["xl/sharedStrings.xml"]; }
    std::string bytes() const;
};

// Rows of a sheet with every value as text in its cell.
std::string inline_rows(const std::vector<std::vector<std::string>>& rows);
std::string sheet_of(const std::string& rows);

}  // namespace zhida::intake::testing
