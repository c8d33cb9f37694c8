#include "views/sheets/sheets.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace zhida::sheets {
namespace {

using database::Row;
using reports::Form;

reports::Sheet sheet_with(std::vector<std::string> texts) {
    reports::Sheet sheet{.name = "test", .zh = "试", .en = "test", .rows = {}, .total = {}};
    sheet.columns = {{"name", "名称", "name", Form::text},
                     {"fen", "金额", "amount", Form::fen},
                     {"share", "比例", "share", Form::share},
                     {"day", "日期", "day", Form::day}};
    for (std::string& text : texts) {
        sheet.rows.push_back({std::move(text), std::int64_t{-123'450}, std::int64_t{9'850}, {}});
    }
    sheet.total = Row{"合计", std::int64_t{9'007'199'254'740'993}, {}, std::int64_t{18'157}};
    return sheet;
}

TEST(Csv, BeginsWithAByteOrderMarkAndHasBothLanguagesInItsHead) {
    const std::string text = csv(sheet_with({"a"}), Language::both);
    EXPECT_TRUE(text.starts_with("\xef\xbb\xbf名称 name,金额 amount,比例 share,日期 day\r\n"));
    EXPECT_TRUE(csv(sheet_with({}), Language::zh).starts_with("\xef\xbb\xbf名称,金额,"));
}

TEST(Csv, NoTextIsEverAFormula) {
    for (const std::string start : {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"}) {
        const std::string text = csv(sheet_with({start + "1+1"}), Language::zh);
        const std::string second = text.substr(text.find("\r\n") + 2);
        EXPECT_TRUE(second.starts_with("'" + start) || second.starts_with("\"'" + start)) << start;
    }
}

TEST(Csv, ANegativeAmountStaysANumber) {
    EXPECT_NE(csv(sheet_with({"a"}), Language::zh).find("a,-1234.50,98.50,\r\n"),
              std::string::npos);
}

TEST(Csv, QuotesCommasAndLineEndsAreQuoted) {
    const std::string text = csv(sheet_with({"a \"b\", c\nd"}), Language::zh);
    EXPECT_NE(text.find("\"a \"\"b\"\", c\nd\",-1234.50"), std::string::npos);
}

TEST(Json, MoneyIsATextOfWholeFen) {
    const std::string text = json(sheet_with({"a"}));
    EXPECT_NE(text.find("\"fen\":\"9007199254740993\""), std::string::npos);
    EXPECT_NE(text.find("\"day\":\"2019-09-18\""), std::string::npos);
    EXPECT_NE(text.find("\"share\":null"), std::string::npos);
}

TEST(Xlsx, TheFileHoldsTextsAsTextsAndNoFormula) {
    const std::string path = testing::TempDir() + "zhida-sheet-" + std::to_string(::getpid());
    ASSERT_TRUE(xlsx(sheet_with({"=1+1", "容城"}), Language::both, path + ".xlsx"));
    const std::string unpack = "python3 -c \"import zipfile,sys; z=zipfile.ZipFile(sys.argv[1]); "
                               "open(sys.argv[2],'wb').write(b''.join(z.read(n) for n in "
                               "z.namelist()))\" " +
                               path + ".xlsx " + path + ".xml";
    ASSERT_EQ(std::system(unpack.c_str()), 0);
    std::ifstream in{path + ".xml", std::ios::binary};
    const std::string content{std::istreambuf_iterator<char>{in}, {}};
    EXPECT_NE(content.find("=1+1"), std::string::npos);
    EXPECT_NE(content.find("容城"), std::string::npos);
    EXPECT_NE(content.find("-1234.5"), std::string::npos);
    EXPECT_EQ(content.find("<f>"), std::string::npos);
    std::filesystem::remove(path + ".xlsx");
    std::filesystem::remove(path + ".xml");
    EXPECT_FALSE(xlsx(sheet_with({}), Language::zh, "/no/such/folder/a.xlsx"));
}

}  // namespace
}  // namespace zhida::sheets
