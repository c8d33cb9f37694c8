// What one must have from elsewhere to believe a slip: which ledger it is and whose keys began it.
// Published by the new area and printed on the notice board; never inside a slip (wire.md §8).
#pragma once

#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/chain/machine.hpp"

namespace zhida::proof {

struct TrustedKey {
    std::uint32_t organisation = 0;
    std::string title;  // the organisation's official name
    std::uint16_t bank = 0;
    crypto::PublicKey key;
};

struct Trust {
    std::string name;
    crypto::Digest ledger_id{};
    std::string chain_id;
    crypto::Profile profile = crypto::Profile::gm;
    bool sandbox = false;
    std::vector<base::Bytes> validators;  // Ed25519
    std::vector<TrustedKey> keys;         // those of the genesis document

    const TrustedKey* find(const crypto::PublicKey& key) const;
};

// Of a ledger's genesis and the state it begins with.
Trust trust_of(const chain::Genesis& genesis, const std::string& chain_id,
               const chain::View& first_state);

inline constexpr std::size_t trust_file_bytes_max = 8 << 20;

// JSON, `zhida-trust/1`; the fingerprint stands in it for people to compare.
std::string to_json(const Trust& trust);
base::Result<Trust> trust_from_json(std::string_view text);

}  // namespace zhida::proof
