#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <iterator>

#include "tests/whole/county_run.hpp"

namespace zhida::whole {
namespace {

const std::string data = std::string{ZHIDA_SOURCE_DIR} + "/tests/data/";

boost::json::value expected_report() {
    std::ifstream in{data + "rongcheng-2019-0001.report.json", std::ios::binary};
    return boost::json::parse(std::string{std::istreambuf_iterator<char>{in}, {}});
}

Slot slot(const boost::json::value& v) {
    return {static_cast<std::uint64_t>(v.at("lines").as_int64()), v.at("fen").as_int64()};
}

void expect_sample(const Report& report) {
    const auto want = expected_report();
    EXPECT_EQ(report.all.lines, static_cast<std::uint64_t>(want.at("lines").as_int64()));
    EXPECT_EQ(report.all.fen, want.at("total_fen").as_int64());
    EXPECT_EQ(report.paid, slot(want.at("paid")));
    EXPECT_EQ(report.returned, slot(want.at("returned")));
    EXPECT_EQ(report.in_doubt, slot(want.at("in_doubt")));
    for (const char* group : {"failed", "held"}) {
        const auto& have = std::string{group} == "failed" ? report.failed : report.held;
        EXPECT_EQ(have.size(), want.at(group).as_object().size()) << group;
        for (const auto& [reason, value] : want.at(group).as_object()) {
            ASSERT_TRUE(have.contains(std::string{reason})) << reason;
            EXPECT_EQ(have.at(std::string{reason}), slot(value)) << reason;
        }
    }
    for (const auto& [name, value] : want.at("balances_fen").as_object()) {
        EXPECT_EQ(report.balances.at(std::string{name}), value.as_int64()) << name;
    }
}

CountyRun sample() {
    return {data + "rongcheng-2019-0001", data + "rongcheng-2019-0001.accounts.csv"};
}

TEST(MainJob, TheCleanSampleComesOutExactlyAsExpected) {
    CountyRun run = sample();
    run.run_all();
    EXPECT_TRUE(run.is_closed());
    expect_sample(run.report());
}

TEST(MainJob, LostRepliesEndInTheSameReportAndNobodyIsPaidTwice) {
    CountyRun run = sample();
    for (const county::Bank& bank : county::banks) {
        run.bank(bank.code).lose_replies = 1;
        run.bank(bank.code).lose_answers = bank.code == 102 ? 2 : 0;
    }
    run.import();
    run.verify();
    run.villages();
    run.townships();
    run.county_and_area();
    run.fund();
    run.release();
    run.pay();  // the first message of every bank is executed and never answered
    EXPECT_GT(run.report().in_doubt.lines, 500U);
    run.pay();  // enquiries, of which one bank loses too
    run.pay();
    run.close_day();  // what is left is resolved by the statement
    EXPECT_EQ(run.report().in_doubt.lines, 0U);
    run.next_working_day();
    run.close_day();
    run.close_list();
    EXPECT_TRUE(run.is_closed());
    expect_sample(run.report());
    for (const county::Bank& bank : county::banks) {
        for (const auto& entry : run.book(bank.code).entries(0)) {
            if (entry.kind != bank_port::EntryKind::payment) continue;
            EXPECT_EQ(run.book(bank.code).debits_of(entry.reference), 1U);
        }
    }
}

TEST(MainJob, NoFileOfTheLedgerOrVaultHoldsANameOrNumber) {
    CountyRun run = sample();
    run.import();
    run.verify();
    std::ifstream in{data + "rongcheng-2019-0001/lines.csv"};
    std::string row;
    std::getline(in, row);
    std::vector<std::string> secrets;
    for (int n = 0; n < 12 && std::getline(in, row); ++n) {
        std::vector<std::string> cells;
        for (std::size_t from = 0; from <= row.size();) {
            const std::size_t to = std::min(row.find(',', from), row.size());
            cells.push_back(row.substr(from, to - from));
            from = to + 1;
        }
        for (const std::size_t column : {7U, 8U, 9U, 16U}) {
            secrets.push_back(cells[column]);
            secrets.push_back(base::hex(base::view(cells[column])));
            secrets.push_back(base::base64(base::view(cells[column])).substr(0, 12));
        }
    }
    std::size_t scanned = 0;
    for (const auto& [path, content] : run.disk.files) {
        const std::string_view all = base::as_text(content->now);
        scanned += all.size();
        for (const std::string& secret : secrets) EXPECT_EQ(all.find(secret), all.npos) << path;
    }
    EXPECT_GT(scanned, 1'000'000U);
}

}  // namespace
}  // namespace zhida::whole
