// The embedded engine under the whole set of contracts: restart, snapshot, damage, determinism.
#include <gtest/gtest.h>

#include "contracts/registry/types/messages.hpp"
#include "core/ordering/embedded.hpp"
#include "core/store/testing_disk.hpp"
#include "node/assembly/assembly.hpp"
#include "tests/contracts/rig.hpp"

namespace zhida::rig {
namespace {

crypto::SigningKey validator() {
    return *crypto::SigningKey::from_secret(crypto::Algorithm::ed25519, base::Bytes(32, 5));
}

// The transactions and times of a whole list, recorded from the rig.
struct Recorded {
    chain::Genesis genesis;
    std::vector<std::pair<base::Seconds, base::Bytes>> steps;  // empty bytes: time passes
    base::Seconds at = 0;
};

struct Ledger {
    Verifier verifier;
    chain::Machine machine{node::assembly(), verifier};
    std::unique_ptr<ordering::Embedded> engine;

    explicit Ledger(base::Disk& disk, const chain::Genesis& genesis) {
        auto opened = ordering::Embedded::open(disk, machine, genesis, validator());
        EXPECT_TRUE(opened.ok()) << (opened.ok() ? "" : opened.error().en);
        if (opened.ok()) engine = std::move(*opened);
    }
};

chain::Genesis genesis_of(Rig& rig) {
    chain::Genesis genesis = rig.people.genesis;
    genesis.validators = {validator().public_key().bytes};
    return genesis;
}

// Registers parameters by the administrator: cheap transactions that change the state.
base::Bytes parameter(Rig& rig, const chain::Genesis& genesis, base::Seconds now, unsigned n) {
    const registry::SetParameter m{"test." + std::to_string(n), 0, {1}, {2}, n, "document"};
    const client::Terms terms{chain::ledger_id_of(genesis), now + 60,
                              base::to_bytes(base::view("p" + std::to_string(n)))};
    return client::make(rig.people.member("administrator").identity, terms, m);
}

TEST(Engine, ARestartReachesTheSameRootWithAndWithoutASnapshot) {
    Rig rig;
    const chain::Genesis genesis = genesis_of(rig);
    store::TestingDisk disk;
    chain::Digest root{};
    {
        Ledger ledger{disk, genesis};
        for (unsigned n = 0; n < 12; ++n) {
            const auto made =
                ledger.engine->make({parameter(rig, genesis, genesis.start, n)}, genesis.start + n);
            ASSERT_TRUE(made.ok());
            EXPECT_EQ(made->output.receipts[0].code, 0);
            if (n != 6) continue;
            EXPECT_TRUE(ledger.engine->wants_proof_block());
            EXPECT_FALSE(ledger.engine->write_snapshot().ok());
            ASSERT_TRUE(ledger.engine->make({}, 0).ok());
            EXPECT_FALSE(ledger.engine->wants_proof_block());
            ASSERT_TRUE(ledger.engine->write_snapshot().ok());
        }
        ASSERT_TRUE(ledger.engine->sync().ok());
        root = ledger.machine.app_hash();
    }
    {
        Ledger again{disk, genesis};
        EXPECT_EQ(again.engine->snapshot_height(), 7U);
        EXPECT_EQ(again.machine.app_hash(), root);
        EXPECT_EQ(again.engine->height(), 13U);
    }
    disk.files.at("snapshot")->now[100] ^= 1;
    Ledger replayed{disk, genesis};
    EXPECT_EQ(replayed.engine->snapshot_height(), 0U);
    EXPECT_EQ(replayed.machine.app_hash(), root);
}

TEST(Engine, AnEmptyBlockDoesNotChangeTheRootAndTimeNeverGoesBack) {
    Rig rig;
    const chain::Genesis genesis = genesis_of(rig);
    store::TestingDisk disk;
    Ledger ledger{disk, genesis};
    ASSERT_TRUE(
        ledger.engine->make({parameter(rig, genesis, genesis.start, 1)}, genesis.start + 9).ok());
    const auto root = ledger.machine.app_hash();
    ASSERT_TRUE(ledger.engine->make({}, genesis.start).ok());
    EXPECT_EQ(ledger.machine.app_hash(), root);
    EXPECT_EQ(ledger.engine->time(), genesis.start + 9);
}

TEST(Engine, EveryBlockIsCommittedByTheGenesisValidatorAndChainedToTheOneBefore) {
    Rig rig;
    const chain::Genesis genesis = genesis_of(rig);
    store::TestingDisk disk;
    Ledger ledger{disk, genesis};
    chain::BlockId before;
    for (unsigned n = 0; n < 5; ++n) {
        ASSERT_TRUE(
            ledger.engine->make({parameter(rig, genesis, genesis.start, n)}, genesis.start).ok());
        const auto& last = ledger.engine->last();
        EXPECT_EQ(last.header.last_block_id, before);
        EXPECT_TRUE(chain::is_committed(ledger.engine->chain_id(), last.commit.block_id,
                                        last.commit, {{validator().public_key().bytes, 10}}));
        EXPECT_EQ(last.commit.block_id.hash, base::to_bytes(chain::header_hash(last.header)));
        before = last.commit.block_id;
    }
}

TEST(Engine, AForeignValidatorKeyOrGenesisIsRefused) {
    Rig rig;
    const chain::Genesis genesis = genesis_of(rig);
    store::TestingDisk disk;
    {
        Ledger ledger{disk, genesis};
        ASSERT_TRUE(ledger.engine->make({}, 0).ok());
    }
    Verifier verifier;
    chain::Machine machine{node::assembly(), verifier};
    const auto other = crypto::SigningKey::generate(crypto::Algorithm::ed25519);
    EXPECT_FALSE(ordering::Embedded::open(disk, machine, genesis, other).ok());
    chain::Genesis renamed = genesis;
    renamed.name = "another";
    EXPECT_FALSE(ordering::Embedded::open(disk, machine, renamed, validator()).ok());
}

TEST(Engine, ACrashAtAnyOperationKeepsWhatWasAcknowledgedAndItsRoot) {
    Rig rig;
    const chain::Genesis genesis = genesis_of(rig);
    const auto run = [&](store::TestingDisk& disk) {
        std::pair<std::uint64_t, chain::Digest> acknowledged{};
        Verifier verifier;
        chain::Machine machine{node::assembly(), verifier};
        auto engine = ordering::Embedded::open(disk, machine, genesis, validator());
        if (!engine) return acknowledged;
        for (unsigned n = 0; n < 4; ++n) {
            const bool made =
                (*engine)
                    ->make({parameter(rig, genesis, genesis.start, n)}, genesis.start + n)
                    .ok() &&
                (*engine)->make({}, 0).ok() && (*engine)->sync().ok();
            if (!made) return acknowledged;
            acknowledged = {(*engine)->height(), machine.app_hash()};
            if (n == 1 && !(*engine)->write_snapshot().ok()) return acknowledged;
        }
        return acknowledged;
    };
    store::TestingDisk whole;
    run(whole);
    for (std::uint64_t at = 1; at <= whole.operations; ++at) {
        for (const auto loss :
             {store::TestingDisk::Loss::all_unsynced, store::TestingDisk::Loss::torn}) {
            store::TestingDisk disk;
            disk.fail_from = at;
            const auto [height, root] = run(disk);
            store::TestingDisk left = disk.after_crash(loss, static_cast<unsigned>(at));
            Ledger again{left, genesis};
            ASSERT_NE(again.engine, nullptr) << at;
            EXPECT_GE(again.engine->height(), height) << at;
            if (again.engine->height() == height && height > 0) {
                EXPECT_EQ(again.machine.app_hash(), root) << at;
            }
        }
    }
}

// An act that looks at the disk while it is executed.
struct Looking {
    static inline const store::TestingDisk* disk = nullptr;
    static inline std::uint64_t operations = 0;
    static inline unsigned times = 0;
    static chain::Verdict anyone(const chain::Body&, const chain::View&, base::Seconds,
                                 chain::Signer& signer) {
        signer.key = rig_key();
        return std::nullopt;
    }
    static crypto::PublicKey rig_key() {
        const auto secret = crypto::digest(crypto::Hash::sm3, base::view("administrator"));
        return crypto::SigningKey::from_secret(crypto::Algorithm::sm2_sm3, secret)->public_key();
    }
    static chain::Verdict form(base::ByteView) { return std::nullopt; }
    static chain::Verdict run(base::ByteView, const chain::Context& context, chain::Draft&) {
        if (context.genesis) return std::nullopt;
        ++times;
        EXPECT_EQ(disk->operations, operations) << "written before it was executed";
        return std::nullopt;
    }
};

TEST(Engine, ABlockIsExecutedBeforeAnythingOfItIsWritten) {
    Rig rig;
    chain::Genesis genesis = genesis_of(rig);
    genesis.acts.clear();
    constexpr chain::Act acts[] = {
        {registry::SetParameter::type, "looking", &Looking::form, &Looking::run}};
    store::TestingDisk disk;
    Verifier verifier;
    chain::Machine machine{{&Looking::anyone, acts, {}, {}}, verifier};
    auto engine = ordering::Embedded::open(disk, machine, genesis, validator());
    ASSERT_TRUE(engine.ok());
    Looking::disk = &disk;
    Looking::times = 0;
    for (unsigned n = 0; n < 3; ++n) {
        Looking::operations = disk.operations;
        ASSERT_TRUE((*engine)->make({parameter(rig, genesis, genesis.start, n)}, 0).ok());
        EXPECT_GT(disk.operations, Looking::operations);
    }
    EXPECT_EQ(Looking::times, 3U);
}

TEST(Engine, AfterAFailedWriteNoFurtherBlockIsMadeAndARestartStandsWhereTheLogStands) {
    Rig rig;
    const chain::Genesis genesis = genesis_of(rig);
    store::TestingDisk disk;
    chain::Digest root{};
    {
        Ledger ledger{disk, genesis};
        const auto make = [&](unsigned n) {
            return ledger.engine->make({parameter(rig, genesis, genesis.start, n)}, 0).ok();
        };
        ASSERT_TRUE(make(1) && ledger.engine->sync().ok());
        root = ledger.machine.app_hash();
        disk.fail_from = disk.operations + 1;
        EXPECT_FALSE(make(2));
        disk.fail_from = 0;  // the disk has room again: the state in memory is still ahead
        EXPECT_FALSE(make(3));
        EXPECT_FALSE(ledger.engine->write_snapshot().ok());
    }
    Ledger again{disk, genesis};
    EXPECT_EQ(again.engine->height(), 1U);
    EXPECT_EQ(again.machine.app_hash(), root);
}

}  // namespace
}  // namespace zhida::rig
