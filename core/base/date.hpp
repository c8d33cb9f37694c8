// Block time and the calendar day it falls on in UTC+8, where every rule of the domain lives.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace zhida::base {

// Whole seconds since 1970-01-01T00:00:00Z.
using Seconds = std::int64_t;

// A day of the Gregorian calendar, counted from 1970-01-01. Ordered; a difference is in days.
struct Date {
    std::int32_t days = 0;
    friend constexpr auto operator<=>(Date, Date) = default;
};

constexpr Date plus_days(Date date, std::int32_t n) { return {date.days + n}; }

// Nothing when there is no such day. Years 1900 to 9999.
std::optional<Date> make_date(int year, int month, int day);
struct YearMonthDay {
    int year;
    int month;
    int day;
};
YearMonthDay civil(Date date);
// 0 Monday … 6 Sunday.
int weekday(Date date);

// `YYYY-MM-DD`, exactly.
std::optional<Date> parse_date(std::string_view text);
std::string to_text(Date date);

// The day in UTC+8 that a moment falls on, and the first second of a day in UTC+8.
Date day_in_china(Seconds at);
Seconds start_of_day_in_china(Date date);
// RFC 3339 with a numeric offset or Z, whole seconds.
std::optional<Seconds> parse_time(std::string_view text);
// `2019-09-18T10:00:00+08:00`.
std::string time_text(Seconds at);

}  // namespace zhida::base
