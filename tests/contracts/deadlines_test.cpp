// How long a level may take: reminders, deadlines, and who hears of a late one.
#include <gtest/gtest.h>

#include "contracts/approval/rules/deadlines.hpp"
#include "contracts/registry/types/messages.hpp"
#include "contracts/resettle/types/courses.hpp"
#include "contracts/resettle/types/objections.hpp"
#include "tests/contracts/rig.hpp"

namespace zhida::rig {
namespace {

using approval::Due;
using approval::Level;
using approval::LevelDue;
using vocabulary::Role;

void set(Rig& rig, std::string_view key, std::uint64_t value) {
    const registry::SetParameter m{std::string{key}, 0, {17'000}, {19'000}, value, "paper"};
    ASSERT_EQ(rig.act("administrator", m), 0);
}

// Days pass, each with a block in the morning; what is told of levels meanwhile.
std::vector<LevelDue> after_days(Rig& rig, unsigned days) {
    std::vector<LevelDue> told;
    for (unsigned day = 0; day < days; ++day) {
        rig.now += 86'400;
        const auto out = rig.machine.execute({++rig.height, rig.now, {}, {}});
        for (const chain::Event& event : out.timer_events) {
            if (event.kind != LevelDue::kind) continue;
            told.push_back(*codec::decode<LevelDue>(event.payload));
        }
    }
    return told;
}

using Levels = std::vector<Level>;
Levels running(const Rig& rig) {
    Levels levels;
    const base::Bytes table{approval::Deadline::table};
    const auto view = rig.machine.view();
    chain::each<approval::Deadline>(view, table, table, [&](base::ByteView key, const auto&) {
        levels.push_back(static_cast<Level>(key.back()));
        return true;
    });
    return levels;
}

// 2019-09-18 is a Wednesday.
void three_days_for_the_village(Rig& rig) {
    set(rig, "approval.village_working_days", 3);
    set(rig, approval::parameter_reminder, 1);
    set(rig, approval::parameter_escalation, 2);
    rig.import(rig.package());
    rig.verify();
}

TEST(Deadlines, ALateLevelIsRemindedThenOverdueThenClimbs) {
    Rig rig;
    three_days_for_the_village(rig);
    EXPECT_TRUE(after_days(rig, 1).empty());  // Thursday
    const auto reminded = after_days(rig, 1);  // Friday, a working day before Monday
    ASSERT_EQ(reminded.size(), 2U);            // two villages
    EXPECT_EQ(reminded[0].what, Due::reminder);
    EXPECT_EQ(reminded[0].level, Level::village);
    EXPECT_EQ(reminded[0].role, Role::village_officer);
    EXPECT_EQ(reminded[0].list, rig.list);
    EXPECT_NE(reminded[0].section, reminded[1].section);
    EXPECT_TRUE(after_days(rig, 3).empty());  // over the weekend to Monday, its last day
    const auto overdue = after_days(rig, 1);
    ASSERT_EQ(overdue.size(), 2U);
    EXPECT_EQ(overdue[0].what, Due::overdue);
    EXPECT_EQ(overdue[0].role, Role::village_officer);
    const auto climbed = after_days(rig, 5);
    ASSERT_EQ(climbed.size(), 2U);
    EXPECT_EQ(climbed[0].what, Due::escalated);
    EXPECT_EQ(climbed[0].role, Role::township_officer);
    EXPECT_TRUE(after_days(rig, 20).empty());
    // Late is not too late: the village still confirms.
    EXPECT_EQ(rig.act("village-130629100201-1", rig.sections<resettle::ConfirmSections>({0})), 0);
}

TEST(Deadlines, ACompleteLevelHearsNothingAndOneSignatureOfTwoIsNotComplete) {
    Rig rig;
    three_days_for_the_village(rig);
    for (const char* who : {"village-130629100201-1", "village-130629100201-2"}) {
        ASSERT_EQ(rig.act(who, rig.sections<resettle::ConfirmSections>({0})), 0);
    }
    ASSERT_EQ(rig.act("village-130629101204-1", rig.sections<resettle::ConfirmSections>({1})), 0);
    const auto told = after_days(rig, 2);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].section, 1U);
}

TEST(Deadlines, EachLevelsTurnBeginsWithItsState) {
    Rig rig;
    for (const auto& one : approval::level_days) set(rig, one.parameter, 2);
    rig.import(rig.package());
    EXPECT_EQ(running(rig), Levels{});
    rig.verify();
    EXPECT_EQ(running(rig), (Levels{Level::village, Level::village}));
    rig.confirm_and_notice();
    EXPECT_EQ(running(rig), (Levels{Level::township, Level::township}));
    rig.townships();
    EXPECT_EQ(running(rig), Levels{Level::county});
    rig.county();
    EXPECT_EQ(running(rig), Levels{Level::new_area});
    rig.area();
    EXPECT_EQ(running(rig), Levels{Level::fund_lock});
    rig.fund();
    ASSERT_EQ(rig.act("finance-1", rig.header<resettle::LockFunds>()), 0);
    EXPECT_EQ(running(rig), Levels{Level::fund_release});
    ASSERT_EQ(rig.act("finance-2", rig.header<resettle::ReleaseList>()), 0);
    EXPECT_EQ(running(rig), Levels{});
}

