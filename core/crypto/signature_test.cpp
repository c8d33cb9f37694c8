#include "core/crypto/signature.hpp"

#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace zhida::crypto {
namespace {

constexpr std::string_view order =
    "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123";
constexpr std::array algorithms{Algorithm::sm2_sm3, Algorithm::ed25519};

std::string file(const std::string& name) {
    std::ifstream in{std::string{ZHIDA_SOURCE_DIR} + "/tests/data/" + name, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

Signature signature_of(std::string_view hexadecimal) {
    return *base::to_array<64>(*base::unhex(hexadecimal));
}

Signature with(Signature signature, std::size_t at, std::string_view number) {
    const Bytes bytes = *base::unhex(number);
    std::copy(bytes.begin(), bytes.end(), signature.begin() + static_cast<std::ptrdiff_t>(at));
    return signature;
}

// n - r, so that r and it add up to n.
std::string rest_to_order(const Signature& signature) {
    BIGNUM* n = nullptr;
    BN_hex2bn(&n, std::string{order}.c_str());
    BIGNUM* r = BN_bin2bn(signature.data(), 32, nullptr);
    BN_sub(n, n, r);
    Bytes out(32);
    BN_bn2binpad(n, out.data(), 32);
    BN_free(n);
    BN_free(r);
    return base::hex(out);
}

// The example of the SM2 standard (GB/T 32918.5).
const PublicKey example_key{
    Algorithm::sm2_sm3,
    *base::unhex("0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
                 "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13")};
constexpr std::string_view example_signature =
    "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
    "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa";

TEST(Signature, TheStandardsSm2ExampleVerifiesAndNoChangedBitDoes) {
    const ByteView message = base::view("message digest");
    const Signature good = signature_of(example_signature);
    EXPECT_TRUE(verify(example_key, message, good));
    EXPECT_FALSE(verify(example_key, base::view("message digesu"), good));
    for (std::size_t bit = 0; bit < 512; ++bit) {
        Signature bad = good;
        bad[bit / 8] = static_cast<Byte>(bad[bit / 8] ^ (1U << bit % 8));
        EXPECT_FALSE(verify(example_key, message, bad)) << bit;
    }
}

TEST(Signature, TheSampleSourceSystemsSignatureVerifies) {
    const std::string manifest = file("rongcheng-2019-0001/manifest.json");
    const auto key = public_key_from_pem(file("source-key.pem"));
    ASSERT_TRUE(key.ok());
    const auto bytes = base::unbase64(file("rongcheng-2019-0001/manifest.sig").substr(0, 88));
    ASSERT_TRUE(bytes.has_value());
    const auto signature = base::to_array<64>(*bytes);
    ASSERT_TRUE(signature.has_value());
    EXPECT_TRUE(verify(*key, base::view(manifest), *signature));
    EXPECT_FALSE(verify(*key, base::view(manifest + " "), *signature));
}

TEST(Signature, Ed25519GivesTheFirstExampleOfRfc8032) {
    const auto key = SigningKey::from_secret(
        Algorithm::ed25519,
        *base::unhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
    ASSERT_TRUE(key.ok());
    EXPECT_EQ(base::hex(key->public_key().bytes),
              "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    const Signature expected = signature_of(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
        "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
    EXPECT_EQ(key->sign({}), expected);
    for (std::size_t bit = 0; bit < 512; ++bit) {
        Signature bad = expected;
        bad[bit / 8] = static_cast<Byte>(bad[bit / 8] ^ (1U << bit % 8));
        EXPECT_FALSE(verify(key->public_key(), {}, bad)) << bit;
    }
    EXPECT_TRUE(verify(key->public_key(), {}, expected));
}

TEST(Signature, NumbersOutsideTheirRangeNeverVerify) {
    const SigningKey key = SigningKey::generate(Algorithm::sm2_sm3);
    const ByteView message = base::view("m");
    const Signature good = key.sign(message);
    const std::string zero(64, '0');
    const std::string ones(64, 'f');
    ASSERT_TRUE(verify(key.public_key(), message, good));
    for (const std::size_t at : {0U, 32U}) {
        EXPECT_FALSE(verify(key.public_key(), message, with(good, at, zero)));
        EXPECT_FALSE(verify(key.public_key(), message, with(good, at, order)));
        EXPECT_FALSE(verify(key.public_key(), message, with(good, at, ones)));
    }
    EXPECT_FALSE(verify(key.public_key(), message, with(good, 32, rest_to_order(good))));
    EXPECT_FALSE(verify(key.public_key(), message, Signature{}));
}

TEST(Signature, AnSm2KeyOffItsCurveOrInAnotherFormIsInvalid) {
    const Signature signature = signature_of(example_signature);
    const auto refused = [&](Bytes bytes) {
        const PublicKey key{Algorithm::sm2_sm3, std::move(bytes)};
        return !is_valid(key) && !verify(key, base::view("message digest"), signature);
    };
    const Bytes good = example_key.bytes;
    ASSERT_TRUE(is_valid(example_key));
    for (std::size_t bit = 0; bit < 520; ++bit) {
        Bytes bad = good;
        bad[bit / 8] = static_cast<Byte>(bad[bit / 8] ^ (1U << bit % 8));
        EXPECT_TRUE(refused(bad)) << bit;
    }
    Bytes compressed{good.begin(), good.begin() + 33};
    compressed[0] = 0x03;
    EXPECT_TRUE(refused(compressed));
    EXPECT_TRUE(refused({}));
    EXPECT_TRUE(refused({0}));
    EXPECT_TRUE(refused(Bytes(65, 0)));
    EXPECT_TRUE(refused(Bytes(good.begin(), good.end() - 1)));
    Bytes longer = good;
    longer.push_back(0);
    EXPECT_TRUE(refused(longer));
}

TEST(Signature, AnEd25519KeyOffItsCurveOrOfSmallOrderIsInvalid) {
    const auto valid = [](std::string_view hexadecimal) {
        return is_valid({Algorithm::ed25519, *base::unhex(hexadecimal)});
    };
    EXPECT_TRUE(valid("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
    // y = 2 is on no point; then orders 1, 4, 2, 8 and 8; then y = 3, and y = 3 written as p + 3.
    EXPECT_FALSE(valid("0200000000000000000000000000000000000000000000000000000000000000"));
    EXPECT_FALSE(valid("0100000000000000000000000000000000000000000000000000000000000000"));
    EXPECT_FALSE(valid("0000000000000000000000000000000000000000000000000000000000000000"));
    EXPECT_FALSE(valid("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"));
    EXPECT_FALSE(valid("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"));
    EXPECT_FALSE(valid("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"));
    EXPECT_TRUE(valid("0300000000000000000000000000000000000000000000000000000000000000"));
    EXPECT_FALSE(valid("f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"));
    EXPECT_FALSE(valid("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f70751"));
    for (int i = 0; i < 50; ++i) {
        EXPECT_TRUE(is_valid(SigningKey::generate(Algorithm::ed25519).public_key()));
    }
}

TEST(Signature, AKeyUnderTheOtherAlgorithmsNumberNeverVerifies) {
    for (const Algorithm algorithm : algorithms) {
        const SigningKey key = SigningKey::generate(algorithm);
        const Signature signature = key.sign(base::view("x"));
        ASSERT_TRUE(verify(key.public_key(), base::view("x"), signature));  // now it is prepared
        for (Byte number = 0; number < 4; ++number) {
            PublicKey other = key.public_key();
            other.algorithm = Algorithm{number};
            const bool same = other.algorithm == algorithm;
            EXPECT_EQ(is_valid(other), same);
            EXPECT_EQ(verify(other, base::view("x"), signature), same);
        }
    }
}

TEST(Signature, MoreKeysThanAThreadKeepsPreparedStillVerify) {
    const SigningKey first = SigningKey::generate(Algorithm::ed25519);
    const Signature signature = first.sign(base::view("x"));
    EXPECT_TRUE(verify(first.public_key(), base::view("x"), signature));
    for (std::size_t i = 0; i < 4'200; ++i) {
        Bytes secret(32, 9);
        secret[0] = static_cast<Byte>(i);
        secret[1] = static_cast<Byte>(i >> 8);
        ASSERT_TRUE(SigningKey::from_secret(Algorithm::ed25519, secret).ok());
    }
    EXPECT_TRUE(verify(first.public_key(), base::view("x"), signature));
}

TEST(Signature, ARefusalLeavesNothingInTheLibrarysErrorQueue) {
    ERR_clear_error();
    EXPECT_FALSE(verify(example_key, base::view("another"), signature_of(example_signature)));
    EXPECT_FALSE(is_valid({Algorithm::sm2_sm3, Bytes(65, 4)}));
    EXPECT_FALSE(public_key_from_pem("nonsense").ok());
    EXPECT_FALSE(SigningKey::from_pem("nonsense", "").ok());
    EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST(SigningKey, AnSm2SecretLiesBetweenOneAndTheOrderLessTwo) {
    const auto accepted = [](std::string_view hexadecimal) {
        return SigningKey::from_secret(Algorithm::sm2_sm3, *base::unhex(hexadecimal)).ok();
    };
    const std::string head = "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d541";
    EXPECT_FALSE(accepted(std::string(64, '0')));
    EXPECT_TRUE(accepted(std::string(62, '0') + "01"));
    EXPECT_TRUE(accepted(head + "21"));
    EXPECT_FALSE(accepted(head + "22"));
    EXPECT_FALSE(accepted(head + "23"));
    EXPECT_FALSE(accepted(std::string(64, 'f')));
    EXPECT_FALSE(SigningKey::from_secret(Algorithm::sm2_sm3, Bytes(31, 1)).ok());
    EXPECT_FALSE(SigningKey::from_secret(Algorithm::ed25519, Bytes(33, 1)).ok());
}

TEST(SigningKey, KeysSurviveTheirFilesAndAWrongPassphraseOpensNothing) {
    for (const Algorithm algorithm : algorithms) {
        const SigningKey key = SigningKey::generate(algorithm);
        const std::string long_one(2'000, 'p');
        for (const std::string& passphrase : {std::string{}, std::string{"容城 2019"}, long_one}) {
            const std::string pem = key.to_pem(passphrase);
            EXPECT_EQ(pem.find("ENCRYPTED") == std::string::npos, passphrase.empty());
            const auto back = SigningKey::from_pem(pem, passphrase);
            ASSERT_TRUE(back.ok());
            EXPECT_EQ(back->public_key(), key.public_key());
            EXPECT_EQ(back->secret(), key.secret());
            EXPECT_TRUE(verify(key.public_key(), base::view("x"), back->sign(base::view("x"))));
        }
        const std::string sealed = key.to_pem("right");
        EXPECT_FALSE(SigningKey::from_pem(sealed, "wrong").ok());
        EXPECT_FALSE(SigningKey::from_pem(sealed, "").ok());
        EXPECT_EQ(public_key_from_pem(to_pem(key.public_key())).value(), key.public_key());
        EXPECT_FALSE(public_key_from_pem(key.to_pem("")).ok());
        EXPECT_FALSE(SigningKey::from_pem(to_pem(key.public_key()), "").ok());
    }
}

TEST(SigningKey, FilesOfOtherKindsAndOverlongFilesAreRefused) {
    const std::string p256 =
        "-----BEGIN PUBLIC KEY-----\n"
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt\n"
        "6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==\n"
        "-----END PUBLIC KEY-----\n";  // the base point of P-256
    EXPECT_FALSE(public_key_from_pem(p256).ok());
    const SigningKey key = SigningKey::generate(Algorithm::sm2_sm3);
    const std::string shown = to_pem(key.public_key());
    const std::string secret = key.to_pem("");
    const auto filled = [](const std::string& pem, std::size_t size) {
        return pem + std::string(size - pem.size(), '\n');
    };
    EXPECT_TRUE(public_key_from_pem(filled(shown, pem_bytes_max)).ok());
    EXPECT_FALSE(public_key_from_pem(filled(shown, pem_bytes_max + 1)).ok());
    EXPECT_TRUE(SigningKey::from_pem(filled(secret, pem_bytes_max), "").ok());
    EXPECT_FALSE(SigningKey::from_pem(filled(secret, pem_bytes_max + 1), "").ok());
}

TEST(SigningKey, APublicKeyFileIsReadCompressedAndRefusedAtInfinity) {
    const auto pem = [](const std::string& der) {
        return "-----BEGIN PUBLIC KEY-----\n" + base::base64(*base::unhex(der)) +
               "\n-----END PUBLIC KEY-----\n";
    };
    const std::string kind = "301306072a8648ce3d020106082a811ccf5501822d";
    const std::string x = base::hex(ByteView{example_key.bytes}.subspan(1, 32));
    const auto compressed = public_key_from_pem(pem("3039" + kind + "03220003" + x));
    ASSERT_TRUE(compressed.ok());
    EXPECT_EQ(*compressed, example_key);
    EXPECT_FALSE(public_key_from_pem(pem("3019" + kind + "03020000")).ok());
}

TEST(Signature, AKeyIdIsTheDigestOfAlgorithmAndKey) {
    const auto sm2 = SigningKey::from_secret(Algorithm::sm2_sm3, Bytes(32, 1));
    EXPECT_EQ(base::hex(key_id(sm2->public_key())), "cdc594ca7e943add");
    const auto ed25519 = SigningKey::from_secret(Algorithm::ed25519, Bytes(32, 1));
    EXPECT_EQ(base::hex(key_id(ed25519->public_key())), "3fbc2e917119ffaa");
}

}  // namespace
}  // namespace zhida::crypto
