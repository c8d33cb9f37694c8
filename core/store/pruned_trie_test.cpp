#include "core/store/pruned_trie.hpp"

#include <gtest/gtest.h>

namespace zhida::store {
namespace {

constexpr auto sm3 = crypto::Hash::sm3;

Bytes key_of(unsigned n) {
    const auto text = "key/" + std::to_string(n * 7'919 % 1'000);
    return base::to_bytes(base::view(text));
}

Trie filled(unsigned entries) {
    Trie trie{sm3};
    for (unsigned n = 0; n < entries; ++n) trie.put(key_of(n), Bytes(n % 40 + 1, 7));
    trie.root();
    return trie;
}

TEST(PrunedTrie, ShowsTheChosenEntriesUnderTheTriesOwnRoot) {
    Trie trie = filled(300);
    const auto opened = open_pruned(sm3, prune(trie, {key_of(3), key_of(200), key_of(77)}));
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->root, trie.root());
    ASSERT_EQ(opened->entries.size(), 3u);
    EXPECT_EQ(opened->entries.at(key_of(77)), Bytes(38, 7));
}

TEST(PrunedTrie, OfOneEntryAndOfAllEntriesHasTheSameRoot) {
    Trie trie = filled(20);
    std::vector<Bytes> all;
    for (unsigned n = 0; n < 20; ++n) all.push_back(key_of(n));
    EXPECT_EQ(open_pruned(sm3, prune(trie, {key_of(5)}))->root, trie.root());
    const auto whole = open_pruned(sm3, prune(trie, all));
    EXPECT_EQ(whole->root, trie.root());
    EXPECT_EQ(whole->entries.size(), 20u);
}

TEST(PrunedTrie, TakesLessRoomThanTheProofsOneByOne) {
    Trie trie = filled(1'000);
    std::vector<Bytes> keys;
    std::size_t apart = 0;
    for (unsigned n = 0; n < 10; ++n) {
        keys.push_back(key_of(n));
        apart += prune(trie, {key_of(n)}).size();
    }
    EXPECT_LT(prune(trie, keys).size(), apart * 8 / 10);
}

TEST(PrunedTrie, EveryChangedByteChangesTheRootOrTheForm) {
    Trie trie = filled(50);
    const Bytes sound = prune(trie, {key_of(1), key_of(2)});
    for (std::size_t i = 0; i < sound.size(); ++i) {
        Bytes changed = sound;
        changed[i] ^= 0x10;
        const auto opened = open_pruned(sm3, changed);
        EXPECT_FALSE(opened && opened->root == trie.root()) << i;
    }
}

TEST(PrunedTrie, RefusesWhatIsTooLongTooShortOrTooDeep) {
    Trie trie = filled(50);
    Bytes bytes = prune(trie, {key_of(1)});
    EXPECT_FALSE(open_pruned(sm3, ByteView{bytes}.first(bytes.size() - 1)));
    bytes.push_back(0);
    EXPECT_FALSE(open_pruned(sm3, bytes));
    EXPECT_FALSE(open_pruned(sm3, {}));
    EXPECT_FALSE(open_pruned(sm3, Bytes(pruned_bytes_max + 1, 1)));
    Bytes deep;
    for (unsigned n = 0; n < 3'000; ++n) {
        deep.push_back(1);
        base::append_u16(deep, static_cast<std::uint16_t>(n));
    }
    EXPECT_FALSE(open_pruned(sm3, deep));
}

TEST(PrunedTrie, RefusesAnEntryThatDoesNotBelongWhereItStands) {
    Trie trie{sm3};
    trie.put(Bytes{0x00}, Bytes{1});
    trie.put(Bytes{0x80}, Bytes{2});
    trie.root();
    const Bytes sound = prune(trie, {Bytes{0x00}, Bytes{0x80}});
    const std::size_t leaf = 1 + 2 + 1 + 4 + 1;  // 0x02, length, key, length, value
    Bytes swapped(sound.begin(), sound.begin() + 3);
    swapped.insert(swapped.end(), sound.begin() + 3 + leaf, sound.end());
    swapped.insert(swapped.end(), sound.begin() + 3, sound.begin() + 3 + leaf);
    EXPECT_TRUE(open_pruned(sm3, sound));
    EXPECT_FALSE(open_pruned(sm3, swapped));
}

}  // namespace
}  // namespace zhida::store
