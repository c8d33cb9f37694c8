// What an auditor's replay must not be told: a shortened log, a spoilt record, a jump of time.
#include <gtest/gtest.h>

#include "audit/verify_chain.hpp"
#include "contracts/registry/rules/registry.hpp"
#include "core/ordering/embedded.hpp"
#include "core/store/testing_disk.hpp"
#include "node/assembly/assembly.hpp"
#include "tests/contracts/rig.hpp"

namespace zhida::rig {
namespace {

constexpr std::size_t segment_head = 56;
constexpr std::size_t record_head = 16;

// A ledger of a few blocks as it lies on the disk.
struct Kept {
    Rig rig;
    store::TestingDisk disk;
    std::uint64_t blocks = 0;

    explicit Kept(const std::vector<base::Seconds>& steps, bool sandbox = true,
                  const chain::Assembly& assembly = node::assembly()) {
        const auto validator =
            *crypto::SigningKey::from_secret(crypto::Algorithm::ed25519, base::Bytes(32, 5));
        chain::Genesis genesis = rig.people.genesis;
        genesis.sandbox = sandbox;
        genesis.validators = {validator.public_key().bytes};
        EXPECT_TRUE(base::replace_file(disk, "genesis", codec::encode(genesis)).ok());
        Verifier verifier;
        chain::Machine machine{assembly, verifier};
        auto engine = ordering::Embedded::open(disk, machine, genesis, validator);
        EXPECT_TRUE(engine.ok());
        base::Seconds at = genesis.start;
        for (const base::Seconds step : steps) {
            at += step;
            EXPECT_TRUE((*engine)->make({}, at).ok());
        }
        EXPECT_TRUE((*engine)->sync().ok());
        blocks = (*engine)->height();
    }
    base::Bytes& log() { return disk.files.at("log/0000000000000001")->now; }
    base::Result<audit::Verified> verify() {
        return audit::verify_chain(disk, node::assembly(), [](std::uint64_t) {});
    }
    // Where the record of a block begins.
    std::size_t record(std::uint64_t block) {
        std::size_t at = segment_head;
        for (std::uint64_t n = 1; n < block; ++n) {
            at += record_head + base::read_u32(base::ByteView{log()}.subspan(at));
        }
        return at;
    }
};

TEST(Audit, AWholeLogVerifiesToItsLastBlock) {
    Kept kept{{1, 1, 1, 1}};
    const auto verified = kept.verify();
    ASSERT_TRUE(verified.ok()) << verified.error().en;
    EXPECT_EQ(verified->blocks, 4U);
}

TEST(Audit, AZeroedLengthDoesNotShortenTheChainInSilence) {
    Kept kept{{1, 1, 1, 1}};
    const std::size_t at = kept.record(3);
    for (std::size_t i = 0; i < 4; ++i) kept.log()[at + i] = 0;
    const auto verified = kept.verify();
    ASSERT_FALSE(verified.ok());
    EXPECT_NE(verified.error().en.find("block 3"), std::string::npos) << verified.error().en;
}

TEST(Audit, ARecordThatDoesNotFitItsChecksumIsDamage) {
    Kept kept{{1, 1}};
    kept.log()[kept.record(2) + 13] ^= 1;  // a byte of the checksum, and of nothing else
    EXPECT_FALSE(kept.verify().ok());
}

TEST(Audit, AJumpOfTimeThatNobodyConfirmedIsFound) {
    chain::Assembly lax = node::assembly();
    lax.latest_time = nullptr;
    Kept ordinary{{90'000, registry::jump_max}, false, lax};  // a day behind the genesis is none
    EXPECT_TRUE(ordinary.verify().ok());
    Kept jumping{{1, registry::jump_max + 1, 1}, false, lax};
    const auto found = jumping.verify();
    ASSERT_FALSE(found.ok());
    EXPECT_NE(found.error().en.find("block 2"), std::string::npos) << found.error().en;
    Kept sandbox{{1, registry::jump_max + 1}, true, lax};
    EXPECT_TRUE(sandbox.verify().ok());
}

}  // namespace
}  // namespace zhida::rig
