// When a bank can be sent something: on working days of the ledger's calendar, before its cut-off,
// outside its maintenance windows. All by the ledger's time in UTC+8.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/date.hpp"
#include "core/base/result.hpp"

namespace zhida::agent {

// After it the bank's statement of the day is complete, in seconds since midnight.
inline constexpr base::Seconds cut_off_default = 17 * 3'600;
inline constexpr std::size_t windows_max = 16;

// A time of every day at which the bank answers nothing; over midnight when it ends before it
// begins.
struct Window {
    base::Seconds from = 0;
    base::Seconds to = 0;
};

struct Hours {
    base::Seconds cut_off = cut_off_default;
    std::vector<Window> maintenance;

    bool is_past_cut_off(base::Seconds time) const;
    bool is_in_maintenance(base::Seconds time) const;
};

// "17:00"; "02:00-04:30". Anything else is refused as it was written.
base::Result<base::Seconds> read_time_of_day(std::string_view text);
base::Result<std::vector<Window>> read_windows(const std::vector<std::string>& texts);

}  // namespace zhida::agent
