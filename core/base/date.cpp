#include "core/base/date.hpp"

#include <cstdio>

namespace zhida::base {

namespace {

constexpr Seconds day_seconds = 86'400;
constexpr Seconds china_offset = 8 * 3'600;

constexpr bool is_leap(int y) { return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0; }
constexpr int month_days(int y, int m) {
    constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return m == 2 && is_leap(y) ? 29 : days[m - 1];
}

// Days from the civil date, by counting 400-year eras that begin on 1 March.
constexpr std::int32_t days_from_civil(int y, int m, int d) {
    y -= m <= 2;
    const int era = (y >= 0 ? y : y - 399) / 400;
    const int year_of_era = y - era * 400;
    const int day_of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146'097 + day_of_era - 719'468;
}
static_assert(days_from_civil(1970, 1, 1) == 0);
static_assert(days_from_civil(2000, 3, 1) == 11'017);

constexpr Seconds floor_div(Seconds a, Seconds b) { return a / b - (a % b < 0 ? 1 : 0); }

std::optional<int> digits(std::string_view text, std::size_t from, std::size_t count) {
    if (from + count > text.size()) return std::nullopt;
    int n = 0;
    for (char c : text.substr(from, count)) {
        if (c < '0' || c > '9') return std::nullopt;
        n = n * 10 + (c - '0');
    }
    return n;
}

// `Z` or `+08:00` as seconds east of UTC.
std::optional<Seconds> parse_offset(std::string_view text) {
    if (text == "Z" || text == "z") return 0;
    if (text.size() != 6 || text[3] != ':' || (text[0] != '+' && text[0] != '-'))
        return std::nullopt;
    const auto hours = digits(text, 1, 2);
    const auto minutes = digits(text, 4, 2);
    if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
    const Seconds east = *hours * 3'600 + *minutes * 60;
    return text[0] == '+' ? east : -east;
}

}  // namespace

std::optional<Date> make_date(int year, int month, int day) {
    if (year < 1900 || year > 9999 || month < 1 || month > 12) return std::nullopt;
    if (day < 1 || day > month_days(year, month)) return std::nullopt;
    return Date{days_from_civil(year, month, day)};
}

YearMonthDay civil(Date date) {
    const int z = date.days + 719'468;
    const int era = (z >= 0 ? z : z - 146'096) / 146'097;
    const int doe = z - era * 146'097;
    const int yoe = (doe - doe / 1'460 + doe / 36'524 - doe / 146'096) / 365;
    const int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    const int mp = (5 * doy + 2) / 153;
    const int month = mp < 10 ? mp + 3 : mp - 9;
    return {yoe + era * 400 + (month <= 2 ? 1 : 0), month, doy - (153 * mp + 2) / 5 + 1};
}

int weekday(Date date) { return ((date.days + 3) % 7 + 7) % 7; }

std::optional<Date> parse_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto y = digits(text, 0, 4);
    const auto m = digits(text, 5, 2);
    const auto d = digits(text, 8, 2);
    if (!y || !m || !d) return std::nullopt;
    return make_date(*y, *m, *d);
}

std::string to_text(Date date) {
    const YearMonthDay ymd = civil(date);
    char out[40];
    std::snprintf(out, sizeof out, "%04d-%02d-%02d", ymd.year, ymd.month, ymd.day);
    return out;
}

Date day_in_china(Seconds at) {
    return {static_cast<std::int32_t>(floor_div(at + china_offset, day_seconds))};
}

Seconds start_of_day_in_china(Date date) { return date.days * day_seconds - china_offset; }

std::optional<Seconds> parse_time(std::string_view text) {
    if (text.size() < 20 || (text[10] != 'T' && text[10] != 't')) return std::nullopt;
    const auto date = parse_date(text.substr(0, 10));
    const auto h = digits(text, 11, 2);
    const auto m = digits(text, 14, 2);
    const auto s = digits(text, 17, 2);
    const auto east = parse_offset(text.substr(19));
    if (!date || !h || !m || !s || !east || text[13] != ':' || text[16] != ':') return std::nullopt;
    if (*h > 23 || *m > 59 || *s > 59) return std::nullopt;
    return date->days * day_seconds + *h * 3'600 + *m * 60 + *s - *east;
}

std::string time_text(Seconds at) {
    const Seconds of_day = at - start_of_day_in_china(day_in_china(at));
    char out[48];
    std::snprintf(out, sizeof out, "T%02d:%02d:%02d+08:00", static_cast<int>(of_day / 3'600),
                  static_cast<int>(of_day / 60 % 60), static_cast<int>(of_day % 60));
    return to_text(day_in_china(at)) + out;
}

}  // namespace zhida::base
