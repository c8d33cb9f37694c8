// Working days around weekends, make-up days, the turn of the year and years without data.
#include "contracts/vocabulary/calendar.hpp"

#include <gtest/gtest.h>

namespace zhida::vocabulary {
namespace {

base::Date day(int year, int month, int d) { return *base::make_date(year, month, d); }

// Part of the published lists: the turn of 2018, and the May days of 2019.
Calendar calendar() {
    Calendar out;
    out.add(2018, {});
    out.add(2019, {.off = {day(2018, 12, 30), day(2018, 12, 31), day(2019, 1, 1), day(2019, 5, 1),
                           day(2019, 5, 2), day(2019, 5, 3)},
                   .working = {day(2018, 12, 29), day(2019, 4, 28), day(2019, 5, 5)}});
    return out;
}

TEST(Calendar, APlainWeekendIsOffAndAPlainWeekdayWorks) {
    EXPECT_EQ(calendar().is_working_day(day(2019, 9, 14)), false);
    EXPECT_EQ(calendar().is_working_day(day(2019, 9, 15)), false);
    EXPECT_EQ(calendar().is_working_day(day(2019, 9, 16)), true);
}

TEST(Calendar, AListedDayIsWhatItsListSays) {
    EXPECT_EQ(calendar().is_working_day(day(2019, 5, 1)), false);
    EXPECT_EQ(calendar().is_working_day(day(2019, 5, 5)), true);  // a Sunday
}

TEST(Calendar, TheNextYearsListGovernsTheLastDaysOfDecember) {
    EXPECT_EQ(calendar().is_working_day(day(2018, 12, 29)), true);   // a Saturday
    EXPECT_EQ(calendar().is_working_day(day(2018, 12, 31)), false);  // a Monday
}

TEST(Calendar, AYearWithoutAListIsUnknown) {
    EXPECT_EQ(calendar().is_working_day(day(2017, 6, 1)), std::nullopt);
    EXPECT_EQ(calendar().missing_year(day(2017, 6, 1)), 2017);
    EXPECT_EQ(calendar().is_working_day(day(2019, 12, 24)), true);
    EXPECT_EQ(calendar().is_working_day(day(2019, 12, 25)), std::nullopt);
    EXPECT_EQ(calendar().missing_year(day(2019, 12, 25)), 2020);
    EXPECT_EQ(calendar().working_day_after(day(2019, 12, 20), 10), std::nullopt);
}

TEST(Calendar, TheDayItselfIsNotCounted) {
    EXPECT_EQ(calendar().working_day_after(day(2019, 5, 6), 10), day(2019, 5, 20));
    EXPECT_EQ(calendar().working_day_after(day(2019, 4, 30), 1), day(2019, 5, 5));
    EXPECT_EQ(calendar().next_working_day(day(2019, 5, 10)), day(2019, 5, 13));
    EXPECT_EQ(calendar().working_day_after(day(2019, 5, 6), 0), day(2019, 5, 6));
}

}  // namespace
}  // namespace zhida::vocabulary
