// Holds that come and go, and objections: who signs again, and what the money does meanwhile.
#include <gtest/gtest.h>

#include "contracts/approval/types/records.hpp"
#include "contracts/registry/types/messages.hpp"
#include "contracts/resettle/types/objections.hpp"
#include "tests/contracts/rig.hpp"

namespace zhida::rig {
namespace {

using resettle::ListState;
using resettle::ObjectionState;
using resettle::Reject;
using resettle::SectionState;
using vocabulary::Reason;

constexpr chain::Code code(Reject r) { return static_cast<chain::Code>(r); }
constexpr chain::Code role_wrong = static_cast<chain::Code>(registry::Reject::role_wrong);
const std::string village_1 = "village-130629100201-1";
const std::string village_2 = "village-130629100201-2";
const std::string town_1 = "township-130629100-1";
const std::string town_2 = "township-130629100-2";

resettle::LiftHolds lifting(const Rig& rig, std::vector<LineNumber> lines) {
    return {rig.list, std::move(lines), {1}};
}
resettle::HoldLines holding(const Rig& rig, LineNumber line, Reason reason = Reason::dispute) {
    return {rig.list, {line}, reason, {}};
}
resettle::RaiseObjection objecting(const Rig& rig, LineNumber line, base::Byte who = 7,
                                   resettle::Ground ground = resettle::Ground::amount) {
    return {rig.list, line, resettle::Objector::resident, {who}, ground, {9}};
}
resettle::DecideObjection deciding(const Rig& rig, LineNumber line, bool upheld,
                                   std::uint16_t number = 0) {
    return {rig.list, line, number, upheld, {5}};
}
resettle::Objection objection(const Rig& rig, LineNumber line, std::uint16_t number = 0) {
    return chain::must_load<resettle::Objection>(rig.machine.view(), {rig.list, line, number});
}
bool held(const Rig& rig, LineNumber line) {
    return chain::has<resettle::Hold>(rig.machine.view(), {rig.list, line});
}
std::size_t signatures(const Rig& rig, std::uint16_t section) {
    const auto all =
        chain::load<approval::Signatures>(rig.machine.view(), {rig.list, section});
    return all ? all->signatures.size() : 0;
}

TEST(LiftingAHold, TakesBackTheSignaturesThatWereGivenWithItAndNoOthers) {
    Rig rig;
    rig.import(rig.package());
    rig.verify();
    rig.confirm_and_notice();
    ASSERT_EQ(rig.act(town_1, holding(rig, 1)), 0) << rig.last_datum;
    rig.townships();
    ASSERT_EQ(rig.act(town_1, lifting(rig, {1})), 0) << rig.last_datum;
    EXPECT_FALSE(held(rig, 1));
    EXPECT_EQ(rig.section_state(0), SectionState::noticed);  // the township signs again
    EXPECT_EQ(rig.section_state(1), SectionState::town_approved);
    EXPECT_EQ(signatures(rig, 0), 2U);  // the village's two, given before the hold
    EXPECT_EQ(rig.act("county-1", rig.header<resettle::ApproveList>()),
              code(Reject::sections_not_ready));
    for (const auto& officer : {town_1, town_2}) {
        ASSERT_EQ(rig.act(officer, rig.sections<resettle::ApproveSections>({0})), 0)
            << rig.last_datum;
    }
    rig.county();
    EXPECT_EQ(rig.state(), ListState::county_approved);
}

TEST(LiftingAHold, ThatTheVillageSignedWithAsksTheVillageFirst) {
    Rig rig;
    rig.import(rig.package());
    rig.verify({{0, Reason::acct_closed}});
    rig.confirm_and_notice();
    EXPECT_EQ(rig.act(village_1, lifting(rig, {0})), code(Reject::cause_stands));
    EXPECT_EQ(rig.act("agent-403", resettle::ClearAccounts{rig.list, 102, {0}}),
              code(Reject::bank_foreign));
    EXPECT_EQ(rig.act("agent-102", resettle::ClearAccounts{rig.list, 102, {1}}),
              code(Reject::line_unknown));  // another bank's
    EXPECT_EQ(rig.act("agent-102", resettle::ClearAccounts{rig.list, 102, {3}}),
              code(Reject::not_held));
    ASSERT_EQ(rig.act("agent-102", resettle::ClearAccounts{rig.list, 102, {0}}), 0);
    ASSERT_EQ(rig.act(village_1, lifting(rig, {0})), 0) << rig.last_datum;
    EXPECT_EQ(rig.section_state(0), SectionState::noticed);  // the notice stands
    EXPECT_EQ(rig.act(town_1, rig.sections<resettle::ApproveSections>({0})),
              code(Reject::lower_level_open));
    for (const auto& officer : {village_1, village_2}) {
        ASSERT_EQ(rig.act(officer, rig.sections<resettle::ConfirmSections>({0})), 0)
            << rig.last_datum;
    }
    rig.townships();
    EXPECT_EQ(rig.section_state(0), SectionState::town_approved);
}

TEST(LiftingAHold, OnAFundedListUnlocksAndTheHigherLevelsSignAgain) {
    Rig rig;
    rig.import(rig.package());
    rig.verify();
    rig.confirm_and_notice();
    rig.townships();
    ASSERT_EQ(rig.act(town_1, holding(rig, 0)), 0);
    rig.county();
    rig.area();
    rig.fund();
    ASSERT_EQ(rig.act("finance-1", rig.header<resettle::LockFunds>()), 0) << rig.last_datum;
    const auto account = rig.account_of(3);
    EXPECT_GT(rig.account(account).locked.count(), 0);
    ASSERT_EQ(rig.act(town_1, lifting(rig, {0})), 0) << rig.last_datum;
    EXPECT_EQ(rig.state(), ListState::validated);
    EXPECT_EQ(rig.account(account).locked.count(), 0);
    EXPECT_EQ(rig.section_state(0), SectionState::town_approved);  // it had signed before
    rig.county();
    rig.area();
    rig.lock_and_release();
    EXPECT_EQ(rig.order(0).state, payment::OrderState::released);
}

TEST(LiftingAHold, ThatCameAfterAllSignaturesLocksItsOwnMoneyAgain) {
    Rig rig;
    rig.to_stage(ListState::funded);
    const auto account = rig.account_of(0);
    const auto before = rig.account(account).locked;
    ASSERT_EQ(rig.act(town_1, holding(rig, 0)), 0);
    EXPECT_LT(rig.account(account).locked, before);
    ASSERT_EQ(rig.act(town_1, lifting(rig, {0})), 0) << rig.last_datum;
    EXPECT_EQ(rig.state(), ListState::funded);
    EXPECT_EQ(rig.account(account).locked, before);
    ASSERT_EQ(rig.act("finance-2", rig.header<resettle::ReleaseList>()), 0) << rig.last_datum;
    EXPECT_EQ(rig.order(0).state, payment::OrderState::released);
}

TEST(LiftingAHold, AfterReleaseLeavesTheLineInItsSlot) {
    Rig rig;
    rig.to_stage(ListState::released);
    ASSERT_EQ(rig.act(town_1, holding(rig, 0)), 0);
    ASSERT_EQ(rig.act(town_1, lifting(rig, {0})), 0) << rig.last_datum;
    EXPECT_TRUE(held(rig, 0));
    EXPECT_TRUE(
        chain::must_load<resettle::Hold>(rig.machine.view(), {rig.list, 0}).ended.has_value());
    EXPECT_EQ(rig.order(0).state, payment::OrderState::held);
    EXPECT_EQ(rig.act(town_1, lifting(rig, {0})), code(Reject::not_held));
}

TEST(LiftingAHold, BelongsToWhoeverMayAndNeedsAHold) {
    Rig rig;
    rig.to_stage(ListState::validated);
    EXPECT_EQ(rig.act(town_1, lifting(rig, {0})), code(Reject::not_held));
    ASSERT_EQ(rig.act("county-3", holding(rig, 0, Reason::court_freeze)), 0);
    EXPECT_EQ(rig.act(town_1, lifting(rig, {0})), role_wrong);
    EXPECT_EQ(rig.act("county-3", lifting(rig, {0})), 0) << rig.last_datum;
}

TEST(Holding, BetweenTwoSignaturesOfALevelLetsItBeginAnew) {
    Rig rig;
    rig.to_stage(ListState::validated);
    ASSERT_EQ(rig.act("county-1", rig.header<resettle::ApproveList>()), 0);
    ASSERT_EQ(rig.act(town_1, holding(rig, 0)), 0);
    EXPECT_EQ(signatures(rig, approval::whole_list), 0U);
    rig.county();
    EXPECT_EQ(rig.state(), ListState::county_approved);
}

// R1-18: what is disputed is not paid, and nothing is before its notice is over.
TEST(RuleR1_18, AnOpenObjectionHoldsItsLineUntilItIsRejected) {
    Rig rig;
    rig.import(rig.package());
    rig.verify();
    EXPECT_EQ(rig.act(village_1, objecting(rig, 0)), code(Reject::section_state_wrong));
    for (const auto& officer : {village_1, village_2}) {
        rig.act(officer, rig.sections<resettle::ConfirmSections>({0}));
    }
    ASSERT_EQ(rig.act(village_2, rig.sections<resettle::OpenNotice>({0})), 0);
    EXPECT_EQ(rig.act(town_1, rig.sections<resettle::ApproveSections>({0})),
              code(Reject::section_state_wrong));  // the notice is not over
    ASSERT_EQ(rig.act(village_1, objecting(rig, 0)), 0) << rig.last_datum;
    EXPECT_TRUE(held(rig, 0));
    EXPECT_EQ(rig.act(town_1, lifting(rig, {0})), role_wrong);
    EXPECT_EQ(rig.act("county-3", lifting(rig, {0})), code(Reject::cause_stands));
    ASSERT_EQ(rig.act(town_1, deciding(rig, 0, false)), 0) << rig.last_datum;
    EXPECT_FALSE(held(rig, 0));
    EXPECT_EQ(objection(rig, 0).state, ObjectionState::rejected);
}

TEST(Objections, OneOpenAPersonAndTheSameGroundNeverTwice) {
    Rig rig;
    rig.to_stage(ListState::validated);
    ASSERT_EQ(rig.act(village_1, objecting(rig, 0)), 0) << rig.last_datum;
    EXPECT_EQ(rig.act(village_1, objecting(rig, 0, 7, resettle::Ground::share)),
              code(Reject::objection_open));
    EXPECT_EQ(rig.act(village_1, objecting(rig, 0)), code(Reject::ground_raised_before));
    ASSERT_EQ(rig.act(town_2, objecting(rig, 0, 8)), 0) << rig.last_datum;
    ASSERT_EQ(rig.act(town_1, deciding(rig, 0, false, 0)), 0) << rig.last_datum;
    EXPECT_TRUE(held(rig, 0));  // the other one is open still
    EXPECT_EQ(rig.act(town_2, deciding(rig, 0, false, 1)), code(Reject::recorder_decides));
    EXPECT_EQ(rig.act(town_1, deciding(rig, 0, false, 0)), code(Reject::objection_decided));
    EXPECT_EQ(rig.act(town_1, deciding(rig, 0, false, 5)), code(Reject::objection_unknown));
    EXPECT_EQ(rig.act(village_1, objecting(rig, 0)), code(Reject::ground_raised_before));
    ASSERT_EQ(rig.act(village_1, objecting(rig, 0, 7, resettle::Ground::share)), 0);
    ASSERT_EQ(rig.act(town_1, deciding(rig, 0, false, 1)), 0) << rig.last_datum;
    ASSERT_EQ(rig.act(town_1, deciding(rig, 0, true, 2)), 0) << rig.last_datum;
    EXPECT_TRUE(held(rig, 0));  // upheld: it stays
    EXPECT_EQ(rig.act("county-3", lifting(rig, {0})), 0) << rig.last_datum;
}

TEST(Objections, ABodySpeaksForItselfAndAPersonThroughAnOfficer) {
    Rig rig;
    rig.to_stage(ListState::validated);
    auto m = objecting(rig, 0);
    EXPECT_EQ(rig.act("county-3", m), role_wrong);
    m.objector = {};
    EXPECT_EQ(rig.act(village_1, m), code(Reject::objector_wrong));
    m.by = resettle::Objector::body;
    m.objector = resettle::body_reference(3);
    EXPECT_EQ(rig.act("county-3", m), code(Reject::objector_wrong));
    m.objector = resettle::body_reference(2);
    EXPECT_EQ(rig.act(village_1, m), role_wrong);
    EXPECT_EQ(rig.act("county-3", m), 0) << rig.last_datum;
    EXPECT_EQ(rig.act("village-130629101204-1", objecting(rig, 0)),
              code(Reject::village_foreign));
    EXPECT_EQ(rig.act(village_1, objecting(rig, 77)), code(Reject::line_unknown));
}

TEST(Objections, ThatTheTownshipDoesNotDecideInTimeClimbToTheCounty) {
    Rig rig;
    rig.to_stage(ListState::validated);  // a Wednesday: three working days are over on Monday
    ASSERT_EQ(rig.act(village_1, objecting(rig, 0)), 0);
    EXPECT_EQ(rig.act("county-3", deciding(rig, 0, true)), code(Reject::objection_elsewhere));
    EXPECT_EQ(rig.act(village_2, deciding(rig, 0, true)), role_wrong);
    const base::Seconds deadline = objection(rig, 0).deadline;
    rig.wait(deadline - rig.now - 1);
    EXPECT_EQ(objection(rig, 0).state, ObjectionState::at_township);
    rig.wait(1);
    EXPECT_EQ(objection(rig, 0).state, ObjectionState::at_county);
    EXPECT_EQ(rig.act(town_1, deciding(rig, 0, false)), code(Reject::objection_elsewhere));
    EXPECT_EQ(rig.act("county-3", deciding(rig, 0, false)), 0) << rig.last_datum;
    EXPECT_FALSE(held(rig, 0));
}

TEST(Objections, AgainstOneLineAreBounded) {
    Rig rig;
    rig.to_stage(ListState::validated);
    const auto view = rig.machine.view();
    chain::Draft draft{view};
    for (std::uint16_t n = 0; n < resettle::objections_per_line_max - 1; ++n) {
        save(draft, {rig.list, 0, n}, resettle::Objection{.state = ObjectionState::rejected});
    }
    draft.write_to(rig.machine.trie());
    ASSERT_EQ(rig.act(village_1, objecting(rig, 0)), 0) << rig.last_datum;
    EXPECT_EQ(rig.act(village_1, objecting(rig, 0, 8)), code(Reject::objections_too_many));
}

TEST(Objections, AgainstAClaimedOrderComeTooLate) {
    Rig rig;
    rig.to_stage(ListState::released);
    ASSERT_EQ(rig.act(village_1, objecting(rig, 0)), 0) << rig.last_datum;
    EXPECT_EQ(rig.order(0).state, payment::OrderState::held);
    rig.claim_all();
    EXPECT_EQ(rig.act(village_1, objecting(rig, 1)),
              static_cast<chain::Code>(payment::Reject::move_unlawful));
}

}  // namespace
}  // namespace zhida::rig
