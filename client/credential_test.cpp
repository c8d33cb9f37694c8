#include "client/credential.hpp"

#include <gtest/gtest.h>

namespace zhida::client {
namespace {

Identity somebody() {
    return {1, 2, vocabulary::Role::auditor,
            crypto::SigningKey::generate(crypto::Algorithm::sm2_sm3)};
}

bool fits(const Identity& who, const RequestWords& request, const Credential& credential) {
    return crypto::verify(who.key.public_key(), credential_bytes(request, credential.seconds),
                          credential.signature);
}

TEST(Credential, CoversMethodTargetTimeAndBody) {
    const Identity who = somebody();
    const RequestWords request{"POST", "/v1/transactions", "body"};
    const auto read = read_authorization(authorization(who, request, 1'700'000'000));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->key_id, crypto::key_id(who.key.public_key()));
    EXPECT_EQ(read->seconds, 1'700'000'000);
    EXPECT_TRUE(fits(who, request, *read));
    EXPECT_FALSE(fits(who, {"GET", "/v1/transactions", "body"}, *read));
    EXPECT_FALSE(fits(who, {"POST", "/v1/transaction", "sbody"}, *read));
    EXPECT_FALSE(fits(who, {"POST", "/v1/transactions", "Body"}, *read));
    Credential later = *read;
    ++later.seconds;
    EXPECT_FALSE(fits(who, request, later));
}

TEST(Credential, AnythingElseIsNotRead) {
    const std::string good = authorization(somebody(), {"GET", "/", ""}, 7);
    EXPECT_TRUE(read_authorization(good));
    EXPECT_FALSE(read_authorization(good.substr(1)));
    EXPECT_FALSE(read_authorization(good + "0"));
    EXPECT_FALSE(read_authorization("Zhida 00.7.11"));
    EXPECT_FALSE(read_authorization("Zhida x.y"));
    EXPECT_FALSE(read_authorization(""));
    std::string word = good;
    word[good.find('.') + 1] = 'x';
    EXPECT_FALSE(read_authorization(word));
}

TEST(Credential, ASourcesIsReadBackAndIsNoPersons) {
    const auto key = crypto::SigningKey::generate(crypto::Algorithm::sm2_sm3);
    const RequestWords request{"POST", "/v1/deliveries", "{}"};
    const std::string value = source_authorization("征迁-1", key, request, 1'000);
    const auto read = read_source_authorization(value);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->source_system, "征迁-1");
    EXPECT_TRUE(crypto::verify(key.public_key(), source_credential_bytes(request, 1'000),
                               read->signature));
    EXPECT_FALSE(crypto::verify(key.public_key(), credential_bytes(request, 1'000),
                                read->signature));
    EXPECT_FALSE(read_authorization(value));
    EXPECT_FALSE(read_source_authorization("Zhida " + value.substr(13)));
    EXPECT_FALSE(read_source_authorization(value.substr(0, value.size() - 1)));
}

TEST(Credential, WhateverStandsInTheFieldIsReadOrRefusedAndNeverMore) {
    const auto key = crypto::SigningKey::generate(crypto::Algorithm::sm2_sm3);
    const Identity who{1, 2, vocabulary::Role::auditor, key};
    const std::string good = authorization(who, {"GET", "/", ""}, 1'000);
    std::uint64_t dice = 20'261'124;  // xorshift; the same bytes in every run
    const auto roll = [&dice](std::size_t sides) {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        return static_cast<std::size_t>(dice % sides);
    };
    int read = 0;
    for (int i = 0; i < 20'000; ++i) {
        std::string value = good;
        for (std::size_t changes = 1 + roll(4); changes > 0 && !value.empty(); --changes) {
            const std::size_t at = roll(value.size());
            if (roll(3) == 0) {
                value.erase(at, 1 + roll(8));
            } else {
                value[at] = static_cast<char>(roll(256));
            }
        }
        const auto found = read_authorization(value);
        read_source_authorization(value);
        if (!found) continue;
        ++read;
        const auto words = credential_bytes({"GET", "/", ""}, found->seconds);
        const bool fits = crypto::verify(key.public_key(), words, found->signature);
        const bool same = found->seconds == 1'000 &&
                          base::hex(found->signature) == good.substr(good.size() - 128);
        EXPECT_EQ(fits, same) << value;
    }
    EXPECT_GT(read, 0);  // some alterations leave the form as it is
}

}  // namespace
}  // namespace zhida::client
