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

}  // namespace
}  // namespace zhida::client
