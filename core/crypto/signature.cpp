#include "core/crypto/signature.hpp"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <algorithm>
#include <map>

#include "core/crypto/detail/edwards.hpp"
#include "core/crypto/detail/openssl.hpp"

namespace zhida::crypto {

using detail::DigestContext;
using detail::KeyContext;
using detail::KeyPointer;
using detail::is_lawful_ed25519_point;
using detail::Number;

namespace {

constexpr std::string_view user_id = "1234567812345678";
// Prepared keys a thread keeps; parsing a point costs a tenth of a verification.
constexpr std::size_t prepared_keys_max = 4'096;

using ParamBuilder = std::unique_ptr<OSSL_PARAM_BLD, detail::Freer<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, detail::Freer<OSSL_PARAM_free>>;
using Bio = std::unique_ptr<BIO, detail::Freer<BIO_free>>;
using DerSignature = std::unique_ptr<ECDSA_SIG, detail::Freer<ECDSA_SIG_free>>;

const BIGNUM* sm2_order() {
    static const BIGNUM* const order = [] {
        BIGNUM* n = nullptr;
        BN_hex2bn(&n, "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123");
        return n;
    }();
    return order;
}

KeyPointer key_from(const char* type, OSSL_PARAM* params, int selection) {
    const KeyContext context{EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr)};
    EVP_PKEY* key = nullptr;
    if (!context || EVP_PKEY_fromdata_init(context.get()) != 1) return {};
    if (EVP_PKEY_fromdata(context.get(), &key, selection, params) != 1) return {};
    return KeyPointer{key};
}

KeyPointer sm2_key(ByteView point, const BIGNUM* secret) {
    const ParamBuilder builder{OSSL_PARAM_BLD_new()};
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "SM2", 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                     point.size());
    if (secret) OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, secret);
    const Params params{OSSL_PARAM_BLD_to_param(builder.get())};
    return key_from("SM2", params.get(), secret ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY);
}

// Both lie in [1, n-1] and do not add up to n.
bool are_lawful(const BIGNUM* r, const BIGNUM* s) {
    const BIGNUM* const n = sm2_order();
    const Number sum{BN_new()};
    BN_add(sum.get(), r, s);
    return !BN_is_zero(r) && !BN_is_zero(s) && BN_cmp(r, n) < 0 && BN_cmp(s, n) < 0 &&
           BN_cmp(sum.get(), n) != 0;
}

std::optional<Bytes> to_der(const Signature& signature) {
    BIGNUM* const r = BN_bin2bn(signature.data(), 32, nullptr);
    BIGNUM* const s = BN_bin2bn(signature.data() + 32, 32, nullptr);
    const DerSignature pair{ECDSA_SIG_new()};
    ECDSA_SIG_set0(pair.get(), r, s);
    if (!are_lawful(r, s)) return std::nullopt;
    Byte* der = nullptr;
    const int length = i2d_ECDSA_SIG(pair.get(), &der);
    if (length <= 0) return std::nullopt;
    Bytes out(der, der + length);
    OPENSSL_free(der);
    return out;
}

std::optional<Signature> from_der(ByteView der) {
    const Byte* at = der.data();
    const DerSignature pair{d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()))};
    if (!pair) return std::nullopt;
    Signature out{};
    const int r = BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), out.data(), 32);
    const int s = BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), out.data() + 32, 32);
    if (r != 32 || s != 32) return std::nullopt;
    return out;
}

// A digest context for signing or verifying; the SM2 user id must be set before it is initialised.
DigestContext context_for(EVP_PKEY* key, Algorithm algorithm, bool signing) {
    DigestContext context{EVP_MD_CTX_new()};
    int ok = 0;
    if (algorithm == Algorithm::sm2_sm3) {
        EVP_PKEY_CTX* const inner = EVP_PKEY_CTX_new(key, nullptr);
        EVP_PKEY_CTX_set1_id(inner, user_id.data(), static_cast<int>(user_id.size()));
        EVP_MD_CTX_set_pkey_ctx(context.get(), inner);
        ok = signing ? EVP_DigestSignInit(context.get(), nullptr, EVP_sm3(), nullptr, key)
                     : EVP_DigestVerifyInit(context.get(), nullptr, EVP_sm3(), nullptr, key);
        if (ok != 1) {
            EVP_PKEY_CTX_free(inner);
            return {};
        }
        return context;
    }
    ok = signing ? EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key)
                 : EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key);
    return ok == 1 ? std::move(context) : DigestContext{};
}

