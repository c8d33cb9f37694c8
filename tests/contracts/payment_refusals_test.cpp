#include <gtest/gtest.h>

#include "contracts/payment/rules/breaks.hpp"
#include "contracts/registry/types/messages.hpp"
#include "tests/contracts/rig.hpp"

namespace zhida::rig {
namespace {

using payment::OrderState;
using payment::Reject;
using resettle::ListState;

constexpr chain::Code code(Reject r) { return static_cast<chain::Code>(r); }

payment::NoteCredit credit(const Rig& rig, vocabulary::AccountId account = 1) {
    return {
        .account = account, .amount = *Fen::of(5), .booked = rig.today(), .seen = {rig.height, {}}};
}

TEST(PaymentRefusals, MoneyEntersOnlyByTheAccountsOwnBank) {
    Rig rig;
    EXPECT_EQ(rig.act("agent-403", credit(rig)), code(Reject::bank_foreign));
    EXPECT_EQ(rig.act("agent-102", credit(rig, 99)), code(Reject::account_unknown));
    auto nothing = credit(rig);
    nothing.amount = {};
    EXPECT_EQ(rig.act("agent-102", nothing), code(Reject::amount_zero));
    auto tomorrow = credit(rig);
    tomorrow.booked = base::plus_days(rig.today(), 1);
    EXPECT_EQ(rig.act("agent-102", tomorrow), code(Reject::booked_in_future));
    auto ahead = credit(rig);
    ahead.seen.height = rig.height + 1;
    EXPECT_EQ(rig.act("agent-102", ahead), code(Reject::seen_ahead));
    EXPECT_EQ(rig.act("agent-102", credit(rig)), 0);
    EXPECT_EQ(rig.account(1).available.count(), 5);
}

TEST(PaymentRefusals, NoMessageOfABankMakesABookThatTheLedgerCannotHold) {
    Rig rig;
    auto most = credit(rig);
    most.amount = *Fen::of(Fen::count_max);
    EXPECT_EQ(rig.act("agent-102", most), 0);
    EXPECT_EQ(rig.act("agent-102", credit(rig)), code(Reject::sum_absurd));
    EXPECT_EQ(rig.account(1).received.count(), Fen::count_max);
    payment::NoteCharge interest{.account = 1,
                                 .kind = payment::ChargeKind::interest,
                                 .amount = *Fen::of(Fen::count_max),
                                 .booked = rig.today(),
                                 .evidence = {1},
                                 .seen = {rig.height, {}}};
    EXPECT_EQ(rig.act("agent-102", interest), 0);
    EXPECT_EQ(rig.act("agent-102", interest), code(Reject::sum_absurd));
    payment::CloseDay close{.account = 1,
                            .day = rig.today(),
                            .first_sequence = 1,
                            .last_sequence = 1,
                            .seen = {rig.height, {}}};
    close.items.assign(3, {.kind = payment::BreakKind::missing_at_bank,
                           .bank_less = *Fen::of(Fen::count_max)});
    EXPECT_EQ(rig.act("agent-102", close), code(Reject::sum_absurd));
}

TEST(PaymentRefusals, DaysThatNobodyClosesEndInARefusalAndNotInAStop) {
    Rig rig;
    for (std::size_t back = 0; back < payment::days_open_max; ++back) {
        auto one = credit(rig, 2);
        one.booked = base::plus_days(rig.today(), -static_cast<int>(back));
        ASSERT_EQ(rig.act("agent-403", one), 0) << back << " " << rig.last_datum;
    }
    auto more = credit(rig, 2);
    EXPECT_EQ(rig.act("agent-403", more), 0);  // on a day that is open already
    more.booked = base::plus_days(rig.today(), -static_cast<int>(payment::days_open_max));
    EXPECT_EQ(rig.act("agent-403", more), code(Reject::days_unclosed));
    EXPECT_EQ(rig.account(2).open_days.size(), payment::days_open_max);
}

TEST(PaymentRefusals, AccountsAndRoutesAreRegisteredOnce) {
    Rig rig;
    EXPECT_EQ(rig.act("administrator", payment::OpenAccount{1, 3, 130629, 102}),
              code(Reject::account_exists));
    EXPECT_EQ(rig.act("administrator", payment::SetRoute{130629, 102, 50}),
              code(Reject::account_unknown));
}

TEST(PaymentRefusals, FundsAreLockedOnlyWhereThereAreEnoughAndByTheirOwner) {
    Rig rig;
    rig.to_stage(ListState::county_approved);
    rig.area();
    EXPECT_EQ(rig.act("finance-1", rig.header<resettle::LockFunds>()), code(Reject::funds_short));
    rig.fund();
    ASSERT_EQ(rig.act("administrator", payment::OpenAccount{40, 2, 130629, 102}), 0);
    ASSERT_EQ(rig.act("administrator", payment::SetRoute{130629, 102, 40}), 0);
    EXPECT_EQ(rig.act("finance-1", rig.header<resettle::LockFunds>()),
              code(Reject::finance_foreign));
}

TEST(PaymentRefusals, ABankWithoutARouteStopsTheLock) {
    Rig rig;
    auto package = rig.package();
    rig.import(package);
    rig.verify();
    rig.confirm_and_notice();
    rig.townships();
    rig.county();
    rig.area();
    EXPECT_FALSE(payment::route(rig.machine.view(), 130629, 999).has_value());
    EXPECT_FALSE(payment::route(rig.machine.view(), 130632, 102).has_value());
    // A ledger whose genesis lacks the row of a bank.
    Rig bare;
    std::erase_if(bare.people.genesis.acts, [](const chain::GenesisAct& act) {
        if (act.type != payment::SetRoute::type) return false;
        return codec::decode<payment::SetRoute>(act.payload)->bank == 102;
    });
    ASSERT_TRUE(bare.machine.begin(bare.people.genesis).ok());
    bare.import(bare.package());
    bare.verify();
    bare.confirm_and_notice();
    bare.townships();
    bare.county();
    bare.area();
    EXPECT_EQ(bare.act("finance-1", bare.header<resettle::LockFunds>()),
              code(Reject::route_missing));
}

TEST(PaymentRefusals, ABankClaimsOnlyItsOwnOpenOrders) {
    Rig rig;
    rig.to_stage(ListState::funded);
    EXPECT_EQ(rig.act("agent-102", payment::ClaimOrders{102, 1, rig.list, {0}}),
              code(Reject::list_not_released));
    ASSERT_EQ(rig.act("finance-2", rig.header<resettle::ReleaseList>()), 0);
    const auto claim = [&](vocabulary::BankCode bank, std::vector<LineNumber> lines) {
        return rig.act("agent-" + std::to_string(bank),
                       payment::ClaimOrders{bank, 1, rig.list, std::move(lines)});
    };
    EXPECT_EQ(claim(102, {}), code(Reject::batch_empty));
    EXPECT_EQ(claim(102, {3, 0}), code(Reject::lines_unordered));
    EXPECT_EQ(claim(102, {1}), code(Reject::bank_foreign));
    EXPECT_EQ(claim(102, {77}), code(Reject::order_unknown));
    EXPECT_EQ(rig.act("agent-403", payment::ClaimOrders{102, 1, rig.list, {0}}),
              code(Reject::bank_foreign));
    EXPECT_EQ(claim(102, {0, 3}), 0);
    EXPECT_EQ(claim(102, {0}), code(Reject::move_unlawful));
}

TEST(PaymentRefusals, AResultNeedsAClaimAReasonAndALawfulState) {
    Rig rig;
    rig.to_stage(ListState::released);
    const auto report = [&](payment::Outcome outcome) {
        return rig.act("agent-102",
                       payment::ReportResults{102, 1, rig.list, rig.today(), {outcome}});
    };
    EXPECT_EQ(report({.line = 0}), code(Reject::move_unlawful));  // never without a claim
    rig.claim_all();
    EXPECT_EQ(report({.line = 0, .state = OrderState::cancelled}), code(Reject::outcome_unlawful));
    EXPECT_EQ(report({.line = 0, .state = OrderState::failed}), code(Reject::reason_missing));
    EXPECT_EQ(report({.line = 0, .evidence = payment::Evidence::timeout}),
              code(Reject::outcome_unlawful));
    EXPECT_EQ(report({.line = 0}), 0);
    // A later contradicting status never overwrites.
    EXPECT_EQ(report({.line = 0, .state = OrderState::failed, .reason = vocabulary::Reason::other}),
              code(Reject::move_unlawful));
    EXPECT_EQ(rig.order(0).state, OrderState::paid);
}

TEST(PaymentRefusals, NothingThatIsClaimedCanBeHeld) {
    Rig rig;
    rig.to_stage(ListState::paying);
    EXPECT_EQ(rig.act("township-130629100-1",
                      resettle::HoldLines{rig.list, {0}, vocabulary::Reason::death, {}}),
              code(Reject::move_unlawful));
}

TEST(PaymentRefusals, OnlyAPaidOrderCanBeReturnedAndWithAReason) {
    Rig rig;
    rig.to_stage(ListState::paying);
    const auto give_back = [&](vocabulary::Reason reason) {
        return rig.act("agent-102",
                       payment::ReportReturns{102, rig.list, rig.today(), {{0, reason}}});
    };
    EXPECT_EQ(give_back(vocabulary::Reason::none), code(Reject::reason_missing));
    EXPECT_EQ(give_back(vocabulary::Reason::acct_closed), code(Reject::move_unlawful));
}

TEST(PaymentRefusals, DaysCloseInOrderOnceAndByBothWithTheSameWords) {
    Rig rig;
    rig.to_stage(ListState::settled);
    const base::Date day = rig.today();
    const auto account = rig.account(1);
    payment::CloseDay close{.account = 1,
                            .day = day,
                            .closing = *Fen::of(account.received.count() - account.paid.count()),
                            .first_sequence = 1,
                            .last_sequence = 4,
                            .seen = {rig.height, {}}};
    payment::ConfirmClose confirm{1, day, payment::close_digest(crypto::Hash::sm3, close), {}};
    EXPECT_EQ(rig.act("finance-3", confirm), code(Reject::close_unknown));
    auto backwards = close;
    backwards.last_sequence = 0;
    EXPECT_EQ(rig.act("agent-102", backwards), code(Reject::day_reversed));
    rig.wait(86'400);
    auto too_early = close;
    too_early.day = rig.today();
    EXPECT_EQ(rig.act("agent-102", too_early), code(Reject::day_too_early));
    ASSERT_EQ(rig.act("agent-102", close), 0) << rig.last_datum;
    auto other = confirm;
    other.close[0] ^= 1;
    EXPECT_EQ(rig.act("finance-3", other), code(Reject::close_differs));
    ASSERT_EQ(rig.act("finance-3", confirm), 0);
    EXPECT_EQ(rig.act("finance-3", confirm), code(Reject::close_done));
    EXPECT_EQ(rig.act("agent-102", close), code(Reject::day_closed));
    auto late = credit(rig);
    late.booked = day;
    EXPECT_EQ(rig.act("agent-102", late), code(Reject::day_closed));
}

TEST(PaymentRefusals, AStoppedQueueGivesOutNoMoreOrders) {
    Rig rig;
    rig.to_stage(ListState::released);
    const auto account = rig.account(1);
    payment::CloseDay close{.account = 1,
                            .day = rig.today(),
                            .closing = *Fen::of(account.received.count() - 7),
                            .first_sequence = 1,
                            .last_sequence = 2,
                            .items = {{.kind = payment::BreakKind::duplicate_debit,
                                       .list = rig.list,
                                       .line = 0,
                                       .bank_less = *Fen::of(7)}},
                            .seen = {rig.height, {}}};
    ASSERT_EQ(rig.act("agent-102", close), 0) << rig.last_datum;
    ASSERT_EQ(rig.act("finance-3",
                      payment::ConfirmClose{
                          1, rig.today(), payment::close_digest(crypto::Hash::sm3, close), {}}),
              0);
    EXPECT_EQ(rig.act("agent-102", payment::ClaimOrders{102, 1, rig.list, {0}}),
              code(Reject::queue_stopped));
}

constexpr chain::Digest paper{7};

TEST(PaymentRefusals, ThePayeesBankShowsItsCreditRecordOrABreakOpens) {
    Rig one_account{true};  // line 1's payee is at 403, its payer is 102
    one_account.to_stage(ListState::settled);
    const payment::ClaimNotReceived claim{one_account.list, 1, paper};
    payment::AnswerNotReceived answer{403, one_account.list, 1, true, paper};
    EXPECT_EQ(one_account.act("agent-403", answer), code(Reject::claim_unknown));
    ASSERT_EQ(one_account.act("village-130629100201-1", claim), 0);
    EXPECT_EQ(one_account.act("township-130629100-1", claim), code(Reject::claim_open));
    answer.bank = 102;
    EXPECT_EQ(one_account.act("agent-102", answer), code(Reject::bank_foreign));
    answer.bank = 403;
    ASSERT_EQ(one_account.act("agent-403", answer), 0);
    EXPECT_EQ(one_account.account(1).open_breaks, 0U);
    ASSERT_EQ(one_account.act("village-130629100201-1", claim), 0);
    answer.credited = false;
    ASSERT_EQ(one_account.act("agent-403", answer), 0);
    EXPECT_EQ(one_account.account(1).open_breaks, 1U);
    const auto opened = chain::must_load<payment::Break>(one_account.machine.view(), {1, 1});
    EXPECT_EQ(opened.kind, payment::BreakKind::not_received);
    EXPECT_EQ(one_account.order(1).state, OrderState::paid);  // a claim moves no money
}

}  // namespace
}  // namespace zhida::rig
