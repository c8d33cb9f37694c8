#include "contracts/vocabulary/words.hpp"

#include <gtest/gtest.h>

#include <set>

namespace zhida::vocabulary {
namespace {

TEST(Words, EveryItemCodeHasItsOwnNumberAndComesBack) {
    std::set<ItemCode> seen;
    for (const char* text : {"A0", "L1", "L01", "L001", "L9", "L99", "L999", "Z0", "Z999"}) {
        const auto code = item_code(text);
        ASSERT_TRUE(code.has_value()) << text;
        EXPECT_TRUE(seen.insert(*code).second) << text;
        EXPECT_EQ(item_text(*code), text);
    }
    for (const char* text : {"", "L", "l1", "L1234", "LX", "11"}) EXPECT_FALSE(item_code(text));
}

TEST(Words, ADivisionCoversItsVillagesAndNoOthers) {
    constexpr VillageCode village = 130629100201;
    EXPECT_TRUE(covers(0, village));
    EXPECT_TRUE(covers(130629, village));
    EXPECT_TRUE(covers(130629100, village));
    EXPECT_TRUE(covers(village, village));
    EXPECT_FALSE(covers(130632, village));
    EXPECT_FALSE(covers(130629101, village));
    EXPECT_FALSE(covers(130629100202, village));
}

}  // namespace
}  // namespace zhida::vocabulary
