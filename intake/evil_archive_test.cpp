// Zips and workbooks made to harm or to slip through, each with the verdict it must get.
#include <gtest/gtest.h>

#include "intake/detail/testing_evil.hpp"
#include "intake/detail/testing_workbook.hpp"

namespace zhida::intake::testing {
namespace {

const std::string no = "unreadable: ";

Evil named(const std::string& name, const std::string& expected) {
    return zipped(
        "an entry named " + name, [=](auto& e) { e.push_back({.name = name, .content = "x"}); },
        expected);
}

Evil entry(const std::string& name, const std::function<void(ZipEntry&)>& change,
           const std::string& expected) {
    return zipped(
        name,
        [=](auto& e) {
            e.push_back({.name = "more.txt", .content = "more and more"});
            change(e.back());
        },
        expected);
}

TEST(EvilArchive, AZipWithAnythingButPlainFilesSafelyNamedIsNoPackage) {
    const std::string unsafe = no + "unsafe name";
    expect_each({
        named("../lines.csv", unsafe),
        named("a/../../lines.csv", unsafe),
        named("/etc/passwd", unsafe),
        named("..\\lines.csv", unsafe),
        named("C:lines.csv", unsafe),
        named("./lines.csv", unsafe),
        named("a//b", unsafe),
        named(std::string(300, 'n'), unsafe),
        named("lines.csv", no + "damaged"),  // the library itself takes no name twice
        named("Lines.csv", no + "stands there twice"),
        named("__MACOSX/lines.csv", no + "nor in the one folder"),
        named("inner.zip", no + "an archive inside"),
        entry("a link", [](ZipEntry& e) { e.unix_mode = 0120'777; }, no + "is a link"),
        entry("a device", [](ZipEntry& e) { e.unix_mode = 0020'666; }, no + "is a link"),
        entry("an encrypted entry", [](ZipEntry& e) { e.flags = 1; }, no + "is encrypted"),
        entry("an entry packed by bzip2", [](ZipEntry& e) { e.method = 12; }, no + "unusual way"),
        entry("an entry packed in no known way", [](ZipEntry& e) { e.method = 77; },
              no + "unusual way"),
        entry("two names for one entry", [](ZipEntry& e) { e.local_name = "evil.txt"; },
              no + "damaged"),
        entry("a zip inside under another name",
              [](ZipEntry& e) { e.content = zip_of({{.name = "a", .content = "b"}}); },
              no + "an archive inside"),
    });
}

TEST(EvilArchive, ABombIsRefusedBeforeItIsUnpacked) {
    expect_each({
        entry("64 MB of zeros", [](ZipEntry& e) { e.content = std::string(64U << 20, '\0'); },
              no + "more than 100 times"),
        entry("an entry that says 4 GB", [](ZipEntry& e) { e.told_bytes = 0xffff'fffe; },
              no + "more than 100 times"),
        zipped("many entries that say 500 MB together",
               [](auto& e) {
                   for (int i = 0; i < 60; ++i) {
                       e.push_back({.name = "f" + std::to_string(i),
                                    .content = std::string(100'000, 'x'),
                                    .packed = false,
                                    .told_bytes = 9'900'000});
                   }
               },
               no),
        zip_bytes("65,535 entries announced", "x" + zip_end(0xffff, 46, 1), no + "entries"),
        zip_bytes("100 entries announced", "x" + zip_end(100, 46, 1), no + "entries"),
        zip_bytes("a 64-bit directory",
                  std::string{"PK\x06\x07"} + std::string(16, '\0') + zip_end(1, 46, 0),
                  no + "64-bit"),
    });
}

TEST(EvilArchive, ADamagedZipIsNoPackage) {
    std::vector<ZipEntry> entries;
    for (const auto& [name, text] : SmallPackage{}.files()) {
        entries.push_back({.name = name, .content = text});
    }
    const std::string whole = zip_of(entries);
    std::string flipped = whole;
    flipped[60] = static_cast<char>(flipped[60] ^ 1);
    expect_each({
        zip_bytes("an empty file", "", no + "damaged"),
        zip_bytes("a file of text", "agreement_no\n", no + "damaged"),
        zip_bytes("a zip without its last byte", whole.substr(0, whole.size() - 1), no),
        zip_bytes("the first half of a zip", whole.substr(0, whole.size() / 2), no + "damaged"),
        zip_bytes("the second half of a zip", whole.substr(whole.size() / 2), no + "damaged"),
        zip_bytes("a flipped bit in an entry", flipped, no + "damaged"),
        zip_bytes("a directory behind the end", "x" + zip_end(1, 46, 5'000), no + "damaged"),
        zip_bytes("no entry at all", zip_end(0, 0, 0), no + "manifest.json is missing"),
        zipped("a sum that does not fit", [](auto& e) { e.front().told_sum = 1; },
               no + "damaged"),
        zipped("an entry that holds more than it says", [](auto& e) { e.front().told_bytes = 3; },
               no + "damaged"),
        zipped("an entry that holds less than it says",
               [](auto& e) { e.front().told_bytes = 5'000; }, no + "damaged"),
    });
}

Evil book(const std::string& name, const std::function<void(Workbook&)>& change,
          const std::string& expected) {
    return changed(
        name,
        [=](SmallPackage& p) {
            Workbook workbook{inline_rows(p.lines)};
            change(workbook);
            p.workbook = workbook.bytes();
        },
        expected);
}

Evil book_bytes(const std::string& name, const std::function<void(std::string&)>& change,
                const std::string& expected) {
    return changed(
        name,
        [=](SmallPackage& p) {
            p.workbook = Workbook{inline_rows(p.lines)}.bytes();
            change(p.workbook);
        },
        expected);
}

Evil in_sheet(const std::string& name, const std::string& xml, const std::string& expected) {
    return book(name, [=](Workbook& b) { b.sheet() = sheet_of(xml); }, expected);
}

void put_document_type(std::string& xml, const std::string& declarations) {
    xml.insert(xml.find("<worksheet"), "<!DOCTYPE worksheet [" + declarations + "]>");
}

TEST(EvilArchive, AWorkbookWithMacrosOrADocumentTypeIsNoPackage) {
    const std::string laughs =
        "<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">"
        "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;\">";
    const std::string declared = no + "document type";
    expect_each({
        book("a macro", [](Workbook& b) { b.parts["xl/vbaProject.bin"] = "x"; }, no + "macros"),
        book("a macro in capitals", [](Workbook& b) { b.parts["xl/VBAPROJECT.BIN"] = "x"; },
             no + "macros"),
        book("a macro sheet", [](Workbook& b) { b.parts["xl/macrosheets/sheet1.xml"] = "x"; },
             no + "macros"),
        book("the type of a workbook with macros",
             [](Workbook& b) {
                 b.parts["[Content_Types].xml"] +=
                     "application/vnd.ms-excel.sheet.macroEnabled.main+xml";
             },
             no + "macros"),
        book("an empty document type", [](Workbook& b) { put_document_type(b.sheet(), ""); },
             declared),
        book("entities of entities",
             [=](Workbook& b) {
                 put_document_type(b.sheet(), laughs);
                 b.sheet().insert(b.sheet().find("王芳"), "&d;");
             },
             declared),
        book("an entity from a file",
             [](Workbook& b) {
                 put_document_type(b.sheet(), "<!ENTITY x SYSTEM \"file:///etc/passwd\">");
                 b.sheet().insert(b.sheet().find("王芳"), "&x;");
             },
             declared),
        book("a document type from the network",
             [](Workbook& b) {
                 b.shared() = "<!DOCTYPE sst SYSTEM \"http://127.0.0.1:9/x.dtd\"><sst/>";
             },
             declared),
        book("an entity nobody declared",
             [](Workbook& b) { b.sheet().insert(b.sheet().find("王芳"), "&nbsp;"); },
             no + "well-formed"),
    });
}

TEST(EvilArchive, AWorkbookWhosePartsDoNotFitIsNoPackage) {
    const std::string none = no + "no workbook";
    expect_each({
        book("no sheet", [](Workbook& b) { b.parts.erase("xl/worksheets/sheet1.xml"); }, none),
        book("no workbook part", [](Workbook& b) { b.parts.erase("xl/workbook.xml"); }, none),
        book("no relations",
             [](Workbook& b) { b.parts.erase("xl/_rels/workbook.xml.rels"); }, none),
        book("no content types", [](Workbook& b) { b.parts.erase("[Content_Types].xml"); }, none),
        book("a sheet that lies outside",
             [](Workbook& b) {
                 std::string& relations = b.parts["xl/_rels/workbook.xml.rels"];
                 const std::string sheet = "worksheets/sheet1.xml";
                 relations.replace(relations.find(sheet), sheet.size(), "../../../etc/passwd");
             },
             none),
        book("a sheet on the network",
             [](Workbook& b) {
                 std::string& relations = b.parts["xl/_rels/workbook.xml.rels"];
                 const std::string sheet = "Target=\"worksheets/sheet1.xml\"";
                 relations.replace(relations.find(sheet), sheet.size(),
                                   "TargetMode=\"External\" Target=\"http://127.0.0.1:9/\"");
             },
             none),
        book("a hidden first sheet",
             [](Workbook& b) {
                 std::string& names = b.parts["xl/workbook.xml"];
                 names.insert(names.find(" r:id"), " state=\"veryHidden\"");
             },
             no + "hidden"),
        book("a sheet cut off", [](Workbook& b) { b.sheet().resize(b.sheet().size() - 60); },
             no + "well-formed"),
        book("a sheet in no known encoding",
             [](Workbook& b) { b.sheet().replace(b.sheet().find("UTF-8"), 5, "UTF-9"); },
             no + "well-formed"),
        book_bytes("a workbook cut off", [](std::string& b) { b.resize(b.size() / 2); }, no),
        book_bytes("an old workbook",
                   [](std::string& b) { b = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"; },
                   no + "damaged"),
        book_bytes("no bytes", [](std::string& b) { b = "\n"; }, no + "damaged"),
        book("two parts of one name",
             [](Workbook& b) { b.parts["XL/workbook.xml"] = "x"; }, no + "stands there twice"),
    });
}

TEST(EvilArchive, ASheetThatWouldFillTheMemoryOrTheReportIsNoPackage) {
    const std::string order = no + "out of order";
    std::string wide = "<row>";
    for (int i = 0; i < 20'000; ++i) wide += "<c><v>" + std::to_string(i) + "</v></c>";
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "<x" + std::to_string(i) + ">";
    std::string many;
    for (int i = 0; i < 1'000'000; ++i) many += std::to_string(i);
    expect_each({
        in_sheet("rows out of order", "<row r=\"2\"/><row r=\"1\"/>", order),
        in_sheet("a row in a row", "<row><row/></row>", order),
        in_sheet("a row behind the last", "<row r=\"1048577\"/>", order),
        in_sheet("a row of no number", "<row r=\"99999999999999999999\"/>", order),
        in_sheet("a column behind the last", "<row><c r=\"XFE1\"><v>1</v></c></row>", order),
        in_sheet("cells out of order", "<row><c r=\"B1\"/><c r=\"A1\"/></row>", order),
        in_sheet("more columns than there are", wide + "</row>", order),
        in_sheet("a value in the last row alone",
                 "<row r=\"1048576\"><c><v>1</v></c></row>", no + "leaves out"),
        in_sheet("elements nested deeply", deep, no + "well-formed"),
        in_sheet("an attribute of 12 MB", "<row x=\"" + many + many + "\"/>", no + "well-formed"),
        in_sheet("32 MB of spaces", std::string(32U << 20, ' '), no + "more than 100 times"),
        in_sheet("no rows", "", "lines.xlsx 0 FORM line_no"),
    });
}

}  // namespace
}  // namespace zhida::intake::testing
