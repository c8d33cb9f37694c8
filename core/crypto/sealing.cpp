#include "core/crypto/sealing.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>

#include "core/crypto/detail/edwards.hpp"
#include "core/crypto/detail/openssl.hpp"

namespace zhida::crypto {

namespace {

constexpr std::size_t nonce_bytes = 16;
constexpr std::size_t tag_bytes = 32;
constexpr std::size_t gcm_nonce_bytes = 12;
constexpr std::size_t gcm_tag_bytes = 16;
constexpr std::size_t piece_bytes = 1'048'576;
constexpr std::size_t sm2_wrapped_head_bytes = 97;  // 04, x, y and C3
constexpr std::size_t x25519_bytes = 32;

base::Error damaged() {
    return base::fail("the sealed bytes were altered or the key is another one",
                      "密文被改动或密钥不符");
}

// Fetched once: looking a cipher up by name costs more than sealing a short record.
const EVP_CIPHER* sm4_ctr() {
    static EVP_CIPHER* const found = EVP_CIPHER_fetch(nullptr, "SM4-CTR", nullptr);
    ASSERT(found != nullptr);
    return found;
}

const EVP_CIPHER* aes_256_gcm() {
    static EVP_CIPHER* const found = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    ASSERT(found != nullptr);
    return found;
}

enum class Direction : int { decrypt = 0, encrypt = 1 };

detail::CipherContext cipher(const EVP_CIPHER* method, const Byte* key, const Byte* nonce,
                             Direction direction) {
    detail::CipherContext context{EVP_CIPHER_CTX_new()};
    ASSERT(context != nullptr);
    ASSERT(EVP_CipherInit_ex2(context.get(), method, key, nonce, static_cast<int>(direction),
                              nullptr) == 1);
    return context;
}

// OpenSSL counts in int, so longer input goes in pieces. Without `to`, the input is authenticated.
void run(EVP_CIPHER_CTX* context, Byte* to, ByteView from) {
    while (!from.empty()) {
        const ByteView piece = from.first(std::min(from.size(), piece_bytes));
        int length = 0;
        ASSERT(EVP_CipherUpdate(context, to, &length, piece.data(),
                                static_cast<int>(piece.size())) == 1);
        from = from.subspan(piece.size());
        if (to) to += piece.size();
    }
}

Digest gm_tag(const Key& key, ByteView associated, ByteView nonce, ByteView ciphertext) {
    Digest mac_key = hmac(Hash::sm3, key, {base::view("zhida/seal/mac")});
    Bytes lengths;
    base::append_u64(lengths, associated.size());
    base::append_u64(lengths, ciphertext.size());
    const Digest tag = hmac(Hash::sm3, mac_key, {lengths, associated, nonce, ciphertext});
    OPENSSL_cleanse(mac_key.data(), mac_key.size());
    return tag;
}

Bytes gm_stream(const Key& key, ByteView nonce, ByteView input) {
    Digest derived = hmac(Hash::sm3, key, {base::view("zhida/seal/enc")});
    const auto context = cipher(sm4_ctr(), derived.data(), nonce.data(), Direction::encrypt);
    OPENSSL_cleanse(derived.data(), derived.size());
    Bytes out(input.size());
    run(context.get(), out.data(), input);
    return out;
}

Bytes seal_gm(const Key& key, ByteView plain, ByteView associated, base::Random& random) {
    Bytes out(nonce_bytes);
    random.fill(out.data(), nonce_bytes);
    const Bytes ciphertext = gm_stream(key, out, plain);
    const Digest tag = gm_tag(key, associated, out, ciphertext);
    base::append(out, ciphertext);
    base::append(out, tag);
    return out;
}

base::Result<Bytes> open_gm(const Key& key, ByteView sealed, ByteView associated) {
    if (sealed.size() < nonce_bytes + tag_bytes) return damaged();
    const ByteView nonce = sealed.first(nonce_bytes);
    const ByteView ciphertext =
        sealed.subspan(nonce_bytes, sealed.size() - nonce_bytes - tag_bytes);
    const Digest tag = gm_tag(key, associated, nonce, ciphertext);
    if (CRYPTO_memcmp(tag.data(), sealed.last(tag_bytes).data(), tag_bytes) != 0) return damaged();
    return gm_stream(key, nonce, ciphertext);
}

Bytes seal_intl(const Key& key, ByteView plain, ByteView associated, base::Random& random) {
    Bytes out(gcm_nonce_bytes + plain.size() + gcm_tag_bytes);
    random.fill(out.data(), gcm_nonce_bytes);
    const auto context = cipher(aes_256_gcm(), key.data(), out.data(), Direction::encrypt);
    Byte* const ciphertext = out.data() + gcm_nonce_bytes;
    run(context.get(), nullptr, associated);
    run(context.get(), ciphertext, plain);
    int length = 0;
    ASSERT(EVP_CipherFinal_ex(context.get(), ciphertext + plain.size(), &length) == 1);
    ASSERT(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, gcm_tag_bytes,
                               ciphertext + plain.size()) == 1);
    return out;
}

base::Result<Bytes> open_intl(const Key& key, ByteView sealed, ByteView associated) {
    if (sealed.size() < gcm_nonce_bytes + gcm_tag_bytes) return damaged();
    const std::size_t size = sealed.size() - gcm_nonce_bytes - gcm_tag_bytes;
    Bytes tag = base::to_bytes(sealed.last(gcm_tag_bytes));
    Bytes out(size);
    const auto context = cipher(aes_256_gcm(), key.data(), sealed.data(), Direction::decrypt);
    run(context.get(), nullptr, associated);
    run(context.get(), out.data(), sealed.subspan(gcm_nonce_bytes, size));
    ASSERT(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, gcm_tag_bytes, tag.data()) ==
           1);
    int length = 0;
    if (EVP_CipherFinal_ex(context.get(), out.data() + size, &length) != 1) {
        OPENSSL_cleanse(out.data(), out.size());
        return damaged();
    }
    return out;
}

}  // namespace

