#include "core/codec/schema.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace zhida::codec {
namespace {

enum class Colour : std::uint8_t { red = 1, green = 2 };
constexpr bool is_known(Colour c) { return c == Colour::red || c == Colour::green; }

struct Inner {
    std::uint64_t n = 0;
    std::string name;
    static constexpr auto schema() {
        return fields(field<1>(&Inner::n), field<2>(&Inner::name, 8));
    }
    friend bool operator==(const Inner&, const Inner&) = default;
};

struct Outer {
    std::uint16_t small = 0;
    base::ByteArray<4> mark{};
    std::optional<std::uint32_t> perhaps;
    std::vector<Inner> items;
    Colour colour = Colour::red;
    bool flag = false;
    base::Date day;
    static constexpr auto schema() {
        return fields(field<1>(&Outer::small), field<2>(&Outer::mark), field<3>(&Outer::perhaps),
                      field<5>(&Outer::items, 3), field<6>(&Outer::colour), field<7>(&Outer::flag),
                      field<9>(&Outer::day));
    }
    friend bool operator==(const Outer&, const Outer&) = default;
};

Outer sample() {
    return {.small = 500,
            .mark = {1, 2, 3, 4},
            .perhaps = 24,
            .items = {{7, "甲"}, {1ULL << 40, ""}},
            .colour = Colour::green,
            .flag = true,
            .day = {18'157}};
}

TEST(Schema, TheGoldenBytesOfAStructDoNotChange) {
    EXPECT_EQ(base::hex(encode(sample())),
              "a7011901f4024401020304031818"
              "0582a2010702"
              "63e794b2"
              "a2011b00000100000000000260"
              "060207f5091946ed");
}

TEST(Schema, DecodeThenEncodeGivesTheSameBytes) {
    const base::Bytes bytes = encode(sample());
    const auto back = decode<Outer>(bytes);
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(*back, sample());
    EXPECT_EQ(encode(*back), bytes);
}

TEST(Schema, EveryChangedByteIsRefusedOrReadsAsAnotherValueWithExactlyThoseBytes) {
    const base::Bytes bytes = encode(sample());
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            base::Bytes changed = bytes;
            changed[i] = static_cast<base::Byte>(changed[i] ^ (1U << bit));
            const auto back = decode<Outer>(changed);
            if (back) {
                EXPECT_EQ(encode(*back), changed) << i;
            }
        }
    }
}

TEST(Schema, RandomBytesNeverReadAsSomethingThatWritesDifferently) {
    std::mt19937 draw{20'190'918};
    for (int round = 0; round < 20'000; ++round) {
        base::Bytes bytes = encode(sample());
        for (int k = 0; k < 3; ++k) bytes[draw() % bytes.size()] = static_cast<base::Byte>(draw());
        bytes.resize(1 + draw() % bytes.size());
        const auto back = decode<Outer>(bytes);
        if (back) {
            EXPECT_EQ(encode(*back), bytes);
        }
    }
}

TEST(Schema, MoreItemsThanTheCapAreRefused) {
    Outer outer = sample();
    outer.items.assign(3, Inner{});
    base::Bytes bytes = encode(outer);
    const auto head = std::find(bytes.begin(), bytes.end(), base::Byte{0x83});
    ASSERT_NE(head, bytes.end());
    *head = 0x84;
    bytes.insert(head + 1, {0xa2, 0x01, 0x00, 0x02, 0x60});
    EXPECT_FALSE(decode<Outer>(bytes).has_value());
}

struct Malformed {
    const char* what;
    const char* hex;
};

TEST(Schema, WhateverIsNotDeterministicCborIsRefused) {
    const Malformed cases[] = {
        {"overlong integer", "a201180702616e"},
        {"key order", "a202616e0107"},
        {"repeated key", "a2010701 07"},
        {"unknown key", "a301070261610300"},
        {"missing key", "a10107"},
        {"indefinite map", "bf010702616eff"},
        {"float", "a201f9000002616e"},
        {"tag", "a201c10702616e"},
        {"indefinite text", "a201070 27f616eff"},
        {"bad UTF-8", "a201070261ff"},
        {"surrogate", "a2010702 63eda080"},
        {"overlong UTF-8", "a2010702 62c080"},
        {"trailing byte", "a201070261 6e00"},
        {"negative", "a2012002616e"},
        {"text too long", "a20107026961616161616161616161"},
        {"length beyond the end", "a20107027a7fffffff61"},
    };
    for (const Malformed& c : cases) {
        std::string hex = c.hex;
        std::erase(hex, ' ');
        const auto bytes = base::unhex(hex);
        ASSERT_TRUE(bytes.has_value()) << c.what;
        EXPECT_FALSE(decode<Inner>(*bytes).has_value()) << c.what;
    }
    EXPECT_TRUE(decode<Inner>(*base::unhex("a2010702616e")).has_value());
}

TEST(Schema, NestingDeeperThanTheLimitIsRefused) {
    base::Bytes deep(depth_max + 1, 0x81);
    deep.push_back(0x00);
    Reader reader{deep};
    for (unsigned i = 0; i < depth_max; ++i) EXPECT_EQ(reader.enter_array(1), 1U);
    EXPECT_TRUE(reader.ok());
    reader.enter_array(1);
    EXPECT_FALSE(reader.ok());
}

TEST(Schema, ShortestIntegersAtEachWidth) {
    const std::pair<std::uint64_t, const char*> cases[] = {{23, "17"},
                                                           {24, "1818"},
                                                           {255, "18ff"},
                                                           {256, "190100"},
                                                           {65'535, "19ffff"},
                                                           {65'536, "1a00010000"},
                                                           {0xffff'ffff, "1affffffff"},
                                                           {1ULL << 32, "1b0000000100000000"}};
    for (const auto& [n, hex] : cases) {
        base::Bytes out;
        Writer{out}.uint(n);
        EXPECT_EQ(base::hex(out), hex);
        Reader reader{out};
        EXPECT_EQ(reader.uint(), n);
        EXPECT_TRUE(reader.ok() && reader.at_end());
    }
}

}  // namespace
}  // namespace zhida::codec
