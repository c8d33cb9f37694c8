// Amounts as texts: what is one and what is not.
#include "contracts/vocabulary/money.hpp"

#include <gtest/gtest.h>

namespace zhida::vocabulary {
namespace {

TEST(Fen, CountsFromNothingToTheMaximum) {
    EXPECT_TRUE(Fen::of(0));
    EXPECT_TRUE(Fen::of(Fen::count_max));
    EXPECT_FALSE(Fen::of(-1));
    EXPECT_FALSE(Fen::of(Fen::count_max + 1));
    EXPECT_FALSE(Fen::of(Fen::count_max)->plus(*Fen::of(1)));
}

TEST(Yuan, IsDigitsAPointAndTwoDigits) {
    EXPECT_EQ(parse_yuan("0.50", 10, false), 50);
    EXPECT_EQ(parse_yuan("0.00", 10, false), 0);
    EXPECT_EQ(parse_yuan("9999999999.99", 10, false), 999'999'999'999);
    for (std::string_view text :
         {"00.50", ".50", "1", "1.", "1.5", "1.500", "+1.00", "1,000.00", " 1.00", "1.00 ",
          "1e2.00", "", "-", "1.0O", "10000000000.00", "１.00", "1.-5"}) {
        EXPECT_EQ(parse_yuan(text, 10, false), std::nullopt) << text;
    }
}

TEST(Yuan, SixteenDigitsFit) {
    EXPECT_EQ(parse_yuan("9999999999999999.99", 16, false), 999'999'999'999'999'999);
    EXPECT_EQ(parse_yuan("10000000000000000.00", 16, false), std::nullopt);
}

TEST(Yuan, AMinusIsReadOnlyWhereItMayStand) {
    EXPECT_EQ(parse_yuan("-12.34", 10, true), -1'234);
    EXPECT_EQ(parse_yuan("-12.34", 10, false), std::nullopt);
    EXPECT_EQ(parse_yuan("--1.00", 10, true), std::nullopt);
    EXPECT_EQ(parse_yuan("-01.00", 10, true), std::nullopt);
}

TEST(Yuan, WhatIsWrittenIsReadBack) {
    for (std::int64_t fen : {0L, 5L, 50L, 123'456L, -7L, -1'234L}) {
        EXPECT_EQ(parse_yuan(yuan_text(fen), 16, true), fen);
    }
    EXPECT_EQ(yuan_text(-7), "-0.07");
}

}  // namespace
}  // namespace zhida::vocabulary
