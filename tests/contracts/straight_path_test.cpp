#include <gtest/gtest.h>

#include "tests/contracts/rig.hpp"

namespace zhida::rig {
namespace {

using payment::OrderState;
using resettle::ListState;
using resettle::SectionState;
using vocabulary::Reason;

// Over all special accounts: what came in is what is paid or still there.
void expect_money_conserved(const Rig& rig) {
    for (const county::Bank& bank : county::banks) {
        const auto a = chain::load<payment::Account>(rig.machine.view(), {bank.account});
        if (!a) continue;
        EXPECT_EQ(a->received.count() - a->paid.count(),
                  a->available.count() + a->locked.count() + a->returned_pending.count());
    }
}

TEST(StraightPath, AListGoesFromReceivingToClosedByDifferentPeople) {
    Rig rig;
    rig.import(rig.package());
    EXPECT_EQ(rig.state(), ListState::validated);
    rig.verify();
    EXPECT_EQ(rig.section_state(0), SectionState::verified);
    rig.confirm_and_notice();
    EXPECT_EQ(rig.section_state(1), SectionState::noticed);
    rig.townships();
    EXPECT_EQ(rig.section_state(1), SectionState::town_approved);
    rig.county();
    EXPECT_EQ(rig.state(), ListState::county_approved);
    rig.area();
    rig.fund();
    rig.lock_and_release();
    EXPECT_EQ(rig.state(), ListState::released);
    EXPECT_EQ(rig.order(0).end_to_end_id.size(), 32U);
    EXPECT_EQ(
        rig.order(0).end_to_end_id,
        payment::end_to_end_id(crypto::Hash::sm3, rig.machine.ledger().ledger_id, rig.list, 0));
    rig.claim_all();
    EXPECT_EQ(rig.state(), ListState::paying);
    rig.pay_all();
    EXPECT_EQ(rig.state(), ListState::settled);
    const base::Date paid_on = rig.today();
    rig.close_days(paid_on);
    rig.wait(86'400);
    ASSERT_EQ(rig.act("finance-3", rig.header<resettle::CloseList>()), 0) << rig.last_datum;
    EXPECT_EQ(rig.state(), ListState::closed);
    expect_money_conserved(rig);
    const auto batch = chain::must_load<payment::Batch>(rig.machine.view(), {rig.list});
    EXPECT_EQ(batch.paid, batch.orders);
}

TEST(StraightPath, HeldFailedAndReturnedLinesNeverStopTheOthers) {
    Rig rig;
    rig.import(rig.package(4));
    rig.verify({{1, Reason::acct_closed}, {6, Reason::acct_not_found}});
    rig.confirm_and_notice();
    rig.townships();
    rig.county();
    rig.area();
    rig.fund();
    rig.lock_and_release();
    rig.claim_all();
    rig.pay_all({{.line = 2, .state = OrderState::failed, .reason = Reason::acct_frozen}});
    const base::Date paid_on = rig.today();
    rig.close_days(paid_on);
    rig.wait(86'400);
    const auto bank = rig.account(rig.account_of(0)).bank;
    ASSERT_EQ(
        rig.act("agent-" + std::to_string(bank),
                payment::ReportReturns{bank, rig.list, rig.today(), {{0, Reason::acct_closed}}}),
        0)
        << rig.last_datum;
    EXPECT_EQ(rig.act("finance-3", rig.header<resettle::CloseList>()),
              static_cast<chain::Code>(resettle::Reject::days_not_closed));
    rig.close_days(rig.today());
    ASSERT_EQ(rig.act("finance-3", rig.header<resettle::CloseList>()), 0) << rig.last_datum;
    const auto batch = chain::must_load<payment::Batch>(rig.machine.view(), {rig.list});
    EXPECT_EQ(batch.orders.lines, 6U);
    EXPECT_EQ(batch.paid.lines, 4U);
    EXPECT_EQ(batch.failed.lines, 1U);
    EXPECT_EQ(batch.returned.lines, 1U);
    // Line 1 was held: its money came in with the credit notice and stayed available.
    EXPECT_EQ(rig.account(rig.account_of(1)).available.count(), 1'000'01);
    EXPECT_EQ(rig.account(rig.account_of(0)).returned_pending.count(), 1'000'00);
    expect_money_conserved(rig);
}

TEST(StraightPath, OneAccountForEverythingIsARouteTableOfOneRow) {
    Rig rig{true};
    rig.to_stage(ListState::settled);
    EXPECT_EQ(rig.state(), ListState::settled);
    EXPECT_EQ(rig.account(1).paid.count(), rig.account(1).received.count());
    EXPECT_EQ(rig.order(1).payee_bank, 403);
    EXPECT_EQ(rig.order(1).account, 1);
}

TEST(StraightPath, AHoldBeforeTheClaimPaysLessAndGivesTheMoneyBack) {
    Rig rig;
    rig.to_stage(ListState::released);
    const auto before = rig.account(rig.account_of(2));
    ASSERT_EQ(
        rig.act("township-130629100-1", resettle::HoldLines{rig.list, {2}, Reason::death, {}}), 0)
        << rig.last_datum;
    const auto after = rig.account(rig.account_of(2));
    EXPECT_EQ(rig.order(2).state, OrderState::held);
    EXPECT_EQ(after.available.count() - before.available.count(), rig.order(2).amount.count());
    EXPECT_EQ(before.locked.count() - after.locked.count(), rig.order(2).amount.count());
    rig.claim_all();
    rig.pay_all();
    EXPECT_EQ(rig.state(), ListState::settled);
    EXPECT_EQ(rig.order(2).state, OrderState::held);
}

TEST(StraightPath, AHoldWhileFundsAreLockedUnlocksItsLine) {
    Rig rig;
    rig.to_stage(ListState::funded);
    const auto id = rig.account_of(4);
    const auto before = rig.account(id);
    ASSERT_EQ(rig.act("county-3", resettle::HoldLines{rig.list, {4}, Reason::court_freeze, {}}), 0);
    EXPECT_EQ(before.locked.count() - rig.account(id).locked.count(), 1'000'01);
    ASSERT_EQ(rig.act("finance-2", rig.header<resettle::ReleaseList>()), 0) << rig.last_datum;
    EXPECT_FALSE(chain::has<payment::Order>(rig.machine.view(), {rig.list, 4}));
}

TEST(StraightPath, ACancelledListFreesItsFundsAndEntitlements) {
    Rig rig;
    rig.to_stage(ListState::funded);
    const auto tag = chain::must_load<resettle::Line>(rig.machine.view(), {rig.list, 0}).tag;
    EXPECT_TRUE(chain::has<resettle::Entitlement>(rig.machine.view(), {1, tag}));
    ASSERT_EQ(rig.act("county-3", resettle::CancelList{rig.list, "重复"}), 0) << rig.last_datum;
    EXPECT_EQ(rig.state(), ListState::funded);
    ASSERT_EQ(rig.act("county-4", resettle::CancelList{rig.list, "重复"}), 0) << rig.last_datum;
    EXPECT_EQ(rig.state(), ListState::cancelled);
    for (const county::Bank& bank : county::banks) {
        EXPECT_EQ(rig.account(bank.account).locked.count(), 0);
    }
    EXPECT_FALSE(chain::has<resettle::Entitlement>(rig.machine.view(), {1, tag}));
}

TEST(StraightPath, AnEntitlementIsLockedOnceAndTheSecondListHoldsTheLine) {
    Rig rig;
    rig.to_stage(ListState::county_approved);
    rig.import(rig.package(3, "T-2"));  // the same tags under another number
    rig.verify();
    rig.confirm_and_notice();
    rig.townships();
    rig.county();
    EXPECT_EQ(rig.state(), ListState::county_approved);
    const auto hold = chain::load<resettle::Hold>(rig.machine.view(), {rig.list, 0});
    ASSERT_TRUE(hold.has_value());
    EXPECT_EQ(hold->reason, Reason::entitlement_taken);
}

TEST(StraightPath, LinesAboveTheirAgreementsTotalAreHeldAcrossLists) {
    Rig rig;
    auto package = rig.package();
    for (auto& agreement : package.agreements) agreement.total = *Fen::of(2'500'00);
    rig.import(package);
    rig.verify();
    rig.confirm_and_notice();
    rig.townships();
    rig.county();
    const auto hold = chain::load<resettle::Hold>(rig.machine.view(), {rig.list, 2});
    ASSERT_TRUE(hold.has_value());
    EXPECT_EQ(hold->reason, Reason::agreement_exceeded);
    EXPECT_FALSE(chain::has<resettle::Hold>(rig.machine.view(), {rig.list, 1}));
}

TEST(StraightPath, LinesNoBankAnswersForAreHeldWhenTheDeadlinePasses) {
    Rig rig;
    rig.import(rig.package());
    EXPECT_EQ(rig.section_state(0), SectionState::validated);
    rig.wait(24 * 3'600);
    EXPECT_EQ(rig.section_state(0), SectionState::verified);
    const auto hold = chain::load<resettle::Hold>(rig.machine.view(), {rig.list, 5});
    ASSERT_TRUE(hold.has_value());
    EXPECT_EQ(hold->reason, Reason::acct_unverified);
}

TEST(StraightPath, AListThatIsNotCompleteInTimeIsAbandoned) {
    Rig rig;
    const auto package = rig.package();
    rig.list = package.open.list;
    ASSERT_EQ(rig.act("importer", package.open), 0);
    rig.wait(24 * 3'600 - 1);
    EXPECT_EQ(rig.state(), ListState::receiving);
    rig.wait(1);
    EXPECT_EQ(rig.state(), ListState::abandoned);
}

TEST(StraightPath, EntitlementsOfAListThatIsNotReleasedInTimeAreFreed) {
    Rig rig;
    rig.to_stage(ListState::funded);
    rig.wait(90 * 86'400);
    EXPECT_EQ(rig.state(), ListState::returned);
    EXPECT_EQ(rig.account(1).locked.count(), 0);
}

TEST(StraightPath, AnOrderInDoubtIsResolvedByAnEnquiryOrStatementOnly) {
    Rig rig;
    rig.to_stage(ListState::paying);
    rig.pay_all(
        {{.line = 1, .state = OrderState::in_doubt, .evidence = payment::Evidence::timeout}});
    EXPECT_EQ(rig.order(1).state, OrderState::in_doubt);
    EXPECT_EQ(rig.state(), ListState::paying);
    const auto id = rig.account_of(1);
    EXPECT_EQ(rig.account(id).locked.count(), rig.order(1).amount.count());
    rig.pay_all({{.line = 1, .state = OrderState::paid, .evidence = payment::Evidence::statement}});
    EXPECT_EQ(rig.order(1).state, OrderState::paid);
    EXPECT_EQ(rig.account(id).locked.count(), 0);
    EXPECT_EQ(rig.state(), ListState::settled);
}

TEST(StraightPath, ANewerAgentTakesOverWhatAnOlderOneClaimed) {
    Rig rig;
    rig.to_stage(ListState::paying);
    const auto bank = rig.account(rig.account_of(0)).bank;
    const std::string agent = "agent-" + std::to_string(bank);
    ASSERT_EQ(rig.act(agent, payment::ClaimOrders{bank, 2, rig.list, {0}}), 0) << rig.last_datum;
    EXPECT_EQ(rig.order(0).epoch, 2U);
    EXPECT_EQ(rig.act(agent, payment::ReportResults{bank, 1, rig.list, rig.today(), {{0}}}),
              static_cast<chain::Code>(payment::Reject::epoch_old));
    EXPECT_EQ(rig.act(agent, payment::ReportResults{bank, 2, rig.list, rig.today(), {{3}}}),
              static_cast<chain::Code>(payment::Reject::epoch_foreign));
    EXPECT_EQ(rig.act(agent, payment::ReportResults{bank, 2, rig.list, rig.today(), {{0}}}), 0);
}

TEST(StraightPath, ADifferenceStandsAsANamedItemAndStopsTheQueueWhenABankDebitsTwice) {
    Rig rig;
    rig.to_stage(ListState::settled);
    const auto account = rig.account(1);
    payment::CloseDay close{.account = 1,
                            .day = rig.today(),
                            .opening = {},
                            .closing = *Fen::of(account.received.count() - account.paid.count()),
                            .first_sequence = 1,
                            .last_sequence = 9,
                            .items = {{.kind = payment::BreakKind::duplicate_debit,
                                       .list = rig.list,
                                       .line = 0,
                                       .bank_less = *Fen::of(5)}},
                            .seen = {rig.height, {}}};
    EXPECT_EQ(rig.act("agent-102", close),
              static_cast<chain::Code>(payment::Reject::balance_differs));
    rig.close_days({});  // nothing is open on that day
    close.items[0].bank_less = *Fen::of(0);
    ASSERT_EQ(rig.act("agent-102", close), 0) << rig.last_datum;
    ASSERT_EQ(
        rig.act(
            "finance-3",
            payment::ConfirmClose{
                1, rig.today(), payment::close_digest(crypto::Hash::sm3, close), {rig.height, {}}}),
        0);
    EXPECT_TRUE(rig.account(1).stopped);
    EXPECT_FALSE(payment::is_reconciled(
        rig.machine.view(), chain::must_load<payment::Batch>(rig.machine.view(), {rig.list})));
}

}  // namespace
}  // namespace zhida::rig
