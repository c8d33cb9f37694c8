#include <gtest/gtest.h>

#include "contracts/approval/types/flow.hpp"
#include "contracts/registry/types/messages.hpp"
#include "tests/contracts/rig.hpp"

namespace zhida::rig {
namespace {

using registry::Reject;
using vocabulary::Role;

template <class E>
constexpr chain::Code code(E r) {
    return static_cast<chain::Code>(r);
}

crypto::PublicKey new_key(base::Byte b) {
    return crypto::SigningKey::from_secret(crypto::Algorithm::sm2_sm3, base::Bytes(32, b))
        ->public_key();
}

TEST(RegistryRefusals, FormIsJudgedBeforeState) {
    Rig rig;
    const std::string admin = "administrator";
    EXPECT_EQ(rig.act(admin, registry::RegisterOrganisation{}), code(Reject::field_empty));
    EXPECT_EQ(rig.act(admin, registry::AddKey{1, crypto::Algorithm::sm2_sm3, base::Bytes(65, 4)}),
              code(Reject::key_malformed));
    EXPECT_EQ(rig.act(admin, registry::SetParameter{"k", 0, {5}, {4}, 1, "d"}),
              code(Reject::period_reversed));
    EXPECT_EQ(rig.act(admin, registry::MoveClock{registry::time_max + 1}),
              code(chain::Reject::payload_malformed));
}

TEST(RegistryRefusals, NothingIsRegisteredTwice) {
    Rig rig;
    const std::string admin = "administrator";
    const auto& who = rig.people.member("county-1").identity;
    EXPECT_EQ(
        rig.act(admin, registry::RegisterOrganisation{2, vocabulary::OrganisationKind::auditor, 0,
                                                      0, "x"}),
        code(Reject::organisation_exists));
    EXPECT_EQ(
        rig.act(admin, registry::RegisterPerson{who.person, 2, false, crypto::Algorithm::sm2_sm3,
                                                new_key(9).bytes}),
        code(Reject::person_exists));
    EXPECT_EQ(rig.act(admin, registry::AddKey{who.person, crypto::Algorithm::sm2_sm3,
                                              who.key.public_key().bytes}),
              code(Reject::key_exists));
    EXPECT_EQ(rig.act(admin, registry::GrantRole{who.person, 2, Role::county_officer}),
              code(Reject::role_exists));
}

TEST(RegistryRefusals, WhoIsNotRegisteredCannotBeSpokenOf) {
    Rig rig;
    const std::string admin = "administrator";
    EXPECT_EQ(rig.act(admin, registry::GrantRole{9'999, 2, Role::county_officer}),
              code(Reject::person_unknown));
    EXPECT_EQ(rig.act(admin, registry::GrantRole{1, 9'999, Role::county_officer}),
              code(Reject::organisation_unknown));
    EXPECT_EQ(rig.act(admin, registry::RevokeKey{{1}, "lost"}), code(Reject::key_unknown));
    EXPECT_EQ(rig.act(admin, registry::GrantRole{1, 2, Role::importer}),
              code(Reject::role_not_of_organisation));
    EXPECT_EQ(rig.act("county-1", registry::SetCalendar{2020, {{1}}, {}}),
              code(Reject::role_wrong));
}

TEST(RegistryRefusals, ARevokedKeyOrRoleCountsFromTheSameBlockOn) {
    Rig rig;
    rig.to_stage(resettle::ListState::validated);
    const auto approve = rig.header<resettle::ApproveList>();
    const auto& who = rig.people.member("county-1").identity;
    const auto revoke = rig.envelope(
        "administrator", registry::RevokeKey::type,
        codec::encode(registry::RevokeKey{crypto::key_id(who.key.public_key()), "lost"}));
    const auto signed_now =
        rig.envelope("county-1", resettle::ApproveList::type, codec::encode(approve));
    const auto out = rig.machine.execute({++rig.height, rig.now, {}, {revoke, signed_now}});
    EXPECT_EQ(out.receipts[0].code, 0);
    EXPECT_EQ(out.receipts[1].code, code(Reject::key_revoked));
    const auto& second = rig.people.member("county-2").identity;
    ASSERT_EQ(
        rig.act("administrator", registry::RevokeRole{second.person, 2, Role::county_officer}), 0);
    EXPECT_EQ(rig.act("county-2", approve), code(Reject::role_not_held));
}

TEST(RegistryRefusals, AKeyOfSomebodyElseOrADelegationThatIsNoneIsNotAccepted) {
    Rig rig;
    const auto& who = rig.people.member("county-1").identity;
    const auto& other = rig.people.member("county-2").identity;
    chain::Body body{.ledger_id = rig.machine.ledger().ledger_id,
                     .type = registry::MoveClock::type,
                     .payload = codec::encode(registry::MoveClock{1}),
                     .organisation = who.organisation,
                     .person = who.person,
                     .role = static_cast<std::uint8_t>(who.role),
                     .key_id = crypto::key_id(other.key.public_key()),
                     .business_reference = {1},
                     .not_after = rig.now + 60};
    EXPECT_EQ(rig.put(chain::sign(body, other.key)).code, code(Reject::key_not_of_person));
    body.key_id = crypto::key_id(who.key.public_key());
    body.delegation = base::Bytes{1};
    EXPECT_EQ(rig.put(chain::sign(body, who.key)).code, code(Reject::delegation_unknown));
}

TEST(RegistryRefusals, ASandboxClockGoesForwardByCommandAndAnOrdinaryOneNever) {
    Rig rig;
    EXPECT_EQ(rig.act("administrator", registry::MoveClock{rig.now - 1}),
              code(Reject::clock_backwards));
    EXPECT_EQ(rig.act("administrator", registry::MoveClock{rig.now + 86'400}), 0);
    chain::Genesis ordinary = rig.people.genesis;
    ordinary.sandbox = false;
    ASSERT_TRUE(rig.machine.begin(ordinary).ok());
    EXPECT_EQ(rig.act("administrator", registry::MoveClock{rig.now + 86'400}),
              code(Reject::clock_not_sandbox));
}

TEST(ApprovalRefusals, AFlowMayAskForMoreButNeverForLess) {
    Rig rig;
    approval::DefineFlow flow{1, {approval::straight_flow.begin(), approval::straight_flow.end()}};
    flow.levels[0].signatures = 1;
    EXPECT_EQ(rig.act("administrator", flow), code(approval::Reject::flow_malformed));
    flow.levels[0].signatures = 3;
    EXPECT_EQ(rig.act("administrator", flow), 0);
    flow.levels.pop_back();
    EXPECT_EQ(rig.act("administrator", flow), code(approval::Reject::flow_malformed));
}

TEST(ApprovalRefusals, ALevelsRoleIsAPersonsAndNoTwoApprovingLevelsShareAKindOfBody) {
    const auto with = [](std::size_t level, Role role) {
        Rig rig;
        approval::DefineFlow flow{
            1, {approval::straight_flow.begin(), approval::straight_flow.end()}};
        flow.levels[level].role = role;
        return rig.act("administrator", flow);
    };
    const auto unfit = code(approval::Reject::flow_role_unfit);
    EXPECT_EQ(with(2, Role::importer), unfit);           // a machine approves for the county
    EXPECT_EQ(with(1, Role::village_officer), unfit);    // the village passes its own section
    EXPECT_EQ(with(3, Role::county_officer), unfit);     // the county stands in for the new area
    EXPECT_EQ(with(4, Role::county_officer), unfit);     // the county office locks the money
    EXPECT_EQ(with(5, Role::area_finance_officer), unfit);
    EXPECT_EQ(with(3, Role::area_finance_officer), 0);   // another office of the new area
    EXPECT_EQ(with(7, Role::area_officer), 0);           // who may cancel
}

TEST(ApprovalRefusals, AProgrammeWithoutAFlowApprovesNothing) {
    Rig rig;
    auto package = rig.package();
    package.open.programme = 77;
    rig.import(package);
    rig.verify();
    EXPECT_EQ(rig.act("village-130629100201-1", rig.sections<resettle::ConfirmSections>({0})),
              code(approval::Reject::flow_missing));
}

TEST(ApprovalRefusals, NobodyActsTwiceOnOneList) {
    Rig rig;
    rig.import(rig.package());
    rig.verify();
    const std::string first = "village-130629100201-1";
    ASSERT_EQ(rig.act(first, rig.sections<resettle::ConfirmSections>({0})), 0);
    EXPECT_EQ(rig.act(first, rig.sections<resettle::ConfirmSections>({0})),
              code(approval::Reject::already_acted));
    ASSERT_EQ(rig.act("village-130629100201-2", rig.sections<resettle::ConfirmSections>({0})), 0);
    // She changes office: still the same natural person.
    const auto& who = rig.people.member(first).identity;
    ASSERT_EQ(rig.act("administrator", registry::GrantRole{who.person, 2, Role::county_officer}),
              0);
    EXPECT_EQ(rig.act("village-130629101204-1", rig.sections<resettle::OpenNotice>({0})),
              code(resettle::Reject::village_foreign));
    client::Identity moved{2, who.person, Role::county_officer, who.key};
    const client::Terms terms{rig.machine.ledger().ledger_id, rig.now + 60, {9, 9}};
    rig.act("village-130629101204-1", rig.sections<resettle::ConfirmSections>({1}));
    rig.act("village-130629101204-2", rig.sections<resettle::ConfirmSections>({1}));
    rig.act("village-130629101204-2", rig.sections<resettle::OpenNotice>({1}));
    rig.act(first, rig.sections<resettle::OpenNotice>({0}));
    rig.wait(7 * 86'400);
    rig.townships();
    client::Terms later = terms;
    later.not_after = rig.now + 60;
    EXPECT_EQ(rig.put(client::make(moved, later, rig.header<resettle::ApproveList>())).code,
              code(approval::Reject::already_acted));
}

TEST(ApprovalRefusals, ThePersonWhoLockedCannotReleaseAndALevelTakesNoMoreThanItsSignatures) {
    Rig rig;
    rig.to_stage(resettle::ListState::funded);
    EXPECT_EQ(rig.act("finance-1", rig.header<resettle::ReleaseList>()),
              code(approval::Reject::already_acted));
    ASSERT_EQ(rig.act("county-3", resettle::CancelList{rig.list, "x"}), 0);
    EXPECT_EQ(rig.act("county-4", resettle::CancelList{rig.list, "y"}),
              code(approval::Reject::signed_something_else));
}

TEST(ApprovalRefusals, AFullLevelAndAStrangerAtTheNoticeAreRefused) {
    Rig rig;
    rig.import(rig.package());
    rig.verify();
    const auto& third = rig.people.member("auditor").identity;  // any free key will do
    ASSERT_EQ(rig.act("administrator",
                      registry::RegisterPerson{5'000, 1'001, false, crypto::Algorithm::sm2_sm3,
                                               new_key(44).bytes}),
              0);
    ASSERT_EQ(rig.act("administrator", registry::GrantRole{5'000, 1'001, Role::village_officer}),
              0);
    (void)third;
    const client::Identity extra{
        1'001, 5'000, Role::village_officer,
        *crypto::SigningKey::from_secret(crypto::Algorithm::sm2_sm3, base::Bytes(32, 44))};
    for (const char* n : {"1", "2"}) {
        ASSERT_EQ(rig.act(std::string{"village-130629100201-"} + n,
                          rig.sections<resettle::ConfirmSections>({0})),
                  0);
    }
    const auto put = [&](const auto& message, base::Byte reference) {
        const client::Terms terms{rig.machine.ledger().ledger_id, rig.now + 60, {reference}};
        return rig.put(client::make(extra, terms, message)).code;
    };
    EXPECT_EQ(put(rig.sections<resettle::ConfirmSections>({0}), 1),
              code(approval::Reject::level_complete));
    EXPECT_EQ(put(rig.sections<resettle::OpenNotice>({0}), 2),
              code(approval::Reject::not_first_signer));
}

}  // namespace
}  // namespace zhida::rig
