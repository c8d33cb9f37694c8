// A line between agent and bank that loses, repeats, delays and mixes messages, banks that are
// dead, closed or in maintenance, agents that take over: nobody is paid twice, nothing is lost.
#include "tests/whole/county_bank.hpp"

namespace zhida::whole {
namespace {

using sim::Manner;

class BankLine : public CountyBank {
  protected:
    static constexpr vocabulary::AccountId other_accounts[] = {1, 3, 4, 5};
};

TEST_F(BankLine, ALostMessageIsSentAgainUnderTheSameIds) {
    line().lose_requests = 1;
    day();
    EXPECT_GT(count(OrderState::paid), 5U);
    expect_all_paid_once();
}

TEST_F(BankLine, AMessageThatArrivesSeveralTimesIsExecutedOnce) {
    for (const unsigned copies : {2U, 5U}) {
        line().copies = copies;
        day();
    }
    EXPECT_GT(count(OrderState::paid), 5U);
    expect_all_paid_once();
}

TEST_F(BankLine, ARepeatedMessageToABankThatRepeatsIsFoundOnTheSameDayAndStopsItsQueue) {
    line().copies = 2;
    behave(Manner::repeats);
    day();
    EXPECT_EQ(count(BreakKind::duplicate_debit), count(OrderState::paid));
    EXPECT_TRUE(account().stopped);
    expect_money_is_right();
}

TEST_F(BankLine, AMessageThatArrivesWhenItWasSentAgainIsExecutedOnce) {
    line().delays = true;
    ASSERT_TRUE(sandbox().agent(bank).turn().ok());
    line().delays = false;
    ASSERT_TRUE(sandbox().agent(bank).turn().ok());  // never heard of: sent again
    EXPECT_GT(count(OrderState::paid), 5U);
    line().let_arrive();
    day();
    expect_all_paid_once();
}

TEST_F(BankLine, AMessageThatArrivesAfterItsDayIsARecoveryCaseAndNeverASecondPayment) {
    line().delays = true;
    day();
    const std::size_t failed = count(OrderState::failed);
    EXPECT_EQ(failed, orders().size());  // by the statement, and the bank never heard of them
    days(2);
    line().delays = false;
    line().let_arrive();
    days(1);
    EXPECT_EQ(count(OrderState::failed), failed);
    EXPECT_GT(count(BreakKind::late_debit), 5U);
    EXPECT_EQ(count(BreakKind::late_debit), count(BreakKind::contradiction));
    EXPECT_EQ(book().counts().twice, 0);
    expect_money_is_right();
}

TEST_F(BankLine, AReplyToAnEarlierMessageProvesNothing) {
    behave(Manner::partial_batch);  // so that there are several messages
    line().mixes_replies = true;
    day();
    EXPECT_GT(count(OrderState::paid), 5U);
    expect_all_paid_once();
}

TEST_F(BankLine, ABankThatLostWhatItSaidIsNamedAndPaysNothingTwice) {
    ASSERT_TRUE(sandbox().agent(bank).turn().ok());
    const std::size_t paid = count(OrderState::paid);
    ASSERT_TRUE(book().lose_newest(3).ok());
    day();
    EXPECT_EQ(count(OrderState::paid), paid);
    EXPECT_EQ(count(BreakKind::missing_at_bank), 3U);
    EXPECT_EQ(book().counts().twice, 0);
    expect_money_is_right();
}

TEST_F(BankLine, WhatABankLostBeforeItsReplyArrivedIsSentAgain) {
    line().lose_replies = 1;
    ASSERT_TRUE(sandbox().agent(bank).pay().ok());
    EXPECT_GT(count(OrderState::in_doubt), 5U);
    ASSERT_TRUE(book().lose_newest(3).ok());
    day();
    expect_all_paid_once();
}

TEST_F(BankLine, NumbersThatAreGivenOutAgainHideNoEntry) {
    ASSERT_TRUE(sandbox().agent(bank).turn().ok());
    ASSERT_TRUE(book().lose_newest(2).ok());
    const auto before = account().received;
    const auto extra = *vocabulary::Fen::of(700);
    for (const char* reference : {"one", "two"})
        ASSERT_TRUE(sandbox().deposit(bank, extra, reference).ok());
    day();
    EXPECT_EQ(account().received.count(), before.count() + 1'400);
    EXPECT_EQ(count(BreakKind::missing_at_bank), 2U);
    expect_money_is_right();
}

// --- the others ---

TEST_F(BankLine, ADeadBankDelaysNeitherTheOthersPaymentsNorTheirDay) {
    line().is_dead = true;
    county.play({&Walk::pay});
    for (const auto& [number, order] : orders()) EXPECT_NE(order.state, OrderState::paid) << number;
    EXPECT_FALSE(sandbox().walk().close_day().ok());  // this bank's day stays open
    EXPECT_FALSE(account().closed_to.has_value());
    unsigned others = 0;
    for (const vocabulary::AccountId other : other_accounts) {
        const auto one = chain::must_load<payment::Account>(view(), {other});
        if (one.received.count() == 0) continue;
        EXPECT_EQ(one.closed_to, std::optional{sandbox().ledger().status()->today()}) << other;
        EXPECT_EQ(one.locked.count(), 0) << other;
        EXPECT_GT(one.paid.count(), 0) << other;
        ++others;
    }
    EXPECT_GT(others, 2U);
    line().is_dead = false;
    day();
    days(1);
    expect_all_paid_once();
}

// --- people decide ---

TEST_F(BankLine, TwoBodiesEndADoubtWithTheBanksEvidenceAndOneAloneDoesNot) {
    behave(Manner::pending);
    day();
    days(2);
    const auto all = orders();
    const auto one = std::ranges::find_if(
        all, [](const auto& order) { return order.second.state == OrderState::in_doubt; });
    ASSERT_NE(one, all.end());
    payment::ResolveDoubt words{sandbox().walk().list_id(),
                                one->first,
                                OrderState::failed,
                                vocabulary::Reason::bank_down,
                                sandbox().ledger().status()->today(),
                                chain::Digest{7},
                                {}};
    const auto locked = account().locked;
    ASSERT_EQ(act("finance-1", words, "first"), 0U);
    EXPECT_EQ(orders().at(one->first).state, OrderState::in_doubt);
    EXPECT_EQ(account().locked, locked);
    words.previous = joint_signer(words);
    EXPECT_NE(act("finance-2", words, "same body"), 0U);
    EXPECT_EQ(orders().at(one->first).state, OrderState::in_doubt);
    ASSERT_EQ(act("county-1", words, "second"), 0U);
    EXPECT_EQ(orders().at(one->first).state, OrderState::failed);
    EXPECT_EQ(account().locked.count(), locked.count() - one->second.amount.count());
    expect_money_is_right();
}

TEST_F(BankLine, AStoppedQueueOpensOnlyWhenEveryDuplicateIsEndedByTwoBodies) {
    behave(Manner::double_post);
    day();
    ASSERT_TRUE(account().stopped);
    ASSERT_GT(count(BreakKind::duplicate_debit), 0U);
    payment::ResumeSending resume{{account_id}, chain::Digest{5}, {}};
    EXPECT_EQ(act("finance-1", resume, "early"),
              static_cast<chain::Code>(payment::Reject::break_open));
    for (std::uint32_t number = 1; number <= account().breaks; ++number) {
        payment::ResolveBreak words{
            account_id, number, payment::BreakEnd::bank_corrected, chain::Digest{6}, {}};
        ASSERT_EQ(act("finance-1", words), 0U);
        words.previous = joint_signer(words);
        ASSERT_EQ(act("county-1", words), 0U);
    }
    EXPECT_EQ(account().open_breaks, 0U);
    EXPECT_TRUE(account().stopped);  // opening it is an act of its own
    ASSERT_EQ(act("finance-1", resume, "late"), 0U);
    resume.previous = joint_signer(resume);
    ASSERT_EQ(act("area-finance", resume, "late"), 0U);
    EXPECT_FALSE(account().stopped);
}

// --- agents ---

TEST_F(BankLine, AnOlderAgentThatComesBackSaysNothingAndNothingIsDebitedTwice) {
    line().lose_replies = 1;  // the last message of the older one was never answered
    ASSERT_TRUE(sandbox().agent(bank).pay().ok());
    EXPECT_GT(count(OrderState::in_doubt), 5U);
    auto older = sandbox().replace_agent(bank, 2);
    ASSERT_TRUE(older.ok());
    ASSERT_TRUE(sandbox().agent(bank).turn().ok());
    EXPECT_EQ(count(OrderState::in_doubt), 0U);
    const std::uint64_t height = sandbox().engine().height();
    EXPECT_FALSE((*older)->turn().ok());
    EXPECT_EQ(sandbox().engine().height(), height);
    day();
    expect_all_paid_once();
}

TEST_F(BankLine, ANewerAgentClaimsAnewWhatTheOlderOneMayNeverHaveSent) {
    payment::ClaimOrders claim{bank, 1, sandbox().walk().list_id(), {}};
    for (const auto& [number, order] : orders()) claim.lines.push_back(number);
    ASSERT_EQ(act("agent-403", claim), 0U);  // and there the older one died
    ASSERT_TRUE(sandbox().replace_agent(bank, 2).ok());
    day();
    EXPECT_GT(count(OrderState::paid), 5U);
    for (const auto& [number, order] : orders()) EXPECT_EQ(order.epoch, 2U) << number;
    expect_all_paid_once();
}

// In the middle of a day: what the older one was told is in no log of the newer one.
TEST_F(BankLine, ANewerAgentClosesTheDayThatTheOlderOneBegan) {
    ASSERT_TRUE(sandbox().agent(bank).turn().ok());
    const std::size_t paid = count(OrderState::paid);
    ASSERT_TRUE(sandbox().replace_agent(bank, 2).ok());
    day();
    EXPECT_EQ(count(OrderState::paid), paid);
    expect_all_paid_once();
    ASSERT_TRUE(sandbox().replace_agent(bank, 3).ok());
    days(2);
    EXPECT_TRUE(breaks().empty());
    expect_money_is_right();
}

TEST_F(BankLine, WhatTheOlderAgentSentLateIsDebitedOnceWhicheverCameFirst) {
    line().delays = true;
    ASSERT_TRUE(sandbox().agent(bank).pay().ok());
    line().delays = false;
    auto older = sandbox().replace_agent(bank, 2);
    ASSERT_TRUE(sandbox().agent(bank).turn().ok());
    line().let_arrive();  // no epoch calls a message back
    EXPECT_FALSE((*older)->pay().ok() && (*older)->turn().ok());
    day();
    EXPECT_EQ(book().counts().twice, 0);
    expect_all_paid_once();
}

class NoDeduplication : public CountyBank {
  protected:
    NoDeduplication()
        : CountyBank{[](sandbox::Setting& setting) { setting.deduplicates = false; }} {}
};

// Such a bank gets nothing a second time, also not from a newer agent: the statement decides.
TEST_F(NoDeduplication, ToABankThatRepeatsNothingIsSentTwiceAlsoNotByANewerAgent) {
    behave(Manner::repeats);
    line().lose_replies = 1;
    line().lose_answers = 2;
    ASSERT_TRUE(sandbox().agent(bank).pay().ok());
    ASSERT_TRUE(sandbox().replace_agent(bank, 2).ok());
    day();
    EXPECT_GT(count(OrderState::paid), 5U);
    expect_all_paid_once();
}

TEST_F(NoDeduplication, WhatWasLostOnItsWayFailsByTheStatementAndIsNotSentAgain) {
    behave(Manner::repeats);
    line().lose_requests = 1;
    day();
    EXPECT_EQ(count(OrderState::failed), orders().size());
    EXPECT_EQ(book().counts().debits, 0);
    EXPECT_TRUE(breaks().empty());
    expect_money_is_right();
}

// --- hours ---

TEST_F(BankLine, OnAHolidayNothingIsSentAndOnTheNextWorkingDayEverythingIs) {
    sandbox().stop_agent(bank);
    county.play({&Walk::pay});
    sandbox().go_on(bank);
    const base::Date saturday = *base::make_date(2019, 9, 28);
    ASSERT_TRUE(sandbox().walk().move_to(base::start_of_day_in_china(saturday) + 9 * 3'600).ok());
    ASSERT_TRUE(sandbox().agent(bank).turn().ok());
    EXPECT_EQ(count(OrderState::released), orders().size());
    EXPECT_EQ(book().counts().payments, 0);
    const base::Date make_up = *base::make_date(2019, 9, 29);  // a Sunday that is worked
    ASSERT_TRUE(sandbox().walk().move_to(base::start_of_day_in_china(make_up) + 9 * 3'600).ok());
    ASSERT_TRUE(sandbox().agent(bank).turn().ok());
    EXPECT_GT(count(OrderState::paid), 5U);
    for (const auto& [number, order] : orders()) {
        if (order.state != OrderState::paid) continue;
        EXPECT_EQ(order.day, make_up) << number;
    }
}

class Maintenance : public CountyBank {
  protected:
    Maintenance()
        : CountyBank{[](sandbox::Setting& setting) {
              setting.hours.maintenance = *agent::read_windows({"13:00-14:00"});
              setting.hours.cut_off = *agent::read_time_of_day("15:30");
          }} {}
    void move_to(const char* text) {
        const auto today = sandbox().ledger().status()->today();
        const auto time = base::start_of_day_in_china(today) + *agent::read_time_of_day(text);
        ASSERT_TRUE(sandbox().walk().move_to(time).ok());
    }
};

TEST_F(Maintenance, InAWindowTheBankIsNotAskedAndBehindTheCutOffNothingIsSent) {
    move_to("13:00");
    line().is_dead = true;
    ASSERT_TRUE(sandbox().agent(bank).turn().ok());  // or it would have to tell of the silence
    EXPECT_EQ(count(OrderState::released), orders().size());
    line().is_dead = false;
    move_to("15:30");
    ASSERT_TRUE(sandbox().agent(bank).turn().ok());
    EXPECT_EQ(count(OrderState::released), orders().size());
    EXPECT_EQ(book().counts().payments, 0);
    days(1);
    expect_all_paid_once();
}

// --- the main account ---

TEST(MainAccount, OneAccountPaysThePayeesOfEveryBankInterbank) {
    const auto county = small_county([](sandbox::Setting& s) { s.one_account = true; });
    county->play({&Walk::import, &Walk::verify, &Walk::villages, &Walk::townships,
                  &Walk::county_and_area, &Walk::fund, &Walk::release, &Walk::pay,
                  &Walk::close_day, &Walk::next_working_day, &Walk::close_day,
                  &Walk::close_list});
    EXPECT_TRUE(*county->sandbox->walk().is_closed());
    const auto view = county->sandbox->machine().view();
    EXPECT_FALSE(chain::has<payment::Account>(view, {2}));
    const auto main = chain::must_load<payment::Account>(view, {1});
    auto& book = county->sandbox->book(102);
    EXPECT_EQ(main.closing.count(), book.balance());
    EXPECT_EQ(main.breaks, 0U);
    EXPECT_EQ(book.counts().twice, 0);
    // The others' books hold no money and moved none.
    for (const county::Bank& other : county::banks) {
        if (other.code == 102) continue;
        EXPECT_EQ(county->sandbox->book(other.code).counts().last_entry, 0) << other.code;
    }
    std::map<vocabulary::BankCode, unsigned> paid;
    const base::Bytes table{payment::Order::table};
    chain::each<payment::Order>(view, table, table,
                                [&](base::ByteView, const payment::Order& order) {
                                    EXPECT_EQ(order.account, 1U);
                                    if (order.state == OrderState::paid) ++paid[order.payee_bank];
                                    return true;
                                });
    EXPECT_EQ(paid.size(), 4U);  // the small list has no payee at the fifth
}

}  // namespace
}  // namespace zhida::whole
