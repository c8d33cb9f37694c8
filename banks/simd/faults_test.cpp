#include "banks/simd/faults.hpp"

#include <gtest/gtest.h>

#include <string>

namespace zhida::simd {
namespace {

TEST(Faults, EachNamedOneIsTakenAndTheOthersAreNone) {
    const auto faults = read_faults(R"({"lose_replies":3,"delay_ms":600000})");
    ASSERT_TRUE(faults.ok());
    EXPECT_EQ(faults->lose_replies, 3);
    EXPECT_EQ(faults->delay_ms, delay_ms_max);
    EXPECT_EQ(faults->lose_answers, 0);
    EXPECT_TRUE(read_faults("{}").ok());
}

TEST(Faults, AnUnknownNameOrANumberOutsideItsRangeIsNamedInTheRefusal) {
    for (const auto& [json, name] :
         {std::pair{R"({"lose_everything":1})", "lose_everything"},
          std::pair{R"({"errors":1000001})", "errors"}, std::pair{R"({"rubbish":-1})", "rubbish"},
          std::pair{R"({"delay_ms":600001})", "delay_ms"},
          std::pair{R"({"cut_short":"3"})", "cut_short"}}) {
        const auto faults = read_faults(json);
        ASSERT_FALSE(faults.ok()) << json;
        EXPECT_NE(faults.error().en.find(name), std::string::npos);
        EXPECT_NE(faults.error().zh.find(name), std::string::npos);
    }
    for (const char* json : {"", "[]", "3", "{\"errors\":1"}) EXPECT_FALSE(read_faults(json).ok());
}

}  // namespace
}  // namespace zhida::simd
