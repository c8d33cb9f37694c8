#include "banks/agent/hours.hpp"

#include <algorithm>

namespace zhida::agent {

namespace {

constexpr base::Seconds minute_seconds = 60;
constexpr base::Seconds hour_seconds = 3'600;
constexpr int hours_max = 23;
constexpr int minutes_max = 59;

base::Seconds time_of_day(base::Seconds time) {
    return time - base::start_of_day_in_china(base::day_in_china(time));
}

base::Error unreadable(std::string_view text) {
    return base::fail("no time of day as 17:00 or 02:00-04:30: " + std::string{text},
                      "时刻应写作 17:00 或 02:00-04:30：" + std::string{text});
}

// Two digits, or nothing.
std::optional<int> two_digits(std::string_view text) {
    if (text.size() != 2) return std::nullopt;
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (!is_digit(text[0]) || !is_digit(text[1])) return std::nullopt;
    return (text[0] - '0') * 10 + (text[1] - '0');
}

}  // namespace

bool Hours::is_past_cut_off(base::Seconds time) const { return time_of_day(time) >= cut_off; }

bool Hours::is_in_maintenance(base::Seconds time) const {
    const base::Seconds now = time_of_day(time);
    return std::ranges::any_of(maintenance, [&](const Window& window) {
        if (window.from <= window.to) return now >= window.from && now < window.to;
        return now >= window.from || now < window.to;
    });
}

base::Result<base::Seconds> read_time_of_day(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return unreadable(text);
    const auto hours = two_digits(text.substr(0, 2));
    const auto minutes = two_digits(text.substr(3));
    if (!hours || !minutes || *hours > hours_max || *minutes > minutes_max)
        return unreadable(text);
    return *hours * hour_seconds + *minutes * minute_seconds;
}

base::Result<std::vector<Window>> read_windows(const std::vector<std::string>& texts) {
    if (texts.size() > windows_max) {
        const std::string most = std::to_string(windows_max);
        return base::fail("more than " + most + " windows", "维护时段超过 " + most + " 个");
    }
    std::vector<Window> windows;
    for (const std::string& text : texts) {
        const std::size_t dash = text.find('-');
        if (dash == std::string::npos) return unreadable(text);
        const auto from = read_time_of_day(std::string_view{text}.substr(0, dash));
        const auto to = read_time_of_day(std::string_view{text}.substr(dash + 1));
        if (!from || !to || *from == *to) return unreadable(text);
        windows.push_back({*from, *to});
    }
    return windows;
}

}  // namespace zhida::agent
