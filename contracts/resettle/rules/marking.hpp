// Persons an authority names: their lines are held wherever they stand, and when they arrive
// (R1-15, R1-20; ADR 0017).
#pragma once

#include "contracts/resettle/types/courses.hpp"
#include "contracts/resettle/types/records.hpp"
#include "core/chain/act.hpp"

namespace zhida::resettle {

// The mark that made holds of this reason still stands against the line's payee.
bool is_marked(const chain::View& view, const ListId& id, LineNumber line, Reason reason);
// Holds the lines of a list that has just arrived whose payees are marked.
void hold_marked(chain::Draft& draft, const chain::Context& context, const ListId& id);

chain::Verdict check_state(const MarkPersons& m, const chain::Context& context,
                           const chain::View& view);
void apply(const MarkPersons& m, const chain::Context& context, chain::Draft& draft);

}  // namespace zhida::resettle
