#include "core/chain/block.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <map>

namespace zhida::chain {
namespace {

// What CometBFT itself made of the same inputs (tests/golden/comet/main.go).
const std::map<std::string, Bytes>& vectors() {
    static const std::map<std::string, Bytes> all = [] {
        std::map<std::string, Bytes> read;
        std::ifstream in{std::string{ZHIDA_SOURCE_DIR} + "/tests/golden/comet/vectors.txt"};
        for (std::string line; std::getline(in, line);) {
            const auto at = line.find('=');
            read[line.substr(0, at)] = base::unhex(line.substr(at + 1)).value_or(Bytes{});
        }
        return read;
    }();
    return all;
}

std::string golden(const std::string& name) {
    const auto found = vectors().find(name);
    return found == vectors().end() ? "no vector " + name : base::hex(found->second);
}

constexpr Seconds at = 1'568'772'000;

Validator own() { return {vectors().at("validator_pubkey"), 10}; }

std::vector<TxResult> results() {
    return {{0, base::to_bytes(base::view("receipt one"))}, {4211, {}}, {0, Bytes(300, 7)}};
}

Block sample(const std::vector<Bytes>& txs) {
    Block b;
    b.transactions = txs;
    b.last_commit = {6,
                     0,
                     {Bytes(32, 1), 2, Bytes(32, 2)},
                     {{2, address_of(own().public_key), at - 1, Bytes(64, 3)}}};
    const Bytes set = base::to_bytes(validators_hash({own()}));
    b.header = {.chain_id = "zhida-golden-1",
                .height = 7,
                .time = at,
                .last_block_id = b.last_commit.block_id,
                .last_commit_hash = base::to_bytes(commit_hash(b.last_commit)),
                .data_hash = base::to_bytes(data_hash(txs)),
                .validators_hash = set,
                .next_validators_hash = set,
                .consensus_hash = base::to_bytes(consensus_hash()),
                .app_hash = Bytes(32, 4),
                .last_results_hash = base::to_bytes(results_hash(results())),
                .evidence_hash = base::to_bytes(evidence_hash()),
                .proposer_address = address_of(own().public_key)};
    return b;
}

TEST(Block, ConstantsAreCometBftsOwn) {
    EXPECT_EQ(base::hex(consensus_hash()), golden("consensus_hash"));
    EXPECT_EQ(base::hex(evidence_hash()), golden("evidence_hash"));
    EXPECT_EQ(base::hex(address_of(own().public_key)), golden("validator_address"));
    EXPECT_EQ(base::hex(validators_hash({own()})), golden("validators_1_hash"));
    std::vector<Validator> four;
    for (const char* i : {"0", "1", "2", "3"}) {
        four.push_back({vectors().at(std::string{"validators_4_pubkey_"} + i), 10});
    }
    EXPECT_EQ(base::hex(validators_hash(four)), golden("validators_4_hash"));
}

TEST(Block, ResultsHashLikeCometBfts) {
    for (std::size_t n = 0; n <= 3; ++n) {
        const auto all = results();
        const std::vector<TxResult> some{all.begin(), all.begin() + static_cast<std::ptrdiff_t>(n)};
        EXPECT_EQ(base::hex(results_hash(some)), golden("results_" + std::to_string(n) + "_hash"));
    }
}

TEST(Block, HeadersPartsAndHashesAreByteForByteCometBfts) {
    const auto bytes = [](const char* t) { return base::to_bytes(base::view(t)); };
    const std::pair<const char*, std::vector<Bytes>> cases[] = {
        {"block_0_", {}},
        {"block_1_", {bytes("one transaction")}},
        {"block_3_", {bytes("a"), Bytes(200, 9), bytes("c")}},
        {"block_4_", {Bytes(200'000, 5)}}};
    for (const auto& [prefix, txs] : cases) {
        const std::string p = prefix;
        const Block b = sample(txs);
        EXPECT_EQ(base::hex(header_bytes(b.header)), golden(p + "header"));
        EXPECT_EQ(base::hex(header_hash(b.header)), golden(p + "header_hash"));
        EXPECT_EQ(base::hex(b.header.data_hash), golden(p + "data_hash"));
        EXPECT_EQ(base::hex(b.header.last_commit_hash), golden(p + "last_commit_hash"));
        const BlockId id = block_id_of(b);
        EXPECT_EQ(base::hex(id.parts_hash), golden(p + "parts_hash"));
        EXPECT_EQ(id.parts_total, vectors().at(p + "parts_total")[0]);
    }
}

TEST(Block, TheFirstBlockHasNoBlockBeforeIt) {
    Block b = sample({});
    b.last_commit = {};
    b.header.height = 1;
    b.header.last_block_id = {};
    b.header.app_hash = Bytes(32, 6);
    b.header.last_commit_hash = base::to_bytes(commit_hash({}));
    b.header.last_results_hash = base::to_bytes(results_hash({}));
    EXPECT_EQ(base::hex(header_bytes(b.header)), golden("first_header"));
    EXPECT_EQ(base::hex(header_hash(b.header)), golden("first_header_hash"));
    EXPECT_EQ(base::hex(b.header.last_commit_hash), golden("first_last_commit_hash"));
    EXPECT_EQ(base::hex(block_id_of(b).parts_hash), golden("first_parts_hash"));
}

TEST(Block, CometBftsOwnCommitVerifiesAndNoChangedBitOfItDoes) {
    const Block b =
        sample({base::to_bytes(base::view("a")), Bytes(200, 9), base::to_bytes(base::view("c"))});
    const BlockId id = block_id_of(b);
    Commit commit{
        7, 0, id, {{2, address_of(own().public_key), at, vectors().at("vote_signature")}}};
    EXPECT_EQ(base::hex(vote_sign_bytes("zhida-golden-1", commit, 0)), golden("vote_sign_bytes"));
    EXPECT_EQ(base::hex(commit_bytes(commit)), golden("commit"));
    EXPECT_EQ(base::hex(commit_hash(commit)), golden("commit_hash"));
    EXPECT_TRUE(is_committed("zhida-golden-1", id, commit, {own()}));
    EXPECT_FALSE(is_committed("zhida-golden-2", id, commit, {own()}));
    for (std::size_t i = 0; i < 64; ++i) {
        Commit bad = commit;
        bad.signatures[0].signature[i] ^= 1;
        EXPECT_FALSE(is_committed("zhida-golden-1", id, bad, {own()}));
    }
    Commit later = commit;
    later.signatures[0].time += 1;
    EXPECT_FALSE(is_committed("zhida-golden-1", id, later, {own()}));
    Block other = b;
    other.header.app_hash[0] ^= 1;
    EXPECT_FALSE(is_committed("zhida-golden-1", block_id_of(other), commit, {own()}));
    commit.signatures[0].flag = 1;
    EXPECT_FALSE(is_committed("zhida-golden-1", id, commit, {own()}));
}

TEST(Block, EveryLeafClimbsToItsRootAndNoOther) {
    for (std::size_t n = 1; n <= 20; ++n) {
        std::vector<Bytes> leaves;
        for (std::size_t i = 0; i < n; ++i) leaves.push_back(Bytes(3, static_cast<base::Byte>(i)));
        const Digest root = merkle_root(leaves);
        for (std::size_t i = 0; i < n; ++i) {
            MerklePath path = merkle_path(leaves, i);
            EXPECT_EQ(merkle_climb(path, leaves[i]), root);
            EXPECT_NE(merkle_climb(path, Bytes(3, 0xff)), root);
            for (Digest& sibling : path.siblings) {
                sibling[0] ^= 1;
                EXPECT_NE(merkle_climb(path, leaves[i]), root);
                sibling[0] ^= 1;
            }
            path.index = n;
            EXPECT_EQ(merkle_climb(path, leaves[i]), std::nullopt);
        }
    }
}

}  // namespace
}  // namespace zhida::chain
