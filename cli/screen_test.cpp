#include "cli/screen.hpp"

#include <gtest/gtest.h>

namespace zhida::cli {
namespace {

TEST(Screen, YuanAreGroupedByThousands) {
    EXPECT_EQ(yuan(0), "0.00");
    EXPECT_EQ(yuan(99'999), "999.99");
    EXPECT_EQ(yuan(100'000), "1,000.00");
    EXPECT_EQ(yuan(123'456'789'012), "1,234,567,890.12");
    EXPECT_EQ(yuan(-100'000), "-1,000.00");
    EXPECT_EQ(yuan(-10'000'000), "-100,000.00");
}

TEST(Screen, ChineseCharactersTakeTwoColumnsSoThatTablesStandStraight) {
    EXPECT_EQ(width_of("abc"), 3U);
    EXPECT_EQ(width_of("村a"), 3U);
    EXPECT_EQ(width_of("（沙盒）"), 8U);
    EXPECT_EQ(table({"项 item", "元"}, {{"已支付", "1.00"}, {"a", "23.00"}}),
              "项 item     元\n已支付    1.00\na        23.00\n");
}

}  // namespace
}  // namespace zhida::cli
