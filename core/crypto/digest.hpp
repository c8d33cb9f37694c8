// Digests and keyed digests of both profiles.
#pragma once

#include <initializer_list>

#include "core/base/bytes.hpp"

namespace zhida::crypto {

using base::Byte;
using base::Bytes;
using base::ByteView;

// Chosen at genesis (wire.md §9). gm = SM2, SM3, SM4; intl = Ed25519, SHA-256, AES.
enum class Profile : std::uint8_t { gm = 1, intl = 2 };
enum class Hash : std::uint8_t { sm3 = 1, sha256 = 2 };

constexpr Hash hash_of(Profile profile) {
    return profile == Profile::gm ? Hash::sm3 : Hash::sha256;
}

using Digest = base::ByteArray<32>;

// The digest of the parts one after the other.
Digest digest(Hash hash, std::initializer_list<ByteView> parts);
inline Digest digest(Hash hash, ByteView whole) { return digest(hash, {whole}); }
// HMAC (RFC 2104) over the parts one after the other.
Digest hmac(Hash hash, ByteView key, std::initializer_list<ByteView> parts);

// For input that arrives in pieces. One use: update…, finish.
class Hasher {
  public:
    explicit Hasher(Hash hash);
    ~Hasher();
    Hasher(const Hasher&) = delete;
    Hasher& operator=(const Hasher&) = delete;
    void update(ByteView piece);
    Digest finish();

  private:
    void* context_;
};

}  // namespace zhida::crypto
