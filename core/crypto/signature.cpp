#include "core/crypto/signature.hpp"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>

#include <algorithm>
#include <map>

#include "core/crypto/detail/openssl.hpp"

namespace zhida::crypto {

using detail::DigestContext;
using detail::KeyContext;
using detail::KeyPointer;
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
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
    if (secret) OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, secret);
    const Params params{OSSL_PARAM_BLD_to_param(builder.get())};
    return key_from("SM2", params.get(), secret ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY);
}

// The bytes of r and s, when both lie in [1, n−1] and do not add up to n.
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
    BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), out.data(), 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), out.data() + 32, 32);
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

EVP_PKEY* prepared(const PublicKey& key) {
    thread_local std::map<Bytes, KeyPointer> keys;
    const auto found = keys.find(key.bytes);
    if (found != keys.end()) return found->second.get();
    if (keys.size() >= prepared_keys_max) keys.clear();
    KeyPointer made = detail::public_key(key);
    if (!made) return nullptr;
    return keys.emplace(key.bytes, std::move(made)).first->second.get();
}

}  // namespace

KeyPointer detail::public_key(const PublicKey& key) {
    if (key.algorithm == Algorithm::ed25519) {
        if (key.bytes.size() != ed25519_point_bytes) return {};
        return KeyPointer{EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.bytes.data(),
                                                      key.bytes.size())};
    }
    if (key.bytes.size() != sm2_point_bytes || key.bytes[0] != 0x04) return {};
    KeyPointer made = sm2_key(key.bytes, nullptr);
    if (!made) return {};
    const KeyContext check{EVP_PKEY_CTX_new(made.get(), nullptr)};
    return EVP_PKEY_public_check(check.get()) == 1 ? std::move(made) : KeyPointer{};
}

KeyId key_id(const PublicKey& key) {
    const Byte algorithm = static_cast<Byte>(key.algorithm);
    const Digest whole = digest(Hash::sm3, {ByteView{&algorithm, 1}, key.bytes});
    return *base::to_array<8>(ByteView{whole}.first(8));
}

bool is_valid(const PublicKey& key) { return detail::public_key(key) != nullptr; }

bool verify(const PublicKey& key, ByteView message, const Signature& signature) {
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

PublicKey shown_by(EVP_PKEY* key, Algorithm algorithm) {
    Bytes bytes(algorithm == Algorithm::sm2_sm3 ? detail::sm2_point_bytes : detail::ed25519_point_bytes);
    std::size_t length = bytes.size();
    if (algorithm == Algorithm::sm2_sm3) {
        EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, bytes.data(),
                                        bytes.size(), &length);
    } else {
        EVP_PKEY_get_raw_public_key(key, bytes.data(), &length);
    }
    ASSERT(length == bytes.size());
    return {algorithm, bytes};
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
    const PublicKey shown = shown_by(key.get(), algorithm);
    return SigningKey{std::make_shared<const Held>(Held{std::move(key), shown})};
}

base::Result<SigningKey> SigningKey::from_secret(Algorithm algorithm, ByteView secret32) {
    if (secret32.size() != 32) return base::fail("a private key has 32 bytes", "私钥应为 32 字节");
    if (algorithm == Algorithm::ed25519) {
        KeyPointer key{EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, secret32.data(), 32)};
        const PublicKey shown = shown_by(key.get(), algorithm);
        return SigningKey{std::make_shared<const Held>(Held{std::move(key), shown})};
    }
    const Number secret{BN_bin2bn(secret32.data(), 32, nullptr)};
    if (BN_is_zero(secret.get()) || BN_cmp(secret.get(), sm2_order()) >= 0) {
        return base::fail("the private key lies outside its range", "私钥超出范围");
    }
    const std::unique_ptr<EC_GROUP, detail::Freer<EC_GROUP_free>> group{
        EC_GROUP_new_by_curve_name(NID_sm2)};
    const std::unique_ptr<EC_POINT, detail::Freer<EC_POINT_free>> point{EC_POINT_new(group.get())};
    EC_POINT_mul(group.get(), point.get(), secret.get(), nullptr, nullptr, nullptr);
    Bytes bytes(detail::sm2_point_bytes);
    EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, bytes.data(),
                       bytes.size(), nullptr);
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
        EVP_PKEY_get_raw_private_key(held_->key.get(), out.data(), &length);
        return out;
    }
    BIGNUM* secret = nullptr;
    EVP_PKEY_get_bn_param(held_->key.get(), OSSL_PKEY_PARAM_PRIV_KEY, &secret);
    const Number owned{secret};
    BN_bn2binpad(secret, out.data(), 32);
    return out;
}

EVP_PKEY* detail::private_key(const SigningKey& key) { return key.held_->key.get(); }

// --- key files ---

namespace {

std::string text_of(BIO* bio) {
    char* data = nullptr;
    const long length = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(length)};
}

}  // namespace

std::string to_pem(const PublicKey& key) {
    const KeyPointer made = detail::public_key(key);
    ASSERT(made != nullptr);
    const Bio bio{BIO_new(BIO_s_mem())};
    PEM_write_bio_PUBKEY(bio.get(), made.get());
    return text_of(bio.get());
}

base::Result<PublicKey> public_key_from_pem(std::string_view pem) {
    const Bio bio{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
    const KeyPointer key{PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr)};
    const auto algorithm = key ? kind_of(key.get()) : std::nullopt;
    if (!algorithm) return base::fail("not a PEM public key of SM2 or Ed25519", "不是 SM2 或 Ed25519 公钥（PEM）");
    return shown_by(key.get(), *algorithm);
}

std::string SigningKey::to_pem(std::string_view passphrase) const {
    const Bio bio{BIO_new(BIO_s_mem())};
    const bool open = passphrase.empty();
    const int ok = PEM_write_bio_PKCS8PrivateKey(
        bio.get(), held_->key.get(), open ? nullptr : EVP_aes_256_cbc(),
        open ? nullptr : passphrase.data(), static_cast<int>(passphrase.size()), nullptr, nullptr);
    ASSERT(ok == 1);
    return text_of(bio.get());
}

base::Result<SigningKey> SigningKey::from_pem(std::string_view pem, std::string_view passphrase) {
    const Bio bio{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
    std::string held{passphrase};
    const auto give = [](char* to, int size, int, void* from) {
        const auto& text = *static_cast<std::string*>(from);
        const int count = std::min(size, static_cast<int>(text.size()));
        std::copy_n(text.data(), count, to);
        return count;
    };
    KeyPointer key{PEM_read_bio_PrivateKey(bio.get(), nullptr, give, &held)};
    const auto algorithm = key ? kind_of(key.get()) : std::nullopt;
    if (!algorithm) {
        return base::fail("the key file is not readable, or the passphrase is wrong",
                          "密钥文件无法读取，或口令不对");
    }
    const PublicKey shown = shown_by(key.get(), *algorithm);
    return SigningKey{std::make_shared<const Held>(Held{std::move(key), shown})};
}

}  // namespace zhida::crypto
