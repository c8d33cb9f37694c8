#include "banks/simd/faults.hpp"

#include <gtest/gtest.h>

#include <string>

namespace zhida::simd {
namespace {

TEST(Faults, EachNamedOneIsTakenAndTheOthersAreNone) {
    const auto faults = read_faults(R"({"lose_replies":3,"delay_ms":600000})", "102");
    ASSERT_TRUE(faults.ok());
    EXPECT_EQ(faults->lose_replies, 3);
    EXPECT_EQ(faults->delay_ms, delay_ms_max);
    EXPECT_EQ(faults->lose_answers, 0);
    EXPECT_TRUE(read_faults("{}", "102").ok());
}

TEST(Faults, AnUnknownNameOrANumberOutsideItsRangeIsNamedInTheRefusal) {
    for (const auto& [json, name] :
         {std::pair{R"({"lose_everything":1})", "lose_everything"},
          std::pair{R"({"errors":1000001})", "errors"}, std::pair{R"({"rubbish":-1})", "rubbish"},
          std::pair{R"({"delay_ms":600001})", "delay_ms"},
          std::pair{R"({"cut_short":"3"})", "cut_short"},
          std::pair{R"({"one_in":0})", "one_in"}, std::pair{R"({"seed":-1})", "seed"},
          std::pair{R"({"manner":"polite"})", "manner"}, std::pair{R"({"manner":3})", "manner"},
          std::pair{R"({"403":{"lose_all":1}})", "lose_all"},
          std::pair{R"({"403":{},"errors":1})", "403"}}) {
        const auto faults = read_faults(json, "102");
        ASSERT_FALSE(faults.ok()) << json;
        EXPECT_NE(faults.error().en.find(name), std::string::npos);
        EXPECT_NE(faults.error().zh.find(name), std::string::npos);
    }
    for (const char* json : {"", "[]", "3", "{\"errors\":1"})
        EXPECT_FALSE(read_faults(json, "102").ok());
}

TEST(Faults, AMannerIsTakenWithItsShareAndItsSeed) {
    const auto faults = read_faults(R"({"manner":"double-post","one_in":10,"seed":7})", "102");
    ASSERT_TRUE(faults.ok());
    EXPECT_EQ(faults->conduct.manner, sim::Manner::double_post);
    EXPECT_EQ(faults->conduct.one_in, 10U);
    EXPECT_EQ(faults->conduct.seed, 7U);
    EXPECT_FALSE(faults->conduct.mixed);
    EXPECT_TRUE(read_faults(R"({"manner":"mixed"})", "102")->conduct.mixed);
    EXPECT_EQ(read_faults("{}", "102")->conduct.manner, sim::Manner::honest);
}

TEST(Faults, EachBankTakesItsOwnAndABankThatIsNotNamedNone) {
    const char* const json = R"({"102":{"errors":1},"403":{"errors":2,"manner":"pending"}})";
    EXPECT_EQ(read_faults(json, "102")->errors, 1);
    EXPECT_EQ(read_faults(json, "403")->errors, 2);
    EXPECT_EQ(read_faults(json, "403")->conduct.manner, sim::Manner::pending);
    EXPECT_EQ(read_faults(json, "105")->errors, 0);
}

}  // namespace
}  // namespace zhida::simd
