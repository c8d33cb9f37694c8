// How the state trie reads keys and hashes its nodes; the form stands in trie.hpp.
#pragma once

#include "core/store/trie.hpp"

namespace zhida::store::detail {

inline constexpr unsigned bits_per_byte = 9;

// The bit of a key at a place: a 1 before each byte, its eight bits, and 0 behind the end.
inline unsigned bit_at(ByteView key, unsigned place) {
    const std::size_t byte = place / bits_per_byte;
    const unsigned within = place % bits_per_byte;
    if (byte >= key.size()) return 0;
    if (within == 0) return 1;
    return static_cast<unsigned>(key[byte]) >> (8 - within) & 1U;
}

inline Digest leaf_hash(crypto::Hash hash, ByteView key, ByteView value) {
    Bytes head{0x00};
    base::append_u16(head, static_cast<std::uint16_t>(key.size()));
    return crypto::digest(hash, {head, key, value});
}

inline Digest inner_hash(crypto::Hash hash, unsigned bit, const Digest& left, const Digest& right) {
    const base::ByteArray<3> head{0x01, static_cast<base::Byte>(bit >> 8),
                                  static_cast<base::Byte>(bit)};
    return crypto::digest(hash, {head, left, right});
}

}  // namespace zhida::store::detail