// set_pkey_ctx does not hand the inner context over, so it is freed with this.
struct InnerContext {
    EVP_MD_CTX* outer;
    Algorithm algorithm;
    ~InnerContext() {
        if (algorithm != Algorithm::sm2_sm3) return;
        EVP_PKEY_CTX* const inner = EVP_MD_CTX_get_pkey_ctx(outer);
        EVP_MD_CTX_set_pkey_ctx(outer, nullptr);
        EVP_PKEY_CTX_free(inner);
    }
};

// The length belongs to the algorithm, so the bytes alone name a key in the cache below.
bool has_lawful_form(const PublicKey& key) {
    switch (key.algorithm) {
        case Algorithm::sm2_sm3:
            return key.bytes.size() == detail::sm2_point_bytes && key.bytes[0] == 0x04;
        case Algorithm::ed25519:
            return key.bytes.size() == detail::ed25519_point_bytes;
    }
    return false;
}

// As texts: g++ 12 warns at -O3 of the comparison it generates for vectors of bytes.
struct Before {
    bool operator()(const Bytes& a, const Bytes& b) const {
        return base::as_text(a) < base::as_text(b);
    }
};

EVP_PKEY* prepared(const PublicKey& key) {
    if (!has_lawful_form(key)) return nullptr;
    thread_local std::map<Bytes, KeyPointer, Before> keys;
    const auto found = keys.find(key.bytes);
    if (found != keys.end()) return found->second.get();
    if (keys.size() >= prepared_keys_max) keys.clear();
    KeyPointer made = detail::public_key(key);
    if (!made) return nullptr;
    return keys.emplace(key.bytes, std::move(made)).first->second.get();
}

}  // namespace

KeyPointer detail::public_key(const PublicKey& key) {
    if (!has_lawful_form(key)) return {};
    if (key.algorithm == Algorithm::ed25519) {
        if (!is_lawful_ed25519_point(key.bytes)) return {};
        return KeyPointer{EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.bytes.data(),
                                                      key.bytes.size())};
    }
    KeyPointer made = sm2_key(key.bytes, nullptr);
    if (!made) return {};
    const KeyContext check{EVP_PKEY_CTX_new(made.get(), nullptr)};
    // The quick check leaves out only the order of the point, and the curve has cofactor 1.
    return EVP_PKEY_public_check_quick(check.get()) == 1 ? std::move(made) : KeyPointer{};
}

KeyId key_id(const PublicKey& key) {
    const Byte algorithm = static_cast<Byte>(key.algorithm);
    const Digest whole = digest(Hash::sm3, {ByteView{&algorithm, 1}, key.bytes});
    return *base::to_array<8>(ByteView{whole}.first(8));
}

bool is_valid(const PublicKey& key) {
    const detail::QuietErrors quiet;
    return prepared(key) != nullptr;
}

bool verify(const PublicKey& key, ByteView message, const Signature& signature) {
    const detail::QuietErrors quiet;
    EVP_PKEY* const made = prepared(key);
    if (!made) return false;
    const DigestContext context = context_for(made, key.algorithm, false);
    if (!context) return false;
    const InnerContext inner{context.get(), key.algorithm};
    if (key.algorithm == Algorithm::ed25519) {
        return EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(),
                                message.size()) == 1;
    }
    const auto der = to_der(signature);
    return der && EVP_DigestVerify(context.get(), der->data(), der->size(), message.data(),
                                   message.size()) == 1;
}

// --- private keys ---

struct SigningKey::Held {
    KeyPointer key;
    PublicKey shown;
};

namespace {

// Nothing for a key without a public point, or with one that is not lawful.
std::optional<PublicKey> shown_by(EVP_PKEY* key, Algorithm algorithm) {
    const bool is_sm2 = algorithm == Algorithm::sm2_sm3;
    Bytes bytes(is_sm2 ? detail::sm2_point_bytes : detail::ed25519_point_bytes);
    std::size_t length = bytes.size();
    if (is_sm2) {
        EVP_PKEY_set_utf8_string_param(key, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
                                       OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_UNCOMPRESSED);
        if (EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, bytes.data(),
                                            bytes.size(), &length) != 1) {
            return std::nullopt;
        }
    } else if (EVP_PKEY_get_raw_public_key(key, bytes.data(), &length) != 1) {
        return std::nullopt;
    }
    PublicKey out{algorithm, std::move(bytes)};
    if (length != out.bytes.size() || !is_valid(out)) return std::nullopt;
    return out;
}

