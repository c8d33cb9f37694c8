#include "cli/parameters.hpp"

#include <gtest/gtest.h>

#include "cli/powers.hpp"

namespace zhida::cli {
namespace {

base::Result<registry::SetParameters> read(const std::string& json) {
    return read_pack(json, std::nullopt, crypto::Hash::sm3);
}

TEST(ParameterPackFile, ItsFiguresAreReadWholeAndItsPaperByDigest) {
    const std::string json =
        R"({"document":"No. 7","entries":[{"key":"a","from":"2020-01-01","to":"2020-12-31",)"
        R"("value":"10000000000000000000"},{"key":"b","region":130629,"from":"2020-01-01",)"
        R"("to":"2020-01-01","value":3}]})";
    const auto pack = read_pack(json, "the paper", crypto::Hash::sm3);
    ASSERT_TRUE(pack.ok());
    EXPECT_EQ(pack->document, "No. 7");
    ASSERT_EQ(pack->entries.size(), 2U);
    EXPECT_EQ(pack->entries[0].value, 10'000'000'000'000'000'000U);
    EXPECT_EQ(pack->entries[0].region, 0U);
    EXPECT_EQ(pack->entries[1].region, 130629U);
    EXPECT_EQ(base::to_text(pack->entries[1].valid_to), "2020-01-01");
    EXPECT_EQ(pack->document_digest, crypto::digest(crypto::Hash::sm3, base::view("the paper")));
    EXPECT_FALSE(read(json)->document_digest.has_value());
}

TEST(ParameterPackFile, WhatIsIncompleteIsRefusedByTheNumberOfItsEntry) {
    for (const char* const whole : {"", "[]", "{}", R"({"document":"x"})",
                                    R"({"document":"","entries":[]})"}) {
        EXPECT_FALSE(read(whole).ok()) << whole;
    }
    const std::string good = R"({"key":"a","from":"2020-01-01","to":"2020-12-31","value":1})";
    for (const char* const bad :
         {R"({"from":"2020-01-01","to":"2020-12-31","value":1})",
          R"({"key":"a","from":"2020-02-30","to":"2020-12-31","value":1})",
          R"({"key":"a","from":"2020-01-01","to":"2020-12-31"})",
          R"({"key":"a","from":"2020-01-01","to":"2020-12-31","value":-1})",
          R"({"key":"a","from":"2020-01-01","to":"2020-12-31","value":"1x"})",
          R"({"key":"a","region":"x","from":"2020-01-01","to":"2020-12-31","value":1})"}) {
        const auto pack =
            read(R"({"document":"x","entries":[)" + good + "," + std::string{bad} + "]}");
        ASSERT_FALSE(pack.ok()) << bad;
        EXPECT_NE(pack.error().en.find("entry 2"), std::string::npos) << pack.error().en;
    }
}

TEST(Powers, TheLastDayOfADelegationIsMeantWhole) {
    const auto end = end_of_day("2019-10-31");
    ASSERT_TRUE(end.has_value());
    EXPECT_EQ(base::time_text(*end).substr(0, 19), "2019-10-31T23:59:59");
    EXPECT_FALSE(end_of_day("31.10.2019").has_value());
}

}  // namespace
}  // namespace zhida::cli
