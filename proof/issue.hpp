// Makes slips and state proofs from a ledger's state and blocks.
#pragma once

#include <functional>

#include "core/ordering/embedded.hpp"
#include "proof/slip.hpp"

namespace zhida::proof {

// What a slip is made from; all of it stands still meanwhile.
struct Sources {
    const store::Trie& state;
    const chain::LedgerRecord& ledger;
    const chain::Genesis& genesis;
    const ordering::StoredBlock& newest;  // whose header covers `state`
    std::function<base::Result<ordering::StoredBlock>(std::uint64_t height)> block;
};

// The slip of a line. Fails for a list or line that is not there.
base::Result<Slip> issue(const Sources& sources, const ListId& list, LineNumber line,
                         std::optional<Witness> witness, std::vector<Opening> openings);

// The signed transaction with this digest in the block at this height.
base::Result<Bytes> find_signed(const Sources& sources, std::uint64_t height, const Digest& digest);

}  // namespace zhida::proof
