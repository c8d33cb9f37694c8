#include "contracts/approval/types/flow.hpp"

namespace zhida::approval {

namespace {

using vocabulary::OrganisationKind;

// Approvers of different levels sit in different bodies (funds.md §2.5); county finance locks,
// releases and reconciles, and has approved nothing.
bool is_approving(Level level) { return level <= Level::new_area; }
bool is_of_finance(Level level) {
    return level >= Level::fund_lock && level <= Level::reconcile;
}

chain::Verdict check_roles(const std::vector<FlowLevel>& levels) {
    for (std::size_t i = 0; i < levels.size(); ++i) {
        const auto* const word = vocabulary::word_of(levels[i].role);
        bool unfit = word->machine;
        for (const FlowLevel& other : levels) {
            const bool apart = is_approving(other.level) && levels[i].level != Level::cancel;
            if (!apart || other.level == levels[i].level) continue;
            unfit = unfit || vocabulary::word_of(other.role)->of == word->of;
        }
        if (is_of_finance(levels[i].level)) {
            unfit = unfit || word->of != OrganisationKind::county_finance;
        }
        if (unfit) return chain::refuse(Reject::flow_role_unfit, std::to_string(i));
    }
    return std::nullopt;
}

}  // namespace

// Every level of the straight flow is there once: a flow may change roles and numbers of
// signatures, never leave out a level that payment.md §2 asks for.
chain::Verdict check_form(const DefineFlow& m) {
    if (m.levels.size() != straight_flow.size()) return chain::refuse(Reject::flow_malformed);
    for (std::size_t i = 0; i < straight_flow.size(); ++i) {
        const FlowLevel& level = m.levels[i];
        if (level.level != straight_flow[i].level || level.subject != straight_flow[i].subject ||
            level.signatures < straight_flow[i].signatures ||
            level.signatures > signatures_per_level_max) {
            return chain::refuse(Reject::flow_malformed, std::to_string(i));
        }
    }
    return check_roles(m.levels);
}

}  // namespace zhida::approval
