#include "core/crypto/digest.hpp"

#include <openssl/evp.h>

#include <algorithm>

#include "core/base/assert.hpp"
#include "core/crypto/detail/fast_sm3.hpp"

namespace zhida::crypto {

namespace {

// Fetched once: looking an algorithm up by name costs more than hashing a tree node.
const EVP_MD* method(Hash hash) {
    static EVP_MD* const sm3 = EVP_MD_fetch(nullptr, "SM3", nullptr);
    static EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    const EVP_MD* const found = hash == Hash::sm3 ? sm3 : sha256;
    ASSERT(found != nullptr);
    return found;
}

class Context {
  public:
    Context() : held_{EVP_MD_CTX_new()} { ASSERT(held_ != nullptr); }
    ~Context() { EVP_MD_CTX_free(held_); }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    EVP_MD_CTX* get() { return held_; }

  private:
    EVP_MD_CTX* held_;
};

EVP_MD_CTX* reused_context() {
    thread_local Context context;
    return context.get();
}

void start(EVP_MD_CTX* context, Hash hash) {
    ASSERT(EVP_DigestInit_ex2(context, method(hash), nullptr) == 1);
}

Digest finish(EVP_MD_CTX* context) {
    Digest out{};
    unsigned length = 0;
    ASSERT(EVP_DigestFinal_ex(context, out.data(), &length) == 1 && length == out.size());
    return out;
}

constexpr std::size_t block_bytes = 64;
// Up to here digests run without the library; beyond it the set-up no longer weighs.
constexpr std::size_t short_bytes_max = 256;

Digest short_sm3(std::initializer_list<ByteView> parts) {
    if (parts.size() == 1) return detail::fast_sm3(*parts.begin());
    base::ByteArray<short_bytes_max> whole;
    std::size_t size = 0;
    for (ByteView part : parts) {
        std::copy(part.begin(), part.end(), whole.data() + size);
        size += part.size();
    }
    return detail::fast_sm3(ByteView{whole}.first(size));
}

}  // namespace

Digest digest(Hash hash, std::initializer_list<ByteView> parts) {
    std::size_t size = 0;
    for (ByteView part : parts) size += part.size();
    if (hash == Hash::sm3 && size <= short_bytes_max) return short_sm3(parts);
    EVP_MD_CTX* const context = reused_context();
    start(context, hash);
    for (ByteView part : parts) ASSERT(EVP_DigestUpdate(context, part.data(), part.size()) == 1);
    return finish(context);
}

Digest hmac(Hash hash, ByteView key, std::initializer_list<ByteView> parts) {
    base::ByteArray<block_bytes> inner{};
    if (key.size() > block_bytes) {
        const Digest shorter = digest(hash, key);
        std::copy(shorter.begin(), shorter.end(), inner.begin());
    } else {
        std::copy(key.begin(), key.end(), inner.begin());
    }
    base::ByteArray<block_bytes> outer = inner;
    for (Byte& b : inner) b ^= 0x36;
    for (Byte& b : outer) b ^= 0x5c;
    EVP_MD_CTX* const context = reused_context();
    start(context, hash);
    ASSERT(EVP_DigestUpdate(context, inner.data(), inner.size()) == 1);
    for (ByteView part : parts) ASSERT(EVP_DigestUpdate(context, part.data(), part.size()) == 1);
    const Digest within = finish(context);
    return digest(hash, {outer, within});
}

Hasher::Hasher(Hash hash) : context_{EVP_MD_CTX_new()} {
    ASSERT(context_ != nullptr);
    start(static_cast<EVP_MD_CTX*>(context_), hash);
}

Hasher::~Hasher() { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context_)); }

void Hasher::update(ByteView piece) {
    ASSERT(EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context_), piece.data(), piece.size()) == 1);
}

Digest Hasher::finish() { return crypto::finish(static_cast<EVP_MD_CTX*>(context_)); }

}  // namespace zhida::crypto
