// Who may do what, and the dated figures rules are judged by. Read by every other contract.
#pragma once

#include "contracts/registry/types/records.hpp"
#include "core/chain/act.hpp"

namespace zhida::registry {

std::span<const chain::Act> acts();

// chain::Authority: organisation, person, key and role as they stand at this place in the block.
chain::Verdict authorise(const chain::Body& body, const chain::View& view, base::Seconds now,
                         chain::Signer& signer);

// For whom a deputy acts; nothing when the signer acts for herself. Four eyes count both.
std::optional<PersonId> principal_of(const chain::Context& context, const chain::View& view);
// The signer acts in this role. Genesis acts pass.
chain::Verdict expect_role(const chain::Context& context, Role role);
// The signer's organisation, which authorise() has seen.
Organisation organisation_of(const chain::Context& context, const chain::View& view);

// A parameter's value for a region on a date; the region's own, else that of region 0.
std::optional<std::uint64_t> parameter(const chain::View& view, std::string_view key,
                                       std::uint64_t region, base::Date on);
// Nothing when a year that is needed has no calendar.
std::optional<bool> is_working_day(const chain::View& view, base::Date date);
// The first working day that is at or after `date`.
std::optional<base::Date> working_day_from(const chain::View& view, base::Date date);
// The n-th working day after `date`, which is not counted.
std::optional<base::Date> working_days_after(const chain::View& view, base::Date date, unsigned n);

std::optional<Source> source(const chain::View& view, std::string_view source_system);
base::ByteArray<16> name_digest(std::string_view name);
// chain::LatestTime: a block may be this much ahead of the one before it, or of a time that two
// persons confirmed (payment.md §7, ADR 0012).
inline constexpr base::Seconds jump_max = 3'600;
base::Seconds latest_time(const chain::View& view, base::Seconds last);
// The sandbox's time, once it was moved.
std::optional<base::Seconds> sandbox_time(const chain::View& view);
// The organisation registered as this bank.
std::optional<OrganisationId> bank_organisation(const chain::View& view, std::uint16_t bank);

}  // namespace zhida::registry
