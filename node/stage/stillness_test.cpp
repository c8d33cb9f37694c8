#include "node/stage/stillness.hpp"

#include <gtest/gtest.h>

namespace zhida::stage {
namespace {

using namespace std::chrono_literals;

constexpr Stillness::Clock::time_point start{};

TEST(Stillness, AnAgentInTheMiddleOfALongTurnIsWaitedFor) {
    Stillness stillness{start};
    EXPECT_FALSE(stillness.is_reached(5, {{102, 7}, {403, 7}}, start));
    EXPECT_FALSE(stillness.is_reached(5, {{102, 8}, {403, 7}}, start + 30s));
    EXPECT_FALSE(stillness.is_reached(5, {{102, 9}, {403, 7}}, start + 60s));
    EXPECT_FALSE(stillness.is_reached(5, {{102, 9}, {403, 8}}, start + 90s));
    EXPECT_TRUE(stillness.is_reached(5, {{102, 9}, {403, 9}}, start + 91s));
}

TEST(Stillness, FinishedTurnsAreCountedFromTheLastBlock) {
    Stillness stillness{start};
    EXPECT_FALSE(stillness.is_reached(5, {{102, 1}}, start));
    EXPECT_FALSE(stillness.is_reached(5, {{102, 3}}, start + 1s));
    EXPECT_FALSE(stillness.is_reached(6, {{102, 4}}, start + 20s));
    EXPECT_FALSE(stillness.is_reached(6, {{102, 4}}, start + 40s));
    EXPECT_FALSE(stillness.is_reached(6, {{102, 5}}, start + 41s));
    EXPECT_TRUE(stillness.is_reached(6, {{102, 6}}, start + 42s));
}

TEST(Stillness, QuickTurnsAloneDoNotEndTheWaitingBeforeItsShortestTime) {
    Stillness stillness{start};
    EXPECT_FALSE(stillness.is_reached(5, {{102, 1}}, start));
    EXPECT_FALSE(stillness.is_reached(5, {{102, 2}}, start + 1s));
    EXPECT_FALSE(stillness.is_reached(5, {{102, 9}}, start + quiet_min - 1ms));
    EXPECT_TRUE(stillness.is_reached(5, {{102, 9}}, start + quiet_min));
}

TEST(Stillness, AnAgentThatWasStartedAgainCountsAnew) {
    Stillness stillness{start};
    EXPECT_FALSE(stillness.is_reached(5, {{102, 50}}, start));
    EXPECT_FALSE(stillness.is_reached(5, {{102, 1}}, start + 20s));
    EXPECT_TRUE(stillness.is_reached(5, {{102, 2}}, start + 21s));
}

TEST(Stillness, AnAgentThatNeverFinishesATurnIsGivenUpInTheEnd) {
    Stillness stillness{start};
    EXPECT_FALSE(stillness.is_reached(5, {{102, 1}}, start));
    EXPECT_FALSE(stillness.is_reached(5, {{102, 1}}, start + quiet_max));
    EXPECT_TRUE(stillness.is_reached(5, {{102, 1}}, start + quiet_max + 1ms));
}

}  // namespace
}  // namespace zhida::stage