std::optional<Algorithm> kind_of(EVP_PKEY* key) {
    if (EVP_PKEY_is_a(key, "ED25519")) return Algorithm::ed25519;
    if (EVP_PKEY_is_a(key, "SM2")) return Algorithm::sm2_sm3;
    return std::nullopt;
}

}  // namespace

SigningKey::SigningKey(std::shared_ptr<const Held> held) : held_{std::move(held)} {}

SigningKey SigningKey::generate(Algorithm algorithm) {
    KeyPointer key{algorithm == Algorithm::sm2_sm3
                       ? EVP_PKEY_Q_keygen(nullptr, nullptr, "SM2")
                       : EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")};
    ASSERT(key != nullptr);
    auto shown = shown_by(key.get(), algorithm);
    ASSERT(shown.has_value());
    return SigningKey{std::make_shared<const Held>(Held{std::move(key), std::move(*shown)})};
}

base::Result<SigningKey> SigningKey::from_secret(Algorithm algorithm, ByteView secret32) {
    if (secret32.size() != 32) return base::fail("a private key has 32 bytes", "私钥应为 32 字节");
    if (algorithm == Algorithm::ed25519) {
        KeyPointer key{EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, secret32.data(),
                                                    secret32.size())};
        auto shown = key ? shown_by(key.get(), algorithm) : std::nullopt;
        if (!shown) return base::fail("the private key was refused", "私钥无效");
        return SigningKey{std::make_shared<const Held>(Held{std::move(key), std::move(*shown)})};
    }
    const Number secret{BN_bin2bn(secret32.data(), 32, nullptr)};
    // Signing divides by d + 1, so n - 1 is outside too.
    const Number next{BN_dup(secret.get())};
    BN_add_word(next.get(), 1);
    if (BN_is_zero(secret.get()) || BN_cmp(next.get(), sm2_order()) >= 0) {
        return base::fail("the private key lies outside its range", "私钥超出范围");
    }
    const std::unique_ptr<EC_GROUP, detail::Freer<EC_GROUP_free>> group{
        EC_GROUP_new_by_curve_name(NID_sm2)};
    const std::unique_ptr<EC_POINT, detail::Freer<EC_POINT_free>> point{EC_POINT_new(group.get())};
    ASSERT(EC_POINT_mul(group.get(), point.get(), secret.get(), nullptr, nullptr, nullptr) == 1);
    Bytes bytes(detail::sm2_point_bytes);
    ASSERT(EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED,
                              bytes.data(), bytes.size(), nullptr) == bytes.size());
    KeyPointer key = sm2_key(bytes, secret.get());
    if (!key) return base::fail("the private key was refused", "私钥无效");
    return SigningKey{std::make_shared<const Held>(Held{std::move(key), {algorithm, bytes}})};
}

const PublicKey& SigningKey::public_key() const { return held_->shown; }

Signature SigningKey::sign(ByteView message) const {
    const Algorithm algorithm = held_->shown.algorithm;
    const DigestContext context = context_for(held_->key.get(), algorithm, true);
    ASSERT(context != nullptr);
    const InnerContext inner{context.get(), algorithm};
    Bytes out(128);
    std::size_t length = out.size();
    ASSERT(EVP_DigestSign(context.get(), out.data(), &length, message.data(), message.size()) == 1);
    out.resize(length);
    const auto signature =
        algorithm == Algorithm::ed25519 ? base::to_array<64>(out) : from_der(out);
    ASSERT(signature.has_value());
    return *signature;
}

base::ByteArray<32> SigningKey::secret() const {
    base::ByteArray<32> out{};
    if (held_->shown.algorithm == Algorithm::ed25519) {
        std::size_t length = out.size();
        ASSERT(EVP_PKEY_get_raw_private_key(held_->key.get(), out.data(), &length) == 1);
        return out;
    }
    BIGNUM* secret = nullptr;
    ASSERT(EVP_PKEY_get_bn_param(held_->key.get(), OSSL_PKEY_PARAM_PRIV_KEY, &secret) == 1);
    const Number owned{secret};
    ASSERT(BN_bn2binpad(secret, out.data(), 32) == 32);
    return out;
}

EVP_PKEY* detail::private_key(const SigningKey& key) { return key.held_->key.get(); }

// --- key files ---