void SystemRandom::fill(Byte* to, std::size_t count) {
    for (std::size_t done = 0; done < count; done += piece_bytes) {
        const std::size_t piece = std::min(count - done, piece_bytes);
        ASSERT(RAND_bytes(to + done, static_cast<int>(piece)) == 1);
    }
}

Bytes seal(Profile profile, const Key& key, ByteView plain, ByteView associated,
           base::Random& random) {
    return profile == Profile::gm ? seal_gm(key, plain, associated, random)
                                  : seal_intl(key, plain, associated, random);
}

base::Result<Bytes> open(Profile profile, const Key& key, ByteView sealed, ByteView associated) {
    const detail::QuietErrors quiet;
    return profile == Profile::gm ? open_gm(key, sealed, associated)
                                  : open_intl(key, sealed, associated);
}

namespace {

// --- gm: SM2 encryption. OpenSSL speaks SEQUENCE { x, y, C3, C2 }; the wire has 04‖x‖y‖C3‖C2. ---

void append_length(Bytes& to, std::size_t n) {
    if (n >= 0x80) to.push_back(0x81);
    to.push_back(static_cast<Byte>(n));
}

void append_integer(Bytes& to, ByteView magnitude) {
    while (magnitude.size() > 1 && magnitude.front() == 0) magnitude = magnitude.subspan(1);
    const bool needs_zero = magnitude.front() >= 0x80;
    to.push_back(0x02);
    append_length(to, magnitude.size() + (needs_zero ? 1 : 0));
    if (needs_zero) to.push_back(0);
    base::append(to, magnitude);
}

void append_octets(Bytes& to, ByteView octets) {
    to.push_back(0x04);
    append_length(to, octets.size());
    base::append(to, octets);
}

std::optional<ByteView> take_tagged(ByteView& rest, Byte tag) {
    if (rest.size() < 2 || rest[0] != tag) return std::nullopt;
    std::size_t head = 2;
    std::size_t length = rest[1];
    if (length == 0x81 && rest.size() > 2) {
        length = rest[2];
        head = 3;
    }
    if (length > 0xff || rest.size() < head + length) return std::nullopt;
    const ByteView value = rest.subspan(head, length);
    rest = rest.subspan(head + length);
    return value;
}

void append_coordinate(Bytes& to, ByteView integer) {
    while (integer.size() > 32) integer = integer.subspan(1);
    to.insert(to.end(), 32 - integer.size(), Byte{0});
    base::append(to, integer);
}

std::optional<Bytes> wire_from_der(ByteView der) {
    auto inside = take_tagged(der, 0x30);
    if (!inside) return std::nullopt;
    const auto x = take_tagged(*inside, 0x02);
    const auto y = take_tagged(*inside, 0x02);
    const auto c3 = take_tagged(*inside, 0x04);
    const auto c2 = take_tagged(*inside, 0x04);
    if (!x || !y || !c3 || !c2 || c3->size() != 32) return std::nullopt;
    Bytes out{0x04};
    append_coordinate(out, *x);
    append_coordinate(out, *y);
    base::append(out, *c3);
    base::append(out, *c2);
    return out;
}

Bytes der_from_wire(ByteView wire) {
    Bytes inside;
    append_integer(inside, wire.subspan(1, 32));
    append_integer(inside, wire.subspan(33, 32));
    append_octets(inside, wire.subspan(65, 32));
    append_octets(inside, wire.subspan(97));
    Bytes out{0x30};
    append_length(out, inside.size());
    base::append(out, inside);
    return out;
}

base::Result<Bytes> wrap_gm(const PublicKey& to, ByteView secret) {
    const detail::KeyPointer key = detail::public_key(to);
    if (!key) return base::fail("the recipient's key is malformed", "接收方公钥无效");
    const detail::KeyContext context{EVP_PKEY_CTX_new(key.get(), nullptr)};
    std::size_t length = 0;
    if (EVP_PKEY_encrypt_init(context.get()) != 1 ||
        EVP_PKEY_encrypt(context.get(), nullptr, &length, secret.data(), secret.size()) != 1) {
        return base::fail("wrap a key to its holder", "封装密钥失败");
    }
    Bytes der(length);
    if (EVP_PKEY_encrypt(context.get(), der.data(), &length, secret.data(), secret.size()) != 1) {
        return base::fail("wrap a key to its holder", "封装密钥失败");
    }
    der.resize(length);
    auto wire = wire_from_der(der);
    ASSERT(wire.has_value());
    return std::move(*wire);
}

base::Result<Bytes> unwrap_gm(const SigningKey& holder, ByteView wrapped) {
    constexpr std::size_t head = sm2_wrapped_head_bytes;
    if (wrapped.size() <= head || wrapped.size() > head + wrapped_secret_bytes_max) {
        return damaged();
    }
    if (wrapped[0] != 0x04) return damaged();
    const Bytes der = der_from_wire(wrapped);
    const detail::KeyContext context{EVP_PKEY_CTX_new(detail::private_key(holder), nullptr)};
    std::size_t length = 2 * wrapped_secret_bytes_max;
    Bytes out(length);
    if (EVP_PKEY_decrypt_init(context.get()) != 1 ||
        EVP_PKEY_decrypt(context.get(), out.data(), &length, der.data(), der.size()) != 1) {
        return damaged();
    }
    out.resize(length);
    return out;
}

// --- intl: X25519 with a fresh key. The Ed25519 key is carried over to the Montgomery curve. ---

std::optional<Bytes> agree(ByteView secret32, ByteView point32) {
    const detail::KeyPointer own{
        EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, secret32.data(), 32)};
    const detail::KeyPointer other{
        EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, point32.data(), 32)};
    const detail::KeyContext context{EVP_PKEY_CTX_new(own.get(), nullptr)};
    Bytes out(32);
    std::size_t length = out.size();
    if (EVP_PKEY_derive_init(context.get()) != 1 ||
        EVP_PKEY_derive_set_peer(context.get(), other.get()) != 1 ||
        EVP_PKEY_derive(context.get(), out.data(), &length) != 1) {
        return std::nullopt;
    }
    return out;
}

