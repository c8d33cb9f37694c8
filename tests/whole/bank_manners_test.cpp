// Banks that misbehave, each in its manner (reliability.md §2.4), against a whole county: nobody is
// paid twice without its being named, nothing is lost, and the books agree to the fen or a break
// says why not.
#include "tests/whole/county_bank.hpp"

namespace zhida::whole {
namespace {

using sim::Manner;

class BankManners : public CountyBank {};

TEST_F(BankManners, AnHonestBanksBooksAgree) {
    behave(Manner::honest);
    day();
    EXPECT_GT(count(OrderState::paid), 5U);
    expect_all_paid_once();
}

TEST_F(BankManners, RefusedTodayAndDebitedTomorrowIsARecoveryCaseAndNeverPaid) {
    behave(Manner::reject_then_settle);
    day();
    const std::size_t failed = count(OrderState::failed);
    EXPECT_GT(failed, 5U);
    days(1);
    EXPECT_EQ(count(OrderState::failed), failed);  // the later word overwrites nothing
    EXPECT_GT(count(BreakKind::late_debit), 5U);
    EXPECT_EQ(count(BreakKind::late_debit), count(BreakKind::contradiction));
    EXPECT_EQ(book().counts().twice, 0);
    expect_money_is_right();
}

TEST_F(BankManners, PaidAndSentBackTheNextDayComesBackToReturnedMoney) {
    behave(Manner::settle_then_return);
    day();
    days(1);
    EXPECT_EQ(count(OrderState::paid), 0U);
    EXPECT_GT(count(OrderState::returned), 5U);
    EXPECT_TRUE(breaks().empty());
    expect_money_is_right();
}

TEST_F(BankManners, PaidAndSentBackOnOneDayComesBackToReturnedMoney) {
    behave(Manner::settle_then_return_same_day);
    line().lose_replies = 1;  // the return is known before the payment is
    day();
    EXPECT_EQ(count(OrderState::paid), 0U);
    EXPECT_GT(count(OrderState::returned), 5U);
    EXPECT_TRUE(breaks().empty());
    expect_money_is_right();
}

TEST_F(BankManners, SentBackAfterThirtyDaysItIsStillReturnedMoney) {
    behave(Manner::settle_then_return_late);
    day();
    const std::size_t paid = count(OrderState::paid);
    days(5);
    EXPECT_EQ(count(OrderState::paid), paid);
    days(20);
    EXPECT_EQ(count(OrderState::paid), 0U);
    EXPECT_EQ(count(OrderState::returned), paid);
    EXPECT_TRUE(breaks().empty());
    expect_money_is_right();
}

TEST_F(BankManners, NeverHeardOfAndDebitedOnTheThirdDayIsFoundAndNamed) {
    behave(Manner::unheard_then_settle);
    day();
    EXPECT_EQ(count(OrderState::paid), 0U);
    days(3);
    EXPECT_EQ(count(OrderState::paid), 0U);
    EXPECT_GT(count(BreakKind::late_debit), 5U);
    EXPECT_EQ(book().counts().twice, 0);  // however often it was sent
    expect_money_is_right();
}

TEST_F(BankManners, AcceptedOrdersAreCarriedOverByNameAndPaidWhenTheyAre) {
    behave(Manner::pending_then_settle);
    day();
    const auto carried = last_close().close.items;
    EXPECT_EQ(carried.size(), count(OrderState::accepted));
    for (const auto& item : carried) EXPECT_EQ(item.kind, BreakKind::in_doubt);
    EXPECT_EQ(account().open_breaks, 0U);
    days(2);
    expect_all_paid_once();
}

TEST_F(BankManners, AcceptedForEverIsInDoubtAndNeverSentAnew) {
    behave(Manner::pending);
    day();
    days(2);
    EXPECT_GT(count(OrderState::in_doubt), 5U);
    EXPECT_EQ(count(OrderState::accepted), 0U);  // the answer's deadline has passed
    EXPECT_EQ(count(OrderState::paid), 0U);
    EXPECT_GT(account().locked.count(), 0);
    EXPECT_EQ(book().counts().debits, 0);
    expect_money_is_right();
}

TEST_F(BankManners, APaidOrderThatAnEnquiryDoesNotFindIsNeverDebitedTwice) {
    behave(Manner::unheard);
    line().lose_replies = 2;
    day();
    expect_all_paid_once();
}

TEST_F(BankManners, AnAnswerAboutAnotherOrderProvesNothing) {
    behave(Manner::other_order);
    line().lose_replies = 1;
    day();
    EXPECT_GT(count(OrderState::paid), 5U);  // by the bank's entries
    EXPECT_EQ(book().counts().twice, 0);
    expect_money_is_right();
}

TEST_F(BankManners, HalfABatchIsPaidAndTheRestIsAskedForAndSentAgain) {
    behave(Manner::partial_batch);
    day();
    expect_all_paid_once();
}

TEST_F(BankManners, AWrongAmountIsNamedToTheFen) {
    behave(Manner::wrong_amount);
    day();
    EXPECT_EQ(count(BreakKind::amount), count(OrderState::paid));
    for (const payment::Break& one : breaks()) EXPECT_EQ(one.bank_less.count(), 1);
    EXPECT_FALSE(account().stopped);
    expect_money_is_right();
}

TEST_F(BankManners, ABankThatDebitsTwiceIsFoundAtTheCloseAndItsQueueStops) {
    behave(Manner::double_post);
    day();
    EXPECT_EQ(count(BreakKind::duplicate_debit), count(OrderState::paid));
    EXPECT_TRUE(account().stopped);
    expect_money_is_right();
}

TEST_F(BankManners, OnePaymentInTwoEntriesIsOnePayment) {
    behave(Manner::split_line);
    day();
    EXPECT_GT(count(OrderState::paid), 5U);
    EXPECT_TRUE(breaks().empty());
    EXPECT_FALSE(account().stopped);
    expect_money_is_right();
}

TEST_F(BankManners, ALateEntryIsMissingOnceAndFoundOnce) {
    behave(Manner::late_line);
    day();
    const std::size_t missing = count(BreakKind::missing_at_bank);
    EXPECT_EQ(missing, count(OrderState::paid));
    expect_money_is_right();
    days(1);
    EXPECT_EQ(count(BreakKind::missing_at_bank), 2 * missing);  // and its other half
    EXPECT_EQ(book().counts().twice, 0);
    expect_money_is_right();
}

TEST_F(BankManners, NoDayIsClosedWithAStatementThatIsNotWhole) {
    for (const Manner manner : {Manner::missing_line, Manner::double_line}) {
        behave(manner);
        EXPECT_TRUE(sandbox().walk().pay().ok());
        EXPECT_FALSE(sandbox().walk().close_day().ok()) << sim::word_of(manner).name;
        EXPECT_TRUE(sandbox().troubles().contains(bank));
        EXPECT_FALSE(account().closed_to.has_value());
    }
    behave(Manner::honest);
    day();
    EXPECT_TRUE(account().closed_to.has_value());
    expect_all_paid_once();
}

// Statements do not say whom the bank credited: the payee does, and her bank must show its record.
TEST_F(BankManners, AWrongPayeeIsFoundByWhoeverGotNothingAndStandsAsABreak) {
    behave(Manner::wrong_payee);
    day();
    expect_money_is_right();
    const auto all = orders();
    const auto line_no = std::ranges::find_if(all, [](const auto& one) {
                             return one.second.state == OrderState::paid;
                         })->first;
    const auto& list = sandbox().walk().list_id();
    const payment::ClaimNotReceived claim{list, line_no, chain::Digest{1}};
    ASSERT_EQ(act("county-1", claim), 0U);
    const std::string id = orders().at(line_no).end_to_end_id;
    const payment::AnswerNotReceived answer{
        bank, list, line_no, book().is_credited(id, "any"), chain::Digest{2}};
    EXPECT_FALSE(answer.credited);
    ASSERT_EQ(act("agent-403", answer), 0U);
    EXPECT_EQ(count(BreakKind::not_received), 1U);
}

class MixedManners : public BankManners, public ::testing::WithParamInterface<std::uint64_t> {};

TEST_P(MixedManners, WhateverEachPaymentMeetsTheBooksAgreeOrABreakSaysWhyNot) {
    ASSERT_TRUE(book().behave({.one_in = 3, .seed = GetParam(), .mixed = true}).ok());
    line().lose_replies = 1;
    day();
    expect_money_is_right();
    days(4);
    expect_money_is_right();
    for (const auto& [line_no, order] : orders()) {
        if (book().debits_of(order.end_to_end_id) < 2) continue;
        const auto all = breaks();
        const bool is_named = std::ranges::any_of(all, [&](const payment::Break& one) {
            return one.order && one.order->line == line_no;
        });
        const bool is_split = book().debited_fen(order.end_to_end_id) == order.amount.count();
        EXPECT_TRUE(is_named || is_split) << line_no;
    }
}

INSTANTIATE_TEST_SUITE_P(BySeed, MixedManners, ::testing::Values(1, 2, 3, 4));

}  // namespace
}  // namespace zhida::whole
