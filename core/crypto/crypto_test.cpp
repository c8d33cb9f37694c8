#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "core/crypto/sealing.hpp"
#include "core/crypto/signature.hpp"

namespace zhida::crypto {
namespace {

std::string file(const std::string& name) {
    std::ifstream in{std::string{ZHIDA_SOURCE_DIR} + "/tests/data/" + name, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

Signature array(const Bytes& bytes) { return *base::to_array<64>(bytes); }

TEST(Digest, StandardVectors) {
    EXPECT_EQ(base::hex(digest(Hash::sm3, base::view("abc"))),
              "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    std::string long_text;
    for (int i = 0; i < 16; ++i) long_text += "abcd";
    EXPECT_EQ(base::hex(digest(Hash::sm3, base::view(long_text))),
              "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
    EXPECT_EQ(base::hex(digest(Hash::sha256, {base::view("a"), base::view("bc")})),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(base::hex(hmac(Hash::sha256, base::view("Jefe"), {base::view("what do ya want "),
                                                               base::view("for nothing?")})),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    Hasher hasher{Hash::sm3};
    hasher.update(base::view("a"));
    hasher.update(base::view("bc"));
    EXPECT_EQ(hasher.finish(), digest(Hash::sm3, base::view("abc")));
}

TEST(Signature, TheSampleSourceSystemsSignatureVerifiesAndNoChangedBitDoes) {
    const std::string manifest = file("rongcheng-2019-0001/manifest.json");
    const auto key = public_key_from_pem(file("source-key.pem"));
    ASSERT_TRUE(key.ok());
    const auto signature = base::unbase64(file("rongcheng-2019-0001/manifest.sig").substr(0, 88));
    ASSERT_TRUE(signature.has_value());
    EXPECT_TRUE(verify(*key, base::view(manifest), array(*signature)));
    for (std::size_t bit = 0; bit < 512; ++bit) {
        Bytes changed = *signature;
        changed[bit / 8] = static_cast<Byte>(changed[bit / 8] ^ (1U << bit % 8));
        EXPECT_FALSE(verify(*key, base::view(manifest), array(changed))) << bit;
    }
    EXPECT_FALSE(verify(*key, base::view(manifest + " "), array(*signature)));
}

TEST(Signature, MalformedNumbersAndKeysNeverVerify) {
    const SigningKey key = SigningKey::generate(Algorithm::sm2_sm3);
    const Bytes order = *base::unhex(
        "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123");
    const Signature good = key.sign(base::view("m"));
    const auto with = [&](std::size_t at, const Bytes& number) {
        Signature bad = good;
        std::copy(number.begin(), number.end(), bad.begin() + static_cast<std::ptrdiff_t>(at));
        return bad;
    };
    EXPECT_TRUE(verify(key.public_key(), base::view("m"), good));
    EXPECT_FALSE(verify(key.public_key(), base::view("m"), with(0, Bytes(32, 0))));
    EXPECT_FALSE(verify(key.public_key(), base::view("m"), with(32, Bytes(32, 0))));
    EXPECT_FALSE(verify(key.public_key(), base::view("m"), with(0, order)));
    EXPECT_FALSE(verify(key.public_key(), base::view("m"), with(32, order)));
    PublicKey off = key.public_key();
    off.bytes[64] = static_cast<Byte>(off.bytes[64] ^ 1);
    EXPECT_FALSE(is_valid(off));
    EXPECT_FALSE(verify(off, base::view("m"), good));
    EXPECT_FALSE(is_valid({Algorithm::sm2_sm3, Bytes(65, 0)}));
    EXPECT_FALSE(is_valid({Algorithm::sm2_sm3, Bytes(64, 4)}));
    EXPECT_FALSE(is_valid({Algorithm::ed25519, Bytes(31, 1)}));
}

TEST(Signature, KeysSurviveTheirFilesAndAWrongPassphraseOpensNothing) {
    for (const Algorithm algorithm : {Algorithm::sm2_sm3, Algorithm::ed25519}) {
        const SigningKey key = SigningKey::generate(algorithm);
        for (const char* passphrase : {"", "容城 2019"}) {
            const auto back = SigningKey::from_pem(key.to_pem(passphrase), passphrase);
            ASSERT_TRUE(back.ok());
            EXPECT_EQ(back->public_key(), key.public_key());
            EXPECT_TRUE(verify(key.public_key(), base::view("x"), back->sign(base::view("x"))));
        }
        EXPECT_FALSE(SigningKey::from_pem(key.to_pem("right"), "wrong").ok());
        const auto again = SigningKey::from_secret(algorithm, key.secret());
        ASSERT_TRUE(again.ok());
        EXPECT_EQ(again->public_key(), key.public_key());
        EXPECT_EQ(public_key_from_pem(to_pem(key.public_key())).value(), key.public_key());
    }
}

TEST(Signature, AKeyIdIsTheDigestOfAlgorithmAndKey) {
    const auto key = SigningKey::from_secret(Algorithm::sm2_sm3, Bytes(32, 1));
    EXPECT_EQ(base::hex(key_id(key->public_key())), "cdc594ca7e943add");
}

TEST(Sealing, WhatIsSealedOpensOnlyUnchanged) {
    SystemRandom random;
    for (const Profile profile : {Profile::gm, Profile::intl}) {
        const Key key = random.draw<32>();
        const Bytes sealed = seal(profile, key, base::view("张三 6222"), base::view("list 1"), random);
        EXPECT_EQ(base::as_text(*open(profile, key, sealed, base::view("list 1"))), "张三 6222");
        EXPECT_FALSE(open(profile, key, sealed, base::view("list 2")).ok());
        for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
            Bytes bad = sealed;
            bad[bit / 8] = static_cast<Byte>(bad[bit / 8] ^ (1U << bit % 8));
            EXPECT_FALSE(open(profile, key, bad, base::view("list 1")).ok()) << bit;
        }
        Key other = key;
        other[31] ^= 1;
        EXPECT_FALSE(open(profile, other, sealed, base::view("list 1")).ok());
        EXPECT_FALSE(open(profile, key, Bytes(5), {}).ok());
    }
}

TEST(Sealing, AWrappedKeyReachesItsHolderAndNobodyElse) {
    SystemRandom random;
    for (const Algorithm algorithm : {Algorithm::sm2_sm3, Algorithm::ed25519}) {
        const SigningKey holder = SigningKey::generate(algorithm);
        const Key secret = random.draw<32>();
        const auto wrapped = wrap(holder.public_key(), secret, random);
        ASSERT_TRUE(wrapped.ok());
        EXPECT_TRUE(base::equal(*unwrap(holder, *wrapped), secret));
        EXPECT_FALSE(unwrap(SigningKey::generate(algorithm), *wrapped).ok());
        for (std::size_t i = 0; i < wrapped->size(); ++i) {
            Bytes bad = *wrapped;
            bad[i] = static_cast<Byte>(bad[i] ^ 1);
            const auto opened = unwrap(holder, bad);
            EXPECT_FALSE(opened.ok() && base::equal(*opened, secret)) << i;
        }
        EXPECT_FALSE(wrap(holder.public_key(), Bytes(65), random).ok());
    }
}

}  // namespace
}  // namespace zhida::crypto