Bytes x25519_point(ByteView secret32) {
    const detail::KeyPointer key{
        EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, secret32.data(), 32)};
    Bytes out(32);
    std::size_t length = out.size();
    ASSERT(EVP_PKEY_get_raw_public_key(key.get(), out.data(), &length) == 1);
    return out;
}

// HKDF-SHA-256 with one output block.
Key derived(ByteView agreed, ByteView fresh_point, ByteView holder_point) {
    const Digest extracted = hmac(Hash::sha256, base::view("zhida/wrap/1"), {agreed});
    const Byte one = 1;
    return hmac(Hash::sha256, extracted, {fresh_point, holder_point, ByteView{&one, 1}});
}

base::Result<Bytes> wrap_intl(const PublicKey& to, ByteView secret, base::Random& random) {
    if (!is_valid(to)) return base::fail("the recipient's key is malformed", "接收方公钥无效");
    auto fresh = random.draw<32>();
    Bytes out = x25519_point(fresh);
    const auto agreed = agree(fresh, detail::montgomery(to.bytes));
    OPENSSL_cleanse(fresh.data(), fresh.size());
    if (!agreed) return base::fail("wrap a key to its holder", "封装密钥失败");
    base::append(out, seal_intl(derived(*agreed, out, to.bytes), secret, {}, random));
    return out;
}

base::Result<Bytes> unwrap_intl(const SigningKey& holder, ByteView wrapped) {
    constexpr std::size_t least = x25519_bytes + gcm_nonce_bytes + gcm_tag_bytes;
    if (wrapped.size() <= least || wrapped.size() > least + wrapped_secret_bytes_max) {
        return damaged();
    }
    auto seed = holder.secret();
    Bytes scalar(64);
    unsigned length = 0;
    ASSERT(EVP_Digest(seed.data(), seed.size(), scalar.data(), &length, EVP_sha512(), nullptr) ==
           1);
    // X25519 clamps the scalar as Ed25519 does.
    const auto agreed = agree(ByteView{scalar}.first(32), wrapped.first(32));
    OPENSSL_cleanse(seed.data(), seed.size());
    OPENSSL_cleanse(scalar.data(), scalar.size());
    if (!agreed) return damaged();
    const Key key = derived(*agreed, wrapped.first(32), holder.public_key().bytes);
    return open_intl(key, wrapped.subspan(32), {});
}

}  // namespace

base::Result<Bytes> wrap(const PublicKey& to, ByteView secret, base::Random& random) {
    const detail::QuietErrors quiet;
    if (secret.empty() || secret.size() > wrapped_secret_bytes_max) {
        return base::fail("a wrapped secret has 1 to 64 bytes", "被封装的密钥应为 1 至 64 字节");
    }
    return to.algorithm == Algorithm::sm2_sm3 ? wrap_gm(to, secret) : wrap_intl(to, secret, random);
}

base::Result<Bytes> unwrap(const SigningKey& holder, ByteView wrapped) {
    const detail::QuietErrors quiet;
    return holder.public_key().algorithm == Algorithm::sm2_sm3 ? unwrap_gm(holder, wrapped)
                                                               : unwrap_intl(holder, wrapped);
}

}  // namespace zhida::crypto
