// Banks that misbehave, each in its manner (reliability.md §2.4), against a whole county: at most one
// debit that the ledger believes, and books that agree or a break that names why not.
#include "tests/whole/sample_county.hpp"

#include "contracts/payment/types/case_records.hpp"

namespace zhida::whole {
namespace {

using payment::BreakKind;
using payment::OrderState;
using sim::Manner;
using walk::Walk;

constexpr vocabulary::BankCode bank = 403;
constexpr vocabulary::AccountId account_id = 2;

class BankManners : public ::testing::Test {
  protected:
    BankManners() {
        county.play({&Walk::import, &Walk::verify, &Walk::villages, &Walk::townships,
                     &Walk::county_and_area, &Walk::fund});
        // So much on the account that a bank can debit twice.
        EXPECT_TRUE(county.sandbox->deposit(bank, *vocabulary::Fen::of(9'000'000'000), "more").ok());
        county.play({&Walk::release});
    }
    sim::Book& book() { return county.sandbox->book(bank); }
    chain::TrieView view() const { return county.sandbox->machine().view(); }
    void behave(Manner manner) { ASSERT_TRUE(book().behave(manner, 1, 7).ok()); }
    void days(unsigned n) {
        for (unsigned i = 0; i < n; ++i) {
            county.play({&Walk::next_working_day, &Walk::pay, &Walk::close_day});
        }
    }
    void day() { county.play({&Walk::pay, &Walk::close_day}); }

    // The bank's orders that this manner could touch: neither refused nor sent back by themselves.
    std::vector<payment::Order> orders(OrderState state) const {
        std::vector<payment::Order> found;
        base::Bytes prefix{payment::Order::table};
        chain::each<payment::Order>(view(), prefix, prefix,
                                    [&](base::ByteView, const payment::Order& order) {
                                        if (order.account == account_id && order.state == state)
                                            found.push_back(order);
                                        return true;
                                    });
        return found;
    }
    std::map<BreakKind, unsigned> breaks() const {
        std::map<BreakKind, unsigned> found;
        const auto account = chain::must_load<payment::Account>(view(), {account_id});
        for (std::uint32_t n = 1; n <= account.breaks; ++n) {
            ++found[chain::must_load<payment::Break>(view(), {account_id, n}).kind];
        }
        return found;
    }
    payment::Account account() const {
        return chain::must_load<payment::Account>(view(), {account_id});
    }
    // No order was debited more than once, and what the ledger calls paid was debited in full.
    void expect_one_debit() {
        for (const auto& order : orders(OrderState::paid)) {
            EXPECT_EQ(book().debits_of(order.end_to_end_id), 1U);
            EXPECT_EQ(book().debited_fen(order.end_to_end_id), order.amount.count());
        }
        EXPECT_EQ(book().counts().twice, 0);
    }
    void expect_books_agree() {
        EXPECT_TRUE(breaks().empty());
        EXPECT_EQ(account().closing.count(), book().balance());
        expect_one_debit();
    }

    County county;
};

TEST_F(BankManners, AnHonestBanksBooksAgree) {
    behave(Manner::honest);
    day();
    EXPECT_FALSE(orders(OrderState::paid).empty());
    expect_books_agree();
}

TEST_F(BankManners, RefusedTodayAndDebitedTomorrowIsARecoveryCaseAndNeverPaid) {
    behave(Manner::reject_then_settle);
    day();
    const std::size_t failed = orders(OrderState::failed).size();
    EXPECT_TRUE(orders(OrderState::paid).empty());
    days(1);
    EXPECT_EQ(orders(OrderState::failed).size(), failed);  // the later word overwrites nothing
    EXPECT_GT(breaks()[BreakKind::late_debit], 0U);
    EXPECT_EQ(breaks()[BreakKind::late_debit], breaks()[BreakKind::contradiction]);
}

TEST_F(BankManners, PaidAndSentBackComesBackToReturnedMoney) {
    behave(Manner::settle_then_return);
    day();
    days(1);
    EXPECT_TRUE(orders(OrderState::paid).empty());
    EXPECT_FALSE(orders(OrderState::returned).empty());
    EXPECT_TRUE(breaks().empty());
    EXPECT_EQ(account().closing.count(), book().balance());
}

TEST_F(BankManners, NeverHeardOfAndDebitedOnTheThirdDayIsFoundAndNamed) {
    behave(Manner::unheard_then_settle);
    day();
    EXPECT_TRUE(orders(OrderState::paid).empty());
    days(3);
    EXPECT_TRUE(orders(OrderState::paid).empty());
    EXPECT_GT(breaks()[BreakKind::late_debit], 0U);
    EXPECT_EQ(book().counts().twice, 0);  // however often it was sent
}

TEST_F(BankManners, AcceptedOrdersAreCarriedOverByNameAndPaidWhenTheyAre) {
    behave(Manner::pending_then_settle);
    day();
    const auto carried = chain::must_load<payment::DayClose>(
        view(), {account_id, static_cast<std::uint32_t>(account().closed_to->days)});
    EXPECT_FALSE(carried.close.items.empty());
    for (const auto& item : carried.close.items) EXPECT_EQ(item.kind, BreakKind::in_doubt);
    EXPECT_TRUE(orders(OrderState::paid).empty());
    days(2);
    EXPECT_FALSE(orders(OrderState::paid).empty());
    expect_books_agree();
}

TEST_F(BankManners, AcceptedForEverIsInDoubtAndNeverSentAnew) {
    behave(Manner::pending);
    day();
    days(1);
    EXPECT_FALSE(orders(OrderState::accepted).empty() && orders(OrderState::in_doubt).empty());
    EXPECT_TRUE(orders(OrderState::paid).empty());
    EXPECT_EQ(book().counts().debits, 0);
    EXPECT_GT(account().locked.count(), 0);
}

TEST_F(BankManners, APaidOrderThatAnEnquiryDoesNotFindIsNeverDebitedTwice) {
    behave(Manner::unheard);
    county.sandbox->bank(bank).lose_replies = 2;
    day();
    EXPECT_FALSE(orders(OrderState::paid).empty());
    expect_books_agree();
}

TEST_F(BankManners, AnAnswerAboutAnotherOrderProvesNothing) {
    behave(Manner::other_order);
    county.sandbox->bank(bank).lose_replies = 1;
    day();
    EXPECT_FALSE(orders(OrderState::paid).empty());  // by the statement
    expect_books_agree();
}

TEST_F(BankManners, HalfABatchIsPaidAndTheRestIsAskedForAndSentAgain) {
    behave(Manner::partial_batch);
    day();
    EXPECT_FALSE(orders(OrderState::paid).empty());
    expect_books_agree();
}

TEST_F(BankManners, AWrongAmountIsNamedToTheFen) {
    behave(Manner::wrong_amount);
    day();
    const auto paid = orders(OrderState::paid);
    EXPECT_EQ(breaks()[BreakKind::amount], paid.size());
    EXPECT_EQ(account().closing.count(), book().balance());
}

TEST_F(BankManners, ABankThatDebitsTwiceIsFoundAtTheCloseAndItsQueueStops) {
    behave(Manner::double_post);
    day();
    EXPECT_EQ(breaks()[BreakKind::duplicate_debit], orders(OrderState::paid).size());
    EXPECT_TRUE(account().stopped);
    EXPECT_EQ(account().closing.count(), book().balance());
}

TEST_F(BankManners, OnePaymentInTwoEntriesIsOnePayment) {
    behave(Manner::split_line);
    day();
    EXPECT_FALSE(orders(OrderState::paid).empty());
    EXPECT_TRUE(breaks().empty());
    EXPECT_FALSE(account().stopped);
    EXPECT_EQ(account().closing.count(), book().balance());
}

TEST_F(BankManners, ALateEntryIsMissingOnceAndFoundOnce) {
    behave(Manner::late_line);
    day();
    const std::size_t paid = orders(OrderState::paid).size();
    EXPECT_EQ(breaks()[BreakKind::missing_at_bank], paid);
    days(1);
    EXPECT_EQ(breaks()[BreakKind::missing_at_bank], 2 * paid);  // and its other half
    EXPECT_EQ(account().closing.count(), book().balance());
    expect_one_debit();
}

TEST_F(BankManners, NoDayIsClosedWithAStatementThatIsNotWhole) {
    for (const Manner manner : {Manner::missing_line, Manner::double_line}) {
        behave(manner);
        EXPECT_FALSE(county.sandbox->walk().pay().ok() && county.sandbox->walk().close_day().ok())
            << word_of(manner).name;
        EXPECT_FALSE(account().closed_to.has_value());
    }
    behave(Manner::honest);
    day();
    EXPECT_TRUE(account().closed_to.has_value());
    expect_books_agree();
}

// --- two agents of one bank ---

TEST_F(BankManners, AnOlderAgentThatComesBackClaimsNothingAndNothingIsDebitedTwice) {
    county.sandbox->bank(bank).lose_replies = 1;  // its last message was never answered
    ASSERT_TRUE(county.sandbox->agent(bank).pay().ok());
    EXPECT_FALSE(orders(OrderState::in_doubt).empty());
    ASSERT_TRUE(county.sandbox->replace_agent(bank, 2).ok());
    ASSERT_TRUE(county.sandbox->agent(bank).pay().ok());
    EXPECT_TRUE(orders(OrderState::in_doubt).empty());
    const auto before = account();
    const auto again = county.sandbox->older_agent().pay();
    EXPECT_EQ(account().paid, before.paid);
    EXPECT_TRUE(again.ok() ? *again == 0 : true);
    day();
    expect_books_agree();
}

TEST(MainAccount, OneAccountPaysThePayeesOfEveryBank) {
    County county{true};
    county.play({&Walk::import, &Walk::verify, &Walk::villages, &Walk::townships,
                 &Walk::county_and_area, &Walk::fund, &Walk::release, &Walk::pay, &Walk::close_day,
                 &Walk::next_working_day, &Walk::close_day, &Walk::close_list});
    const auto view = county.sandbox->machine().view();
    EXPECT_FALSE(chain::has<payment::Account>(view, {account_id}));
    const auto main = chain::must_load<payment::Account>(view, {1});
    EXPECT_GT(main.paid.count(), 0);
    EXPECT_EQ(main.closing.count(), county.sandbox->book(102).balance());
    EXPECT_EQ(county.sandbox->book(102).counts().twice, 0);
}

}  // namespace
}  // namespace zhida::whole
