// The whole state in one file, so that a restart replays only the blocks behind it. Written to a
// new name and renamed: after a crash the old one or the new one is there, whole.
#pragma once

#include "core/base/disk.hpp"
#include "core/store/trie.hpp"

namespace zhida::store {

struct Snapshot {
    std::uint64_t height = 0;  // the state after this block
    Trie trie;
};

base::Status write_snapshot(base::Disk& disk, std::string_view path, std::uint64_t height,
                            const Digest& root, const Trie& trie);
// Refused when a bit differs: checksums of every MiB, and the root of what was read.
base::Result<Snapshot> read_snapshot(base::Disk& disk, std::string_view path, crypto::Hash hash);

}  // namespace zhida::store
