#include "core/store/trie.hpp"

#include "core/base/assert.hpp"
#include "core/store/detail/trie_form.hpp"

namespace zhida::store {

namespace {

constexpr std::uint32_t leaf_mark = 0x8000'0000;
constexpr std::uint32_t nothing = 0xffff'ffff;
using detail::bit_at;
using detail::bits_per_byte;
using detail::inner_hash;
using detail::leaf_hash;
// The first place in which two different keys differ.
unsigned first_difference(ByteView a, ByteView b) {
    std::size_t i = 0;
    while (i < a.size() && i < b.size() && a[i] == b[i]) ++i;
    unsigned place = static_cast<unsigned>(i) * bits_per_byte;
    while (bit_at(a, place) == bit_at(b, place)) ++place;
    return place;
}

}  // namespace

struct Trie::Arena {
    struct Leaf {
        Bytes bytes;  // key, then value
        std::uint16_t key_size = 0;
        bool clean = false;
        Digest hash{};
        ByteView key() const { return ByteView{bytes}.first(key_size); }
        ByteView value() const { return ByteView{bytes}.subspan(key_size); }
    };
    struct Inner {
        std::uint32_t child[2] = {nothing, nothing};
        std::uint16_t bit = 0;
        bool clean = false;
        Digest hash{};
    };

    explicit Arena(crypto::Hash of)
        : hash{of} {}

    crypto::Hash hash;
    std::vector<Leaf> leaves;
    std::vector<Inner> inners;
    std::vector<std::uint32_t> free_leaves;
    std::vector<std::uint32_t> free_inners;
    std::uint32_t top = nothing;
    std::size_t count = 0;

    static bool is_leaf(std::uint32_t node) { return (node & leaf_mark) != 0; }
    Leaf& leaf(std::uint32_t node) { return leaves[node & ~leaf_mark]; }
    const Leaf& leaf(std::uint32_t node) const { return leaves[node & ~leaf_mark]; }

    std::uint32_t new_leaf(ByteView key, ByteView value) {
        std::uint32_t at = static_cast<std::uint32_t>(leaves.size());
        if (free_leaves.empty()) {
            ASSERT(at < leaf_mark - 1);
            leaves.emplace_back();
        } else {
            at = free_leaves.back();
            free_leaves.pop_back();
        }
        Leaf& made = leaves[at];
        made.bytes.reserve(key.size() + value.size());
        made.bytes.assign(key.begin(), key.end());
        base::append(made.bytes, value);
        made.key_size = static_cast<std::uint16_t>(key.size());
        made.clean = false;
        return at | leaf_mark;
    }

    std::uint32_t new_inner() {
        if (free_inners.empty()) {
            inners.emplace_back();
            return static_cast<std::uint32_t>(inners.size() - 1);
        }
        const std::uint32_t at = free_inners.back();
        free_inners.pop_back();
        inners[at] = Inner{};
        return at;
    }

    // The leaf where the key's bits lead; `nothing` only in the empty map.
    std::uint32_t lead(ByteView key) const {
        std::uint32_t node = top;
        while (node != nothing && !is_leaf(node)) {
            node = inners[node].child[bit_at(key, inners[node].bit)];
        }
        return node;
    }

    void soil_path(ByteView key) {
        for (std::uint32_t node = top; node != nothing && !is_leaf(node);) {
            inners[node].clean = false;
            node = inners[node].child[bit_at(key, inners[node].bit)];
        }
    }

    // Hangs a new leaf in above the first node that looks behind the differing place.
    void insert(ByteView key, ByteView value, unsigned place) {
        const std::uint32_t fresh = new_leaf(key, value);
        const std::uint32_t fork = new_inner();
        std::uint32_t* link = &top;
        while (!is_leaf(*link) && inners[*link].bit < place) {
            link = &inners[*link].child[bit_at(key, inners[*link].bit)];
        }
        Inner& made = inners[fork];
        made.bit = static_cast<std::uint16_t>(place);
        const unsigned side = bit_at(key, place);
        made.child[side] = fresh;
        made.child[1 - side] = *link;
        *link = fork;
        ++count;
    }

    const Digest& hash_of(std::uint32_t node) const {
        return is_leaf(node) ? leaf(node).hash : inners[node].hash;
    }
    bool is_clean(std::uint32_t node) const {
        return is_leaf(node) ? leaf(node).clean : inners[node].clean;
    }

