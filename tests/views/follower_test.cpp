#include <gtest/gtest.h>

#include "contracts/payment/types/records.hpp"
#include "contracts/resettle/types/records.hpp"
#include "tests/views/either_database.hpp"

namespace zhida::testing_views {
namespace {

using database::Kind;
using database::number_in;
using database::Row;

class Follower : public EitherDatabase {};

TEST_P(Follower, EveryRecordOfTheStateIsARowAndNothingElseIs) {
    ReplayedLedger ledger;
    ledger.advance(ledger.last());
    follow(ledger);
    const auto counted = [&](auto record) {
        using R = decltype(record);
        std::int64_t records = 0;
        const base::Bytes table{R::table};
        chain::each<R>(ledger.state(), table, table, [&](base::ByteView, const R&) {
            ++records;
            return true;
        });
        return records;
    };
    EXPECT_EQ(count("lines"), counted(resettle::Line{}));
    EXPECT_EQ(count("orders"), counted(payment::Order{}));
    EXPECT_EQ(count("holds"), counted(resettle::Hold{}));
    EXPECT_EQ(count("sections"), counted(resettle::Section{}));
    EXPECT_EQ(count("agreements"), counted(resettle::Agreement{}));
    EXPECT_EQ(count("closes"), counted(payment::DayClose{}));
    EXPECT_EQ(count("blocks"), static_cast<std::int64_t>(ledger.last()));
    EXPECT_GT(count("orders WHERE slot = 'paid'"), 10);
    EXPECT_GT(count("holds"), 0);
    EXPECT_GT(count("acts WHERE outcome = 0"), 50);
    EXPECT_EQ(count("acts WHERE outcome IS NULL"), 0);
}

TEST_P(Follower, APaymentThatWasCorrectedCountsUnderItsNewItem) {
    ReplayedLedger ledger;
    ledger.advance(ledger.last());
    follow(ledger);
    const std::string moved =
        "line_facts f JOIN lines l ON l.list = f.list AND l.line = f.line WHERE f.item <> l.item";
    EXPECT_EQ(count(moved), 0);
    ASSERT_TRUE(database_->run(
        "INSERT INTO booked_items SELECT list, line, item + 1 FROM lines WHERE line = 3"));
    EXPECT_EQ(count(moved), count("lines WHERE line = 3"));
}

TEST_P(Follower, FollowingBlockByBlockEndsWithTheTablesThatOneReadingOfTheStateMakes) {
    ReplayedLedger at_once;
    at_once.advance(at_once.last());
    follow(at_once);
    const auto wanted = dump();
    begin_empty();
    ReplayedLedger step_by_step;
    follow(step_by_step);
    while (step_by_step.height() < step_by_step.last()) {
        step_by_step.advance(1 + step_by_step.height() % 4);
        follow(step_by_step);
    }
    expect_same(wanted, dump());
}

TEST_P(Follower, AStateThatGoesOnWhileItIsReadEndsWithTheSameTables) {
    ReplayedLedger at_once;
    at_once.advance(at_once.last());
    follow(at_once);
    const auto wanted = dump();
    begin_empty();
    ReplayedLedger moving;
    moving.advance(moving.last() / 3);
    moving.blocks_per_page = 2;
    follow(moving);
    moving.advance(moving.last());
    follow(moving);
    expect_same(wanted, dump());
}

TEST_P(Follower, AFailureAtAnyMomentAndANewFollowerLeaveTheSameTables) {
    ReplayedLedger at_once;
    at_once.advance(at_once.last());
    follow(at_once);
    const auto wanted = dump();
    begin_empty();
    ReplayedLedger failing;
    failing.changes_max = 7;
    unsigned failures = 0;
    for (int until = 0; failing.height() < failing.last() || until % 3 != 0; ++until) {
        failing.calls_until_failure = until % 11;
        reopen();
        tables::Follower follower{*database_, failing};
        base::Result<tables::Step> step = base::fail("");
        do step = follower.step();
        while (step && !step->caught_up);
        failures += !step;
        failing.advance(4);
    }
    failing.calls_until_failure = -1;
    follow(failing);
    EXPECT_GT(failures, 20U);
    expect_same(wanted, dump());
}

TEST_P(Follower, AFollowerThatLagsTooFarBeginsAnewByItself) {
    ReplayedLedger ledger{20};
    ledger.advance(3);
    follow(ledger);
    ledger.advance(ledger.last());
    EXPECT_GT(ledger.pending().known_from(), 3U);
    tables::Follower follower{*database_, ledger};
    const auto step = follower.step();
    ASSERT_TRUE(step) << step.error().en;
    EXPECT_TRUE(step->building);
    follow(ledger);
    const auto anew = dump();
    begin_empty();
    ReplayedLedger at_once;
    at_once.advance(at_once.last());
    follow(at_once);
    expect_same(anew, dump());
}

TEST_P(Follower, TablesOfALedgerThatWasPutBackOrReplacedAreMadeAnew) {
    ReplayedLedger ledger;
    ledger.advance(ledger.last());
    follow(ledger);
    ReplayedLedger earlier;
    earlier.advance(5);
    follow(earlier);
    EXPECT_EQ(count("blocks"), 5);
    ReplayedLedger other;
    other.other_history = 1;
    other.advance(5);
    tables::Follower follower{*database_, other};
    const auto step = follower.step();
    ASSERT_TRUE(step) << step.error().en;
    EXPECT_TRUE(step->building);
}

TEST_P(Follower, ARebuildThatWasAskedForBeginsAtTheNextStep) {
    ReplayedLedger ledger;
    ledger.advance(ledger.last());
    follow(ledger);
    const auto wanted = dump();
    ASSERT_TRUE(database_->run("DELETE FROM lines"));
    ASSERT_TRUE(tables::want_rebuild(*database_));
    const auto asked = tables::position(*database_);
    ASSERT_TRUE(asked);
    EXPECT_TRUE(asked->rebuild_wanted);
    follow(ledger);
    expect_same(wanted, dump());
}

INSTANTIATE_TEST_SUITE_P(Sqlite, Follower, testing::Values("sqlite"));
INSTANTIATE_TEST_SUITE_P(Postgresql, Follower, testing::Values("postgresql"));

TEST(Pending, AKeyThatChangesAgainIsNotForgotten) {
    feed::Pending pending{"a"};
    const base::Bytes key{'a', 1};
    pending.note(key, 5);
    pending.note(base::Bytes{'b', 1}, 5);
    EXPECT_EQ(pending.size(), 1U);
    pending.note(key, 7);
    pending.forget({{key, {}}}, 6);
    EXPECT_EQ(pending.size(), 1U);
    pending.forget({{key, {}}}, 7);
    EXPECT_EQ(pending.size(), 0U);
}

TEST(Pending, BeyondItsBoundItKnowsOnlyWhatComesLater) {
    feed::Pending pending{"a", 2};
    for (base::Byte n = 1; n <= 3; ++n) pending.note(base::Bytes{'a', n}, n);
    EXPECT_EQ(pending.size(), 0U);
    EXPECT_EQ(pending.known_from(), 3U);
    pending.known_from(1);
    EXPECT_EQ(pending.known_from(), 3U);
}

}  // namespace
}  // namespace zhida::testing_views
