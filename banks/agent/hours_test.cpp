#include "banks/agent/hours.hpp"

#include <gtest/gtest.h>

namespace zhida::agent {
namespace {

constexpr base::Date monday{18'162};

base::Seconds at(const char* text) {
    return base::start_of_day_in_china(monday) + *read_time_of_day(text);
}

TEST(Hours, TheCutOffItselfIsPastIt) {
    const Hours hours;
    EXPECT_FALSE(hours.is_past_cut_off(at("00:00")));
    EXPECT_FALSE(hours.is_past_cut_off(at("16:59") + 59));
    EXPECT_TRUE(hours.is_past_cut_off(at("17:00")));
    EXPECT_TRUE(hours.is_past_cut_off(at("23:59")));
}

TEST(Hours, AWindowHoldsItsStartAndNotItsEndAlsoOverMidnight) {
    const Hours hours{.maintenance = *read_windows({"02:00-04:30", "23:30-00:15"})};
    ASSERT_EQ(hours.maintenance.size(), 2U);
    for (const char* inside : {"02:00", "04:29", "23:30", "23:59", "00:00", "00:14"})
        EXPECT_TRUE(hours.is_in_maintenance(at(inside))) << inside;
    for (const char* outside : {"01:59", "04:30", "12:00", "23:29", "00:15"})
        EXPECT_FALSE(hours.is_in_maintenance(at(outside))) << outside;
    EXPECT_FALSE(Hours{}.is_in_maintenance(at("03:00")));
}

TEST(Hours, WhatIsNoTimeIsNamedInTheRefusal) {
    EXPECT_TRUE(read_windows({})->empty());
    for (const char* bad : {"24:00", "17:60", "7:00", "17.00", "ab:cd", "", "17:000"}) {
        const auto time = read_time_of_day(bad);
        ASSERT_FALSE(time.ok()) << bad;
        EXPECT_NE(time.error().en.find(bad), std::string::npos);
        EXPECT_NE(time.error().zh.find(bad), std::string::npos);
    }
    for (const char* bad : {"", "02:00", "02:00-", "02:00-02:00", "02:00-04:00,", "a-b"})
        EXPECT_FALSE(read_windows({"01:00-01:30", bad}).ok()) << bad;
}

TEST(Hours, NoMoreWindowsThanTheLimitAreRead) {
    std::vector<std::string> windows(windows_max, "02:00-03:00");
    EXPECT_TRUE(read_windows(windows).ok());
    windows.push_back("02:00-03:00");
    EXPECT_FALSE(read_windows(windows).ok());
}

}  // namespace
}  // namespace zhida::agent
