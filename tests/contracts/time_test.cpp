// Time of a ledger that is no sandbox: it follows the wall, and a jump waits for two persons
// (payment.md §7, ADR 0012).
#include <gtest/gtest.h>

#include <algorithm>

#include "contracts/registry/rules/registry.hpp"
#include "core/store/testing_disk.hpp"
#include "node/assembly/assembly.hpp"
#include "node/local/local_ledger.hpp"
#include "tests/contracts/rig.hpp"
#include "vault/vault.hpp"

namespace zhida::rig {
namespace {

using registry::Reject;

constexpr chain::Code code(Reject r) { return static_cast<chain::Code>(r); }

struct Zeros final : base::Random {
    void fill(base::Byte* to, std::size_t count) override { std::fill_n(to, count, 0); }
};

struct Node {
    Rig rig;
    crypto::SigningKey validator =
        *crypto::SigningKey::from_secret(crypto::Algorithm::ed25519, base::Bytes(32, 5));
    store::TestingDisk disk;
    Zeros random;
    Verifier verifier;
    chain::Machine machine{node::assembly(), verifier};
    std::unique_ptr<ordering::Embedded> engine;
    vault::Vault vault{disk, crypto::Profile::gm, 1, validator, random};
    std::unique_ptr<node::LocalLedger> ledger;
    base::Seconds wall = 0;
    unsigned references = 0;

    explicit Node(bool sandbox = false) {
        chain::Genesis genesis = rig.people.genesis;
        genesis.sandbox = sandbox;
        genesis.validators = {validator.public_key().bytes};
        auto opened = ordering::Embedded::open(disk, machine, genesis, validator);
        EXPECT_TRUE(opened.ok());
        engine = std::move(*opened);
        ledger = std::make_unique<node::LocalLedger>(*engine, machine, vault, disk);
        wall = genesis.start;
        at(0);
    }
    // The wall goes on, and the node looks at it.
    void at(base::Seconds later) {
        wall += later;
        ledger->set_wall_time(wall);
        EXPECT_TRUE(!ledger->has_work() || ledger->fire_timers().ok());
    }
    template <class M>
    chain::Code act(const std::string& who, const M& message) {
        const client::Terms terms{machine.ledger().ledger_id, ledger->time() + 600,
                                  {0x71, static_cast<base::Byte>(++references)}};
        return ledger->submit(client::make(rig.people.member(who).identity, terms, message))->code;
    }
};

const registry::EndDelegation harmless{{9}};
const auto passed = code(Reject::delegation_unknown);  // it got past the door

TEST(OrdinaryTime, AnIdleNightGoesOnByHeartbeatsAndNeedsNobody) {
    Node node;
    ASSERT_EQ(node.act("county-1", harmless), passed);
    const auto before = node.engine->height();
    for (int minute = 0; minute < 14 * 60; ++minute) node.at(60);
    EXPECT_FALSE(node.ledger->is_time_held());
    EXPECT_EQ(node.act("county-1", harmless), passed);
    EXPECT_EQ(node.engine->time(), node.wall);
    EXPECT_LE(node.engine->height() - before, 2U * 14 + 3);  // one each half hour, no more
}

TEST(OrdinaryTime, AJumpOfMoreThanAnHourIsHeldUntilTwoPersonsConfirmIt) {
    Node node;
    ASSERT_EQ(node.act("county-1", harmless), passed);
    const auto stood = node.engine->time();
    node.at(10 * 3'600);
    EXPECT_TRUE(node.ledger->is_time_held());
    EXPECT_EQ(node.ledger->time(), stood);
    EXPECT_EQ(node.act("county-1", harmless), code(Reject::time_held));
    EXPECT_EQ(node.act("county-1", registry::ConfirmTime{stood + 3'600, "power cut"}),
              code(Reject::time_not_ahead));
    const registry::ConfirmTime confirm{node.wall, "power cut"};
    EXPECT_EQ(node.act("county-1", confirm), 0);
    EXPECT_TRUE(node.ledger->is_time_held());  // one person is not enough
    EXPECT_EQ(node.act("county-1", confirm), code(Reject::second_person_same));
    EXPECT_EQ(node.act("importer", confirm), code(Reject::role_wrong));
    EXPECT_EQ(node.act("finance-1", confirm), 0);
    EXPECT_FALSE(node.ledger->is_time_held());
    EXPECT_EQ(node.act("county-1", harmless), passed);
    EXPECT_EQ(node.engine->time(), node.wall);
}

TEST(OrdinaryTime, WhileHeldAKeyIsStillRevokedAndAPersonStillSuspended) {
    Node node;
    ASSERT_EQ(node.act("county-1", harmless), passed);
    node.at(10 * 3'600);
    const auto& who = node.rig.people.member("county-1").identity;
    EXPECT_EQ(node.act("auditor", registry::Suspend{registry::Actor::person, who.person, "x"}), 0);
    EXPECT_EQ(node.act("administrator",
                       registry::RevokeKey{crypto::key_id(who.key.public_key()), "lost"}),
              0);
}

TEST(OrdinaryTime, TheEngineMakesNoBlockBehindAnUnconfirmedJump) {
    Node node;
    ASSERT_TRUE(node.engine->make({}, node.wall + 5 * 86'400).ok());  // behind the genesis: any
    const auto last = node.engine->time();
    EXPECT_FALSE(node.engine->make({}, last + registry::jump_max + 1).ok());
    EXPECT_EQ(node.engine->height(), 1U);
    EXPECT_TRUE(node.engine->make({}, last + registry::jump_max).ok());
}

TEST(OrdinaryTime, ASandboxIsNeitherHeldNorConfirmed) {
    Node node{true};
    ASSERT_EQ(node.act("county-1", harmless), passed);
    node.at(10 * 3'600);
    EXPECT_FALSE(node.ledger->is_time_held());
    EXPECT_EQ(node.act("county-1", registry::ConfirmTime{node.wall, "x"}),
              code(Reject::clock_is_sandbox));
}

}  // namespace
}  // namespace zhida::rig
