// The current state: a map from byte keys to byte values whose root hash covers all of it.
//
// Shape: a binary Patricia trie over the raw keys, so neighbouring keys share their path and a
// batch of neighbouring updates costs about two hashes each. The shape, and so the root, depends
// only on the set of (key, value), never on the order of updates.
//
// The bits of a key: for each byte a 1 and then its eight bits from the top; after the last byte a
// 0. (So no key is a prefix of another, and bit order is byte order.)
//   leaf  = H(0x00 ‖ u16 key length ‖ key ‖ value)
//   inner = H(0x01 ‖ u16 bit ‖ left ‖ right)   bit = the first bit in which the two sides differ
//   root of the empty map = 32 zero bytes
// Following the bits of any key from the root ends at one leaf: that leaf proves presence when its
// key is the one asked for, and absence otherwise.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/crypto/digest.hpp"

namespace zhida::store {

using base::Bytes;
using base::ByteView;
using crypto::Digest;

inline constexpr std::size_t key_bytes_max = 200;
inline constexpr std::size_t value_bytes_max = 1 << 20;

// What lies beside the path from the root to the leaf where a key's bits lead.
struct Proof {
    struct Step {
        std::uint16_t bit = 0;
        Digest sibling{};
    };
    std::vector<Step> steps;  // from the root downwards
    Bytes leaf_key;           // empty and no steps: the map is empty
    Bytes leaf_value;
};

class Trie {
  public:
    explicit Trie(crypto::Hash hash);
    ~Trie();
    Trie(Trie&&) noexcept;
    Trie& operator=(Trie&&) noexcept;

    // A view that lives until the next change of the map.
    std::optional<ByteView> get(ByteView key) const;
    void put(ByteView key, ByteView value);
    void erase(ByteView key);  // nothing happens when the key is not there
    std::size_t size() const;

    // Visits keys ≥ `from` in byte order until `visit` returns false.
    void scan(ByteView from, const std::function<bool(ByteView key, ByteView value)>& visit) const;

    // Hashes what has changed since the last call, and no more.
    Digest root();
    // Of the state that the last root() covered; call root() after changes first.
    Proof prove(ByteView key) const;

  private:
    struct Arena;
    std::unique_ptr<Arena> arena_;
};

// What a proof says about a key under a root.
enum class Shown { present, absent, broken };
Shown check(crypto::Hash hash, const Digest& root, ByteView key, const Proof& proof);

}  // namespace zhida::store
