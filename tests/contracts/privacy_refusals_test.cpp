#include <gtest/gtest.h>

#include "contracts/privacy/rules/privacy.hpp"
#include "contracts/registry/types/messages.hpp"
#include "tests/contracts/rig.hpp"

namespace zhida::rig {
namespace {

using privacy::ApproveErasure;
using privacy::Basis;
using privacy::ProposeErasure;
using privacy::Reject;

constexpr chain::Code code(Reject r) { return static_cast<chain::Code>(r); }
constexpr chain::Digest paper{7};

// A finished list: the importer gave it up.
struct Finished : Rig {
    Finished() {
        import(package());
        const resettle::CancelList cancel{list, "given up"};
        EXPECT_EQ(act("county-3", cancel), 0) << last_datum;
        EXPECT_EQ(act("county-4", cancel), 0) << last_datum;
    }
    void retain(std::uint64_t days) {
        EXPECT_EQ(act("administrator",
                      registry::SetParameter{std::string{privacy::retention_parameter}, 0, {0},
                                             {100'000}, days, "test"}),
                  0);
    }
    ProposeErasure all() const { return {{{list, {}}}, Basis::period_over, paper}; }
    ApproveErasure approval(const ProposeErasure& m) const {
        return {privacy::proposal_digest(crypto::Hash::sm3, m)};
    }
};

TEST(Erasure, TwoPersonsOfDifferentBodiesDecideAndTheLedgerSaysWhatIsErased) {
    Finished rig;
    rig.retain(0);
    const ProposeErasure some{{{rig.list, {1, 4}}}, Basis::period_over, paper};
    ASSERT_EQ(rig.act("county-1", some), 0) << rig.last_datum;
    EXPECT_FALSE(privacy::is_erased(rig.machine.view(), rig.list, 1));
    ASSERT_EQ(rig.act("area-1", rig.approval(some)), 0) << rig.last_datum;
    for (LineNumber line = 0; line < 6; ++line) {
        EXPECT_EQ(privacy::is_erased(rig.machine.view(), rig.list, line), line == 1 || line == 4);
    }
    std::vector<std::optional<LineNumber>> told;
    const auto note = [&](const auto& list, auto line) {
        EXPECT_EQ(list, rig.list);
        told.push_back(line);
    };
    privacy::each_erased(rig.machine.view(), note);
    EXPECT_EQ(told, (std::vector<std::optional<LineNumber>>{1, 4}));
    ASSERT_EQ(rig.act("area-1", rig.all()), 0) << rig.last_datum;
    ASSERT_EQ(rig.act("county-2", rig.approval(rig.all())), 0) << rig.last_datum;
    EXPECT_TRUE(privacy::is_erased(rig.machine.view(), rig.list, 5));
}

TEST(Erasure, WhatIsMalformedIsRefusedInEveryState) {
    Finished rig;
    EXPECT_EQ(rig.act("county-1", ProposeErasure{{}, Basis::period_over, paper}),
              code(Reject::nothing_named));
    EXPECT_EQ(rig.act("county-1", ApproveErasure{}), code(Reject::nothing_named));
    auto m = rig.all();
    m.document = {};
    EXPECT_EQ(rig.act("county-1", m), code(Reject::document_missing));
    for (const auto& lines : {std::vector<LineNumber>{2, 2}, std::vector<LineNumber>{3, 1}}) {
        const ProposeErasure bad{{{rig.list, lines}}, Basis::period_over, paper};
        EXPECT_EQ(rig.act("county-1", bad), code(Reject::not_ascending));
    }
    const privacy::ErasedPart part{rig.list, {}};
    EXPECT_EQ(rig.act("county-1", ProposeErasure{{part, part}, Basis::period_over, paper}),
              code(Reject::not_ascending));
}

TEST(Erasure, OnlyFinishedListsBeyondTheirPeriodMayGo) {
    Finished rig;
    EXPECT_EQ(rig.act("county-1", ProposeErasure{{{{9}, {}}}, Basis::period_over, paper}),
              code(Reject::list_unknown));
    EXPECT_EQ(rig.act("county-1", ProposeErasure{{{rig.list, {6}}}, Basis::period_over, paper}),
              code(Reject::line_unknown));
    EXPECT_EQ(rig.act("county-1", rig.all()), code(Reject::retention_unset));
    rig.retain(10);
    EXPECT_EQ(rig.act("county-1", rig.all()), code(Reject::retention_running));
    rig.wait(10 * 86'400 - 1 - rig.now % 86'400);
    EXPECT_EQ(rig.act("county-1", ProposeErasure{{{rig.list, {1}}}, Basis::court_order, paper}), 0);
    rig.wait(86'400);
    EXPECT_EQ(rig.act("county-1", rig.all()), 0) << rig.last_datum;

    Rig open;
    open.import(open.package());
    EXPECT_EQ(open.act("county-1", ProposeErasure{{{open.list, {}}}, Basis::court_order, paper}),
              code(Reject::list_open));
}

TEST(Erasure, NobodyDecidesAloneTwiceOrWithoutAPart) {
    Finished rig;
    rig.retain(0);
    const auto approve = rig.approval(rig.all());
    EXPECT_EQ(rig.act("area-1", approve), code(Reject::proposal_unknown));
    EXPECT_EQ(rig.act("administrator", rig.all()), code(Reject::role_wrong));
    EXPECT_EQ(rig.act("village-130629100201-1", rig.all()), code(Reject::role_wrong));
    ASSERT_EQ(rig.act("county-1", rig.all()), 0);
    EXPECT_EQ(rig.act("county-2", rig.all()), code(Reject::proposal_known));
    EXPECT_EQ(rig.act("administrator", approve), code(Reject::role_wrong));
    EXPECT_EQ(rig.act("county-1", approve), code(Reject::same_person));
    EXPECT_EQ(rig.act("county-2", approve), code(Reject::same_body));
    EXPECT_FALSE(privacy::is_erased(rig.machine.view(), rig.list, 0));
    ASSERT_EQ(rig.act("area-1", approve), 0);
    EXPECT_EQ(rig.act("area-1", approve), code(Reject::erased_already));
}

}  // namespace
}  // namespace zhida::rig
