#include "cli/screen.hpp"

#include <gtest/gtest.h>

#include <algorithm>

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

TEST(Screen, ATableWithoutRowsSaysSo) {
    EXPECT_EQ(table({"项 item", "元"}, {}), "项 item  元\n（无 none）\n");
}

TEST(Screen, AColumnOfNumbersStaysOneWhereATotalHasNone) {
    EXPECT_EQ(table({"a", "b"}, {{"x", "1.00"}, {"y", ""}, {"z", "23.00"}}),
              "a      b\nx   1.00\ny\nz  23.00\n");
    EXPECT_EQ(table({"a", "bb"}, {{"x", ""}, {"y", ""}}), "a  bb\nx\ny\n");
}

TEST(Screen, AHeadingOfTwoLinesStandsAboveItsColumn) {
    EXPECT_EQ(table({"项\nitem", "元"}, {{"a", "1.00"}, {"b", "23.00"}}),
              "项       元\nitem\na      1.00\nb     23.00\n");
}

TEST(Screen, AStepsLineIsShorterThanItsTerminalAndAllBarsStandBelowOneAnother) {
    const std::string longest = "   3/12  村确认并公示 7 天  villages confirm, 7 days' notice";
    ASSERT_EQ(width_of(longest), 60U);
    for (std::size_t columns = 1; columns <= 200; ++columns) {
        const std::string one = bar_line(longest, 100, columns);
        const std::string other = bar_line("   9/12  日终对账  the day closes", 7, columns);
        EXPECT_LT(width_of(one), std::max<std::size_t>(columns, 2)) << columns;
        if (columns < 30) continue;
        const auto bar = [](const std::string& line) {
            return width_of(line.substr(0, line.find('[')));
        };
        EXPECT_EQ(width_of(one), width_of(other)) << columns;
        EXPECT_EQ(bar(one), bar(other)) << columns;
    }
    EXPECT_NE(bar_line(longest, 50, 80).find("notice [#####-----"), std::string::npos);
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
