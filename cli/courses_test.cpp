#include "cli/courses.hpp"

#include <gtest/gtest.h>

#include "contracts/resettle/types/single.hpp"

namespace zhida::cli {
namespace {

TEST(ParseYuan, TakesWholeFenAboveZeroAndNothingElse) {
    EXPECT_EQ(parse_yuan("50000.05"), vocabulary::Fen::of(5'000'005));
    for (const char* bad : {"", "0.00", "5", ".50", "1.5", "1.505", "-1.00", "1,000.00", "x.00"}) {
        EXPECT_FALSE(parse_yuan(bad).has_value()) << bad;
    }
}

TEST(CourseWords, SayWhatTheSecondPersonSigns) {
    const resettle::CancelOrders m{{1}, {3, 4}, "error", {}};
    EXPECT_EQ(course_words(m.type, codec::encode(m)),
              "list 0100000000000000 lines 3 4: error");
    EXPECT_EQ(course_words(1, codec::encode(m)), "");
}

}  // namespace
}  // namespace zhida::cli
