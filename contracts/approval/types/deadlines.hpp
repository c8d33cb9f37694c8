// How long a level may take. Days are dated parameters; what follows from a deadline is told as
// events, never decided: nobody's signature is replaced by time.
#pragma once

#include "contracts/approval/types/records.hpp"

namespace zhida::approval {

enum class Due : std::uint8_t { reminder = 1, overdue = 2, escalated = 3 };
constexpr bool is_known(Due d) { return d >= Due::reminder && d <= Due::escalated; }

// A level still lacks signatures: whose turn it is, or to whom it climbs when she is late.
struct LevelDue {
    static constexpr std::uint16_t kind = 200;
    vocabulary::ListId list{};
    std::uint16_t section = whole_list;
    Level level = Level::village;
    Due what = Due::reminder;
    vocabulary::Role role = vocabulary::Role::village_officer;
    base::Seconds until = 0;
    static constexpr auto schema() {
        using T = LevelDue;
        return codec::fields(codec::field<1>(&T::list), codec::field<2>(&T::section),
                             codec::field<3>(&T::level), codec::field<4>(&T::what),
                             codec::field<5>(&T::role), codec::field<6>(&T::until));
    }
};

// The level's time runs until then; gone once it is complete or its list has ended.
struct Deadline {
    static constexpr std::uint8_t table = 0x25;
    using Key = std::tuple<vocabulary::ListId, std::uint16_t, std::uint8_t>;
    base::Seconds until = 0;
    base::Seconds begun = 0;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&Deadline::until),
                             codec::field<2>(&Deadline::begun));
    }
    friend bool operator==(const Deadline&, const Deadline&) = default;
};

// Parameters: days per level (none: the level has no deadline), days before it for the reminder,
// days behind it for the next office (none: neither).
inline constexpr std::string_view parameter_reminder = "approval.reminder_working_days";
inline constexpr std::string_view parameter_escalation = "approval.escalation_working_days";
struct LevelDays {
    Level level;
    std::string_view parameter;
    vocabulary::Role above;  // whom a late level climbs to
};
inline constexpr std::array level_days{
    LevelDays{Level::village, "approval.village_working_days", vocabulary::Role::township_officer},
    LevelDays{Level::township, "approval.township_working_days", vocabulary::Role::county_officer},
    LevelDays{Level::county, "approval.county_working_days", vocabulary::Role::area_officer},
    LevelDays{Level::new_area, "approval.new_area_working_days", vocabulary::Role::auditor},
    LevelDays{Level::fund_lock, "approval.fund_lock_working_days", vocabulary::Role::area_officer},
    LevelDays{Level::fund_release, "approval.fund_release_working_days",
              vocabulary::Role::area_officer},
};

}  // namespace zhida::approval
