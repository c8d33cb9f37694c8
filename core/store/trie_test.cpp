#include "core/store/trie.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace zhida::store {
namespace {

constexpr crypto::Hash sm3 = crypto::Hash::sm3;
using Model = std::map<Bytes, Bytes>;

Bytes random_key(std::mt19937& draw) {
    Bytes key(1 + draw() % 4);
    for (base::Byte& b : key) b = static_cast<base::Byte>(draw() % 3 == 0 ? draw() : draw() % 4);
    return key;
}

Trie built_from(const Model& model, std::mt19937& draw) {
    std::vector<std::pair<Bytes, Bytes>> pairs(model.begin(), model.end());
    std::ranges::shuffle(pairs, draw);
    Trie trie{sm3};
    for (const auto& [key, value] : pairs) trie.put(key, value);
    return trie;
}

TEST(Trie, TheRootDependsOnWhatIsInItAndNotOnHowItCameThere) {
    std::mt19937 draw{7};
    for (int round = 0; round < 60; ++round) {
        Trie trie{sm3};
        Model model;
        for (int step = 0; step < 200; ++step) {
            const Bytes key = random_key(draw);
            if (draw() % 3 == 0) {
                trie.erase(key);
                model.erase(key);
            } else {
                const Bytes value(draw() % 5, static_cast<base::Byte>(draw()));
                trie.put(key, value);
                model[key] = value;
            }
            if (step % 17 == 0) trie.root();
        }
        Trie other = built_from(model, draw);
        EXPECT_EQ(trie.root(), other.root());
        EXPECT_EQ(trie.size(), model.size());
        Model seen;
        trie.scan({}, [&](ByteView key, ByteView value) {
            seen.emplace(base::to_bytes(key), base::to_bytes(value));
            return true;
        });
        EXPECT_EQ(seen, model);
    }
}

TEST(Trie, AScanBeginsAtTheFirstKeyThatIsNotSmallerAndGoesOnInByteOrder) {
    std::mt19937 draw{11};
    for (int round = 0; round < 100; ++round) {
        Model model;
        for (int i = 0; i < 40; ++i) model[random_key(draw)] = {1};
        const Trie trie = built_from(model, draw);
        const Bytes from = random_key(draw);
        std::vector<Bytes> seen;
        trie.scan(from, [&](ByteView key, ByteView) {
            seen.push_back(base::to_bytes(key));
            return seen.size() < 10;
        });
        std::vector<Bytes> expected;
        for (auto at = model.lower_bound(from); at != model.end() && expected.size() < 10; ++at) {
            expected.push_back(at->first);
        }
        EXPECT_EQ(seen, expected);
    }
}

TEST(Trie, EveryKeyIsProvenPresentOrAbsentUnderTheRoot) {
    std::mt19937 draw{13};
    Model model;
    for (int i = 0; i < 300; ++i) model[random_key(draw)] = {static_cast<base::Byte>(i)};
    Trie trie = built_from(model, draw);
    const Digest root = trie.root();
    for (int i = 0; i < 500; ++i) {
        const Bytes key = random_key(draw);
        const Proof proof = trie.prove(key);
        const bool there = model.contains(key);
        EXPECT_EQ(check(sm3, root, key, proof), there ? Shown::present : Shown::absent);
        if (there) {
            EXPECT_EQ(proof.leaf_value, model[key]);
        }
    }
}

TEST(Trie, AProofOfAbsenceCannotBeMadeFromAnotherLeaf) {
    Trie trie{sm3};
    for (base::Byte b = 0; b < 50; ++b) trie.put(Bytes{b, 1}, Bytes{b});
    const Digest root = trie.root();
    const Bytes asked{7, 1};
    for (base::Byte other = 0; other < 50; ++other) {
        if (other == 7) continue;
        EXPECT_EQ(check(sm3, root, asked, trie.prove(Bytes{other, 1})), Shown::broken);
    }
}

TEST(Trie, EveryChangedBitOfAProofIsFound) {
    Trie trie{sm3};
    for (base::Byte b = 0; b < 20; ++b) trie.put(Bytes{b, 2, 3}, Bytes{b, b});
    const Digest root = trie.root();
    const Bytes key{5, 2, 3};
    const Proof good = trie.prove(key);
    ASSERT_EQ(check(sm3, root, key, good), Shown::present);
    for (unsigned bit = 0; bit < 8; ++bit) {
        const auto flip = [bit](base::Byte& b) { b = static_cast<base::Byte>(b ^ (1U << bit)); };
        for (std::size_t s = 0; s < good.steps.size(); ++s) {
            Proof bad = good;
            bad.steps[s].bit = static_cast<std::uint16_t>(bad.steps[s].bit ^ (1U << bit));
            EXPECT_EQ(check(sm3, root, key, bad), Shown::broken);
            for (std::size_t i = 0; i < 32; ++i) {
                bad = good;
                flip(bad.steps[s].sibling[i]);
                EXPECT_EQ(check(sm3, root, key, bad), Shown::broken);
            }
        }
        for (std::size_t i = 0; i < good.leaf_key.size(); ++i) {
            Proof bad = good;
            flip(bad.leaf_key[i]);
            EXPECT_EQ(check(sm3, root, key, bad), Shown::broken);
        }
        for (std::size_t i = 0; i < good.leaf_value.size(); ++i) {
            Proof bad = good;
            flip(bad.leaf_value[i]);
            EXPECT_EQ(check(sm3, root, key, bad), Shown::broken);
        }
    }
    Proof shorter = good;
    shorter.steps.pop_back();
    EXPECT_EQ(check(sm3, root, key, shorter), Shown::broken);
}

TEST(Trie, AnEmptyMapProvesEveryAbsenceAndNothingElseDoesSoWithoutALeaf) {
    Trie trie{sm3};
    EXPECT_EQ(trie.root(), Digest{});
    EXPECT_EQ(check(sm3, trie.root(), Bytes{1}, trie.prove(Bytes{1})), Shown::absent);
    trie.put(Bytes{1}, Bytes{});
    EXPECT_EQ(check(sm3, trie.root(), Bytes{2}, Proof{}), Shown::broken);
    trie.erase(Bytes{1});
    EXPECT_EQ(trie.root(), Digest{});
}

TEST(Trie, TheGoldenRootOfASmallMapDoesNotChange) {
    Trie trie{sm3};
    trie.put(base::view("a"), base::view("1"));
    trie.put(base::view("ab"), base::view("2"));
    trie.put(base::view("b"), base::view("3"));
    EXPECT_EQ(base::hex(trie.root()),
              "6fd299d1f0f8a4b1fed84ecc2e750f2d27d2db911718b5fcfcf69ea25152434c");
}

TEST(Trie, WritingTheSameValueAgainLeavesTheRootCleanAndEqual) {
    Trie trie{sm3};
    trie.put(Bytes{1}, Bytes{1});
    trie.put(Bytes{2}, Bytes{1});
    const Digest root = trie.root();
    trie.put(Bytes{2}, Bytes{1});
    EXPECT_NO_FATAL_FAILURE(trie.prove(Bytes{1}));  // prove() stops the process on a stale path
    EXPECT_EQ(trie.root(), root);
}

}  // namespace
}  // namespace zhida::store
