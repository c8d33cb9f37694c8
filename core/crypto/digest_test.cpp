#include "core/crypto/digest.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "core/crypto/detail/fast_sm3.hpp"

namespace zhida::crypto {
namespace {

Bytes counting(std::size_t size) {
    Bytes out(size);
    for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<Byte>(i * 37 + size);
    return out;
}

Digest library_sm3(ByteView whole) {
    Digest out{};
    unsigned length = 0;
    EXPECT_EQ(EVP_Digest(whole.data(), whole.size(), out.data(), &length, EVP_sm3(), nullptr), 1);
    return out;
}

std::string sixteen(std::string_view text) {
    std::string out;
    for (int i = 0; i < 16; ++i) out += text;
    return out;
}

TEST(Digest, Sm3GivesTheStandardsTwoExamples) {
    EXPECT_EQ(base::hex(digest(Hash::sm3, base::view("abc"))),
              "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    EXPECT_EQ(base::hex(digest(Hash::sm3, base::view(sixteen("abcd")))),
              "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
}

TEST(Digest, Sha256GivesTheStandardsExamples) {
    EXPECT_EQ(base::hex(digest(Hash::sha256, base::view("abc"))),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(base::hex(digest(Hash::sha256, ByteView{})),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(base::hex(digest(Hash::sha256, base::view("abcdbcdecdefdefgefghfghighijhijkijkljklm"
                                                        "klmnlmnomnopnopq"))),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Digest, Sm3OfEveryShortLengthEqualsTheLibrarys) {
    for (std::size_t size = 0; size <= 300; ++size) {
        const Bytes whole = counting(size);
        EXPECT_EQ(detail::fast_sm3(whole), library_sm3(whole)) << size;
        EXPECT_EQ(digest(Hash::sm3, whole), library_sm3(whole)) << size;
    }
}

TEST(Digest, WhereTheInputIsCutChangesNothing) {
    for (const Hash hash : {Hash::sm3, Hash::sha256}) {
        for (const std::size_t size : {67U, 256U, 257U, 1000U}) {
            const Bytes whole = counting(size);
            const Digest expected = digest(hash, whole);
            for (std::size_t cut = 0; cut <= size; cut += 7) {
                const ByteView head = ByteView{whole}.first(cut);
                const ByteView tail = ByteView{whole}.subspan(cut);
                EXPECT_EQ(digest(hash, {head, {}, tail}), expected) << size << " " << cut;
                Hasher hasher{hash};
                hasher.update(head);
                hasher.update(tail);
                EXPECT_EQ(hasher.finish(), expected) << size << " " << cut;
            }
        }
    }
}

TEST(Hmac, Sha256GivesTheExamplesOfRfc4231) {
    EXPECT_EQ(base::hex(hmac(Hash::sha256, base::view("Jefe"),
                             {base::view("what do ya want "), base::view("for nothing?")})),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(base::hex(hmac(Hash::sha256, Bytes(20, 0x0b), {base::view("Hi There")})),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(base::hex(hmac(Hash::sha256, Bytes(131, 0xaa),
                             {base::view("Test Using Larger Than Block-Size Key - "),
                              base::view("Hash Key First")})),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Hmac, AgreesWithTheLibraryForKeysShorterEqualAndLongerThanABlock) {
    const Bytes message = counting(300);
    for (const std::size_t size : {1U, 32U, 63U, 64U, 65U, 200U}) {
        const Bytes key = counting(size);
        Digest expected{};
        unsigned length = 0;
        ASSERT_NE(HMAC(EVP_sm3(), key.data(), static_cast<int>(key.size()), message.data(),
                       message.size(), expected.data(), &length),
                  nullptr);
        EXPECT_EQ(hmac(Hash::sm3, key, {message}), expected) << size;
    }
}

}  // namespace
}  // namespace zhida::crypto
