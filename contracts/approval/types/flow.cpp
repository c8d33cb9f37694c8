#include "contracts/approval/types/flow.hpp"

namespace zhida::approval {

// Every level of the straight flow is there once: a flow may change roles and numbers of
// signatures, never leave out a level that payment.md §2 asks for.
chain::Verdict check_form(const DefineFlow& m) {
    if (m.levels.size() != straight_flow.size()) return chain::refuse(Reject::flow_malformed);
    for (std::size_t i = 0; i < straight_flow.size(); ++i) {
        const FlowLevel& level = m.levels[i];
        if (level.level != straight_flow[i].level || level.subject != straight_flow[i].subject ||
            level.signatures < straight_flow[i].signatures || level.signatures > 5) {
            return chain::refuse(Reject::flow_malformed, std::to_string(i));
        }
    }
    return std::nullopt;
}

}  // namespace zhida::approval
