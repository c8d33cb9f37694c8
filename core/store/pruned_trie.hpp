// Some entries of the state with everything that leads from them to the root, each part once: what
// several proofs together would say, in less room.
//
// Bytes, from the root downwards, left before right:
//   0x00 ‖ digest                                   a side that is left out
//   0x01 ‖ u16 bit ‖ left ‖ right                   an inner node
//   0x02 ‖ u16 key length ‖ key ‖ u32 value length ‖ value
#pragma once

#include <map>

#include "core/store/trie.hpp"

namespace zhida::store {

inline constexpr std::size_t pruned_bytes_max = 256 * 1'024;

// Of the entries at `keys`, all of which are there, under the last root().
Bytes prune(const Trie& trie, std::vector<Bytes> keys);

struct PrunedTrie {
    Digest root{};
    std::map<Bytes, Bytes> entries;
};
// Nothing for bytes of another form, longer ones or an entry in the wrong place.
std::optional<PrunedTrie> open_pruned(crypto::Hash hash, ByteView bytes);

}  // namespace zhida::store
