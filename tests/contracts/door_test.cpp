// What the machine turns away before any contract is asked, and repetitions.
#include <gtest/gtest.h>

#include "contracts/registry/rules/registry.hpp"
#include "contracts/registry/types/messages.hpp"
#include "tests/contracts/rig.hpp"

namespace zhida::rig {
namespace {

using chain::Reject;

constexpr chain::Code code(Reject r) { return static_cast<chain::Code>(r); }

// A harmless act of the administrator.
base::Bytes payload(std::uint64_t value) {
    return codec::encode(registry::SetParameter{"test", 0, {1}, {2}, value, "document"});
}
constexpr std::uint16_t type = registry::SetParameter::type;

chain::Body body_of(const Rig& rig, std::uint64_t value, const std::string& reference) {
    const auto& who = rig.people.member("administrator").identity;
    return {.ledger_id = rig.machine.ledger().ledger_id,
            .type = type,
            .payload = payload(value),
            .organisation = who.organisation,
            .person = who.person,
            .role = static_cast<std::uint8_t>(who.role),
            .key_id = crypto::key_id(who.key.public_key()),
            .business_reference = base::to_bytes(base::view(reference)),
            .not_after = rig.now + 60};
}

chain::Code send(Rig& rig, const chain::Body& body) {
    return rig.put(chain::sign(body, rig.people.member("administrator").identity.key)).code;
}

TEST(Door, WhatCannotBeReadIsRefused) {
    Rig rig;
    EXPECT_EQ(rig.put({0xff}).code, code(Reject::envelope_malformed));
    EXPECT_EQ(rig.put(codec::encode(chain::Envelope{{1, 2, 3}, {}})).code,
              code(Reject::envelope_malformed));
    EXPECT_EQ(rig.put(base::Bytes(chain::transaction_bytes_max + 1)).code, code(Reject::too_large));
    auto body = body_of(rig, 1, "a");
    body.payload = {0x01};
    EXPECT_EQ(send(rig, body), code(Reject::payload_malformed));
}

TEST(Door, AnotherVersionLedgerTypeOrAMissingReferenceIsRefused) {
    Rig rig;
    auto body = body_of(rig, 1, "a");
    body.version = 2;
    EXPECT_EQ(send(rig, body), code(Reject::version_unknown));
    body = body_of(rig, 1, "a");
    body.ledger_id[0] ^= 1;
    EXPECT_EQ(send(rig, body), code(Reject::ledger_wrong));
    body = body_of(rig, 1, "a");
    body.type = 999;
    EXPECT_EQ(send(rig, body), code(Reject::type_unknown));
    EXPECT_EQ(send(rig, body_of(rig, 1, "")), code(Reject::reference_missing));
}

TEST(Door, AnExpiredOrTooLongLivedTransactionIsRefused) {
    Rig rig;
    auto body = body_of(rig, 1, "a");
    body.not_after = rig.now - 1;
    EXPECT_EQ(send(rig, body), code(Reject::expired));
    body = body_of(rig, 1, "b");
    body.not_after = rig.now + chain::not_after_ahead_person_max + 1;
    EXPECT_EQ(send(rig, body), code(Reject::not_after_too_far));
    body = body_of(rig, 1, "c");
    body.not_after = rig.now + chain::not_after_ahead_person_max;
    EXPECT_EQ(send(rig, body), 0);
}

TEST(Door, ABodyThatWasChangedAfterSigningIsRefusedAndUsesNoReference) {
    Rig rig;
    const auto good =
        chain::sign(body_of(rig, 1, "a"), rig.people.member("administrator").identity.key);
    auto envelope = *codec::decode<chain::Envelope>(good);
    const auto changed = codec::encode(body_of(rig, 2, "a"));
    ASSERT_EQ(changed.size(), envelope.body.size());
    envelope.body = changed;
    EXPECT_EQ(rig.put(codec::encode(envelope)).code, code(Reject::signature_wrong));
    EXPECT_EQ(rig.put(good).code, 0);
}

TEST(Door, ARepetitionReturnsTheFirstResultAndAnotherContentIsRefused) {
    Rig rig;
    EXPECT_EQ(send(rig, body_of(rig, 1, "a")), 0);
    auto again = body_of(rig, 1, "a");
    again.not_after += 5;  // signed anew, same content
    const auto receipt =
        rig.put(chain::sign(again, rig.people.member("administrator").identity.key));
    EXPECT_EQ(receipt.code, 0);
    EXPECT_TRUE(receipt.repeated);
    const auto kept = chain::must_load<registry::Parameter>(rig.machine.view(),
                                                            {0, registry::name_digest("test")});
    EXPECT_EQ(kept.values.size(), 1U);
    EXPECT_EQ(send(rig, body_of(rig, 2, "a")), code(Reject::reference_used));
}

TEST(Door, ARefusalThatStandsInABlockIsTheAnswerForEver) {
    Rig rig;
    auto body = body_of(rig, 1, "late");
    body.not_after = rig.now - 1;
    EXPECT_EQ(send(rig, body), code(Reject::expired));
    EXPECT_EQ(send(rig, body_of(rig, 1, "late")), code(Reject::expired));
}

TEST(Door, AMachinesTransactionLivesADayAndNoLonger) {
    Rig rig;
    const auto& agent = rig.people.member("agent-102").identity;
    const payment::ClaimOrders nothing{.bank = 102, .epoch = 1, .list = {9}, .lines = {1}};
    const auto put = [&](base::Seconds ahead, base::Byte reference) {
        const client::Terms terms{rig.machine.ledger().ledger_id, rig.now + ahead, {reference}};
        return rig.put(client::make(agent, terms, nothing)).code;
    };
    const auto too_far = code(Reject::not_after_too_far);
    EXPECT_EQ(put(chain::not_after_ahead_machine_max + 1, 1), too_far);
    EXPECT_NE(put(chain::not_after_ahead_machine_max, 2), too_far);
    EXPECT_EQ(chain::not_after_ahead_machine_max, 86'400);
}

// wire.md §3: what was refused in a block is never played again.
TEST(Door, ARefusalForAPersonsOwnSignatureUsesHerReference) {
    Rig rig;
    const auto& who = rig.people.member("county-1").identity;
    const client::Terms terms{rig.machine.ledger().ledger_id, rig.now + 600, {7}};
    const registry::EndDelegation any{{9}};
    const auto bytes = client::make(who, terms, any);
    const registry::RevokeRole revoke{who.person, who.organisation, who.role};
    const registry::GrantRole grant{who.person, who.organisation, who.role};
    const auto not_held = static_cast<chain::Code>(registry::Reject::role_not_held);
    ASSERT_EQ(rig.act("administrator", revoke), 0);
    EXPECT_EQ(rig.put(bytes).code, not_held);
    ASSERT_EQ(rig.act("administrator", grant), 0);
    const auto again = rig.put(bytes);
    EXPECT_EQ(again.code, not_held);
    EXPECT_TRUE(again.repeated);
}

TEST(Door, AnEnvelopeThePersonHasNotSignedUsesNothingOfHers) {
    Rig rig;
    const auto& who = rig.people.member("county-1").identity;
    const client::Terms terms{rig.machine.ledger().ledger_id, rig.now + 600, {7}};
    const registry::EndDelegation any{{9}};
    const auto bytes = client::make(who, terms, any);
    auto forged = *codec::decode<chain::Envelope>(bytes);
    forged.signature[0] ^= 1;
    const registry::RevokeRole revoke{who.person, who.organisation, who.role};
    ASSERT_EQ(rig.act("administrator", revoke), 0);
    EXPECT_EQ(rig.put(codec::encode(forged)).code, code(Reject::signature_wrong));
    ASSERT_EQ(rig.act("administrator", registry::GrantRole{who.person, who.organisation, who.role}),
              0);
    EXPECT_EQ(rig.put(bytes).code, static_cast<chain::Code>(registry::Reject::delegation_unknown));
}

TEST(Door, TheDoorSaysTheSameAsTheBlock) {
    Rig rig;
    const auto& key = rig.people.member("administrator").identity.key;
    const auto good = chain::sign(body_of(rig, 1, "a"), key);
    EXPECT_FALSE(rig.machine.check(good, rig.now).has_value());
    EXPECT_EQ(rig.machine.check({}, rig.now)->code, code(Reject::envelope_malformed));
    auto late = body_of(rig, 1, "b");
    late.not_after = rig.now - 1;
    EXPECT_EQ(rig.machine.check(chain::sign(late, key), rig.now)->code, code(Reject::expired));
    rig.put(good);
    EXPECT_FALSE(rig.machine.check(good, rig.now).has_value());
    EXPECT_EQ(rig.machine.check(chain::sign(body_of(rig, 2, "a"), key), rig.now)->code,
              code(Reject::reference_used));
}

// An assembly whose invariant always cries: the machine must undo what the act did.
std::optional<std::string> always_broken(const chain::Draft& draft) {
    if (draft.changes().empty()) return std::nullopt;
    return "test";
}

TEST(Door, AnActThatBreaksAnInvariantIsUndone) {
    Rig rig;
    Verifier verifier;
    constexpr chain::Invariant crying[] = {{"crying", &always_broken}};
    struct Words {
        static chain::Verdict anyone(const chain::Body& body, const chain::View&, base::Seconds,
                                     chain::Signer& signer) {
            (void)body;
            signer = {crypto::SigningKey::from_secret(
                          crypto::Algorithm::sm2_sm3,
                          crypto::digest(crypto::Hash::sm3, base::view("administrator")))
                          ->public_key(),
                      false};
            return std::nullopt;
        }
        static chain::Verdict form(base::ByteView) { return std::nullopt; }
        static chain::Verdict run(base::ByteView, const chain::Context&, chain::Draft& draft) {
            draft.put(base::Bytes{0x77}, base::Bytes{1});
            return std::nullopt;
        }
    };
    constexpr chain::Act acts[] = {{type, "test", &Words::form, &Words::run}};
    chain::Machine machine{{&Words::anyone, acts, {}, crying}, verifier};
    chain::Genesis empty;
    ASSERT_TRUE(machine.begin(empty).ok());
    auto body = body_of(rig, 1, "a");
    body.ledger_id = machine.ledger().ledger_id;
    body.not_after = 60;
    const auto out = machine.execute(
        {1, 0, {}, {chain::sign(body, rig.people.member("administrator").identity.key)}});
    EXPECT_EQ(out.receipts[0].code, code(Reject::invariant_broken));
    EXPECT_FALSE(machine.view().get(base::Bytes{0x77}).has_value());
}

// A stand-in for a contract: whoever is named may act, and `run` is what a test wants.
chain::Machine machine_of(std::span<const chain::Act> acts,
                          std::span<const chain::TimerKind> timers, Verifier& verifier) {
    const chain::Authority anyone = [](const chain::Body&, const chain::View&, base::Seconds,
                                       chain::Signer& signer) -> chain::Verdict {
        const auto secret = crypto::digest(crypto::Hash::sm3, base::view("administrator"));
        signer.key = crypto::SigningKey::from_secret(crypto::Algorithm::sm2_sm3, secret)
                         ->public_key();
        return std::nullopt;
    };
    return chain::Machine{{anyone, acts, timers, {}}, verifier};
}

chain::Verdict any_form(base::ByteView) { return std::nullopt; }
chain::Verdict write_and_refuse(base::ByteView, const chain::Context&, chain::Draft& draft) {
    draft.put(base::Bytes{0x77}, base::Bytes{1});
    return chain::refuse(Reject::payload_malformed);
}

TEST(DoorDeathTest, AnActThatRefusesAfterItHasWrittenStopsTheProcess) {
    Rig rig;
    Verifier verifier;
    constexpr chain::Act acts[] = {{type, "test", &any_form, &write_and_refuse}};
    auto machine = machine_of(acts, {}, verifier);
    ASSERT_TRUE(machine.begin(chain::Genesis{}).ok());
    auto body = body_of(rig, 1, "a");
    body.ledger_id = machine.ledger().ledger_id;
    body.not_after = 60;
    const auto bytes = chain::sign(body, rig.people.member("administrator").identity.key);
    EXPECT_DEATH(machine.execute({1, 0, {}, {bytes}}), "");
}

chain::Verdict set_many(base::ByteView, const chain::Context&, chain::Draft& draft) {
    for (std::size_t i = 0; i < chain::timers_per_block_max + 5; ++i) {
        chain::set_timer(draft, 10, 1, base::Bytes{static_cast<base::Byte>(i)});
    }
    return std::nullopt;
}
void note_fired(base::ByteView, const chain::Context&, chain::Draft& draft) {
    draft.put(base::Bytes{0x78}, base::Bytes{1});
}

TEST(Timers, ABlockFiresNoMoreThanItsMostAndTheNextOneTheRest) {
    Rig rig;
    Verifier verifier;
    constexpr chain::Act acts[] = {{type, "test", &any_form, &set_many}};
    constexpr chain::TimerKind kinds[] = {{1, "test", &note_fired}};
    auto machine = machine_of(acts, kinds, verifier);
    ASSERT_TRUE(machine.begin(chain::Genesis{}).ok());
    auto body = body_of(rig, 1, "a");
    body.ledger_id = machine.ledger().ledger_id;
    body.not_after = 60;
    const auto bytes = chain::sign(body, rig.people.member("administrator").identity.key);
    ASSERT_EQ(machine.execute({1, 0, {}, {bytes}}).receipts[0].code, 0);
    EXPECT_EQ(machine.execute({2, 9, {}, {}}).timers_fired, 0U);
    EXPECT_EQ(machine.execute({3, 10, {}, {}}).timers_fired, chain::timers_per_block_max);
    EXPECT_EQ(machine.next_due(), 10);
    EXPECT_EQ(machine.execute({4, 10, {}, {}}).timers_fired, 5U);
    EXPECT_FALSE(machine.next_due().has_value());
}

}  // namespace
}  // namespace zhida::rig
