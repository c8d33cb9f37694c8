// Packages as a zip and tables in GB18030: the same package, the same verdict.
#include <gtest/gtest.h>

#include "intake/detail/testing_package.hpp"
#include "intake/detail/testing_zip.hpp"

namespace zhida::intake::testing {
namespace {

using Told = std::vector<std::string>;

std::vector<ZipEntry> entries_of(const SmallPackage& package, const std::string& folder = "") {
    std::vector<ZipEntry> entries;
    if (!folder.empty()) entries.push_back({.name = folder, .packed = false, .unix_mode = 040'755});
    for (const auto& [name, text] : package.files()) {
        entries.push_back({.name = folder + name, .content = text});
    }
    return entries;
}

Judgement judged(const std::string& zip) {
    const Scratch scratch;
    write_file(scratch.path() + "/list.zip", zip);
    return judge(scratch.path() + "/list.zip", SmallPackage::unsigned_terms());
}

TEST(Zip, APackageIsReadAtTheRootAndInOneFolder) {
    SmallPackage package;
    package.line(2, "payee_id_no") = "130629196501010016";
    const Told faults{"lines.csv 2 ID payee_id_no"};
    EXPECT_EQ(told(judged(zip_of(entries_of(package)))), faults);
    EXPECT_EQ(told(judged(zip_of(entries_of(package, "rongcheng/")))), faults);
    auto without_folder_entry = entries_of(package, "rongcheng/");
    without_folder_entry.erase(without_folder_entry.begin());
    EXPECT_EQ(told(judged(zip_of(without_folder_entry))), faults);
    EXPECT_EQ(told(judged(zip_of(entries_of(SmallPackage{})))), Told{"clean"});
}

TEST(Zip, FilesInTwoFoldersOrBesideTheOneFolderAreNoPackage) {
    auto entries = entries_of(SmallPackage{}, "rongcheng/");
    entries.back().name = "standards.csv";
    EXPECT_NE(told(judged(zip_of(entries)))[0].find("nor in the one folder"), std::string::npos);
    entries.back().name = "other/standards.csv";
    EXPECT_NE(told(judged(zip_of(entries)))[0].find("nor in the one folder"), std::string::npos);
    entries.back().name = "rongcheng/deep/standards.csv";
    EXPECT_NE(told(judged(zip_of(entries)))[0].find("nor in the one folder"), std::string::npos);
}

TEST(Zip, AnAttachmentsNameInTheEncodingOfAChineseDesktopIsRead) {
    SmallPackage package;
    package.other_files["附件.txt"] = "附件";
    auto entries = entries_of(package);
    for (ZipEntry& entry : entries) entry.name = to_gb18030(entry.name);
    EXPECT_EQ(told(judged(zip_of(entries))), Told{"clean"});
}

TEST(Zip, TheCoverIsReadWithoutUnpackingTheRest) {
    const Scratch scratch;
    write_file(scratch.path() + "/list.zip", zip_of(entries_of(SmallPackage{}, "a/")));
    const auto cover = read_cover(scratch.path() + "/list.zip");
    ASSERT_TRUE(cover.ok()) << cover.error().en;
    EXPECT_EQ(cover->manifest.list_no, "T-1");
    EXPECT_TRUE(cover->signature_text.empty());
}

TEST(Gb18030, TablesInItAreReadAndItsHoldsForEveryOne) {
    SmallPackage package;
    package.manifest["encoding"] = "\"GB18030\"";
    package.line(1, "remark") = "𠮷镕祎";  // one outside the basic plane, two that GBK added
    EXPECT_EQ(package.faults(), Told{});
    const auto content = std::get<Content>(package.judged());
    EXPECT_EQ(content.lines[0].payee_name, "王芳");
    EXPECT_EQ(content.lines[0].remark, "𠮷镕祎");
    EXPECT_EQ(content.agreements[0].head_name, "王芳");
}

TEST(Gb18030, AValueWhoseBytesAreNotInTheEncodingIsUnreadable) {
    SmallPackage package;
    package.manifest["encoding"] = "\"GB18030\"";
    auto files = package.files();
    const std::string lines = files["lines.csv"];
    for (const std::string wrong :
         {"\xff", "\x81", "\x81\x30\x81", "\xfe\xff", "\x84\x32\xa4\x37"}) {
        SmallPackage other = package;
        std::string changed = lines;
        const std::string name = to_gb18030("王芳");
        changed.replace(changed.rfind(name), name.size(), name + wrong);
        other.other_files["lines.csv"] = changed;
        EXPECT_EQ(other.faults(), Told{"lines.csv 1 FORM payee_name"});
    }
}

TEST(Gb18030, ATableInTheOtherEncodingIsUnreadableWhereItIsNotPlain) {
    SmallPackage package;
    auto utf8 = package.files();
    package.manifest["encoding"] = "\"GB18030\"";
    package.other_files["agreements.csv"] = utf8["agreements.csv"];
    package.other_files["standards.csv"] = utf8["standards.csv"];
    package.other_files["lines.csv"] = utf8["lines.csv"];
    // 王芳 in UTF-8 is three other characters, but text; 亩 ends in half a character.
    EXPECT_EQ(package.faults(), (Told{"lines.csv 1 FORM unit", "standards.csv 1 FORM name",
                                      "standards.csv 2 FORM name"}));
    package.manifest["encoding"] = "\"UTF-8\"";
    package.other_files["lines.csv"] = to_gb18030(utf8["lines.csv"]);
    EXPECT_EQ(package.faults(), Told{"lines.csv 1 FORM payee_name"});
}

TEST(Gb18030, ChineseHeadersAreReadInIt) {
    SmallPackage package;
    package.manifest["encoding"] = "\"GB18030\"";
    package.lines[0] = {"序号",         "村代码",       "户编号",         "协议编号", "期次",
                        "补偿项目代码", "收款人类型",   "收款人姓名",     "收款人证件号码",
                        "收款账号",     "开户行联行号", "数量",           "单位",     "单价(元)",
                        "金额(元)",     "备注",         "联系电话"};
    package.manifest["total_yuan"] = "\"48240.00\"";
    EXPECT_EQ(package.faults(), Told{});
    package.lines[0][3] = "agreement_no";
    EXPECT_EQ(package.faults(), Told{"lines.csv 0 FORM agreement_no"});
}

}  // namespace
}  // namespace zhida::intake::testing
