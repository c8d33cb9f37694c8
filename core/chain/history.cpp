#include "core/chain/history.hpp"

#include <bit>

namespace zhida::chain {

namespace {

Digest node_of(crypto::Hash hash, const Digest& left, const Digest& right) {
    const Bytes head{0x01};
    return crypto::digest(hash, {head, left, right});
}

struct Mountain {
    std::uint64_t first = 0;  // its first leaf
    std::uint64_t size = 0;
    std::size_t number = 0;  // from the highest
};

// The mountain on which a leaf stands; `index` lies below `count`.
Mountain mountain_of(std::uint64_t count, std::uint64_t index) {
    Mountain at{0, std::bit_floor(count), 0};
    while (index >= at.first + at.size) {
        at.first += at.size;
        count -= at.size;
        at = {at.first, std::bit_floor(count), at.number + 1};
    }
    return at;
}

}  // namespace

Digest history_leaf(crypto::Hash hash, std::uint64_t height, const Digest& block_hash) {
    Bytes head{0x00};
    base::append_u64(head, height);
    return crypto::digest(hash, {head, block_hash});
}

void append_history(crypto::Hash hash, History& history, const Digest& leaf) {
    Digest top = leaf;
    // Each one-bit at the low end of the count is a mountain as high as the one being built.
    for (std::uint64_t n = history.count; n % 2 == 1; n /= 2) {
        top = node_of(hash, history.peaks.back(), top);
        history.peaks.pop_back();
    }
    history.peaks.push_back(top);
    ++history.count;
}

std::vector<Digest> history_path(crypto::Hash hash, const std::vector<Digest>& leaves,
                                 std::uint64_t index) {
    ASSERT(index < leaves.size());
    const Mountain on = mountain_of(leaves.size(), index);
    const auto from = leaves.begin() + static_cast<std::ptrdiff_t>(on.first);
    std::vector<Digest> row{from, from + static_cast<std::ptrdiff_t>(on.size)};
    std::vector<Digest> path;
    for (std::uint64_t at = index - on.first; row.size() > 1; at /= 2) {
        path.push_back(row[at ^ 1U]);
        for (std::size_t i = 0; i < row.size() / 2; ++i) {
            row[i] = node_of(hash, row[2 * i], row[2 * i + 1]);
        }
        row.resize(row.size() / 2);
    }
    return path;
}

bool is_in_history(crypto::Hash hash, const History& history, std::uint64_t index,
                   const Digest& leaf, const std::vector<Digest>& path) {
    if (index >= history.count) return false;
    const Mountain on = mountain_of(history.count, index);
    const auto height = static_cast<std::size_t>(std::countr_zero(on.size));
    if (path.size() != height || on.number >= history.peaks.size()) return false;
    Digest at = leaf;
    std::uint64_t place = index - on.first;
    for (const Digest& sibling : path) {
        at = place % 2 == 1 ? node_of(hash, sibling, at) : node_of(hash, at, sibling);
        place /= 2;
    }
    return at == history.peaks[on.number];
}

}  // namespace zhida::chain
