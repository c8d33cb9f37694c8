#include "banks/agent/sight.hpp"

#include <gtest/gtest.h>

#include "core/store/testing_disk.hpp"

namespace zhida::agent {
namespace {

chain::Digest hash_of(unsigned branch, std::uint64_t height) {
    chain::Digest hash{};
    hash[0] = static_cast<base::Byte>(branch);
    hash[1] = static_cast<base::Byte>(height);
    return hash;
}

// A ledger whose blocks up to `shared` are those of branch 0.
struct Ledger {
    unsigned branch = 0;
    std::uint64_t height = 0;
    std::uint64_t shared = 0;
    chain::Digest at(std::uint64_t h) const { return hash_of(h <= shared ? 0 : branch, h); }
    base::Status shown_to(Sight& sight) const {
        client::Status now;
        now.height = height;
        now.block_hash = at(height);
        return sight.look(now, [this](std::uint64_t h) -> base::Result<chain::Digest> {
            return at(h);
        });
    }
};

TEST(Sight, AGrowingLedgerIsFollowedAcrossRestarts) {
    store::TestingDisk disk;
    EXPECT_TRUE((Ledger{0, 0, 0}.shown_to(**Sight::open(disk)).ok()));  // no block yet
    for (const unsigned height : {1U, 1U, 5U, 9U}) {
        auto sight = Sight::open(disk);
        ASSERT_TRUE(sight.ok());
        EXPECT_TRUE((Ledger{0, height, 0}.shown_to(**sight).ok()));
        EXPECT_EQ((*sight)->seen()->height, height);
        EXPECT_FALSE((*sight)->is_after_restore());
    }
}

TEST(Sight, ALedgerThatWasSetBackIsRefusedAlsoWhenItHasGrownAgain) {
    store::TestingDisk disk;
    auto sight = *Sight::open(disk);
    ASSERT_TRUE((Ledger{0, 9, 0}.shown_to(*sight).ok()));
    const Ledger shorter{0, 5, 5};
    const Ledger as_long{1, 9, 5};
    const Ledger longer{1, 30, 5};
    for (const Ledger& ledger : {shorter, as_long, longer}) {
        EXPECT_FALSE(ledger.shown_to(*sight).ok());
        EXPECT_FALSE(ledger.shown_to(**Sight::open(disk)).ok());
        EXPECT_EQ(sight->seen()->height, 9U);
    }
    EXPECT_TRUE((Ledger{0, 10, 0}.shown_to(*sight).ok()));
}

TEST(Sight, TheBanksAgreementCountsForTheLedgerItNamesOnly) {
    store::TestingDisk disk;
    ASSERT_TRUE((Ledger{0, 9, 0}.shown_to(**Sight::open(disk)).ok()));
    ASSERT_TRUE(Sight::accept(disk, {5, hash_of(0, 5)}).ok());
    auto sight = *Sight::open(disk);
    EXPECT_TRUE(sight->is_after_restore());
    EXPECT_FALSE((Ledger{2, 7, 4}.shown_to(*sight).ok()));  // set back further than agreed
    EXPECT_TRUE((Ledger{1, 7, 5}.shown_to(*sight).ok()));
    EXPECT_EQ(sight->seen()->height, 7U);
    EXPECT_FALSE((Ledger{0, 3, 3}.shown_to(*sight).ok()));  // and back again: no agreement
}

TEST(Sight, DamagedFilesAreRefusedAndBlocksAreReadAsTheyAreWritten) {
    const Block block{42, hash_of(3, 9)};
    EXPECT_EQ(*read_block(block_text(block) + "\n"), block);
    for (const char* bad : {"", ":", "12", "x:00", "1:zz", "1:00"}) {
        EXPECT_FALSE(read_block(bad)) << bad;
        store::TestingDisk disk;
        ASSERT_TRUE(base::replace_file(disk, "seen", base::view(bad)).ok());
        EXPECT_FALSE(Sight::open(disk).ok()) << bad;
    }
}

}  // namespace
}  // namespace zhida::agent
