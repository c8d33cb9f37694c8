// Working days from the published lists of days off and make-up days. A year without a list is
// unknown, never assumed to have plain weekends.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "core/base/date.hpp"

namespace zhida::vocabulary {

class Calendar {
  public:
    struct Year {
        std::vector<base::Date> off;
        std::vector<base::Date> working;  // make-up days on a weekend
    };
    void add(int year, Year days);
    // Nothing when a year that is needed has no list; days at the end of December need the next
    // too.
    std::optional<bool> is_working_day(base::Date date) const;
    // The first working day after `from`.
    std::optional<base::Date> next_working_day(base::Date from) const {
        return working_day_after(from, 1);
    }
    // The n-th working day after `from`, which is not counted.
    std::optional<base::Date> working_day_after(base::Date from, unsigned n) const;
    const std::map<int, Year>& years() const { return years_; }
    // The year that makes is_working_day() say nothing, for the message.
    int missing_year(base::Date date) const;

  private:
    std::map<int, Year> years_;
};

}  // namespace zhida::vocabulary
