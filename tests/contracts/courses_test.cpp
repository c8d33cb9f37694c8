// A list that stands still, persons whom an authority names, and routes that change meanwhile.
#include <gtest/gtest.h>

#include "contracts/registry/types/messages.hpp"
#include "contracts/resettle/types/courses.hpp"
#include "contracts/resettle/types/objections.hpp"
#include "tests/contracts/rig.hpp"

namespace zhida::rig {
namespace {

using resettle::ListState;
using resettle::Mark;
using resettle::MarkPersons;
using resettle::Reject;
using vocabulary::Reason;

constexpr chain::Code code(Reject r) { return static_cast<chain::Code>(r); }
constexpr chain::Code role_wrong = static_cast<chain::Code>(registry::Reject::role_wrong);
const std::string town_a = "township-130629100-1";

std::optional<Reason> hold_of(const Rig& rig, LineNumber line) {
    const auto hold = chain::load<resettle::Hold>(rig.machine.view(), {rig.list, line});
    return hold ? std::optional{hold->reason} : std::nullopt;
}
vocabulary::Reference payee_of(const Rig& rig, LineNumber line) {
    return chain::must_load<resettle::Line>(rig.machine.view(), {rig.list, line}).payee;
}
MarkPersons marking(const Rig& rig, Mark mark, LineNumber line, bool ended = false) {
    MarkPersons m{county::resettlement_programme, mark, ended, {6}, {payee_of(rig, line)}, {}, {}};
    const auto& key = rig.people.member("registrar").identity.key;
    m.registrar = crypto::key_id(key.public_key());
    m.references = key.sign(resettle::mark_statement(m));
    return m;
}

TEST(Suspending, StopsEveryActUntilNewAreaAndAuditBothSayGoOn) {
    Rig rig;
    rig.to_stage(ListState::area_approved);
    const resettle::SuspendList stop{rig.list, "audit", {}};
    EXPECT_EQ(rig.act("county-3", stop), role_wrong);
    ASSERT_EQ(rig.act("auditor", stop), 0) << rig.last_datum;
    EXPECT_EQ(rig.state(), ListState::suspended);
    EXPECT_EQ(rig.act("area-1", stop), code(Reject::list_state_wrong));
    EXPECT_EQ(rig.act("finance-1", rig.header<resettle::LockFunds>()),
              code(Reject::list_state_wrong));
    EXPECT_EQ(rig.act("county-3", resettle::ResumeList{rig.list, {}}), role_wrong);
    ASSERT_EQ(rig.act("auditor", resettle::ResumeList{rig.list, {}}), 0);
    EXPECT_EQ(rig.act("auditor", resettle::ResumeList{rig.list, {}}),
              code(Reject::resumed_already));
    EXPECT_EQ(rig.state(), ListState::suspended);
    ASSERT_EQ(rig.act("area-2", resettle::ResumeList{rig.list, {}}), 0);
    EXPECT_EQ(rig.state(), ListState::area_approved);
    EXPECT_EQ(rig.act("area-2", resettle::ResumeList{rig.list, {}}),
              code(Reject::list_state_wrong));
    rig.lock_and_release();
    EXPECT_EQ(rig.state(), ListState::released);
}

TEST(Suspending, AReleasedListKeepsItsOrdersFromBeingClaimed) {
    Rig rig;
    rig.to_stage(ListState::released);
    ASSERT_EQ(rig.act("area-1", resettle::SuspendList{rig.list, "x", {}}), 0) << rig.last_datum;
    const auto bank = rig.account(rig.order(0).account).bank;
    const payment::ClaimOrders claim{bank, 1, rig.list, {0}};
    EXPECT_EQ(rig.act("agent-" + std::to_string(bank), claim),
              static_cast<chain::Code>(payment::Reject::list_suspended));
    ASSERT_EQ(rig.act("area-1", resettle::ResumeList{rig.list, {}}), 0);
    ASSERT_EQ(rig.act("auditor", resettle::ResumeList{rig.list, {}}), 0);
    EXPECT_EQ(rig.act("agent-" + std::to_string(bank), claim), 0) << rig.last_datum;
}

TEST(Suspending, BeyondTheEndOfItsEntitlementsReturnsTheList) {
    Rig rig;
    rig.to_stage(ListState::funded);
    ASSERT_EQ(rig.act("area-1", resettle::SuspendList{rig.list, "x", {}}), 0);
    rig.wait(91 * 86'400);
    EXPECT_EQ(rig.state(), ListState::suspended);
    ASSERT_EQ(rig.act("area-1", resettle::ResumeList{rig.list, {}}), 0);
    ASSERT_EQ(rig.act("auditor", resettle::ResumeList{rig.list, {}}), 0);
    EXPECT_EQ(rig.state(), ListState::returned);
    EXPECT_EQ(rig.account(rig.account_of(0)).locked.count(), 0);
}

// R1-15: who is on a death or restraint list is not paid.
TEST(RuleR1_15, TheDeadAndTheRestrainedAreHeldWhereverTheirLinesStand) {
    Rig rig;
    rig.to_stage(ListState::funded);
    const auto locked = rig.account(rig.account_of(1)).locked;
    auto m = marking(rig, Mark::death, 1);
    EXPECT_EQ(rig.act("county-3", m), role_wrong);
    auto bad = m;
    bad.registrar.reset();
    EXPECT_EQ(rig.act("civil", bad), code(Reject::tags_signature_wrong));
    bad = m;
    bad.document[0] ^= 1;
    EXPECT_EQ(rig.act("civil", bad), code(Reject::tags_signature_wrong));
    EXPECT_EQ(rig.act("civil", marking(rig, Mark::restraint, 2, true)),
              code(Reject::mark_unknown));
    ASSERT_EQ(rig.act("civil", m), 0) << rig.last_datum;
    EXPECT_EQ(hold_of(rig, 1), Reason::death);
    EXPECT_EQ(hold_of(rig, 2), std::nullopt);
    EXPECT_LT(rig.account(rig.account_of(1)).locked, locked);
    ASSERT_EQ(rig.act("finance-2", rig.header<resettle::ReleaseList>()), 0) << rig.last_datum;
    ASSERT_EQ(rig.act("civil", marking(rig, Mark::restraint, 2)), 0);
    EXPECT_EQ(hold_of(rig, 2), Reason::restraint);
    EXPECT_EQ(rig.order(2).state, payment::OrderState::held);
    EXPECT_EQ(rig.order(0).state, payment::OrderState::released);
}

TEST(RuleR1_15, LinesThatArriveLaterAreHeldOnArrival) {
    Rig rig;
    rig.import(rig.package());
    ASSERT_EQ(rig.act("civil", marking(rig, Mark::death, 1)), 0) << rig.last_datum;
    const auto payee = payee_of(rig, 1);
    rig.import(rig.package(3, "T-2"));
    EXPECT_EQ(payee_of(rig, 1), payee);
    EXPECT_EQ(hold_of(rig, 1), Reason::death);
    EXPECT_EQ(hold_of(rig, 0), std::nullopt);
}

TEST(RuleR1_15, AMarkThatWasAMistakeIsTakenBackBeforeItsHoldEnds) {
    Rig rig;
    rig.to_stage(ListState::validated);
    ASSERT_EQ(rig.act("civil", marking(rig, Mark::death, 1)), 0);
    const resettle::LiftHolds lift{rig.list, {1}, {}};
    EXPECT_EQ(rig.act(town_a, lift), code(Reject::cause_stands));
    ASSERT_EQ(rig.act("civil", marking(rig, Mark::death, 1, true)), 0) << rig.last_datum;
    EXPECT_EQ(hold_of(rig, 1), Reason::death);
    EXPECT_EQ(rig.act(town_a, lift), 0) << rig.last_datum;
}

TEST(ACourt, FreezesAPersonsClaimsByPaperAndFreesThemByPaper) {
    Rig rig;
    rig.to_stage(ListState::released);
    MarkPersons m{county::resettlement_programme, Mark::court, false, {6}, {payee_of(rig, 4)}};
    EXPECT_EQ(rig.act("civil", m), role_wrong);
    ASSERT_EQ(rig.act("county-3", m), 0) << rig.last_datum;
    EXPECT_EQ(hold_of(rig, 4), Reason::court_freeze);
    EXPECT_EQ(rig.order(4).state, payment::OrderState::held);
    const resettle::LiftHolds lift{rig.list, {4}, {7}};
    EXPECT_EQ(rig.act("county-3", lift), code(Reject::cause_stands));
    m.ended = true;
    ASSERT_EQ(rig.act("county-3", m), 0);
    EXPECT_EQ(rig.act("county-3", lift), 0) << rig.last_datum;
}

// R1-20: no payer pays itself.
TEST(RuleR1_20, APayeeOfThePayersSideIsHeld) {
    Rig rig;
    rig.to_stage(ListState::validated);
    auto m = marking(rig, Mark::payer_side, 0);
    EXPECT_EQ(rig.act("civil", m), role_wrong);
    ASSERT_EQ(rig.act("registrar", m), 0) << rig.last_datum;
    EXPECT_EQ(hold_of(rig, 0), Reason::payer_side);
    EXPECT_EQ(hold_of(rig, 1), std::nullopt);
}

TEST(Marks, ComeInTheOrderOfTheirReferencesAndNeverEmpty) {
    Rig rig;
    rig.to_stage(ListState::validated);
    auto m = marking(rig, Mark::death, 1);
    m.payees.clear();
    EXPECT_EQ(rig.act("civil", m), code(Reject::chunk_empty));
    m.payees = {{2}, {1}};
    EXPECT_EQ(rig.act("civil", m), code(Reject::payees_unordered));
}

TEST(ARoute, ThatChangesAfterTheFundsWereLockedMovesNothingThatIsLocked) {
    for (const bool released : {true, false}) {
        Rig rig;
        rig.to_stage(ListState::funded);
        const auto account = rig.account_of(0);
        const auto bank = chain::must_load<resettle::Line>(rig.machine.view(), {rig.list, 0}).bank;
        const vocabulary::AccountId other = account == 1 ? 2 : 1;
        const payment::SetRoute route{130629, bank, other};
        ASSERT_EQ(rig.act("administrator", route), 0) << rig.last_datum;
        if (released) {
            ASSERT_EQ(rig.act("finance-2", rig.header<resettle::ReleaseList>()), 0);
            EXPECT_EQ(rig.order(0).account, account);
            continue;
        }
        ASSERT_EQ(rig.act(town_a, resettle::HoldLines{rig.list, {0}, Reason::dispute, {}}), 0);
        ASSERT_EQ(rig.act("county-3", resettle::CancelList{rig.list, "x"}), 0);
        ASSERT_EQ(rig.act("county-4", resettle::CancelList{rig.list, "x"}), 0);
        EXPECT_EQ(rig.account(account).locked.count(), 0);
    }
}

TEST(AnAgreement, ToldTwiceInOneChunkIsTheSameOrRefused) {
    Rig rig;
    auto package = rig.package();
    ASSERT_EQ(rig.act("importer", package.open), 0);
    auto twice = package.agreements;
    twice[1].reference = twice[0].reference;
    EXPECT_EQ(rig.act("importer", resettle::AddAgreements{package.open.list, 0, twice}),
              code(Reject::agreement_differs));
}

TEST(ABankCode, HasThreeDigits) {
    Rig rig;
    auto package = rig.package();
    rig.list = package.open.list;
    ASSERT_EQ(rig.act("importer", package.open), 0);
    ASSERT_EQ(rig.act("importer", resettle::AddAgreements{rig.list, 0, package.agreements}), 0);
    package.lines[0].bank = 1'000;
    EXPECT_EQ(rig.add_lines(package, 0, 6), code(Reject::bank_outside));
}

}  // namespace
}  // namespace zhida::rig
