// Sealing private records: authenticated symmetric encryption, and wrapping a key to a public key.
#pragma once

#include "core/base/random.hpp"
#include "core/base/result.hpp"
#include "core/crypto/signature.hpp"

namespace zhida::crypto {

using Key = base::ByteArray<32>;

// Randomness of the operating system's generator, for keys, salts and references.
class SystemRandom final : public base::Random {
  public:
    void fill(Byte* to, std::size_t count) override;
};

// gm: SM4-CTR then HMAC-SM3 over associated ‖ nonce ‖ ciphertext with lengths (keys derived from
// `key` by HMAC-SM3); intl: AES-256-GCM. Output = nonce ‖ ciphertext ‖ tag. `associated` is
// authenticated and not stored.
Bytes seal(Profile profile, const Key& key, ByteView plain, ByteView associated,
           base::Random& random);
// Refuses when a single bit of the sealed bytes, the key or `associated` differs.
base::Result<Bytes> open(Profile profile, const Key& key, ByteView sealed, ByteView associated);

inline constexpr std::size_t wrapped_secret_bytes_max = 64;
// Wraps 1 to 64 bytes to the holder of a key. gm: SM2 encryption, C1‖C3‖C2 with C1 = 04‖x‖y;
// intl: X25519 with a fresh key, HKDF-SHA-256, AES-256-GCM (the Ed25519 key is converted).
// `random` draws the fresh key and nonce of intl; SM2 draws from the operating system's generator.
base::Result<Bytes> wrap(const PublicKey& to, ByteView secret, base::Random& random);
base::Result<Bytes> unwrap(const SigningKey& holder, ByteView wrapped);

}  // namespace zhida::crypto
