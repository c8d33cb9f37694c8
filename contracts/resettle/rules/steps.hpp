// What several acts of this contract share: finding a list in the right state, holding lines,
// moving sections and lists along their tables.
#pragma once

#include "contracts/resettle/rules/resettle.hpp"

namespace zhida::resettle {

enum class Timers : std::uint16_t {
    receiving = 400,
    verification = 401,
    notice = 402,
    entitlement = 403,
    objection = 404,
};

inline constexpr base::Seconds hour_seconds = 3'600;
// A figure of days or hours above this is no figure: it is refused like a missing one, before the
// time it leads to leaves the calendar.
inline constexpr std::uint64_t period_max = 100'000;
std::optional<std::uint64_t> period(const chain::View& view, std::string_view key,
                                    std::uint64_t county, base::Date on);

// Parameters by name (payment.md §8); a missing one is a refusal.
inline constexpr std::string_view parameter_notice_days = "resettle.notice_days";
inline constexpr std::string_view parameter_receiving_hours = "resettle.receiving_hours";
inline constexpr std::string_view parameter_verification_hours = "resettle.verification_hours";
inline constexpr std::string_view parameter_lock_days = "resettle.entitlement_lock_days";
inline constexpr std::string_view parameter_line_cap = "resettle.line_cap_fen";
inline constexpr std::string_view parameter_objection_days = "resettle.objection_working_days";
inline constexpr std::string_view parameter_cooling = "resettle.cooling_hours";
inline constexpr std::string_view parameter_return_window = "resettle.return_window_working_days";

chain::Verdict find_list(const chain::View& view, const ListId& id, List& list);
// The list is there and the act may move it from its state to `to`.
chain::Verdict find_for(const chain::View& view, const ListId& id, std::string_view act,
                        ListState to, List& list);
// The list's header and overlay are what the signer saw.
chain::Verdict check_header(const chain::View& view, const chain::Context& context,
                            const ListId& id, const List& list, const crypto::Digest& header,
                            const crypto::Digest& overlay);
// The signer's organisation covers the division of the list or village.
chain::Verdict check_division(const chain::View& view, const chain::Context& context,
                              vocabulary::VillageCode village);
chain::Verdict check_county(const chain::View& view, const chain::Context& context,
                            const List& list);

// The signer's hand is one that the table names for this act at this state.
chain::Verdict expect_hand(const chain::Context& context, ListState from, std::string_view act);

void move_list(chain::Draft& draft, const chain::Context& context, const ListId& id, List& list,
               ListState to);
void move_section(chain::Draft& draft, const chain::Context& context, const ListId& id,
                  SectionNumber number, Section& section, SectionState to);

// The section a line lies in.
SectionNumber section_of(const chain::View& view, const ListId& id, const List& list,
                         LineNumber line);
bool is_held(const chain::View& view, const ListId& id, LineNumber line);
// Visits all lines from `first` to before `end`.
void each_line(const chain::View& view, const ListId& id, LineNumber first, LineNumber end,
               const std::function<void(LineNumber, const Line&)>& visit);

// What stands against locking a line's entitlement now, or Reason::none.
Reason entitlement_against(const chain::View& view, const ListId& id, const List& list,
                           LineNumber number, const Line& line);
// Locks one line's entitlement. What stands against it, or Reason::none.
Reason take_entitlement(chain::Draft& draft, const ListId& id, const List& list, LineNumber number,
                        const Line& line, base::Seconds deadline);
// Locks the entitlements of all lines that are not held; those that cannot be had become held.
void lock_entitlements(chain::Draft& draft, const chain::Context& context, const ListId& id,
                       const List& list, base::Seconds deadline);
void free_entitlements(chain::Draft& draft, const ListId& id, const List& list);
void free_entitlement(chain::Draft& draft, const ListId& id, const List& list, LineNumber number,
                      const Line& line);

// A follow-up list ends: the lines it took may leave for another.
void free_origins(chain::Draft& draft, const ListId& id, const List& list);
// Sections leave the list, with all their lines: whether they may, and that they do.
chain::Verdict check_leaving(const chain::View& view, const chain::Context& context,
                             const ListId& id, const std::vector<SectionNumber>& sections,
                             std::string_view act);
void leave(chain::Draft& draft, const chain::Context& context, const ListId& id,
           const std::vector<SectionNumber>& sections, SectionState to, Reason reason);
// The list ends before release: funds and entitlements are freed.
void end_list(chain::Draft& draft, const chain::Context& context, const ListId& id, List& list,
              ListState to, const std::string& reason);

}  // namespace zhida::resettle
