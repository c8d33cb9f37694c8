// The auditor's replay: reads the genesis and the log with code of its own (nothing of the engine's
// or the store's readers), checks that the blocks are one committed chain, executes them again, and
// compares every root. Every so many blocks, and at the end, the root is also computed anew from
// all entries of the state, without the trie's cached hashes.
#pragma once

#include <functional>

#include "core/base/disk.hpp"
#include "core/chain/machine.hpp"

namespace zhida::audit {

inline constexpr std::uint64_t full_root_every_blocks = 500;

struct Verified {
    chain::Digest ledger_id{};
    std::uint64_t blocks = 0;
    std::uint64_t transactions = 0;
    std::uint64_t refused = 0;
    chain::Digest root{};
};

// The first thing that does not hold, with its block. `progress` is told each height.
base::Result<Verified> verify_chain(base::Disk& disk, const chain::Assembly& assembly,
                                    const std::function<void(std::uint64_t)>& progress);

// The root of a map by its definition (core/store/trie.hpp), from nothing but its entries.
chain::Digest root_by_definition(crypto::Hash hash, const store::Trie& trie);

}  // namespace zhida::audit
