#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <iterator>

#include "audit/verify_chain.hpp"
#include "node/assembly/assembly.hpp"
#include "tests/whole/sample_county.hpp"

namespace zhida::whole {
namespace {

using walk::Report;
using walk::Slot;
using walk::Walk;

boost::json::value expected_report() {
    return boost::json::parse(file(data() + "rongcheng-2019-0001.report.json"));
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

TEST(MainJob, TheCleanSampleComesOutExactlyAsExpected) {
    County run;
    run.play({&Walk::import, &Walk::verify, &Walk::villages, &Walk::townships,
              &Walk::county_and_area, &Walk::fund, &Walk::release, &Walk::pay, &Walk::close_day,
              &Walk::next_working_day, &Walk::close_day, &Walk::close_list});
    EXPECT_TRUE(*run.sandbox->walk().is_closed());
    expect_sample(*run.sandbox->walk().report());
}

TEST(MainJob, AnAuditorsReplayReachesEveryRootAndAFlippedBitStopsIt) {
    County run;
    run.play({&Walk::import, &Walk::verify, &Walk::villages, &Walk::townships,
              &Walk::county_and_area, &Walk::fund, &Walk::release, &Walk::pay});
    const auto nothing = [](std::uint64_t) {};
    const auto verified = audit::verify_chain(run.disk, node::assembly(), nothing);
    ASSERT_TRUE(verified.ok()) << verified.error().en;
    EXPECT_EQ(verified->blocks, run.sandbox->engine().height());
    EXPECT_EQ(verified->root, *base::to_array<32>(run.sandbox->engine().last().header.app_hash));
    EXPECT_EQ(verified->refused, 0U);
    auto& log = run.disk.files.at("log/0000000000000001")->now;
    for (const std::size_t at : {60U, 300U, 5'000U, 90'000U}) {
        log[at] ^= 1;
        EXPECT_FALSE(audit::verify_chain(run.disk, node::assembly(), nothing).ok()) << at;
        log[at] ^= 1;
    }
    auto& genesis = run.disk.files.at("genesis")->now;
    genesis[40] ^= 1;
    EXPECT_FALSE(audit::verify_chain(run.disk, node::assembly(), nothing).ok());
}

void expect_one_debit_each(County& run) {
    for (const county::Bank& bank : county::banks) {
        for (const auto& entry : run.sandbox->book(bank.code).entries(0)) {
            if (entry.kind != bank_port::EntryKind::payment) continue;
            EXPECT_EQ(run.sandbox->book(bank.code).debits_of(entry.reference), 1U);
        }
    }
}

TEST(MainJob, LostRepliesEndInTheSameReportAndNobodyIsPaidTwice) {
    County run;
    for (const county::Bank& bank : county::banks) {
        run.sandbox->bank(bank.code).lose_replies = 1;
        run.sandbox->bank(bank.code).lose_answers = bank.code == 102 ? 20 : 0;
    }
    run.play({&Walk::import, &Walk::verify, &Walk::villages, &Walk::townships,
              &Walk::county_and_area, &Walk::fund, &Walk::release, &Walk::pay});
    // The first message of every bank was executed and never answered; all but one bank have
    // The first message of every bank was executed and never answered.
    for (const county::Bank& bank : county::banks) {
        EXPECT_GT(run.sandbox->bank(bank.code).lost, 100U);
    }
    const auto refused = run.sandbox->walk().report()->in_doubt.lines;
    EXPECT_LT(refused, 11U);  // the sample's closed and frozen accounts: no entry proves a refusal
    run.sandbox->bank(102).lose_answers = 0;
    run.play({&Walk::close_day});
    EXPECT_EQ(run.sandbox->walk().report()->in_doubt.lines, 0U);
    run.play({&Walk::next_working_day, &Walk::close_day, &Walk::close_list});
    EXPECT_TRUE(*run.sandbox->walk().is_closed());
    expect_sample(*run.sandbox->walk().report());
    expect_one_debit_each(run);
}

// Bank 102's agent sleeps over a day that it has still to close, and everything of the next day is
// answered late: the first day's statement must not judge the second day's orders.
TEST(MainJob, AnOpenDaysStatementFailsNothingThatWasSentAfterIt) {
    County run;
    run.play({&Walk::import, &Walk::verify, &Walk::villages, &Walk::townships,
              &Walk::county_and_area, &Walk::fund});
    run.sandbox->stop_agent(102);
    run.play({&Walk::next_working_day, &Walk::release});
    run.sandbox->bank(102).lose_replies = 1;
    run.sandbox->bank(102).lose_answers = 3;
    run.sandbox->go_on(102);
    run.play({&Walk::pay, &Walk::close_day, &Walk::next_working_day, &Walk::close_day,
              &Walk::close_list});
    EXPECT_GT(run.sandbox->bank(102).lost, 100U);
    EXPECT_TRUE(*run.sandbox->walk().is_closed());
    expect_sample(*run.sandbox->walk().report());
    expect_one_debit_each(run);
}

// What the bank booked in the evening is learned in the morning: it counts on the bank's day.
TEST(MainJob, APaymentLearnedOfTheNextMorningCountsOnTheBanksOwnDay) {
    County run;
    run.sandbox->bank(403).lose_replies = 1'000;
    run.sandbox->bank(403).lose_answers = 1'000'000;
    run.play({&Walk::import, &Walk::verify, &Walk::villages, &Walk::townships,
              &Walk::county_and_area, &Walk::fund, &Walk::release});
    run.sandbox->stop_agent(403);
    run.play({&Walk::pay});
    run.sandbox->go_on(403);
    ASSERT_TRUE(run.sandbox->await([] { return base::Result<bool>{false}; }).ok());
    run.sandbox->bank(403).lose_answers = 0;
    run.play({&Walk::next_working_day, &Walk::close_day, &Walk::next_working_day, &Walk::close_day,
              &Walk::close_list});
    EXPECT_TRUE(*run.sandbox->walk().is_closed());
    expect_sample(*run.sandbox->walk().report());
    expect_one_debit_each(run);
}

// A bank's midnight comes before the ledger's: what it books then waits, is not refused for ever.
TEST(MainJob, WhatABankBooksOnADayThatIsYetToBeginOnTheLedgerWaitsForIt) {
    County run;
    const auto banks_go_ahead = [&] {
        const auto today = run.sandbox->ledger().status()->today();
        ASSERT_TRUE(run.sandbox->move_banks(base::plus_days(today, 1)).ok());
        ASSERT_TRUE(run.sandbox->await([] { return base::Result<bool>{false}; }).ok());
        EXPECT_TRUE(run.sandbox->troubles().empty());
    };
    run.play({&Walk::import, &Walk::verify, &Walk::villages, &Walk::townships,
              &Walk::county_and_area, &Walk::fund, &Walk::release});
    banks_go_ahead();
    EXPECT_EQ(run.sandbox->walk().report()->paid.lines, 0U);
    run.play({&Walk::next_working_day, &Walk::pay, &Walk::close_day});
    banks_go_ahead();
    run.play({&Walk::next_working_day, &Walk::close_day, &Walk::close_list});
    EXPECT_TRUE(*run.sandbox->walk().is_closed());
    expect_sample(*run.sandbox->walk().report());
    expect_one_debit_each(run);
}

// A bank that never answers again leaves its refusals without proof: they are nobody's to guess.
TEST(MainJob, WithoutAnAnswerARefusalStaysInDoubtAndTheListOpen) {
    County run;
    for (const county::Bank& bank : county::banks) {
        run.sandbox->bank(bank.code).lose_replies = 1'000;
        run.sandbox->bank(bank.code).lose_answers = 1'000'000;
    }
    run.play({&Walk::import, &Walk::verify, &Walk::villages, &Walk::townships,
              &Walk::county_and_area, &Walk::fund, &Walk::release, &Walk::pay, &Walk::close_day,
              &Walk::next_working_day, &Walk::close_day, &Walk::close_list});
    const Report report = *run.sandbox->walk().report();
    EXPECT_EQ(report.in_doubt.lines, 10U);  // the sample's closed and frozen accounts
    EXPECT_TRUE(report.failed.empty());
    EXPECT_EQ(report.returned, slot(expected_report().at("returned")));
    EXPECT_EQ(report.paid, slot(expected_report().at("paid")));
    EXPECT_FALSE(*run.sandbox->walk().is_closed());
    expect_one_debit_each(run);
}

TEST(MainJob, NoFileOfTheLedgerOrVaultHoldsANameOrNumber) {
    County run;
    run.play({&Walk::import, &Walk::verify});
    std::ifstream in{data() + "rongcheng-2019-0001/lines.csv"};
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