namespace {

using KeyInfo = std::unique_ptr<PKCS8_PRIV_KEY_INFO, detail::Freer<PKCS8_PRIV_KEY_INFO_free>>;
using EncryptedInfo = std::unique_ptr<X509_SIG, detail::Freer<X509_SIG_free>>;

// Rounds of PBKDF2: a passphrase is guessed that many times more slowly.
constexpr int passphrase_rounds = 200'000;
constexpr int passphrase_salt_bytes = 16;
constexpr int any_pbes2 = -1;  // OpenSSL's way of asking for PBES2 with the cipher given

std::string text_of(BIO* bio) {
    char* data = nullptr;
    const long length = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(length)};
}

Bio bio_over(std::string_view pem) {
    return Bio{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
}

KeyInfo key_info_from(std::string_view pem, std::string_view passphrase) {
    const Bio bio = bio_over(pem);
    if (pem.find("-----BEGIN ENCRYPTED PRIVATE KEY-----") == std::string_view::npos) {
        return KeyInfo{PEM_read_bio_PKCS8_PRIV_KEY_INFO(bio.get(), nullptr, nullptr, nullptr)};
    }
    const EncryptedInfo sealed{PEM_read_bio_PKCS8(bio.get(), nullptr, nullptr, nullptr)};
    if (!sealed || passphrase.empty()) return {};
    return KeyInfo{
        PKCS8_decrypt(sealed.get(), passphrase.data(), static_cast<int>(passphrase.size()))};
}

base::Error unreadable_public_key() {
    return base::fail("not a PEM public key of SM2 or Ed25519",
                      "不是 SM2 或 Ed25519 公钥（PEM）");
}

base::Error unreadable_key_file() {
    return base::fail("the key file is not readable, or the passphrase is wrong",
                      "密钥文件无法读取，或口令不对");
}

}  // namespace

std::string to_pem(const PublicKey& key) {
    const KeyPointer made = detail::public_key(key);
    ASSERT(made != nullptr);
    const Bio bio{BIO_new(BIO_s_mem())};
    ASSERT(PEM_write_bio_PUBKEY(bio.get(), made.get()) == 1);
    return text_of(bio.get());
}

base::Result<PublicKey> public_key_from_pem(std::string_view pem) {
    const detail::QuietErrors quiet;
    if (pem.size() > pem_bytes_max) return unreadable_public_key();
    const Bio bio = bio_over(pem);
    const KeyPointer key{PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr)};
    const auto algorithm = key ? kind_of(key.get()) : std::nullopt;
    auto shown = algorithm ? shown_by(key.get(), *algorithm) : std::nullopt;
    if (!shown) return unreadable_public_key();
    return std::move(*shown);
}

std::string SigningKey::to_pem(std::string_view passphrase) const {
    const Bio bio{BIO_new(BIO_s_mem())};
    const KeyInfo info{EVP_PKEY2PKCS8(held_->key.get())};
    ASSERT(info != nullptr);
    if (passphrase.empty()) {
        ASSERT(PEM_write_bio_PKCS8_PRIV_KEY_INFO(bio.get(), info.get()) == 1);
        return text_of(bio.get());
    }
    const EncryptedInfo sealed{PKCS8_encrypt(
        any_pbes2, EVP_aes_256_cbc(), passphrase.data(), static_cast<int>(passphrase.size()),
        nullptr, passphrase_salt_bytes, passphrase_rounds, info.get())};
    ASSERT(sealed != nullptr);
    ASSERT(PEM_write_bio_PKCS8(bio.get(), sealed.get()) == 1);
    return text_of(bio.get());
}

base::Result<SigningKey> SigningKey::from_pem(std::string_view pem, std::string_view passphrase) {
    const detail::QuietErrors quiet;
    if (pem.size() > pem_bytes_max) return unreadable_key_file();
    const KeyInfo info = key_info_from(pem, passphrase);
    KeyPointer key{info ? EVP_PKCS82PKEY(info.get()) : nullptr};
    const auto algorithm = key ? kind_of(key.get()) : std::nullopt;
    auto shown = algorithm ? shown_by(key.get(), *algorithm) : std::nullopt;
    if (!shown) return unreadable_key_file();
    // A file may name a public key that is not the secret's: the secret decides.
    const SigningKey read{std::make_shared<const Held>(Held{std::move(key), std::move(*shown)})};
    auto secret = read.secret();
    auto made = from_secret(*algorithm, secret);
    OPENSSL_cleanse(secret.data(), secret.size());
    if (!made) return unreadable_key_file();
    return made;
}

}  // namespace zhida::crypto
