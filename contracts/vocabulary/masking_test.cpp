// What a masked value still tells.
#include "contracts/vocabulary/masking.hpp"

#include <gtest/gtest.h>

namespace zhida::vocabulary {
namespace {

TEST(Masking, ANameKeepsItsFirstCharacterOnly) {
    EXPECT_EQ(mask_name("王芳"), "王*");
    EXPECT_EQ(mask_name("赖晓云"), "赖**");
    EXPECT_EQ(mask_name("𫖯𫖯"), "𫖯*");
    EXPECT_EQ(mask_name("王"), "*");
    EXPECT_EQ(mask_name(""), "");
}

TEST(Masking, ANumberKeepsItsEnds) {
    EXPECT_EQ(mask_id("130629196501010015"), "130629********0015");
    EXPECT_EQ(mask_account("6217990400153255854"), "621799*********5854");
    EXPECT_EQ(mask_phone("15404105718"), "154****5718");
}

TEST(Masking, AShortNumberIsHiddenWhole) {
    EXPECT_EQ(mask_id("13062919650101"), "130629****0101");
    EXPECT_EQ(mask_id("1306291965010"), "*************");
    EXPECT_EQ(mask_phone("1540410571"), "**********");
    EXPECT_EQ(mask_account(""), "");
}

TEST(Masking, CharactersAreNotCutInHalf) {
    EXPECT_EQ(mask_id("１３０６２９１９６５０１０１"), "１３０６２９****０１０１");
}

}  // namespace
}  // namespace zhida::vocabulary
