#include "contracts/vocabulary/calendar.hpp"

#include <algorithm>

namespace zhida::vocabulary {

namespace {

constexpr int year_end_day = 25;  // from here on the next year's notice may govern

bool lists(const std::vector<base::Date>& dates, base::Date date) {
    return std::ranges::find(dates, date) != dates.end();
}

bool needs_next_year(const base::YearMonthDay& ymd) {
    return ymd.month == 12 && ymd.day >= year_end_day;
}

}  // namespace

void Calendar::add(int year, Year days) { years_.insert_or_assign(year, std::move(days)); }

int Calendar::missing_year(base::Date date) const {
    const auto ymd = base::civil(date);
    return years_.contains(ymd.year) ? ymd.year + 1 : ymd.year;
}

std::optional<bool> Calendar::is_working_day(base::Date date) const {
    const auto ymd = base::civil(date);
    const auto own = years_.find(ymd.year);
    const auto next = years_.find(ymd.year + 1);
    if (own == years_.end()) return std::nullopt;
    if (needs_next_year(ymd)) {
        if (next == years_.end()) return std::nullopt;
        if (lists(next->second.off, date)) return false;
        if (lists(next->second.working, date)) return true;
    }
    if (lists(own->second.off, date)) return false;
    if (lists(own->second.working, date)) return true;
    return base::weekday(date) < 5;
}

std::optional<base::Date> Calendar::working_day_after(base::Date from, unsigned n) const {
    while (n > 0) {
        from = base::plus_days(from, 1);
        const auto works = is_working_day(from);
        if (!works) return std::nullopt;
        if (*works) --n;
    }
    return from;
}

}  // namespace zhida::vocabulary
