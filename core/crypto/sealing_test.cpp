#include "core/crypto/sealing.hpp"

#include <gtest/gtest.h>
#include <openssl/err.h>

namespace zhida::crypto {
namespace {

// 1, 2, 3, … so that sealed bytes can be written down.
class CountingRandom final : public base::Random {
  public:
    void fill(Byte* to, std::size_t count) override {
        for (std::size_t i = 0; i < count; ++i) to[i] = ++last_;
    }

  private:
    Byte last_ = 0;
};

Bytes with_bit_turned(Bytes bytes, std::size_t bit) {
    bytes[bit / 8] = static_cast<Byte>(bytes[bit / 8] ^ (1U << bit % 8));
    return bytes;
}

constexpr std::array profiles{Profile::gm, Profile::intl};
constexpr std::array algorithms{Algorithm::sm2_sm3, Algorithm::ed25519};

TEST(Sealing, WhatIsSealedOpensOnlyUnchanged) {
    SystemRandom random;
    for (const Profile profile : profiles) {
        const Key key = random.draw<32>();
        const ByteView list = base::view("list 1");
        const Bytes sealed = seal(profile, key, base::view("张三 6222"), list, random);
        EXPECT_EQ(base::as_text(*open(profile, key, sealed, list)), "张三 6222");
        for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
            EXPECT_FALSE(open(profile, key, with_bit_turned(sealed, bit), list).ok()) << bit;
        }
        for (std::size_t bit = 0; bit < 256; ++bit) {
            const Bytes other = with_bit_turned(base::to_bytes(key), bit);
            EXPECT_FALSE(open(profile, *base::to_array<32>(other), sealed, list).ok()) << bit;
        }
        for (std::size_t size = 0; size < sealed.size(); ++size) {
            EXPECT_FALSE(open(profile, key, ByteView{sealed}.first(size), list).ok()) << size;
        }
        EXPECT_FALSE(open(profile, key, sealed, base::view("list 2")).ok());
        EXPECT_FALSE(open(profile, key, sealed, {}).ok());
    }
}

TEST(Sealing, ABytesPlaceCannotMoveBetweenAssociatedAndSealed) {
    SystemRandom random;
    const Key key = random.draw<32>();
    const Bytes sealed = seal(Profile::gm, key, base::view("b"), base::view("a"), random);
    Bytes shifted = sealed;
    shifted.erase(shifted.begin());
    const Bytes associated{Byte{'a'}, sealed[0]};
    EXPECT_FALSE(open(Profile::gm, key, shifted, associated).ok());
}

TEST(Sealing, TheEmptyAndTheLongTextComeBack) {
    SystemRandom random;
    Bytes text(3 * 1'048'576 + 5);
    for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<Byte>(i % 251);
    for (const Profile profile : profiles) {
        const Key key = random.draw<32>();
        const Bytes nothing = seal(profile, key, {}, {}, random);
        ASSERT_TRUE(open(profile, key, nothing, {}).ok());
        EXPECT_TRUE(open(profile, key, nothing, {})->empty());
        EXPECT_TRUE(base::equal(*open(profile, key, seal(profile, key, text, text, random), text),
                                text));
    }
}

TEST(Sealing, TheSealedFormIsStable) {
    const Key key{1, 2, 3};
    CountingRandom gm;
    EXPECT_EQ(base::hex(seal(Profile::gm, key, base::view("zhida"), base::view("list"), gm)),
              "0102030405060708090a0b0c0d0e0f10e4c5b74adc"
              "51d4f74f9cf2fbe3eed729374907ffc1e5a7721e1e6624bf02fe26aa7015fa6d");
    CountingRandom intl;
    EXPECT_EQ(base::hex(seal(Profile::intl, key, base::view("zhida"), base::view("list"), intl)),
              "0102030405060708090a0b0cde8470ef73334806331a591cc19dd52ae5f944d55b");
}

TEST(Sealing, OneProfileDoesNotOpenTheOther) {
    SystemRandom random;
    const Key key = random.draw<32>();
    const Bytes text(40, 7);
    EXPECT_FALSE(open(Profile::intl, key, seal(Profile::gm, key, text, {}, random), {}).ok());
    EXPECT_FALSE(open(Profile::gm, key, seal(Profile::intl, key, text, {}, random), {}).ok());
}

TEST(Wrapping, AWrappedKeyReachesItsHolderAndNobodyElse) {
    SystemRandom random;
    for (const Algorithm algorithm : algorithms) {
        const SigningKey holder = SigningKey::generate(algorithm);
        const Key secret = random.draw<32>();
        const auto wrapped = wrap(holder.public_key(), secret, random);
        ASSERT_TRUE(wrapped.ok());
        EXPECT_TRUE(base::equal(*unwrap(holder, *wrapped), secret));
        EXPECT_FALSE(unwrap(SigningKey::generate(algorithm), *wrapped).ok());
        for (std::size_t bit = 0; bit < wrapped->size() * 8; ++bit) {
            EXPECT_FALSE(unwrap(holder, with_bit_turned(*wrapped, bit)).ok()) << bit;
        }
        for (std::size_t size = 0; size < wrapped->size(); ++size) {
            EXPECT_FALSE(unwrap(holder, ByteView{*wrapped}.first(size)).ok()) << size;
        }
    }
}

TEST(Wrapping, SecretsOfOneToSixtyFourBytesAreWrappedAndNoOthers) {
    SystemRandom random;
    for (const Algorithm algorithm : algorithms) {
        const SigningKey holder = SigningKey::generate(algorithm);
        for (std::size_t size = 1; size <= wrapped_secret_bytes_max; ++size) {
            const Bytes secret(size, 0x5a);
            const auto wrapped = wrap(holder.public_key(), secret, random);
            ASSERT_TRUE(wrapped.ok()) << size;
            EXPECT_EQ(wrapped->size(), size + (algorithm == Algorithm::sm2_sm3 ? 97U : 60U));
            EXPECT_TRUE(base::equal(*unwrap(holder, *wrapped), secret)) << size;
        }
        EXPECT_FALSE(wrap(holder.public_key(), {}, random).ok());
        EXPECT_FALSE(
            wrap(holder.public_key(), Bytes(wrapped_secret_bytes_max + 1), random).ok());
        EXPECT_FALSE(wrap({algorithm, Bytes(65, 4)}, Bytes(32, 1), random).ok());
        EXPECT_FALSE(wrap({algorithm, Bytes(32, 0)}, Bytes(32, 1), random).ok());
    }
}

TEST(Wrapping, Sm2OpensTheStandardsExample) {
    const auto holder = SigningKey::from_secret(
        Algorithm::sm2_sm3,
        *base::unhex("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8"));
    const auto wrapped = base::unhex(
        "0404ebfc718e8d1798620432268e77feb6415e2ede0e073c0f4f640ecd2e149a73"
        "e858f9d81e5430a57b36daab8f950a3c64e6ee6a63094d99283aff767e124df0"
        "59983c18f809e262923c53aec295d30383b54e39d609d160afcb1908d0bd8766"
        "21886ca989ca9c7d58087307ca93092d651efa");
    const auto opened = unwrap(*holder, *wrapped);
    ASSERT_TRUE(opened.ok());
    EXPECT_EQ(base::as_text(*opened), "encryption standard");
}

TEST(Wrapping, ARefusalLeavesNothingInTheLibrarysErrorQueue) {
    ERR_clear_error();
    EXPECT_FALSE(unwrap(SigningKey::generate(Algorithm::sm2_sm3), Bytes(120, 4)).ok());
    EXPECT_EQ(ERR_peek_error(), 0U);
}

}  // namespace
}  // namespace zhida::crypto