    // Depth first without recursion: a node is hashed once both its children are clean.
    void cleanse() {
        std::vector<std::uint32_t> path{top};
        while (!path.empty()) {
            const std::uint32_t node = path.back();
            if (is_leaf(node)) {
                Leaf& one = leaf(node);
                one.hash = leaf_hash(hash, one.key(), one.value());
                one.clean = true;
                path.pop_back();
                continue;
            }
            Inner& one = inners[node];
            const std::size_t before = path.size();
            for (const std::uint32_t child : one.child) {
                if (!is_clean(child)) path.push_back(child);
            }
            if (path.size() > before) continue;
            one.hash = inner_hash(hash, one.bit, hash_of(one.child[0]), hash_of(one.child[1]));
            one.clean = true;
            path.pop_back();
        }
    }
};

Trie::Trie(crypto::Hash hash)
    : arena_{std::make_unique<Arena>(hash)} {}
Trie::~Trie() = default;
Trie::Trie(Trie&&) noexcept = default;
Trie& Trie::operator=(Trie&&) noexcept = default;

std::size_t Trie::size() const { return arena_->count; }

std::optional<ByteView> Trie::get(ByteView key) const {
    const std::uint32_t node = arena_->lead(key);
    if (node == nothing || !base::equal(arena_->leaf(node).key(), key)) return std::nullopt;
    return arena_->leaf(node).value();
}

void Trie::put(ByteView key, ByteView value) {
    ASSERT(!key.empty() && key.size() <= key_bytes_max && value.size() <= value_bytes_max);
    Arena& a = *arena_;
    if (a.top == nothing) {
        a.top = a.new_leaf(key, value);
        a.count = 1;
        return;
    }
    const std::uint32_t node = a.lead(key);
    Arena::Leaf& found = a.leaf(node);
    if (base::equal(found.key(), key)) {
        if (base::equal(found.value(), value)) return;
        found.bytes.resize(found.key_size);
        base::append(found.bytes, value);
        found.clean = false;
        a.soil_path(key);
        return;
    }
    const unsigned place = first_difference(found.key(), key);
    a.insert(key, value, place);
    a.soil_path(key);
}

void Trie::erase(ByteView key) {
    Arena& a = *arena_;
    std::uint32_t* above = nullptr;  // the link to the inner node over the leaf
    std::uint32_t* link = &a.top;
    while (*link != nothing && !Arena::is_leaf(*link)) {
        above = link;
        link = &a.inners[*link].child[bit_at(key, a.inners[*link].bit)];
    }
    if (*link == nothing || !base::equal(a.leaf(*link).key(), key)) return;
    a.soil_path(key);
    const std::uint32_t gone = *link & ~leaf_mark;
    if (above) {
        const std::uint32_t fork = *above;
        const unsigned side = bit_at(key, a.inners[fork].bit);
        *above = a.inners[fork].child[1 - side];
        a.free_inners.push_back(fork);
    } else {
        a.top = nothing;
    }
    a.leaves[gone] = {};
    a.free_leaves.push_back(gone);
    --a.count;
}

void Trie::scan(ByteView from, const std::function<bool(ByteView, ByteView)>& visit) const {
    const Arena& a = *arena_;
    if (a.top == nothing) return;
    // Keys before `from` share its bits up to a fork where `from` goes right; find where it leaves.
    const ByteView nearest = a.leaf(a.lead(from)).key();
    const bool same = base::equal(nearest, from);
    const unsigned place = same ? 0 : first_difference(nearest, from);
    std::vector<std::uint32_t> waiting;
    std::uint32_t node = a.top;
    while (!Arena::is_leaf(node) && (same || a.inners[node].bit < place)) {
        const unsigned side = bit_at(from, a.inners[node].bit);
        if (side == 0) waiting.push_back(a.inners[node].child[1]);
        node = a.inners[node].child[side];
    }
    // All of this subtree lies on one side of `from`.
    if (same || bit_at(from, place) == 0) waiting.push_back(node);
    while (!waiting.empty()) {
        node = waiting.back();
        waiting.pop_back();
        while (!Arena::is_leaf(node)) {
            waiting.push_back(a.inners[node].child[1]);
            node = a.inners[node].child[0];
        }
        if (!visit(a.leaf(node).key(), a.leaf(node).value())) return;
    }
}

Digest Trie::root() {
    Arena& a = *arena_;
    if (a.top == nothing) return {};
    if (!a.is_clean(a.top)) a.cleanse();
    return a.hash_of(a.top);
}

Proof Trie::prove(ByteView key) const {
    const Arena& a = *arena_;
    Proof proof;
    std::uint32_t node = a.top;
    if (node == nothing) return proof;
    while (!Arena::is_leaf(node)) {
        const Arena::Inner& inner = a.inners[node];
        ASSERT(inner.clean);
        const unsigned side = bit_at(key, inner.bit);
        proof.steps.push_back({inner.bit, a.hash_of(inner.child[1 - side])});
        node = inner.child[side];
    }
    proof.leaf_key = base::to_bytes(a.leaf(node).key());
    proof.leaf_value = base::to_bytes(a.leaf(node).value());
    return proof;
}

Shown check(crypto::Hash hash, const Digest& root, ByteView key, const Proof& proof) {
    if (proof.leaf_key.empty()) {
        const bool is_empty_map =
            proof.steps.empty() && proof.leaf_value.empty() && root == Digest{};
        return is_empty_map ? Shown::absent : Shown::broken;
    }
    if (proof.leaf_key.size() > key_bytes_max) return Shown::broken;
    Digest at = leaf_hash(hash, proof.leaf_key, proof.leaf_value);
    for (std::size_t i = proof.steps.size(); i-- > 0;) {
        const Proof::Step& step = proof.steps[i];
        const bool descends = i == 0 || proof.steps[i - 1].bit < step.bit;
        if (!descends) return Shown::broken;
        // Only the side the key's own bits choose may lead to the leaf.
        const bool right = bit_at(key, step.bit) == 1;
        at = right ? inner_hash(hash, step.bit, step.sibling, at)
                   : inner_hash(hash, step.bit, at, step.sibling);
    }
    if (at != root) return Shown::broken;
    return base::equal(proof.leaf_key, key) ? Shown::present : Shown::absent;
}

}  // namespace zhida::store
