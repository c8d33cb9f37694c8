// Delegations, keys, suspensions, parameter packs: who may act, and with whom.
#include <gtest/gtest.h>

#include "contracts/approval/types/flow.hpp"
#include "contracts/registry/rules/registry.hpp"
#include "contracts/registry/rules/two_persons.hpp"
#include "tests/contracts/rig.hpp"

namespace zhida::rig {
namespace {

using registry::Reject;
using vocabulary::Role;

template <class E>
constexpr chain::Code code(E r) {
    return static_cast<chain::Code>(r);
}

constexpr registry::DelegationId delegation{7, 7};
const std::string village_1 = "village-130629100201-1";
const std::string village_2 = "village-130629100201-2";

crypto::SigningKey key_of(base::Byte b) {
    return *crypto::SigningKey::from_secret(crypto::Algorithm::sm2_sm3, base::Bytes(32, b));
}

base::Seconds days(const Rig& rig, unsigned n) { return rig.now + n * 86'400; }

registry::Delegate delegate(const Rig& rig, const std::string& to, Role role, unsigned n = 10) {
    return {delegation, rig.people.member(to).identity.person, role, rig.now, days(rig, n),
            "on leave"};
}

// An act of `who` in the name of the delegation's principal.
template <class M>
chain::Code act_for(Rig& rig, const std::string& who, const M& message, Role role,
                    base::Bytes id = base::to_bytes(delegation)) {
    static unsigned reference = 0;
    const auto& identity = rig.people.member(who).identity;
    const chain::Body body{.ledger_id = rig.machine.ledger().ledger_id,
                           .type = M::type,
                           .payload = codec::encode(message),
                           .organisation = identity.organisation,
                           .person = identity.person,
                           .role = static_cast<std::uint8_t>(role),
                           .delegation = std::move(id),
                           .key_id = crypto::key_id(identity.key.public_key()),
                           .business_reference = {0xde, static_cast<base::Byte>(++reference)},
                           .not_after = rig.now + 600};
    return rig.put(chain::sign(body, identity.key)).code;
}

chain::Code act_with(Rig& rig, const client::Identity& who, std::uint16_t type,
                     const base::Bytes& payload) {
    static unsigned reference = 0;
    const client::Terms terms{rig.machine.ledger().ledger_id, rig.now + 600,
                              {0xac, static_cast<base::Byte>(++reference)}};
    return rig.put(client::make(who, terms, type, payload)).code;
}

TEST(Delegation, ADeputyActsInThePrincipalsRoleForItsTimeAndNoLonger) {
    Rig rig;
    rig.to_stage(resettle::ListState::validated);
    // finance-1 may lock; county-1 lets county-2 act for her; county-2 keeps her own role.
    ASSERT_EQ(rig.act("county-1", delegate(rig, "county-2", Role::county_officer)), 0);
    const auto approve = rig.header<resettle::ApproveList>();
    EXPECT_EQ(act_for(rig, "county-2", approve, Role::county_officer), 0);
    rig.wait(11 * 86'400);
    EXPECT_EQ(act_for(rig, "county-2", approve, Role::county_officer),
              code(Reject::delegation_over));
}

TEST(Delegation, ADeputyAndHerPrincipalFillOnePlaceOnly) {
    Rig rig;
    rig.to_stage(resettle::ListState::validated);
    ASSERT_EQ(rig.act("county-1", delegate(rig, "county-2", Role::county_officer)), 0);
    const auto approve = rig.header<resettle::ApproveList>();
    ASSERT_EQ(act_for(rig, "county-2", approve, Role::county_officer), 0);
    const auto twice = code(approval::Reject::already_acted);
    EXPECT_EQ(rig.act("county-1", approve), twice);  // her authority was used
    EXPECT_EQ(rig.act("county-2", approve), twice);  // the same natural person
    EXPECT_EQ(rig.act("county-3", approve), 0);
    EXPECT_EQ(rig.state(), resettle::ListState::county_approved);
}

TEST(Delegation, WhoSignedHerselfHasNoDeputyAtTheSamePlaceNorAtAnother) {
    Rig rig;
    rig.to_stage(resettle::ListState::validated);
    ASSERT_EQ(rig.act("county-1", delegate(rig, "county-2", Role::county_officer)), 0);
    ASSERT_EQ(rig.act("county-1", rig.header<resettle::ApproveList>()), 0);
    const auto twice = code(approval::Reject::already_acted);
    EXPECT_EQ(act_for(rig, "county-2", rig.header<resettle::ApproveList>(), Role::county_officer),
              twice);
    // Cancelling is another place at the table.
    EXPECT_EQ(act_for(rig, "county-2", resettle::CancelList{rig.list, "x"}, Role::county_officer),
              twice);
}

TEST(Delegation, AfterALapseThePrincipalSignsHerself) {
    Rig rig;
    rig.to_stage(resettle::ListState::validated);
    ASSERT_EQ(rig.act("county-1", delegate(rig, "county-2", Role::county_officer)), 0);
    ASSERT_EQ(act_for(rig, "county-2", rig.header<resettle::ApproveList>(), Role::county_officer),
              0);
    ASSERT_EQ(rig.act("township-130629100-1",
                      resettle::HoldLines{rig.list, {0}, resettle::Reason::dispute, {1}}),
              0);
    EXPECT_EQ(rig.act("county-2", rig.header<resettle::ApproveList>()), 0);
    EXPECT_EQ(rig.act("county-1", rig.header<resettle::ApproveList>()), 0);
    EXPECT_EQ(rig.state(), resettle::ListState::county_approved);
}

TEST(Delegation, OnlyAnotherPersonOfTheSameOrganisationCanBeADeputy) {
    Rig rig;
    const auto unfit = code(Reject::delegate_unfit);
    EXPECT_EQ(rig.act("county-1", delegate(rig, "finance-1", Role::county_officer)), unfit);
    EXPECT_EQ(rig.act("county-1", delegate(rig, "county-1", Role::county_officer)), unfit);
    EXPECT_EQ(rig.act("county-1", delegate(rig, "importer", Role::county_officer)), unfit);
    EXPECT_EQ(rig.act("county-1", delegate(rig, "county-2", Role::auditor)),
              code(Reject::role_not_held));
    EXPECT_EQ(rig.act("county-1", delegate(rig, "county-2", Role::importer)),
              code(Reject::delegation_unsupported));
    auto nobody = delegate(rig, "county-2", Role::county_officer);
    nobody.to = 9'999;
    EXPECT_EQ(rig.act("county-1", nobody), code(Reject::person_unknown));
}

TEST(Delegation, ItsLengthIsBoundedByTheDatedParameter) {
    Rig rig;
    EXPECT_EQ(rig.act("county-1", delegate(rig, "county-2", Role::county_officer, 91)),
              code(Reject::delegation_too_long));
    EXPECT_EQ(rig.act("county-1", delegate(rig, "county-2", Role::county_officer, 90)), 0);
    EXPECT_EQ(rig.act("county-1", delegate(rig, "county-3", Role::county_officer)),
              code(Reject::delegation_exists));
    auto past = delegate(rig, "county-2", Role::county_officer);
    past.id = {8};
    past.from = rig.now - 20;
    past.until = rig.now - 10;
    EXPECT_EQ(rig.act("county-1", past), code(Reject::delegation_over));
    past.until = past.from;
    EXPECT_EQ(rig.act("county-1", past), code(Reject::period_reversed));
    Rig bare;
    std::erase_if(bare.people.genesis.acts, [](const chain::GenesisAct& act) {
        const auto m = codec::decode<registry::SetParameter>(act.payload);
        return act.type == registry::SetParameter::type && m &&
               m->key == "registry.delegation_days";
    });
    ASSERT_TRUE(bare.machine.begin(bare.people.genesis).ok());
    EXPECT_EQ(bare.act("county-1", delegate(bare, "county-2", Role::county_officer)),
              code(Reject::parameter_missing));
}

TEST(Delegation, AForeignUnknownOrEndedDelegationCarriesNothing) {
    Rig rig;
    ASSERT_EQ(rig.act("county-1", delegate(rig, "county-2", Role::county_officer)), 0);
    const registry::EndDelegation end{delegation};
    EXPECT_EQ(act_for(rig, "county-3", end, Role::county_officer),
              code(Reject::delegation_foreign));
    EXPECT_EQ(act_for(rig, "county-2", end, Role::county_officer, {1, 2}),
              code(Reject::delegation_unknown));
    EXPECT_EQ(rig.act("county-3", end), code(Reject::role_wrong));
    EXPECT_EQ(rig.act("county-1", registry::EndDelegation{{9}}), code(Reject::delegation_unknown));
    EXPECT_EQ(rig.act("county-2", end), 0);
    EXPECT_EQ(rig.act("county-2", end), code(Reject::delegation_over));
    EXPECT_EQ(act_for(rig, "county-2", end, Role::county_officer), code(Reject::delegation_over));
}

TEST(Delegation, NobodyDelegatesOrChangesKeysInAnothersName) {
    Rig rig;
    ASSERT_EQ(rig.act("county-1", delegate(rig, "county-2", Role::county_officer)), 0);
    auto further = delegate(rig, "county-3", Role::county_officer);
    further.id = {9};
    EXPECT_EQ(act_for(rig, "county-2", further, Role::county_officer),
              code(Reject::delegation_unsupported));
}

// --- keys ---

registry::RotateKey rotation(const Rig& rig, const std::string& who, const crypto::SigningKey& to,
                             bool revoke_old) {
    const auto& bytes = to.public_key().bytes;
    const auto words = registry::rotation_bytes(rig.machine.ledger().ledger_id,
                                                rig.people.member(who).identity.person, bytes);
    return {to.public_key().algorithm, bytes, to.sign(words), revoke_old};
}

TEST(Keys, ANewKeySignedByBothTakesOverAndTheOldOneEndsAtOnce) {
    Rig rig;
    const auto fresh = key_of(61);
    ASSERT_EQ(rig.act("county-1", rotation(rig, "county-1", fresh, true)), 0) << rig.last_datum;
    const registry::EndDelegation any{{9}};
    EXPECT_EQ(rig.act("county-1", any), code(Reject::key_revoked));
    auto identity = rig.people.member("county-1").identity;
    identity.key = fresh;
    EXPECT_EQ(act_with(rig, identity, any.type, codec::encode(any)),
              code(Reject::delegation_unknown));  // past the door, with the new key
}

TEST(Keys, TheOldKeyStaysWhenNotRevoked) {
    Rig rig;
    ASSERT_EQ(rig.act("county-1", rotation(rig, "county-1", key_of(61), false)), 0);
    EXPECT_EQ(rig.act("county-1", registry::EndDelegation{{9}}), code(Reject::delegation_unknown));
    EXPECT_EQ(rig.act("county-1", rotation(rig, "county-1", key_of(61), false)),
              code(Reject::key_exists));
}

TEST(Keys, AKeyThatHasNotSignedItsRotationIsRefused) {
    Rig rig;
    auto m = rotation(rig, "county-1", key_of(61), true);
    m.proof = key_of(62).sign(registry::rotation_bytes(rig.machine.ledger().ledger_id, 1, {}));
    EXPECT_EQ(rig.act("county-1", m), code(Reject::key_proof_wrong));
    // Made for somebody else: the proof names the person.
    EXPECT_EQ(rig.act("county-2", rotation(rig, "county-1", key_of(61), true)),
              code(Reject::key_proof_wrong));
    m.public_key[5] ^= 1;
    EXPECT_EQ(rig.act("county-1", m), code(Reject::key_malformed));
}

TEST(Keys, ALostKeyIsReplacedByAdministratorAndAuditTogetherOnly) {
    Rig rig;
    const auto& who = rig.people.member("county-1").identity;
    const registry::RecoverKey m{who.person, crypto::Algorithm::sm2_sm3,
                                 key_of(63).public_key().bytes, "the card was lost"};
    EXPECT_EQ(rig.act("county-2", m), code(Reject::role_wrong));
    EXPECT_EQ(rig.act("area-1", m), 0);
    EXPECT_EQ(rig.act("auditor", m), code(Reject::second_body_same));  // no administrator
    EXPECT_EQ(rig.act("administrator", m), code(Reject::second_body_same));  // the same body
    EXPECT_EQ(rig.act("area-1", m), code(Reject::second_person_same));
    const registry::EndDelegation any{{9}};
    EXPECT_EQ(rig.act("county-1", any), code(Reject::delegation_unknown));  // nothing has changed
    auto other = m;
    other.reason = "the card is broken";
    EXPECT_EQ(rig.act("auditor", other), 0);
    EXPECT_EQ(rig.act("administrator", other), 0);
    EXPECT_EQ(rig.act("county-1", any), code(Reject::key_revoked));
    auto identity = who;
    identity.key = key_of(63);
    EXPECT_EQ(act_with(rig, identity, any.type, codec::encode(any)),
              code(Reject::delegation_unknown));
    auto own = m;
    own.person = rig.people.member("auditor").identity.person;
    own.public_key = key_of(64).public_key().bytes;
    EXPECT_EQ(rig.act("auditor", own), code(Reject::second_person_same));
}

TEST(Keys, AFirstSignatureThatNobodyJoinsIsGivenAnew) {
    Rig rig;
    const registry::RecoverKey m{rig.people.member("county-1").identity.person,
                                 crypto::Algorithm::sm2_sm3, key_of(63).public_key().bytes, "lost"};
    ASSERT_EQ(rig.act("administrator", m), 0);
    rig.wait(registry::second_signature_within + 1);
    ASSERT_EQ(rig.act("auditor", m), 0);  // a first one again
    EXPECT_EQ(rig.act("county-1", registry::EndDelegation{{9}}), code(Reject::delegation_unknown));
    EXPECT_EQ(rig.act("administrator", m), 0);
    EXPECT_EQ(rig.act("county-1", registry::EndDelegation{{9}}), code(Reject::key_revoked));
}

// --- suspension ---

TEST(Suspension, StopsAPersonOrAnOrganisationAtOnceAndTwoBodiesLetThemGoOn) {
    using registry::Actor;
    Rig rig;
    const auto person = rig.people.member("county-1").identity.person;
    const registry::EndDelegation any{{9}};
    EXPECT_EQ(rig.act("county-2", registry::Suspend{Actor::person, person, "x"}),
              code(Reject::role_wrong));
    EXPECT_EQ(rig.act("auditor", registry::Suspend{Actor::person, 9'999, "x"}),
              code(Reject::person_unknown));
    ASSERT_EQ(rig.act("auditor", registry::Suspend{Actor::person, person, "inquiry"}), 0);
    EXPECT_EQ(rig.act("auditor", registry::Suspend{Actor::person, person, "inquiry"}),
              code(Reject::suspended_already));
    EXPECT_EQ(rig.act("county-1", any), code(Reject::person_suspended));
    EXPECT_EQ(rig.act("county-2", any), code(Reject::delegation_unknown));
    ASSERT_EQ(rig.act("area-1", registry::Suspend{Actor::organisation, 2, "inquiry"}), 0);
    EXPECT_EQ(rig.act("county-2", any), code(Reject::organisation_suspended));
    const registry::Resume resume{Actor::organisation, 2, "closed"};
    ASSERT_EQ(rig.act("area-1", resume), 0);
    EXPECT_EQ(rig.act("area-2", resume), code(Reject::second_body_same));
    EXPECT_EQ(rig.act("county-2", any), code(Reject::organisation_suspended));
    ASSERT_EQ(rig.act("auditor", resume), 0);
    EXPECT_EQ(rig.act("county-2", any), code(Reject::delegation_unknown));
    EXPECT_EQ(rig.act("auditor", resume), code(Reject::suspended_not));
}

TEST(Suspension, OfAPrincipalStopsHerDeputyToo) {
    Rig rig;
    ASSERT_EQ(rig.act("county-1", delegate(rig, "county-2", Role::county_officer)), 0);
    const auto person = rig.people.member("county-1").identity.person;
    ASSERT_EQ(rig.act("auditor", registry::Suspend{registry::Actor::person, person, "x"}), 0);
    EXPECT_EQ(act_for(rig, "county-2", registry::EndDelegation{{9}}, Role::county_officer),
              code(Reject::person_suspended));
}

// --- parameters ---

registry::SetParameters pack() {
    return {"No. 7/2020",
            base::ByteArray<32>{5},
            {{"test.a", 0, {18'000}, {19'000}, 1},
             {"test.a", 0, {19'001}, {20'000}, 2},
             {"test.b", 130629, {18'000}, {19'000}, 3}}};
}

TEST(ParameterPack, CountsFromTheSecondSignatureAndForItsDaysAndRegion) {
    Rig rig;
    const auto at = [&](const char* key, std::uint64_t region, std::int32_t day) {
        return registry::parameter(rig.machine.view(), key, region, base::Date{day});
    };
    ASSERT_EQ(rig.act("administrator", pack()), 0);
    EXPECT_FALSE(at("test.a", 0, 18'500));
    EXPECT_EQ(rig.act("administrator", pack()), code(Reject::second_person_same));
    ASSERT_EQ(rig.act("auditor", pack()), 0) << rig.last_datum;
    EXPECT_EQ(at("test.a", 0, 18'000), 1U);
    EXPECT_EQ(at("test.a", 130629, 19'000), 1U);
    EXPECT_EQ(at("test.a", 0, 19'001), 2U);
    EXPECT_FALSE(at("test.a", 0, 20'001));
    EXPECT_EQ(at("test.b", 130629, 18'000), 3U);
    EXPECT_FALSE(at("test.b", 0, 18'000));
    auto reversed = pack();
    reversed.entries[0].valid_to = {1};
    EXPECT_EQ(rig.act("administrator", reversed), code(Reject::period_reversed));
    auto overlapping = pack();
    overlapping.entries[1].valid_from = {19'000};
    EXPECT_EQ(rig.act("administrator", overlapping), code(Reject::pack_overlaps));
}

TEST(ParameterPack, AnOrdinaryLedgerTakesNoFigureOrKeyFromOnePersonAlone) {
    Rig rig;
    chain::Genesis ordinary = rig.people.genesis;
    ordinary.sandbox = false;
    ASSERT_TRUE(rig.machine.begin(ordinary).ok());
    EXPECT_EQ(rig.act("administrator", registry::SetParameter{"k", 0, {1}, {2}, 3, "d"}),
              code(Reject::second_body_same));
    EXPECT_EQ(rig.act("administrator", registry::AddKey{1, crypto::Algorithm::sm2_sm3,
                                                        key_of(70).public_key().bytes}),
              code(Reject::second_body_same));
}

TEST(ParameterPack, AParameterTakesItsLastValueAndRefusesTheNext) {
    Rig rig;
    registry::SetParameters full{"paper", {}, {}};
    for (std::size_t i = 0; i < registry::pack_entries_max; ++i) {
        const auto day = static_cast<std::int32_t>(i);
        full.entries.push_back({"test.many", 0, {day}, {day}, i});
    }
    const auto put = [&](const registry::SetParameters& m) {
        const auto first = rig.act("administrator", m);
        return first != 0 ? first : rig.act("auditor", m);
    };
    ASSERT_EQ(put(full), 0);
    full.document = "another paper";
    ASSERT_EQ(put(full), 0);
    full.document = "a third";
    EXPECT_EQ(put(full), code(Reject::parameter_full));
    full.entries.resize(registry::parameter_values_max - 2 * registry::pack_entries_max);
    ASSERT_EQ(put(full), 0);
    EXPECT_EQ(rig.act("administrator", registry::SetParameter{"test.many", 0, {1}, {2}, 3, "d"}),
              code(Reject::parameter_full));
    EXPECT_EQ(registry::parameter(rig.machine.view(), "test.many", 0, base::Date{99}), 99U);
}

}  // namespace
}  // namespace zhida::rig