TEST(Deadlines, LevelsThatSignAgainAfterALiftedHoldHaveTheirTimeAnew) {
    Rig rig;
    for (const auto& one : approval::level_days) set(rig, one.parameter, 2);
    rig.import(rig.package());
    rig.verify();
    const std::string town = "township-130629100-1";
    ASSERT_EQ(rig.act(town, resettle::HoldLines{rig.list, {1}, vocabulary::Reason::dispute, {}}),
              0);
    rig.confirm_and_notice();
    rig.townships();
    EXPECT_EQ(running(rig), Levels{Level::county});
    ASSERT_EQ(rig.act(town, resettle::LiftHolds{rig.list, {1}, {1}}), 0) << rig.last_datum;
    EXPECT_EQ(running(rig), Levels{Level::village});  // it had signed with the hold
    for (const char* who : {"village-130629100201-1", "village-130629100201-2"}) {
        ASSERT_EQ(rig.act(who, rig.sections<resettle::ConfirmSections>({0})), 0);
    }
    EXPECT_EQ(running(rig), Levels{Level::township});
    for (const char* who : {"township-130629100-1", "township-130629100-2"}) {
        ASSERT_EQ(rig.act(who, rig.sections<resettle::ApproveSections>({0})), 0);
    }
    EXPECT_EQ(running(rig), Levels{Level::county});
}

TEST(Deadlines, ASectionThatLeavesIsNotWaitedForAndMayMakeTheListReady) {
    Rig rig;
    for (const auto& one : approval::level_days) set(rig, one.parameter, 2);
    rig.import(rig.package());
    rig.verify();
    rig.confirm_and_notice();
    for (const char* who : {"township-130629100-1", "township-130629100-2"}) {
        ASSERT_EQ(rig.act(who, rig.sections<resettle::ApproveSections>({0})), 0);
    }
    EXPECT_EQ(running(rig), Levels{Level::township});
    ASSERT_EQ(rig.act("township-130629101-1", resettle::DetachSections{rig.list, {1}, "late"}), 0);
    EXPECT_EQ(running(rig), Levels{Level::county});
}

TEST(Deadlines, NobodyIsWaitedForWhileAListIsSuspended) {
    Rig rig;
    for (const auto& one : approval::level_days) set(rig, one.parameter, 2);
    rig.import(rig.package());
    rig.verify();
    ASSERT_EQ(rig.act("area-1", resettle::SuspendList{rig.list, "audit", {1}}), 0);
    EXPECT_TRUE(after_days(rig, 10).empty());
    ASSERT_EQ(rig.act("area-1", resettle::ResumeList{rig.list, {2}}), 0) << rig.last_datum;
    ASSERT_EQ(rig.act("auditor", resettle::ResumeList{rig.list, {2}}), 0) << rig.last_datum;
    EXPECT_EQ(running(rig), (Levels{Level::village, Level::village}));
}

TEST(Deadlines, OneThatBeginsAgainOnTheSameDayIsToldOnce) {
    Rig rig;
    set(rig, "approval.county_working_days", 2);
    rig.to_stage(resettle::ListState::validated);
    const std::string town = "township-130629101-1";
    const auto hold = resettle::HoldLines{rig.list, {4}, vocabulary::Reason::dispute, {}};
    ASSERT_EQ(rig.act(town, hold), 0);
    for (const char* n : {"1", "2"}) {
        rig.act(std::string{"county-"} + n, rig.header<resettle::ApproveList>());
    }
    ASSERT_EQ(rig.act(town, resettle::LiftHolds{rig.list, {4}, {1}}), 0) << rig.last_datum;
    EXPECT_EQ(running(rig), Levels{Level::county});
    EXPECT_EQ(after_days(rig, 10).size(), 1U);
}

TEST(Deadlines, NothingIsWaitedForOnceAListHasEnded) {
    Rig rig;
    set(rig, "approval.county_working_days", 1);
    rig.to_stage(resettle::ListState::validated);
    const auto cancel = resettle::CancelList{rig.list, "plan withdrawn"};
    ASSERT_EQ(rig.act("county-3", cancel), 0) << rig.last_datum;
    ASSERT_EQ(rig.act("county-4", cancel), 0) << rig.last_datum;
    EXPECT_TRUE(after_days(rig, 10).empty());
}

TEST(Deadlines, WithoutItsParameterALevelHasNone) {
    Rig rig;
    rig.import(rig.package());
    rig.verify();
    EXPECT_TRUE(after_days(rig, 60).empty());
    Rig long_ones;
    set(long_ones, "approval.village_working_days", 1'000'000);
    long_ones.import(long_ones.package());
    long_ones.verify();
    EXPECT_TRUE(after_days(long_ones, 60).empty());
}

}  // namespace
}  // namespace zhida::rig
