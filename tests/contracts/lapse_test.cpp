// Signatures that lapse before their level is complete, and may be given again (payment.md §2).
#include <gtest/gtest.h>

#include "contracts/approval/rules/approval.hpp"
#include "tests/contracts/rig.hpp"

namespace zhida::rig {
namespace {

using approval::Level;
using resettle::ListState;
using resettle::SectionState;

chain::Code hold(Rig& rig, const std::string& who, LineNumber line) {
    return rig.act(who, resettle::HoldLines{rig.list, {line}, resettle::Reason::dispute,
                                               base::ByteArray<32>{1}});
}

template <class M>
chain::Code sign(Rig& rig, const std::string& who) {
    if constexpr (requires(M m) { m.sections; }) return rig.act(who, rig.sections<M>({0}));
    else return rig.act(who, rig.header<M>());
}

std::size_t lapsed(const Rig& rig) {
    std::size_t count = 0;
    const base::Bytes table{approval::Lapsed::table};
    const auto view = rig.machine.view();
    chain::each<approval::Lapsed>(view, table, table, [&](base::ByteView, const auto&) {
        ++count;
        return true;
    });
    return count;
}

TEST(Lapse, AHoldBetweenTwoVillageSignaturesLetsBothSignAnew) {
    for (const bool first_signer_first : {true, false}) {
        Rig rig;
        rig.import(rig.package());
        rig.verify();
        const std::string one = "village-130629100201-1";
        const std::string two = "village-130629100201-2";
        ASSERT_EQ(sign<resettle::ConfirmSections>(rig, one), 0);
        ASSERT_EQ(hold(rig, "township-130629100-1", 0), 0) << rig.last_datum;
        const approval::Place place{county::resettlement_programme, rig.list, 0, Level::village};
        EXPECT_EQ(approval::signatures_at(rig.machine.view(), place), 0U);
        EXPECT_EQ(lapsed(rig), 1U);
        EXPECT_EQ(sign<resettle::ConfirmSections>(rig, first_signer_first ? one : two), 0);
        EXPECT_EQ(rig.section_state(0), SectionState::verified);  // the lapsed one does not count
        EXPECT_EQ(sign<resettle::ConfirmSections>(rig, first_signer_first ? two : one), 0);
        EXPECT_EQ(rig.section_state(0), SectionState::confirmed);
    }
}

TEST(Lapse, AHoldBetweenTwoTownshipSignaturesLetsBothSignAnewAndSparesTheVillage) {
    Rig rig;
    rig.import(rig.package());
    rig.verify();
    rig.confirm_and_notice();
    ASSERT_EQ(sign<resettle::ApproveSections>(rig, "township-130629100-1"), 0);
    ASSERT_EQ(hold(rig, "township-130629100-2", 0), 0) << rig.last_datum;
    EXPECT_EQ(lapsed(rig), 1U);
    const approval::Place place{county::resettlement_programme, rig.list, 0, Level::village};
    EXPECT_EQ(approval::signatures_at(rig.machine.view(), place), 2U);
    EXPECT_EQ(sign<resettle::ApproveSections>(rig, "township-130629100-2"), 0);
    EXPECT_EQ(sign<resettle::ApproveSections>(rig, "township-130629100-1"), 0);
    EXPECT_EQ(rig.section_state(0), SectionState::town_approved);
}

TEST(Lapse, AHoldBetweenTwoCountySignaturesLetsBothSignAnew) {
    Rig rig;
    rig.to_stage(ListState::validated);
    ASSERT_EQ(sign<resettle::ApproveList>(rig, "county-1"), 0);
    ASSERT_EQ(hold(rig, "township-130629100-1", 0), 0) << rig.last_datum;
    EXPECT_EQ(sign<resettle::ApproveList>(rig, "county-2"), 0);
    EXPECT_EQ(rig.state(), ListState::validated);
    EXPECT_EQ(sign<resettle::ApproveList>(rig, "county-1"), 0);
    EXPECT_EQ(rig.state(), ListState::county_approved);
}

TEST(Lapse, ASignatureOverAnOldOverlayIsStillRefused) {
    Rig rig;
    rig.to_stage(ListState::validated);
    const auto before = rig.header<resettle::ApproveList>();
    ASSERT_EQ(hold(rig, "township-130629100-1", 0), 0);
    EXPECT_EQ(rig.act("county-1", before),
              static_cast<chain::Code>(resettle::Reject::overlay_changed));
}

TEST(Lapse, AHoldAfterALevelIsCompleteTakesNoSignatureFromIt) {
    Rig rig;
    rig.to_stage(ListState::county_approved);
    ASSERT_EQ(hold(rig, "township-130629100-1", 0), 0);
    EXPECT_EQ(lapsed(rig), 0U);
    const approval::Place place{county::resettlement_programme, rig.list, approval::whole_list,
                                Level::county};
    EXPECT_EQ(approval::signatures_at(rig.machine.view(), place), 2U);
}

TEST(Lapse, AMistypedReasonOfACancellationIsCorrectedByWhoGaveIt) {
    Rig rig;
    rig.to_stage(ListState::county_approved);
    ASSERT_EQ(rig.act("county-3", resettle::CancelList{rig.list, "wrnog"}), 0);
    EXPECT_EQ(rig.act("county-3", resettle::CancelList{rig.list, "wrnog"}),
              static_cast<chain::Code>(approval::Reject::already_acted));
    EXPECT_EQ(rig.act("county-4", resettle::CancelList{rig.list, "wrong"}),
              static_cast<chain::Code>(approval::Reject::signed_something_else));
    EXPECT_EQ(rig.act("county-3", resettle::CancelList{rig.list, "wrong"}), 0);
    EXPECT_EQ(lapsed(rig), 1U);
    EXPECT_EQ(rig.state(), ListState::county_approved);
    EXPECT_EQ(rig.act("county-4", resettle::CancelList{rig.list, "wrong"}), 0);
    EXPECT_EQ(rig.state(), ListState::cancelled);
}

}  // namespace
}  // namespace zhida::rig
