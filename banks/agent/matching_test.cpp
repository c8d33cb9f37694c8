#include "banks/agent/matching.hpp"

#include <gtest/gtest.h>

#include <map>

#include "banks/agent/intents.hpp"
#include "core/store/testing_disk.hpp"

namespace zhida::agent {
namespace {

using bank_port::Entry;
using bank_port::EntryKind;
using bank_port::Statement;
using payment::BreakKind;
using payment::OrderState;
using vocabulary::Fen;

std::string id_of(char c) { return std::string(32, c); }

// Opening 1,000; orders a (300) and b (200).
struct Day {
    Statement statement{.opening = *Fen::of(1'000), .closing = *Fen::of(1'000)};
    std::map<std::string, KnownOrder> orders{
        {id_of('a'), {{1}, 0, *Fen::of(300), OrderState::paid, false}},
        {id_of('b'), {{1}, 1, *Fen::of(200), OrderState::paid, false}}};

    void book(EntryKind kind, const std::string& reference, std::int64_t fen) {
        statement.entries.push_back(
            {statement.entries.size() + 1, kind, reference, *Fen::of(fen), {}, {}});
        const std::int64_t change = kind == EntryKind::payment ? -fen : fen;
        statement.closing = *Fen::of(statement.closing.count() + change);
    }
    std::vector<payment::BreakItem> match() const {
        Books books;
        books.find = [&](const std::string& id) -> std::optional<KnownOrder> {
            const auto found = orders.find(id);
            if (found == orders.end()) return std::nullopt;
            return found->second;
        };
        for (const auto& [id, order] : orders) {
            if (order.state == OrderState::paid && !order.booked_before)
                books.paid_unseen.emplace_back(id, order);
        }
        return agent::match(statement, books);
    }
    void both() {
        book(EntryKind::payment, id_of('a'), 300);
        book(EntryKind::payment, id_of('b'), 200);
    }
};

TEST(Matching, EqualBooksHaveNoDifference) {
    Day day;
    day.book(EntryKind::deposit, "deposit", 500);
    day.both();
    EXPECT_TRUE(day.match().empty());
    EXPECT_TRUE(check_statement(day.statement));
}

TEST(Matching, EveryDifferenceIsNamedWithItsAmount) {
    Day missing;
    missing.book(EntryKind::payment, id_of('a'), 300);
    auto items = missing.match();
    ASSERT_EQ(items.size(), 1U);
    EXPECT_EQ(items[0].kind, BreakKind::missing_at_bank);
    EXPECT_EQ(items[0].line, 1U);
    EXPECT_EQ(items[0].bank_more.count(), 200);

    Day foreign;
    foreign.both();
    foreign.book(EntryKind::payment, id_of('x'), 50);
    items = foreign.match();
    ASSERT_EQ(items.size(), 1U);
    EXPECT_EQ(items[0].kind, BreakKind::missing_on_ledger);
    EXPECT_FALSE(items[0].list);
    EXPECT_EQ(items[0].bank_less.count(), 50);

    Day twice;
    twice.both();
    twice.book(EntryKind::payment, id_of('a'), 300);
    items = twice.match();
    ASSERT_EQ(items.size(), 1U);
    EXPECT_EQ(items[0].kind, BreakKind::duplicate_debit);
    EXPECT_EQ(items[0].bank_less.count(), 300);

    Day amount;
    amount.book(EntryKind::payment, id_of('a'), 310);
    amount.book(EntryKind::payment, id_of('b'), 150);
    items = amount.match();
    ASSERT_EQ(items.size(), 2U);
    EXPECT_EQ(items[0].kind, BreakKind::amount);
    EXPECT_EQ(items[0].bank_less.count(), 10);
    EXPECT_EQ(items[1].bank_more.count(), 50);

    Day returned;
    returned.both();
    returned.book(EntryKind::returned, id_of('b'), 200);
    items = returned.match();
    ASSERT_EQ(items.size(), 1U);
    EXPECT_EQ(items[0].kind, BreakKind::late_return);
    EXPECT_EQ(items[0].bank_more.count(), 200);
}

TEST(Matching, ADebitOfAnEarlierStatementIsADuplicateAndOneOfAnUnpaidOrderIsMissing) {
    Day day;
    day.both();
    day.orders.at(id_of('a')).booked_before = true;
    day.orders.at(id_of('b')).state = OrderState::failed;
    const auto items = day.match();
    ASSERT_EQ(items.size(), 2U);
    EXPECT_EQ(items[0].kind, BreakKind::duplicate_debit);
    EXPECT_EQ(items[1].kind, BreakKind::missing_on_ledger);
}

TEST(Matching, AStatementThatDoesNotAddUpOrSkipsANumberIsRefused) {
    Day day;
    day.both();
    Statement wrong = day.statement;
    wrong.closing = *Fen::of(501);
    EXPECT_FALSE(check_statement(wrong));
    wrong = day.statement;
    wrong.entries[1].sequence = 3;
    EXPECT_FALSE(check_statement(wrong));
}

TEST(Matching, OnePaymentInSeveralLinesIsOneWhenTheyMakeItsAmount) {
    Day day;
    for (const int fen : {100, 150, 50}) day.book(EntryKind::payment, id_of('a'), fen);
    day.book(EntryKind::payment, id_of('b'), 200);
    EXPECT_TRUE(day.match().empty());
    Day short_of;
    for (const int fen : {100, 199}) short_of.book(EntryKind::payment, id_of('a'), fen);
    short_of.book(EntryKind::payment, id_of('b'), 200);
    const auto items = short_of.match();
    ASSERT_EQ(items.size(), 2U);
    EXPECT_EQ(items[0].kind, BreakKind::amount);
    EXPECT_EQ(items[0].bank_more.count(), 200);
    EXPECT_EQ(items[1].kind, BreakKind::duplicate_debit);
    EXPECT_EQ(items[1].bank_less.count(), 199);
}

TEST(Matching, ADebitThatWasMissedBeforeIsTheOtherHalfOfItsItem) {
    Day day;
    day.orders.at(id_of('a')).missing_before = true;
    day.both();
    const auto items = day.match();
    ASSERT_EQ(items.size(), 1U);
    EXPECT_EQ(items[0].kind, BreakKind::missing_at_bank);
    EXPECT_EQ(items[0].bank_less.count(), 300);
    EXPECT_EQ(items[0].bank_more.count(), 0);
    EXPECT_EQ(items[0].line, 0U);
}

TEST(Intents, AreReadBackWithTheirMarksAndATornLineIsCutOff) {
    store::TestingDisk disk;
    {
        const auto log = std::move(*Intents::open(disk, "intents"));
        ASSERT_TRUE(
            log->add({{id_of('a'), {7}, 12, *Fen::of(300)}, {id_of('b'), {7}, 13, *Fen::of(1)}}));
        ASSERT_TRUE(log->add({{id_of('a'), {7}, 12, *Fen::of(300)}}));
        ASSERT_TRUE(log->mark_booked({id_of('a'), id_of('z')}, {100}));
    }
    auto file = std::move(*disk.open("intents", false));
    ASSERT_TRUE(file->write(file->size(), base::view("sent " + id_of('c') + " 07")));
    const auto log = std::move(*Intents::open(disk, "intents"));
    EXPECT_EQ(log->size(), 2U);
    ASSERT_NE(log->find(id_of('a')), nullptr);
    EXPECT_EQ(log->find(id_of('a'))->booked, base::Date{100});
    EXPECT_EQ(log->find(id_of('a'))->line, 12U);
    EXPECT_EQ(log->find(id_of('a'))->amount.count(), 300);
    EXPECT_FALSE(log->find(id_of('b'))->booked);
    EXPECT_FALSE(log->has(id_of('c')));
    ASSERT_TRUE(log->add({{id_of('c'), {7}, 14, *Fen::of(5)}}));
    EXPECT_TRUE(std::move(*Intents::open(disk, "intents"))->has(id_of('c')));
}

TEST(Intents, EveryMarkIsReadBackAndTheFirstMissingDayCounts) {
    store::TestingDisk disk;
    {
        const auto log = std::move(*Intents::open(disk, "intents"));
        ASSERT_TRUE(log->add({{id_of('a'), {7}, 12, *Fen::of(300)},
                              {id_of('b'), {7}, 13, *Fen::of(1)}}));
        ASSERT_TRUE(log->mark_missing({id_of('a'), id_of('z')}, {100}));
        ASSERT_TRUE(log->mark_missing({id_of('a')}, {101}));
        ASSERT_TRUE(log->mark_refused({id_of('b'), id_of('z')}));
        EXPECT_EQ(log->epoch(), 0U);
        ASSERT_TRUE(log->mark_epoch(4));
    }
    const auto log = std::move(*Intents::open(disk, "intents"));
    EXPECT_EQ(log->size(), 2U);
    EXPECT_EQ(log->find(id_of('a'))->missing, base::Date{100});
    EXPECT_FALSE(log->find(id_of('a'))->refused);
    EXPECT_TRUE(log->find(id_of('b'))->refused);
    EXPECT_FALSE(log->find(id_of('b'))->missing);
    EXPECT_EQ(log->epoch(), 4U);
}

std::unique_ptr<Intents> three_batches(store::TestingDisk& disk) {
    auto log = std::move(*Intents::open(disk, "intents"));
    for (const char c : {'a', 'b', 'c'}) {
        EXPECT_TRUE(log->add({{id_of(c), {7}, 12, *Fen::of(300), {50}},
                              {id_of(static_cast<char>(c + 10)), {7}, 13, *Fen::of(1), {50}}}));
    }
    return log;
}

TEST(Intents, ASecondMessageCountsOnItsOwnDay) {
    store::TestingDisk disk;
    auto log = three_batches(disk);
    ASSERT_TRUE(log->add({{id_of('a'), {7}, 12, *Fen::of(300), {51}}}));
    EXPECT_EQ(log->find(id_of('a'))->sent_on, base::Date{51});
    log = std::move(*Intents::open(disk, "intents"));
    EXPECT_EQ(log->find(id_of('a'))->sent_on, base::Date{51});
    EXPECT_EQ(log->find(id_of('b'))->sent_on, base::Date{50});
    EXPECT_FALSE(log->was_cut());
}

TEST(Intents, ADamagedEarlierBatchStopsTheAgentAndADamagedLastOneIsCutOff) {
    store::TestingDisk disk;
    three_batches(disk);
    auto& bytes = disk.files.at("intents")->now;
    const std::size_t line = bytes.size() / 6;
    for (const std::size_t at : {line / 2, line + line / 2, 3 * line + line / 2}) {
        bytes[at] ^= 1;
        EXPECT_FALSE(Intents::open(disk, "intents")) << at;
        bytes[at] ^= 1;
    }
    bytes[5 * line + line / 2] ^= 1;
    const auto log = std::move(*Intents::open(disk, "intents"));
    EXPECT_TRUE(log->was_cut());
    EXPECT_EQ(log->size(), 5U);
}

}  // namespace
}  // namespace zhida::agent
