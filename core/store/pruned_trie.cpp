#include "core/store/pruned_trie.hpp"

#include <algorithm>

#include "core/base/assert.hpp"
#include "core/store/detail/trie_form.hpp"

namespace zhida::store {

namespace {

enum Mark : base::Byte { left_out = 0, inner = 1, leaf = 2 };

using Proofs = std::span<const Proof>;

// All `proofs` run through the node at `depth`.
void write(Bytes& out, Proofs proofs, std::size_t depth) {
    const Proof& first = proofs.front();
    if (depth == first.steps.size()) {
        ASSERT(proofs.size() == 1);
        out.push_back(leaf);
        base::append_u16(out, static_cast<std::uint16_t>(first.leaf_key.size()));
        base::append(out, first.leaf_key);
        base::append_u32(out, static_cast<std::uint32_t>(first.leaf_value.size()));
        base::append(out, first.leaf_value);
        return;
    }
    const std::uint16_t bit = first.steps[depth].bit;
    // Keys stand in byte order, which is bit order: those of the left side come first.
    const auto middle = static_cast<std::size_t>(
        std::ranges::find_if(proofs,
                             [&](const Proof& p) { return detail::bit_at(p.leaf_key, bit) == 1; }) -
        proofs.begin());
    out.push_back(inner);
    base::append_u16(out, bit);
    const auto side = [&](Proofs taken) {
        if (!taken.empty()) return write(out, taken, depth + 1);
        out.push_back(left_out);
        base::append(out, first.steps[depth].sibling);
    };
    side(proofs.first(middle));
    side(proofs.subspan(middle));
}

// Reads the form and computes its hashes at the same time.
class Opener {
  public:
    Opener(crypto::Hash hash, ByteView bytes)
        : hash_{hash},
          left_{bytes} {}

    std::optional<PrunedTrie> open() {
        const auto root = node(-1);
        if (!root || !left_.empty()) return std::nullopt;
        out_.root = *root;
        return std::move(out_);
    }

  private:
    std::optional<ByteView> take(std::size_t size) {
        if (left_.size() < size) return std::nullopt;
        const ByteView taken = left_.first(size);
        left_ = left_.subspan(size);
        return taken;
    }

    // Bits grow downwards, so the depth has the bound of a key's bits.
    std::optional<Digest> node(int above) {
        const auto mark = take(1);
        if (!mark) return std::nullopt;
        if ((*mark)[0] == left_out) {
            const auto digest = take(32);
            return digest ? base::to_array<32>(*digest) : std::nullopt;
        }
        if ((*mark)[0] == inner) return inner_node(above);
        return (*mark)[0] == leaf ? leaf_node() : std::nullopt;
    }

    std::optional<Digest> inner_node(int above) {
        const auto place = take(2);
        if (!place) return std::nullopt;
        const int bit = (*place)[0] << 8 | (*place)[1];
        const bool is_in_a_key =
            bit < static_cast<int>((key_bytes_max + 1) * detail::bits_per_byte);
        if (bit <= above || !is_in_a_key) return std::nullopt;
        path_.push_back({static_cast<unsigned>(bit), 0});
        const auto left = node(bit);
        path_.back().second = 1;
        const auto right = left ? node(bit) : std::nullopt;
        path_.pop_back();
        if (!right) return std::nullopt;
        return detail::inner_hash(hash_, static_cast<unsigned>(bit), *left, *right);
    }

    std::optional<Digest> leaf_node() {
        const auto key_size = take(2);
        if (!key_size) return std::nullopt;
        const auto key = take(static_cast<std::size_t>((*key_size)[0] << 8 | (*key_size)[1]));
        const auto value_size = key ? take(4) : std::nullopt;
        const auto value = value_size ? take(base::read_u32(*value_size)) : std::nullopt;
        if (!value || key->size() > key_bytes_max) return std::nullopt;
        for (const auto& [bit, side] : path_) {
            if (detail::bit_at(*key, bit) != side) return std::nullopt;
        }
        out_.entries.emplace(base::to_bytes(*key), base::to_bytes(*value));
        return detail::leaf_hash(hash_, *key, *value);
    }

    crypto::Hash hash_;
    ByteView left_;
    PrunedTrie out_;
    std::vector<std::pair<unsigned, unsigned>> path_;  // bit and side taken
};

}  // namespace

Bytes prune(const Trie& trie, std::vector<Bytes> keys) {
    std::ranges::sort(keys);
    const auto again = std::ranges::unique(keys);
    keys.erase(again.begin(), again.end());
    ASSERT(!keys.empty());
    std::vector<Proof> proofs;
    for (const Bytes& key : keys) {
        proofs.push_back(trie.prove(key));
        ASSERT(proofs.back().leaf_key == key);
    }
    Bytes out;
    write(out, proofs, 0);
    return out;
}

std::optional<PrunedTrie> open_pruned(crypto::Hash hash, ByteView bytes) {
    if (bytes.size() > pruned_bytes_max) return std::nullopt;
    return Opener{hash, bytes}.open();
}

}  // namespace zhida::store
