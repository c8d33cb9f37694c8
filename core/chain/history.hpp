// The hashes of earlier blocks as Merkle mountains, so that a block somebody has quoted leads to
// every block before it. Grows by one leaf a block that carries transactions or timers: the block
// before it. Mountains stand side by side, the highest first, one for each one-bit of the count.
//   leaf = H(0x00 ‖ u64 height ‖ block hash)     node = H(0x01 ‖ left ‖ right)
#pragma once

#include <vector>

#include "core/chain/transaction.hpp"

namespace zhida::chain {

struct History {
    static constexpr std::uint8_t table = 0x04;
    using Key = std::tuple<>;
    std::uint64_t count = 0;
    std::vector<Digest> peaks;  // from the highest mountain to the lowest
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&History::count),
                             codec::field<2>(&History::peaks, 64));
    }
};

Digest history_leaf(crypto::Hash hash, std::uint64_t height, const Digest& block_hash);
void append_history(crypto::Hash hash, History& history, const Digest& leaf);

// From the leaf up to its mountain's peak.
std::vector<Digest> history_path(crypto::Hash hash, const std::vector<Digest>& leaves,
                                 std::uint64_t index);
// Whether the leaf stands at `index` in the history.
bool is_in_history(crypto::Hash hash, const History& history, std::uint64_t index,
                   const Digest& leaf, const std::vector<Digest>& path);

}  // namespace zhida::chain
