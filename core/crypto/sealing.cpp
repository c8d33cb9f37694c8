#include "core/crypto/sealing.hpp"

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "core/crypto/detail/edwards.hpp"
#include "core/crypto/detail/openssl.hpp"

namespace zhida::crypto {

namespace {

constexpr std::size_t nonce_bytes = 16;
constexpr std::size_t tag_bytes = 32;
constexpr std::size_t gcm_nonce_bytes = 12;
constexpr std::size_t gcm_tag_bytes = 16;
constexpr std::size_t wrapped_secret_bytes_max = 64;

base::Error damaged() {
    return base::fail("the sealed bytes were altered or the key is another one",
                      "密文被改动或密钥不符");
}

Bytes sm4_ctr(ByteView key16, ByteView nonce, ByteView input) {
    const detail::CipherContext context{EVP_CIPHER_CTX_new()};
    ASSERT(EVP_EncryptInit_ex(context.get(), EVP_sm4_ctr(), nullptr, key16.data(), nonce.data()) == 1);
    Bytes out(input.size());
    int length = 0;
    ASSERT(EVP_EncryptUpdate(context.get(), out.data(), &length, input.data(),
                             static_cast<int>(input.size())) == 1);
    return out;
}

Digest gm_tag(const Key& key, ByteView associated, ByteView nonce, ByteView cipher) {
    const Digest mac_key = hmac(Hash::sm3, key, {base::view("zhida/seal/mac")});
    Bytes lengths;
    base::append_u64(lengths, associated.size());
    base::append_u64(lengths, cipher.size());
    return hmac(Hash::sm3, mac_key, {lengths, associated, nonce, cipher});
}

Bytes gm_stream(const Key& key, ByteView nonce, ByteView input) {
    const Digest derived = hmac(Hash::sm3, key, {base::view("zhida/seal/enc")});
    return sm4_ctr(ByteView{derived}.first(16), nonce, input);
}

Bytes seal_gm(const Key& key, ByteView plain, ByteView associated, base::Random& random) {
    Bytes out(nonce_bytes);
    random.fill(out.data(), nonce_bytes);
    const Bytes cipher = gm_stream(key, out, plain);
    const Digest tag = gm_tag(key, associated, out, cipher);
    base::append(out, cipher);
    base::append(out, tag);
    return out;
}

base::Result<Bytes> open_gm(const Key& key, ByteView sealed, ByteView associated) {
    if (sealed.size() < nonce_bytes + tag_bytes) return damaged();
    const ByteView nonce = sealed.first(nonce_bytes);
    const ByteView cipher = sealed.subspan(nonce_bytes, sealed.size() - nonce_bytes - tag_bytes);
    const Digest tag = gm_tag(key, associated, nonce, cipher);
    if (CRYPTO_memcmp(tag.data(), sealed.last(tag_bytes).data(), tag_bytes) != 0) return damaged();
    return gm_stream(key, nonce, cipher);
}

Bytes seal_intl(const Key& key, ByteView plain, ByteView associated, base::Random& random) {
    Bytes out(gcm_nonce_bytes + plain.size() + gcm_tag_bytes);
    random.fill(out.data(), gcm_nonce_bytes);
    const detail::CipherContext context{EVP_CIPHER_CTX_new()};
    int length = 0;
    EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.data(), out.data());
    EVP_EncryptUpdate(context.get(), nullptr, &length, associated.data(),
                      static_cast<int>(associated.size()));
    EVP_EncryptUpdate(context.get(), out.data() + gcm_nonce_bytes, &length, plain.data(),
                      static_cast<int>(plain.size()));
    EVP_EncryptFinal_ex(context.get(), out.data() + gcm_nonce_bytes + plain.size(), &length);
    ASSERT(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, gcm_tag_bytes,
                               out.data() + gcm_nonce_bytes + plain.size()) == 1);
    return out;
}

base::Result<Bytes> open_intl(const Key& key, ByteView sealed, ByteView associated) {
    if (sealed.size() < gcm_nonce_bytes + gcm_tag_bytes) return damaged();
    const std::size_t size = sealed.size() - gcm_nonce_bytes - gcm_tag_bytes;
    Bytes tag = base::to_bytes(sealed.last(gcm_tag_bytes));
    Bytes out(size);
    const detail::CipherContext context{EVP_CIPHER_CTX_new()};
    int length = 0;
    EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.data(), sealed.data());
    EVP_DecryptUpdate(context.get(), nullptr, &length, associated.data(),
                      static_cast<int>(associated.size()));
    EVP_DecryptUpdate(context.get(), out.data(), &length, sealed.data() + gcm_nonce_bytes,
                      static_cast<int>(size));
    EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, gcm_tag_bytes, tag.data());
    if (EVP_DecryptFinal_ex(context.get(), out.data() + size, &length) != 1) return damaged();
    return out;
}

}  // namespace

void SystemRandom::fill(Byte* to, std::size_t count) {
    ASSERT(RAND_bytes(to, static_cast<int>(count)) == 1);
}

Bytes seal(Profile profile, const Key& key, ByteView plain, ByteView associated, base::Random& random) {
    return profile == Profile::gm ? seal_gm(key, plain, associated, random)
                                  : seal_intl(key, plain, associated, random);
}

base::Result<Bytes> open(Profile profile, const Key& key, ByteView sealed, ByteView associated) {
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
    if (wrapped.size() < 98 || wrapped.size() > 97 + wrapped_secret_bytes_max || wrapped[0] != 0x04) {
        return damaged();
    }
    const Bytes der = der_from_wire(wrapped);
    const detail::KeyContext context{EVP_PKEY_CTX_new(detail::private_key(holder), nullptr)};
    std::size_t length = wrapped_secret_bytes_max + 64;
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
    EVP_PKEY_get_raw_public_key(key.get(), out.data(), &length);
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
    const auto fresh = random.draw<32>();
    Bytes out = x25519_point(fresh);
    const auto agreed = agree(fresh, detail::montgomery(to.bytes));
    if (!agreed) return base::fail("wrap a key to its holder", "封装密钥失败");
    base::append(out, seal_intl(derived(*agreed, out, to.bytes), secret, {}, random));
    return out;
}

base::Result<Bytes> unwrap_intl(const SigningKey& holder, ByteView wrapped) {
    if (wrapped.size() < 32 || wrapped.size() > 32 + 28 + wrapped_secret_bytes_max) return damaged();
    const auto seed = holder.secret();
    Bytes scalar(64);
    unsigned length = 0;
    EVP_Digest(seed.data(), seed.size(), scalar.data(), &length, EVP_sha512(), nullptr);
    const auto agreed = agree(ByteView{scalar}.first(32), wrapped.first(32));
    if (!agreed) return damaged();
    const Key key = derived(*agreed, wrapped.first(32), holder.public_key().bytes);
    return open_intl(key, wrapped.subspan(32), {});
}

}  // namespace

base::Result<Bytes> wrap(const PublicKey& to, ByteView secret, base::Random& random) {
    if (secret.empty() || secret.size() > wrapped_secret_bytes_max) {
        return base::fail("a wrapped secret has 1 to 64 bytes", "被封装的密钥应为 1 至 64 字节");
    }
    return to.algorithm == Algorithm::sm2_sm3 ? wrap_gm(to, secret) : wrap_intl(to, secret, random);
}

base::Result<Bytes> unwrap(const SigningKey& holder, ByteView wrapped) {
    return holder.public_key().algorithm == Algorithm::sm2_sm3 ? unwrap_gm(holder, wrapped)
                                                               : unwrap_intl(holder, wrapped);
}

}  // namespace zhida::crypto
