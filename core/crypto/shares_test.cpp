#include "core/crypto/shares.hpp"

#include <gtest/gtest.h>

namespace zhida::crypto {
namespace {

struct Counting final : base::Random {
    Byte next = 7;
    void fill(Byte* to, std::size_t count) override {
        for (std::size_t i = 0; i < count; ++i) to[i] = next = static_cast<Byte>(next * 73 + 41);
    }
};

Key secret_of(Byte from) {
    Key key{};
    for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<Byte>(from + i * 11);
    return key;
}

TEST(Shares, EveryChoiceOfEnoughHoldersGivesTheSecretAndNoSmallerOneDoes) {
    Counting random;
    for (unsigned threshold = 2; threshold <= 5; ++threshold) {
        const auto shares = deal(secret_of(3), threshold, 5, random);
        for (unsigned choice = 0; choice < 32; ++choice) {
            std::vector<Share> some;
            for (unsigned i = 0; i < 5; ++i) {
                if ((choice >> i & 1U) != 0) some.push_back(shares[i]);
            }
            const auto got = gather(some);
            ASSERT_EQ(got.ok(), some.size() >= threshold) << choice;
            if (got.ok()) {
                EXPECT_EQ(*got, secret_of(3));
            }
        }
    }
}

// With k − 1 shares every secret is as likely: for each there is exactly one polynomial through
// them. So the lower shares of two different secrets can be made equal, and tell nothing.
TEST(Shares, OneShareLessTellsNothing) {
    // 2 of n: share 1 = secret + term. Any share 1 fits any secret.
    Counting random;
    const auto one = deal(secret_of(1), 2, 2, random);
    struct Chosen final : base::Random {
        Key term{};
        void fill(Byte* to, std::size_t count) override { std::copy_n(term.begin(), count, to); }
    } chosen;
    for (std::size_t i = 0; i < 32; ++i) chosen.term[i] = one[0].value[i] ^ secret_of(99)[i];
    const auto other = deal(secret_of(99), 2, 2, chosen);
    EXPECT_EQ(other[0].value, one[0].value);
}

TEST(Shares, AlteredRepeatedAndMixedSharesAreRefused) {
    Counting random;
    const auto shares = deal(secret_of(1), 3, 5, random);
    const auto other = deal(secret_of(2), 3, 5, random);
    EXPECT_FALSE(gather({}).ok());
    EXPECT_FALSE(gather({shares[0], shares[1], shares[1]}).ok());
    EXPECT_FALSE(gather({shares[0], shares[1], other[2]}).ok());
    auto bad = shares[2];
    bad.value[5] ^= 1;
    EXPECT_FALSE(gather({shares[0], shares[1], bad}).ok());
    EXPECT_EQ(*gather({shares[4], shares[1], shares[2], shares[0]}), secret_of(1));
}

TEST(Shares, AShareIsReadBackFromItsLineAndAMistypedOneIsNot) {
    Counting random;
    for (const Share& share : deal(secret_of(8), 2, 16, random)) {
        const std::string text = share_text(share);
        ASSERT_EQ(*read_share(text), share);
        for (std::size_t i = 0; i < text.size(); ++i) {
            std::string bad = text;
            bad[i] = bad[i] == '7' ? '6' : '7';
            const auto read = read_share(bad);
            EXPECT_FALSE(read.ok()) << bad;
        }
    }
    EXPECT_FALSE(read_share("").ok());
    EXPECT_FALSE(read_share("zhida-share-1 2 1 00 00 00").ok());
}

}  // namespace
}  // namespace zhida::crypto
