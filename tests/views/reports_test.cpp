// Every report says what the ledger says: its totals are counted again from the state.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "contracts/approval/types/records.hpp"
#include "contracts/payment/types/records.hpp"
#include "contracts/resettle/types/records.hpp"
#include "tests/views/either_database.hpp"
#include "views/reports/reports.hpp"

namespace zhida::testing_views {
namespace {

using database::number_in;
using database::Row;
using database::text_in;
using reports::Question;
using reports::Sheet;

constexpr const char* slots[] = {"paid",   "failed", "returned", "in_doubt",
                                 "unsent", "held",   "withheld", "other"};

std::int64_t in(const Sheet& sheet, const Row& row, const std::string& column) {
    const auto found = std::ranges::find(sheet.columns, column, &reports::Column::id);
    EXPECT_NE(found, sheet.columns.end()) << column;
    return number_in(row[static_cast<std::size_t>(found - sheet.columns.begin())]);
}

std::int64_t total(const Sheet& sheet, const std::string& column) {
    EXPECT_TRUE(sheet.total.has_value());
    return in(sheet, *sheet.total, column);
}

std::int64_t sum(const Sheet& sheet, const std::string& column) {
    std::int64_t out = 0;
    for (const Row& row : sheet.rows) out += in(sheet, row, column);
    return out;
}

// Counted line by line from the state.
struct Counted {
    std::int64_t lines = 0;
    std::int64_t fen = 0;
    std::map<std::string, std::int64_t> lines_by;
    std::map<std::string, std::int64_t> by;
};

Counted counted(const chain::View& state) {
    Counted out;
    const base::Bytes table{resettle::Line::table};
    chain::each<resettle::Line>(state, table, table, [&](base::ByteView key, const auto& line) {
        const auto list = *base::to_array<8>(key.subspan(1, 8));
        const auto number = base::read_u32(key.subspan(9));
        const auto order = chain::load<payment::Order>(state, {list, number});
        std::string slot = order ? std::string{payment::word_of(order->state).slot} : "unsent";
        if (chain::has<resettle::Hold>(state, {list, number})) slot = "held";
        ++out.lines;
        out.fen += line.amount.count();
        ++out.lines_by[slot];
        out.by[slot] += line.amount.count();
        return true;
    });
    return out;
}

class Reports : public EitherDatabase {
  protected:
    void SetUp() override {
        EitherDatabase::SetUp();
        std::ifstream in{std::string{ZHIDA_SOURCE_DIR} + "/data/villages.csv"};
        const std::string text{std::istreambuf_iterator<char>{in}, {}};
        auto villages = vocabulary::Villages::parse(text);
        ASSERT_TRUE(villages);
        villages_ = std::move(*villages);
        ledger_.advance(ledger_.last());
        follow(ledger_);
    }
    Sheet made(const Question& question) {
        auto sheet = reports::make(*database_, villages_, question);
        EXPECT_TRUE(sheet) << question.report << ": " << sheet.error().en;
        if (!sheet) return {};
        for (const Row& row : sheet->rows) EXPECT_EQ(row.size(), sheet->columns.size());
        if (sheet->total) {
            EXPECT_EQ(sheet->total->size(), sheet->columns.size()) << question.report;
        }
        return std::move(*sheet);
    }
    ReplayedLedger ledger_;
    vocabulary::Villages villages_;
};

TEST_P(Reports, TheOverviewIsTheLedgerHoweverItIsCut) {
    const Counted want = counted(ledger_.state());
    EXPECT_GT(want.by.at("paid"), 0);
    EXPECT_GT(want.by.at("held"), 0);
    for (const std::string by : {"area", "county", "township", "village", "item", "bank", "list"}) {
        const Sheet sheet = made({.report = "overview", .by = by});
        EXPECT_EQ(total(sheet, "lines"), want.lines) << by;
        EXPECT_EQ(total(sheet, "payable"), want.fen) << by;
        std::int64_t all = 0;
        for (const std::string slot : slots) {
            const auto found = want.by.find(slot);
            EXPECT_EQ(total(sheet, slot), found == want.by.end() ? 0 : found->second) << slot;
            EXPECT_EQ(sum(sheet, slot), total(sheet, slot)) << by << " " << slot;
            all += total(sheet, slot);
        }
        EXPECT_EQ(all, total(sheet, "payable")) << by;
        EXPECT_EQ(total(sheet, "approved"), want.fen - want.by.at("held")) << by;
    }
}

TEST_P(Reports, EveryLevelOfPlacesAddsUpToTheOneAbove) {
    const Sheet townships = made({.report = "overview", .by = "township"});
    ASSERT_FALSE(townships.rows.empty());
    for (const Row& township : townships.rows) {
        const std::uint64_t code = std::stoull(text_in(township[0]));
        const Sheet villages =
            made({.report = "overview", .by = "village", .within = code});
        EXPECT_EQ(total(villages, "paid"), in(townships, township, "paid"));
        EXPECT_EQ(total(villages, "agreements"), in(townships, township, "agreements"));
    }
    const Sheet villages = made({.report = "overview", .by = "village"});
    const Row& village = villages.rows.front();
    const Sheet households = made({.report = "overview",
                                   .by = "household",
                                   .within = std::stoull(text_in(village[0]))});
    EXPECT_EQ(total(households, "payable"), in(villages, village, "payable"));
    EXPECT_EQ(static_cast<std::int64_t>(households.rows.size()),
              in(villages, village, "households"));
    EXPECT_EQ(text_in(village[1]), villages_.find(std::stoull(text_in(village[0])))->name);
}

TEST_P(Reports, BanksCountWhatTheOverviewCounts) {
    const Counted want = counted(ledger_.state());
    const Sheet sheet = made({.report = "banks"});
    EXPECT_EQ(sheet.rows.size(), 5U);
    EXPECT_EQ(total(sheet, "lines"), want.lines);
    EXPECT_EQ(total(sheet, "fen"), want.fen);
    EXPECT_EQ(total(sheet, "paid_fen"), want.by.at("paid"));
    EXPECT_EQ(total(sheet, "held"), want.lines_by.at("held"));
    EXPECT_LE(total(sheet, "success"), 10'000);
    EXPECT_GT(total(sheet, "success"), 0);
}

TEST_P(Reports, ExceptionsAreEveryLineThatIsNotPaidAndEachHasAnOwner) {
    const Counted want = counted(ledger_.state());
    const Sheet sheet = made({.report = "exceptions"});
    std::int64_t lines = 0;
    std::int64_t fen = 0;
    for (const std::string slot : {"held", "failed", "returned", "in_doubt", "withheld"}) {
        const auto found = want.lines_by.find(slot);
        if (found == want.lines_by.end()) continue;
        lines += found->second;
        fen += want.by.at(slot);
    }
    EXPECT_EQ(total(sheet, "line"), lines);
    EXPECT_EQ(total(sheet, "fen"), fen);
    ASSERT_GE(static_cast<std::int64_t>(sheet.rows.size()), lines);
    std::int64_t before = INT64_MAX;
    for (std::int64_t i = 0; i < lines; ++i) {
        const Row& row = sheet.rows[static_cast<std::size_t>(i)];
        EXPECT_LE(in(sheet, row, "age"), before);
        before = in(sheet, row, "age");
        EXPECT_FALSE(text_in(row.back()).empty());
        EXPECT_FALSE(text_in(row[7]).empty());
    }
}

TEST_P(Reports, AccountsBooksAndDaysAgreeWithEachOtherAndTheLedger) {
    std::int64_t received = 0;
    std::int64_t paid = 0;
    const base::Bytes table{payment::Account::table};
    chain::each<payment::Account>(ledger_.state(), table, table,
                                  [&](base::ByteView, const payment::Account& account) {
                                      received += account.received.count();
                                      paid += account.paid.count();
                                      return true;
                                  });
    const Sheet accounts = made({.report = "accounts"});
    EXPECT_EQ(total(accounts, "received"), received);
    EXPECT_EQ(total(accounts, "paid"), paid);
    for (const Row& row : accounts.rows) EXPECT_EQ(in(accounts, row, "difference"), 0);
    for (const std::string name : {"day-book", "reconciliation"}) {
        const Sheet book = made({.report = name});
        EXPECT_EQ(total(book, "credits_fen"), received) << name;
        EXPECT_EQ(total(book, "debits_fen") - total(book, "returns_fen"), paid) << name;
        for (const Row& row : book.rows) {
            EXPECT_EQ(in(book, row, "opening") + in(book, row, "credits_fen") -
                          in(book, row, "debits_fen") + in(book, row, "returns_fen") +
                          in(book, row, "interest_fen") - in(book, row, "fees_fen"),
                      in(book, row, "closing"));
            EXPECT_EQ(in(book, row, "closing"), in(book, row, "bank_closing"));
        }
    }
    const Sheet days = made({.report = "payments"});
    EXPECT_EQ(total(days, "net_fen"), paid);
    EXPECT_EQ(total(made({.report = "payments", .by = "bank"}), "net_fen"), paid);
    const auto day = number_in(days.rows.front()[0]);
    const base::Date first{static_cast<std::int32_t>(day)};
    EXPECT_EQ(made({.report = "payments", .from = first, .to = first}).rows.size(), 1U);
}

TEST_P(Reports, TimingCountsEverySignatureOnce) {
    std::int64_t signatures = 0;
    const base::Bytes table{approval::Signatures::table};
    chain::each<approval::Signatures>(ledger_.state(), table, table,
                                      [&](base::ByteView, const approval::Signatures& all) {
                                          signatures +=
                                              static_cast<std::int64_t>(all.signatures.size());
                                          return true;
                                      });
    EXPECT_GT(signatures, 0);
    for (const std::string by : {"level", "person"}) {
        EXPECT_EQ(total(made({.report = "timing", .by = by}), "signatures"), signatures) << by;
    }
    EXPECT_EQ(sum(made({.report = "timing", .by = "list"}), "signatures"), signatures);
}

TEST_P(Reports, WhatIsNotThereIsRefusedInBothLanguages) {
    const auto refused = [&](const Question& question) {
        const auto sheet = reports::make(*database_, villages_, question);
        EXPECT_FALSE(sheet);
        return !sheet && sheet.error().en != sheet.error().zh;
    };
    EXPECT_TRUE(refused({.report = "nothing"}));
    EXPECT_TRUE(refused({.report = "overview", .by = "weather"}));
    EXPECT_TRUE(refused({.report = "overview", .by = "household"}));
    EXPECT_TRUE(refused({.report = "overview", .within = 1306}));
    EXPECT_TRUE(refused({.report = "overview", .list = "no such list"}));
    ASSERT_TRUE(tables::want_rebuild(*database_));
    tables::Follower follower{*database_, ledger_};
    ASSERT_TRUE(follower.step());
    EXPECT_TRUE(refused({.report = "overview"}));
}

INSTANTIATE_TEST_SUITE_P(Sqlite, Reports, testing::Values("sqlite"));
INSTANTIATE_TEST_SUITE_P(Postgresql, Reports, testing::Values("postgresql"));

}  // namespace
}  // namespace zhida::testing_views
