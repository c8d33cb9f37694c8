// Signatures as they stand on the wire (wire.md §3): 64 bytes, never DER.
#pragma once

#include <memory>

#include "core/base/random.hpp"
#include "core/base/result.hpp"
#include "core/crypto/digest.hpp"

struct evp_pkey_st;  // OpenSSL's EVP_PKEY

namespace zhida::crypto {

enum class Algorithm : std::uint8_t {
    sm2_sm3 = 1,  // SM2 with SM3, user id 1234567812345678; r‖s big-endian
    ed25519 = 2,
};

constexpr Algorithm algorithm_of(Profile profile) {
    return profile == Profile::gm ? Algorithm::sm2_sm3 : Algorithm::ed25519;
}

using Signature = base::ByteArray<64>;
// First 8 bytes of the profile-independent SM3 digest of algorithm byte ‖ public key bytes.
using KeyId = base::ByteArray<8>;

struct PublicKey {
    Algorithm algorithm = Algorithm::sm2_sm3;
    Bytes bytes;  // sm2: 65 bytes 04‖x‖y; ed25519: 32 bytes
    friend bool operator==(const PublicKey&, const PublicKey&) = default;
};

KeyId key_id(const PublicKey& key);
// The key lies on its curve, is not the point at infinity and, for ed25519, has no small order.
bool is_valid(const PublicKey& key);
// False for any malformed key, any r or s outside [1, n-1], r + s = n, or a signature that does
// not fit.
bool verify(const PublicKey& key, ByteView message, const Signature& signature);

// Key files. Longer ones are refused unread.
inline constexpr std::size_t pem_bytes_max = 65'536;
base::Result<PublicKey> public_key_from_pem(std::string_view pem);
// Takes valid keys only.
std::string to_pem(const PublicKey& key);

class SigningKey;
namespace detail {
::evp_pkey_st* private_key(const SigningKey& key);
}

// A private key. Copies share the secret; it is wiped when the last one goes.
class SigningKey {
  public:
    static SigningKey generate(Algorithm algorithm);
    static base::Result<SigningKey> from_secret(Algorithm algorithm, ByteView secret32);
    // PKCS#8 PEM, encrypted when the passphrase is not empty.
    static base::Result<SigningKey> from_pem(std::string_view pem, std::string_view passphrase);
    std::string to_pem(std::string_view passphrase) const;
    const PublicKey& public_key() const;
    Signature sign(ByteView message) const;
    base::ByteArray<32> secret() const;

  private:
    struct Held;
    explicit SigningKey(std::shared_ptr<const Held> held);
    friend ::evp_pkey_st* detail::private_key(const SigningKey& key);
    std::shared_ptr<const Held> held_;
};

}  // namespace zhida::crypto
