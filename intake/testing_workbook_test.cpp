#include "intake/detail/testing_workbook.hpp"

namespace zhida::intake::testing {

namespace {

constexpr const char* head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const std::string office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const std::string package = "http://schemas.openxmlformats.org/package/2006/relationships";
const std::string main_space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '&') {
            out += "&amp;";
        } else if (c == '<') {
            out += "&lt;";
        } else {
            out.push_back(c);
        }
    }
    return out;
}

std::string relation(const std::string& id, const std::string& kind, const std::string& target) {
    return "<Relationship Id=\"" + id + "\" Type=\"" + office + "/" + kind + "\" Target=\"" +
           target + "\"/>";
}

}  // namespace

std::string sheet_of(const std::string& rows) {
    return head + ("<worksheet xmlns=\"" + main_space + "\"><sheetData>" + rows) +
           "</sheetData></worksheet>";
}

Workbook::Workbook(const std::string& rows) {
    parts["[Content_Types].xml"] =
        std::string{head} +
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
    parts["_rels/.rels"] = head + ("<Relationships xmlns=\"" + package + "\">") +
                           relation("rId1", "officeDocument", "xl/workbook.xml") +
                           "</Relationships>";
    parts["xl/workbook.xml"] =
        head + ("<workbook xmlns=\"" + main_space + "\" xmlns:r=\"" + office) +
        "\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"rId7\"/>"
        "<sheet name=\"b\" sheetId=\"2\" r:id=\"rId8\"/></sheets></workbook>";
    parts["xl/_rels/workbook.xml.rels"] =
        head + ("<Relationships xmlns=\"" + package + "\">") +
        relation("rId8", "worksheet", "worksheets/sheet2.xml") +
        relation("rId7", "worksheet", "worksheets/sheet1.xml") +
        relation("rId9", "sharedStrings", "/xl/sharedStrings.xml") + "</Relationships>";
    shared() = head + ("<sst xmlns=\"" + main_space + "\"></sst>");
    sheet() = sheet_of(rows);
    parts["xl/worksheets/sheet2.xml"] = sheet_of("");
}

std::string Workbook::bytes() const {
    std::vector<ZipEntry> entries;
    for (const auto& [name, text] : parts) entries.push_back({.name = name, .content = text});
    return zip_of(entries);
}

std::string inline_rows(const std::vector<std::vector<std::string>>& rows) {
    std::string out;
    for (const auto& row : rows) {
        out += "<row>";
        for (const std::string& value : row) {
            out += "<c t=\"inlineStr\"><is><t>" + escaped(value) + "</t></is></c>";
        }
        out += "</row>";
    }
    return out;
}

}  // namespace zhida::intake::testing
