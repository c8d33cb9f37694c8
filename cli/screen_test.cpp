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

TEST(Screen, WhatIsCutOffShowsAndNeverSplitsACharacter) {
    EXPECT_EQ(shortened("abcdef", 6), "abcdef");
    EXPECT_EQ(shortened("abcdef", 5), "abcd…");
    EXPECT_EQ(shortened("征迁指挥部", 6), "征迁…");
    EXPECT_EQ(shortened("征迁指挥部", 7), "征迁指…");
}

TEST(Screen, ATableTooWideForTheLineShortensItsWidestWordsAndNeverANumber) {
    const std::string number = "1,234,567,890.12";
    const std::string out =
        table({"名称 name", "元 yuan", "b"}, {{std::string(150, 'x'), number, "短"}});
    std::size_t from = 0;
    for (std::size_t end = out.find('\n'); end != std::string::npos; end = out.find('\n', from)) {
        EXPECT_LE(width_of(out.substr(from, end - from)), table_columns_max);
        from = end + 1;
    }
    EXPECT_NE(out.find(number), std::string::npos);
    EXPECT_NE(out.find("xxx…"), std::string::npos);
    EXPECT_NE(out.find("短"), std::string::npos);
}

}  // namespace
}  // namespace zhida::cli
