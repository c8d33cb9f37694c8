// Deadlines of levels, by timers of the ledger. Who moves a list begins and ends them; a complete
// level ends its own.
#pragma once

#include "contracts/approval/rules/approval.hpp"
#include "contracts/approval/types/deadlines.hpp"

namespace zhida::approval {

std::span<const chain::TimerKind> timers();

// The level's turn begins now, unless its time runs already. Its days are the region's parameter;
// without one it has no deadline.
void begin_deadline(chain::Draft& draft, const chain::Context& context, const Place& place,
                    std::uint64_t region);
// The level is complete, or has nothing to sign any more.
void end_deadline(chain::Draft& draft, const Place& place);
// Nothing of this list, or of one of its sections, is waited for.
void end_deadlines(chain::Draft& draft, const vocabulary::ListId& list,
                   std::optional<std::uint16_t> section);

}  // namespace zhida::approval
