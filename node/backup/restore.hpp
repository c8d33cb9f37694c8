// Brings an installation back from a data file and the file of keys. Nothing is in place before
// everything was read, found sound and made durable.
#pragma once

#include <optional>

#include "core/crypto/shares.hpp"
#include "node/backup/archive.hpp"

namespace zhida::backup {

struct Unlocking {
    std::string passphrase;
    std::vector<crypto::Share> shares;
    bool old_keys = false;  // a file of keys beyond its life is taken
};

// What somebody outside, as a bank, has last seen of the ledger.
struct LastSeen {
    std::uint64_t height = 0;
    crypto::Digest block_hash{};
};

struct Restored {
    Head data;
    Head keys;
    std::uint64_t files = 0;
    std::uint64_t lists = 0;        // of the vault
    std::vector<LastSeen> missing;  // seen by others, not contained: blocks were lost
};

// The newest data file of a folder.
base::Result<std::string> newest_data(const std::string& folder);

// `home` is a folder that is not there yet, or empty. `data` is a file of `folder`.
base::Result<Restored> restore(const std::string& folder, const std::string& data,
                               const std::string& home, const Unlocking& unlocking,
                               const std::vector<LastSeen>& seen, base::Seconds now);

}  // namespace zhida::backup
