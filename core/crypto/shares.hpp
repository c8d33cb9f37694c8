// A secret parted among n holders so that any k of them together have it and k − 1 know nothing:
// Shamir's scheme over GF(2⁸) with the polynomial x⁸ + x⁴ + x³ + x + 1, each byte on its own. A
// share carries the digest of the secret's set, so that shares of two dealings never mix unseen.
#pragma once

#include <vector>

#include "core/base/random.hpp"
#include "core/base/result.hpp"
#include "core/crypto/sealing.hpp"

namespace zhida::crypto {

inline constexpr unsigned shares_max = 16;
inline constexpr unsigned threshold_min = 2;

struct Share {
    std::uint8_t number = 0;     // 1 … count; the place where the polynomial was read
    std::uint8_t threshold = 0;  // how many are needed
    base::ByteArray<8> set{};    // of which dealing
    Key value{};
    friend bool operator==(const Share&, const Share&) = default;
};

// `threshold` of `count`: 2 ≤ threshold ≤ count ≤ shares_max.
std::vector<Share> deal(const Key& secret, unsigned threshold, unsigned count,
                        base::Random& random);
// Refuses too few, a number that comes twice, shares of different dealings, and a result that is
// not the secret that was dealt.
base::Result<Key> gather(const std::vector<Share>& shares);

// One line of text: `zhida-share-1 K NUMBER SET VALUE CHECK`; a mistyped character is found.
std::string share_text(const Share& share);
base::Result<Share> read_share(std::string_view text);

}  // namespace zhida::crypto
