// Owners of OpenSSL objects, and the few conversions signatures and sealing share.
#pragma once

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <memory>

#include "core/crypto/signature.hpp"

namespace zhida::crypto::detail {

template <auto free_it>
struct Freer {
    template <class T>
    void operator()(T* held) const {
        free_it(held);
    }
};

using KeyPointer = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freer<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freer<EVP_MD_CTX_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Freer<EVP_CIPHER_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, Freer<BN_clear_free>>;

// Refusing bad input leaves notes in the thread's error queue, where a TLS connection would later
// find them and take them for its own. This takes them away again.
class QuietErrors {
  public:
    QuietErrors() { ERR_set_mark(); }
    ~QuietErrors() { ERR_pop_to_mark(); }
    QuietErrors(const QuietErrors&) = delete;
    QuietErrors& operator=(const QuietErrors&) = delete;
};

inline constexpr std::size_t sm2_point_bytes = 65;
inline constexpr std::size_t ed25519_point_bytes = 32;

// Nothing when the bytes are no point of the curve, or the point at infinity.
KeyPointer public_key(const PublicKey& key);
// The key behind a SigningKey, for unwrapping.
EVP_PKEY* private_key(const SigningKey& key);

}  // namespace zhida::crypto::detail
