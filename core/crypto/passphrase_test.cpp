#include "core/crypto/passphrase.hpp"

#include <gtest/gtest.h>

namespace zhida::crypto {
namespace {

// RFC 7914 §12, third vector, cut to 32 bytes: scrypt is a stream, so the front is the same.
TEST(Passphrase, GivesTheKeyOfThePublishedVector) {
    const auto key = key_from_passphrase("pleaseletmein", base::view("SodiumChloride"), {14, 8, 1});
    ASSERT_TRUE(key.ok());
    EXPECT_EQ(base::hex(*key), "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2");
}

TEST(Passphrase, ShortOnesAndUnboundedCostsAreRefused) {
    EXPECT_FALSE(key_from_passphrase("elevenbytes", base::view("salt"), {4, 8, 1}).ok());
    EXPECT_FALSE(key_from_passphrase(std::string(1'025, 'x'), base::view("salt"), {4, 8, 1}).ok());
    EXPECT_TRUE(key_from_passphrase("twelve bytes", base::view("salt"), {4, 8, 1}).ok());
    for (const Cost cost : {Cost{23, 8, 1}, Cost{0, 8, 1}, Cost{4, 17, 1}, Cost{4, 8, 0}}) {
        EXPECT_FALSE(key_from_passphrase("twelve bytes", base::view("salt"), cost).ok());
    }
}

}  // namespace
}  // namespace zhida::crypto
