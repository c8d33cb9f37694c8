// Evidence on the ledger, and what it says against a line (R1-07, R1-09, R1-10, R1-21).
#pragma once

#include "contracts/resettle/types/evidence.hpp"
#include "contracts/resettle/types/records.hpp"
#include "core/chain/act.hpp"

namespace zhida::resettle {

chain::Verdict check_state(const RequireEvidence& m, const chain::Context& context,
                           const chain::View& view);
void apply(const RequireEvidence& m, const chain::Context& context, chain::Draft& draft);
chain::Verdict check_state(const RecordEvidence& m, const chain::Context& context,
                           const chain::View& view);
void apply(const RecordEvidence& m, const chain::Context& context, chain::Draft& draft);

// What the programme's evidence says against paying this line, or Reason::none.
Reason evidence_against(const chain::View& view, const List& list, const Line& line);
// Tells which lines come after their household had to leave.
void warn_of_relocation(chain::Draft& draft, const ListId& id, const List& list,
                        const std::vector<LineNumber>& lines, base::Date value_date);

}  // namespace zhida::resettle
