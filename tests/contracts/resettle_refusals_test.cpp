#include <gtest/gtest.h>

#include "contracts/registry/types/messages.hpp"
#include "tests/contracts/rig.hpp"

namespace zhida::rig {
namespace {

using resettle::ListState;
using resettle::Reject;
using vocabulary::Reason;

constexpr chain::Code code(Reject r) { return static_cast<chain::Code>(r); }

TEST(ResettleRefusals, AHeaderMustBeTheSumOfItsSectionsAndOfTheManifest) {
    Rig rig;
    const auto good = rig.package();
    auto bad = good;
    bad.open.sections.clear();
    EXPECT_EQ(rig.act("importer", bad.open), code(Reject::list_empty));
    bad = good;
    bad.open.sections[0].count = 0;
    EXPECT_EQ(rig.act("importer", bad.open), code(Reject::count_outside));
    bad = good;
    bad.open.sections[0].total = {};
    EXPECT_EQ(rig.act("importer", bad.open), code(Reject::amount_outside));
    bad = good;
    std::swap(bad.open.sections[0], bad.open.sections[1]);
    EXPECT_EQ(rig.act("importer", bad.open), code(Reject::sections_unordered));
    bad = good;
    bad.open.header[0] ^= 1;
    EXPECT_EQ(rig.act("importer", bad.open), code(Reject::header_differs));
    bad = good;
    bad.open.agreements = 9;
    EXPECT_EQ(rig.act("importer", bad.open), code(Reject::manifest_differs));
    bad = good;
    bad.open.manifest = {'{'};
    EXPECT_EQ(rig.act("importer", bad.open), code(Reject::manifest_unreadable));
}

TEST(ResettleRefusals, TheSourceMustHaveSignedAndBeKnown) {
    Rig rig;
    auto bad = rig.package();
    bad.open.source_signature.reset();
    EXPECT_EQ(rig.act("importer", bad.open), code(Reject::source_signature_wrong));
    bad = rig.package();
    (*bad.open.source_signature)[5] ^= 1;
    EXPECT_EQ(rig.act("importer", bad.open), code(Reject::source_signature_wrong));
    bad = rig.package();
    std::string text{base::as_text(bad.open.manifest)};
    text.replace(text.find("XA-ZQ"), 5, "XX-XX");
    bad.open.manifest = base::to_bytes(base::view(text));
    EXPECT_EQ(rig.act("importer", bad.open),
              static_cast<chain::Code>(registry::Reject::source_unknown));
    auto good = rig.package();
    ASSERT_EQ(rig.act("importer", good.open), 0);
    EXPECT_EQ(rig.act("importer", good.open), code(Reject::list_exists));
}

TEST(ResettleRefusals, OtherCountiesAreRefused) {
    Rig rig;
    auto bad = rig.package();
    bad.open.sections[1].village = 130632100201;
    EXPECT_EQ(rig.act("importer", bad.open), code(Reject::county_foreign));
}

TEST(ResettleRefusals, ChunksComeInOrderAndGiveTheirSectionsRoots) {
    Rig rig;
    auto package = rig.package();
    rig.list = package.open.list;
    ASSERT_EQ(rig.act("importer", package.open), 0);
    EXPECT_EQ(rig.act("importer", resettle::AddLines{.list = rig.list}), code(Reject::chunk_empty));
    EXPECT_EQ(rig.add_lines(package, 0, 6), code(Reject::chunk_out_of_order));
    EXPECT_EQ(rig.act("importer", resettle::AddAgreements{rig.list, 1, package.agreements}),
              code(Reject::chunk_out_of_order));
    auto future = package.agreements;
    future[0].signed_on = *base::make_date(2020, 1, 1);
    EXPECT_EQ(rig.act("importer", resettle::AddAgreements{rig.list, 0, future}),
              code(Reject::agreement_differs));
    ASSERT_EQ(rig.act("importer", resettle::AddAgreements{rig.list, 0, package.agreements}), 0);
    EXPECT_EQ(rig.add_lines(package, 2, 3), code(Reject::chunk_out_of_order));
    auto changed = package;
    changed.lines[1].amount = *Fen::of(7);
    EXPECT_EQ(rig.add_lines(changed, 0, 6), code(Reject::section_root_differs));
    changed = package;
    std::swap(changed.lines[0], changed.lines[1]);
    EXPECT_EQ(rig.add_lines(changed, 0, 6), code(Reject::payees_unordered));
    changed = package;
    changed.lines[0].agreement = {};
    EXPECT_EQ(rig.add_lines(changed, 0, 6), code(Reject::agreement_unknown));
    changed = package;
    changed.lines[0].agreement = package.lines[5].agreement;
    EXPECT_EQ(rig.add_lines(changed, 0, 6), code(Reject::village_differs));
    changed = package;
    changed.lines[0].amount = *Fen::of(vocabulary::line_cap_fen + 1);
    EXPECT_EQ(rig.add_lines(changed, 0, 6), code(Reject::line_above_cap));
    EXPECT_EQ(rig.add_lines(package, 0, 6), 0);
}

TEST(ResettleRefusals, TagsNeedTheRegistrarsOwnSignature) {
    Rig rig;
    auto package = rig.package();
    rig.list = package.open.list;
    ASSERT_EQ(rig.act("importer", package.open), 0);
    ASSERT_EQ(rig.act("importer", resettle::AddAgreements{rig.list, 0, package.agreements}), 0);
    resettle::AddLines m{.list = rig.list, .first = 0, .lines = package.lines};
    m.registrar = crypto::key_id(rig.people.member("registrar").identity.key.public_key());
    EXPECT_EQ(rig.act("importer", m), code(Reject::tags_signature_wrong));
    m.registrar = crypto::key_id(rig.people.member("importer").identity.key.public_key());
    EXPECT_EQ(rig.act("importer", m), code(Reject::tags_signature_wrong));
}

TEST(ResettleRefusals, BanksAnswerInOrderForTheirOwnLines) {
    Rig rig;
    rig.import(rig.package());
    resettle::AnswerVerification m{.list = rig.list, .bank = 102, .first = 0, .end = 6};
    EXPECT_EQ(rig.act("agent-403", m), code(Reject::bank_foreign));
    auto bad = m;
    bad.end = 0;
    EXPECT_EQ(rig.act("agent-102", bad), code(Reject::range_reversed));
    bad = m;
    bad.first = 2;
    EXPECT_EQ(rig.act("agent-102", bad), code(Reject::cursor_wrong));
    bad = m;
    bad.refused = {{1, Reason::acct_closed}};  // a line of another bank
    EXPECT_EQ(rig.act("agent-102", bad), code(Reject::line_unknown));
    bad.refused = {{0, Reason::death}};
    EXPECT_EQ(rig.act("agent-102", bad), code(Reject::reason_unlawful));
    bad = m;
    bad.list = {};
    EXPECT_EQ(rig.act("agent-102", bad), code(Reject::list_unknown));
    EXPECT_EQ(rig.act("agent-102", m), 0);
}

TEST(ResettleRefusals, ALevelCannotComeBeforeTheOneBelowIt) {
    Rig rig;
    rig.import(rig.package());
    EXPECT_EQ(rig.act("village-130629100201-1", rig.sections<resettle::ConfirmSections>({0})),
              code(Reject::section_state_wrong));
    rig.verify();
    EXPECT_EQ(rig.act("township-130629100-1", rig.sections<resettle::ApproveSections>({0})),
              code(Reject::section_state_wrong));
    EXPECT_EQ(rig.act("county-1", rig.header<resettle::ApproveList>()),
              code(Reject::sections_not_ready));
    EXPECT_EQ(rig.act("finance-1", rig.header<resettle::LockFunds>()),
              code(Reject::list_state_wrong));
    EXPECT_EQ(rig.act("finance-2", rig.header<resettle::ReleaseList>()),
              code(Reject::list_state_wrong));
    EXPECT_EQ(rig.act("county-1", rig.sections<resettle::ConfirmSections>({0})),
              static_cast<chain::Code>(registry::Reject::role_wrong));
}

TEST(ResettleRefusals, OfficersSignTheirOwnDivisionAsTheySawIt) {
    Rig rig;
    rig.import(rig.package());
    rig.verify();
    EXPECT_EQ(rig.act("village-130629100201-1", rig.sections<resettle::ConfirmSections>({1})),
              code(Reject::village_foreign));
    auto m = rig.sections<resettle::ConfirmSections>({0});
    m.sections[0].digest[0] ^= 1;
    EXPECT_EQ(rig.act("village-130629100201-1", m), code(Reject::digest_changed));
    m = rig.sections<resettle::ConfirmSections>({0});
    m.sections[0].section = 9;
    EXPECT_EQ(rig.act("village-130629100201-1", m), code(Reject::section_unknown));
    // A hold between reading and signing makes the signature void.
    m = rig.sections<resettle::ConfirmSections>({0});
    const resettle::HoldLines hold{rig.list, {0}, Reason::objection, {}};
    ASSERT_EQ(rig.act("village-130629100201-2", hold), 0);
    EXPECT_EQ(rig.act("village-130629100201-1", m), code(Reject::overlay_changed));
    EXPECT_EQ(rig.act("village-130629100201-2", hold), code(Reject::already_held));
    const resettle::HoldLines unknown{rig.list, {70}, Reason::objection, {}};
    EXPECT_EQ(rig.act("village-130629100201-2", unknown), code(Reject::line_unknown));
    const resettle::HoldLines banks_reason{rig.list, {1}, Reason::acct_closed, {}};
    EXPECT_EQ(rig.act("village-130629100201-2", banks_reason), code(Reject::reason_unlawful));
}

TEST(ResettleRefusals, AnApprovalOverAChangedOverlayOrHeaderIsRefused) {
    Rig rig;
    rig.to_stage(ListState::validated);
    const auto seen = rig.header<resettle::ApproveList>();
    ASSERT_EQ(
        rig.act("township-130629100-1", resettle::HoldLines{rig.list, {0}, Reason::dispute, {}}),
        0);
    EXPECT_EQ(rig.act("county-1", seen), code(Reject::overlay_changed));
    auto changed = rig.header<resettle::ApproveList>();
    changed.header[3] ^= 1;
    EXPECT_EQ(rig.act("county-1", changed), code(Reject::digest_changed));
    EXPECT_EQ(rig.act("county-1", rig.header<resettle::ApproveList>()), 0);
}

TEST(ResettleRefusals, AListClosesOnlyAfterItsWindowItsDaysAndItsOrders) {
    Rig rig;
    rig.to_stage(ListState::released);
    EXPECT_EQ(rig.act("finance-3", rig.header<resettle::CloseList>()), code(Reject::not_settled));
    rig.claim_all();
    rig.pay_all();
    EXPECT_EQ(rig.act("finance-3", rig.header<resettle::CloseList>()),
              code(Reject::return_window_open));
    rig.wait(86'400);
    EXPECT_EQ(rig.act("finance-3", rig.header<resettle::CloseList>()),
              code(Reject::days_not_closed));
}

TEST(ResettleRefusals, WhatIsReleasedCannotBeReturnedOrCancelledWhole) {
    Rig rig;
    rig.to_stage(ListState::released);
    EXPECT_EQ(rig.act("county-3", resettle::CancelList{rig.list, "x"}),
              code(Reject::list_state_wrong));
    EXPECT_EQ(rig.act("finance-3", resettle::ReturnList{rig.list, "x"}),
              code(Reject::list_state_wrong));
    EXPECT_EQ(rig.act("finance-3", resettle::ReturnList{rig.list, ""}),
              code(Reject::reason_unlawful));
}

TEST(ResettleRefusals, AMissingParameterIsARefusalAndNeverAnAssumption) {
    for (const char* key : {"resettle.line_cap_fen", "resettle.notice_days"}) {
        Rig rig;
        std::erase_if(rig.people.genesis.acts, [&](const chain::GenesisAct& act) {
            if (act.type != registry::SetParameter::type) return false;
            return codec::decode<registry::SetParameter>(act.payload)->key == key;
        });
        ASSERT_TRUE(rig.machine.begin(rig.people.genesis).ok());
        auto package = rig.package();
        rig.list = package.open.list;
        ASSERT_EQ(rig.act("importer", package.open), 0);
        ASSERT_EQ(rig.act("importer", resettle::AddAgreements{rig.list, 0, package.agreements}), 0);
        if (std::string_view{key} == "resettle.line_cap_fen") {
            EXPECT_EQ(rig.add_lines(package, 0, 6), code(Reject::parameter_missing));
            continue;
        }
        ASSERT_EQ(rig.add_lines(package, 0, 6), 0);
        rig.verify();
        for (const char* n : {"1", "2"}) {
            rig.act(std::string{"village-130629100201-"} + n,
                    rig.sections<resettle::ConfirmSections>({0}));
        }
        EXPECT_EQ(rig.act("village-130629100201-2", rig.sections<resettle::OpenNotice>({0})),
                  code(Reject::parameter_missing));
    }
}

}  // namespace
}  // namespace zhida::rig
