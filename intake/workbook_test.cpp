// lines.xlsx in place of lines.csv: the same rows, the same verdict.
#include <gtest/gtest.h>

#include <algorithm>

#include "intake/detail/testing_package.hpp"
#include "intake/detail/testing_workbook.hpp"

namespace zhida::intake::testing {
namespace {

using Told = std::vector<std::string>;

Told told_with(SmallPackage package, const Workbook& workbook) {
    package.workbook = workbook.bytes();
    return told(package.judged());
}

// The rows of the small package with the first line's cell replaced, by the text that stands there.
Workbook replaced(const std::string& value, const std::string& cell) {
    Workbook workbook{inline_rows(SmallPackage{}.lines)};
    const std::string whole = "<c t=\"inlineStr\"><is><t>" + value + "</t></is></c>";
    const std::size_t at = workbook.sheet().find(whole);
    EXPECT_NE(at, std::string::npos) << value;
    workbook.sheet().replace(at, whole.size(), cell);
    return workbook;
}

TEST(Workbook, ItsRowsCountAsRowsOfTheTableItStandsFor) {
    SmallPackage package;
    package.workbook = "rows";
    EXPECT_EQ(package.faults(), Told{});
    package.line(3, "amount_yuan") = "1.00";
    package.line(2, "payee_id_no") = "130629196501010016";
    EXPECT_EQ(package.faults(),
              (Told{"lines.xlsx 2 ID payee_id_no", "lines.xlsx 3 R1-05 amount_yuan"}));
    const auto faults = std::get<Faults>(package.judged());
    EXPECT_EQ(faults.faults[0].line_no, 2U);
}

TEST(Workbook, BesideTheTableItStandsForItIsNoPackage) {
    SmallPackage package;
    package.other_files["lines.xlsx"] = Workbook{inline_rows(package.lines)}.bytes();
    EXPECT_NE(told(package.judged())[0].find("both"), std::string::npos);
}

TEST(Workbook, TextsThatCellsShareAndTextsInPiecesAreRead) {
    Workbook workbook = replaced("王芳", "<c t=\"s\"><v>1</v></c>");
    workbook.shared() = "<sst><si><t>nobody</t></si><si><r><t>王</t></r><r><t>芳</t></r>"
                        "<rPh><t>wang fang</t></rPh></si></sst>";
    EXPECT_EQ(told_with({}, workbook), Told{"clean"});
    workbook.shared() = "<sst><si><t>nobody</t></si></sst>";
    EXPECT_EQ(told_with({}, workbook), Told{"lines.xlsx 1 FORM payee_name"});
}

TEST(Workbook, NumbersAreReadAsAPersonSeesThem) {
    EXPECT_EQ(told_with({}, replaced("48240.00", "<c><v>48240</v></c>")), Told{"clean"});
    EXPECT_EQ(told_with({}, replaced("48000.00", "<c t=\"n\"><v>48000</v></c>")), Told{"clean"});
    EXPECT_EQ(told_with({}, replaced("1.005", "<c><v>1.0049999999999999</v></c>")),
              Told{"clean"});
    EXPECT_EQ(told_with({}, replaced("6225881414207430", "<c><v>6225881414207430</v></c>")),
              Told{"lines.xlsx 1 FORM account_no"});
}

TEST(Workbook, WhatIsNoTextIsUnreadableWhereItStands) {
    for (const std::string cell :
         {"<c><f>L2*N2</f><v>48240</v></c>", "<c t=\"str\"><f>A1</f><v>48240.00</v></c>",
          "<c t=\"e\"><v>#DIV/0!</v></c>", "<c t=\"b\"><v>1</v></c>", "<c><v>1e3</v></c>",
          "<c t=\"s\"><v>99</v></c>", "<c/>"}) {
        const auto found = told_with({}, replaced("48240.00", cell));
        ASSERT_FALSE(found.empty()) << cell;
        EXPECT_NE(std::ranges::find(found, "lines.xlsx 1 FORM amount_yuan"), found.end()) << cell;
    }
}

TEST(Workbook, ARowLeftOutIsAnEmptyRowAndRowsBehindTheLastValueAreNone) {
    SmallPackage package;
    Workbook workbook{inline_rows(package.lines)};
    std::string& sheet = workbook.sheet();
    const std::size_t second = sheet.find("<row>", sheet.find("<row>") + 1);
    sheet.replace(second, 5, "<row r=\"4\">");
    package.manifest["line_count"] = "3";
    EXPECT_EQ(told_with(package, workbook),
              (Told{"lines.xlsx 1 FORM ", "lines.xlsx 2 FORM "}));
    sheet.replace(second, 11, "<row r=\"2\">");
    sheet.insert(sheet.find("</sheetData>"), "<row r=\"9\"><c r=\"A9\" s=\"3\"/></row><row/>");
    EXPECT_EQ(told_with({}, workbook), Told{"clean"});
}

TEST(Workbook, AValueBesideTheColumnsMakesTheRowUnreadable) {
    Workbook workbook{inline_rows(SmallPackage{}.lines)};
    std::string& sheet = workbook.sheet();
    const std::size_t end = sheet.rfind("</row>");
    sheet.insert(end, "<c r=\"R2\"><v>1</v></c>");
    EXPECT_EQ(told_with({}, workbook)[0], "lines.xlsx 1 FORM ");
    Workbook far{inline_rows(SmallPackage{}.lines)};
    far.sheet().insert(end, "<c r=\"XFD2\"><v>1</v></c>");
    EXPECT_EQ(told_with({}, far)[0], "lines.xlsx 1 FORM ");
    Workbook empty{inline_rows(SmallPackage{}.lines)};
    empty.sheet().insert(end, "<c r=\"XFD2\" s=\"1\"/>");
    EXPECT_EQ(told_with({}, empty), Told{"clean"});
}

TEST(Workbook, ChineseHeadersAreReadThere) {
    SmallPackage package;
    package.lines[0] = {"序号",         "村代码",       "户编号", "协议编号", "期次",
                        "补偿项目代码", "收款人类型",   "收款人姓名", "收款人证件号码",
                        "收款账号",     "开户行联行号", "数量",   "单位",     "单价(元)",
                        "金额(元)",     "备注",         "联系电话"};
    package.manifest["total_yuan"] = "\"48240.00\"";
    package.workbook = "rows";
    EXPECT_EQ(package.faults(), Told{});
}

}  // namespace
}  // namespace zhida::intake::testing
