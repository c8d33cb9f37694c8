// Whole packages: the two samples, and copies of the clean one with something changed.
#include "intake/package.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace zhida::intake {
namespace {

namespace fs = std::filesystem;

std::string file(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

const std::string root = ZHIDA_SOURCE_DIR;

Terms terms() {
    Terms t;
    t.villages = read_villages(file(root + "/data/villages.csv"));
    for (const auto& entry : fs::directory_iterator{root + "/data/calendar"}) {
        auto year = read_calendar_year(file(entry.path().string()));
        if (year && !year->second.off.empty()) t.calendar.add(year->first, year->second);
    }
    t.sources["XA-ZQ"] = *crypto::public_key_from_pem(file(root + "/tests/data/source-key.pem"));
    t.line_cap_fen = 1'000'000'000;
    return t;
}

TEST(Package, TheCleanSampleIsAcceptedWhole) {
    const auto judged = judge(root + "/tests/data/rongcheng-2019-0001", terms());
    ASSERT_TRUE(std::holds_alternative<Content>(judged))
        << (std::holds_alternative<Faults>(judged) ? faults_json(std::get<Faults>(judged))
                                                   : std::get<Unreadable>(judged).error.en);
    const auto& content = std::get<Content>(judged);
    EXPECT_EQ(content.lines.size(), 2'000U);
    EXPECT_EQ(content.agreements.size(), 689U);
    EXPECT_TRUE(content.signature.has_value());
}

TEST(Package, TheFaultySampleIsRefusedRowByRowExactlyAsExpected) {
    const auto judged = judge(root + "/tests/data/rongcheng-2019-0002-faulty", terms());
    ASSERT_TRUE(std::holds_alternative<Faults>(judged));
    const auto expected =
        boost::json::parse(file(root + "/tests/data/rongcheng-2019-0002-faulty.report.json"));
    const auto actual = boost::json::parse(faults_json(std::get<Faults>(judged)));
    std::vector<std::string> want;
    std::vector<std::string> got;
    const auto collect = [](const boost::json::value& from, std::vector<std::string>& to) {
        for (const auto& e : from.at("errors").as_array()) {
            to.push_back(
                boost::json::serialize(e.at("file")) + boost::json::serialize(e.at("row")) + "/" +
                boost::json::serialize(e.at("line_no")) + boost::json::serialize(e.at("code")));
        }
    };
    collect(expected, want);
    collect(actual, got);
    EXPECT_EQ(got, want);
}

TEST(Package, NoFaultShowsAWholePersonalNumber) {
    const auto judged = judge(root + "/tests/data/rongcheng-2019-0002-faulty", terms());
    const std::string report = faults_json(std::get<Faults>(judged));
    const std::string lines = file(root + "/tests/data/rongcheng-2019-0002-faulty/lines.csv");
    for (std::size_t at = lines.find('\n') + 1; at < lines.size(); at = lines.find('\n', at) + 1) {
        const std::string row = lines.substr(at, lines.find('\n', at) - at);
        std::vector<std::string> cells;
        std::size_t from = 0;
        for (std::size_t to = row.find(','); to != row.npos; to = row.find(',', from)) {
            cells.push_back(row.substr(from, to - from));
            from = to + 1;
        }
        for (const std::size_t column : {8U, 9U}) {
            if (cells.size() <= column || cells[column].size() < 15) continue;
            EXPECT_EQ(report.find(cells[column]), report.npos) << row;
        }
        if (lines.find('\n', at) == lines.npos) break;
    }
}

// A copy of the clean sample in which the test changes a file and tells the manifest or does not.
class Copy {
  public:
    Copy()
        : folder_{fs::temp_directory_path() / ("zhida-package-" + std::to_string(::getpid()) + "-" +
                                               std::to_string(++count_))} {
        fs::remove_all(folder_);
        fs::copy(root + "/tests/data/rongcheng-2019-0001", folder_);
    }
    ~Copy() { fs::remove_all(folder_); }
    std::string path(const std::string& name = {}) const { return (folder_ / name).string(); }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream{path(name), std::ios::binary} << text;
    }
    void replace(const std::string& name, const std::string& from, const std::string& to) const {
        std::string text = file(path(name));
        ASSERT_NE(text.find(from), text.npos);
        text.replace(text.find(from), from.size(), to);
        write(name, text);
    }
    // Judged without a key, so that the manifest may be changed.
    Judgement judged() const {
        Terms t = terms();
        t.sources["XA-ZQ"] = std::nullopt;
        return judge(path(), t);
    }

  private:
    static inline int count_ = 0;
    fs::path folder_;
};

std::vector<std::string> codes(const Judgement& judged) {
    std::vector<std::string> out;
    if (std::holds_alternative<Unreadable>(judged)) return {"unreadable"};
    if (std::holds_alternative<Content>(judged)) return {};
    for (const Fault& f : std::get<Faults>(judged).faults) out.push_back(f.code + " " + f.field);
    return out;
}

using Codes = std::vector<std::string>;

TEST(Package, AChangedByteOfATableIsADigestThatDiffers) {
    Copy copy;
    copy.replace("lines.csv", "0312-5496210", "0312-5496211");
    EXPECT_EQ(codes(copy.judged()), Codes{"R1-01 files.lines.csv"});
}

TEST(Package, CountsAndTotalOfTheManifestAreCompared) {
    Copy copy;
    copy.replace("manifest.json", "\"line_count\": 2000", "\"line_count\": 1999");
    copy.replace("manifest.json", "413744382.59", "413744382.58");
    copy.replace("manifest.json", "\"agreement_count\": 689", "\"agreement_count\": 1");
    EXPECT_EQ(codes(copy.judged()),
              (Codes{"R1-01 agreement_count", "R1-01 line_count", "R1-01 total_yuan"}));
}

TEST(Package, WhatIsNotAPackageOrNotAuthenticIsUnreadable) {
    EXPECT_EQ(codes(judge("/nowhere", terms())), Codes{"unreadable"});
    {
        Copy copy;
        copy.replace("manifest.json", "zhida-list/1", "zhida-list/2");
        EXPECT_EQ(codes(copy.judged()), Codes{"unreadable"});
    }
    {
        Copy copy;
        copy.replace("manifest.json", "\"county\"", "\"country\"");
        EXPECT_EQ(codes(copy.judged()), Codes{"unreadable"});
    }
    {
        Copy copy;
        copy.write("extra.txt", "x");
        EXPECT_EQ(codes(copy.judged()), Codes{"unreadable"});
    }
    {
        Copy copy;
        fs::remove(copy.path("standards.csv"));
        EXPECT_EQ(codes(copy.judged()), Codes{"unreadable"});
    }
    {
        Copy copy;
        fs::create_symlink("/etc/hostname", copy.path("link"));
        EXPECT_EQ(codes(copy.judged()), Codes{"unreadable"});
    }
    {
        Copy copy;
        fs::remove(copy.path("manifest.sig"));
        EXPECT_EQ(codes(judge(copy.path(), terms())), Codes{"unreadable"});
        EXPECT_EQ(codes(copy.judged()), Codes{});  // without a key: by digest alone
    }
    {
        Copy copy;
        copy.replace("manifest.json", "容东", "容西");
        EXPECT_EQ(codes(judge(copy.path(), terms())), Codes{"unreadable"});
    }
}

TEST(Package, OneThatIsLargerThanTheLimitIsUnreadable) {
    Copy copy;
    copy.write("large", "");
    fs::resize_file(copy.path("large"), package_bytes_max);  // with the others: above
    const auto judged = copy.judged();
    ASSERT_TRUE(std::holds_alternative<Unreadable>(judged));
    EXPECT_NE(std::get<Unreadable>(judged).error.en.find("512 MB"), std::string::npos);
}

TEST(Package, AForeignOrDamagedSignatureIsUnreadable) {
    const std::string good = file(root + "/tests/data/rongcheng-2019-0001/manifest.sig");
    const auto judged_with = [&](const std::string& signature) {
        Copy copy;
        copy.write("manifest.sig", signature);
        return codes(judge(copy.path(), terms()));
    };
    EXPECT_EQ(judged_with(good.substr(0, 88)), Codes{});
    EXPECT_EQ(judged_with(good.substr(0, 88) + "\n"), Codes{});
    EXPECT_EQ(judged_with(good.substr(0, 88) + "\n\n"), Codes{"unreadable"});
    EXPECT_EQ(judged_with(good.substr(0, 87)), Codes{"unreadable"});
    std::string other = good;
    other[3] = other[3] == 'A' ? 'B' : 'A';
    EXPECT_EQ(judged_with(other), Codes{"unreadable"});
    EXPECT_EQ(judged_with(file(root + "/tests/data/rongcheng-2019-0002-faulty/manifest.sig")),
              Codes{"unreadable"});
}

TEST(Package, AHeaderThatIsNotAsItMustBeIsToldByName) {
    Copy copy;
    copy.replace("lines.csv", "line_no,village_code", "line_no,village");
    const auto found = codes(copy.judged());
    EXPECT_EQ(found, (Codes{"FORM village", "R1-01 files.lines.csv"}));
}

TEST(Package, ChineseHeadersAndAnyOrderAreRead) {
    Copy copy;
    copy.replace(
        "lines.csv",
        "line_no,village_code,household_no,agreement_no,installment_no,item_code,payee_kind,"
        "payee_name,payee_id_no,account_no,cnaps,quantity,unit,unit_price_yuan,amount_yuan,"
        "remark,phone",
        "序号,村代码,户编号,协议编号,期次,补偿项目代码,收款人类型,收款人姓名,收款人证件号码,"
        "收款账号,开户行联行号,数量,单位,单价(元),金额(元),备注,联系电话");
    EXPECT_EQ(codes(copy.judged()), Codes{"R1-01 files.lines.csv"});
}

TEST(Package, AYearWithoutACalendarIsRefusedByName) {
    Copy copy;
    Terms t = terms();
    t.calendar = {};
    const auto judged = judge(copy.path(), t);
    ASSERT_TRUE(std::holds_alternative<Unreadable>(judged));
    EXPECT_EQ(std::get<Unreadable>(judged).trouble, Trouble::missing_calendar);
    EXPECT_NE(std::get<Unreadable>(judged).error.en.find("2019"), std::string::npos);
}

}  // namespace
}  // namespace zhida::intake
