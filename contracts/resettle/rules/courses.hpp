// Acts beside the straight way: suspending, detaching, the ends of money that failed or came back,
// follow-up lists.
#pragma once

#include "contracts/resettle/types/courses.hpp"
#include "contracts/resettle/types/follow_ups.hpp"
#include "core/chain/act.hpp"

namespace zhida::resettle {

chain::Verdict check_state(const SuspendList& m, const chain::Context& context,
                           const chain::View& view);
void apply(const SuspendList& m, const chain::Context& context, chain::Draft& draft);
chain::Verdict check_state(const ResumeList& m, const chain::Context& context,
                           const chain::View& view);
void apply(const ResumeList& m, const chain::Context& context, chain::Draft& draft);
chain::Verdict check_state(const DetachSections& m, const chain::Context& context,
                           const chain::View& view);
void apply(const DetachSections& m, const chain::Context& context, chain::Draft& draft);
chain::Verdict check_state(const WithholdOrders& m, const chain::Context& context,
                           const chain::View& view);
void apply(const WithholdOrders& m, const chain::Context& context, chain::Draft& draft);
chain::Verdict check_state(const DepositOrder& m, const chain::Context& context,
                           const chain::View& view);
void apply(const DepositOrder& m, const chain::Context& context, chain::Draft& draft);
chain::Verdict check_state(const RefundOrders& m, const chain::Context& context,
                           const chain::View& view);
void apply(const RefundOrders& m, const chain::Context& context, chain::Draft& draft);
chain::Verdict check_state(const OpenFollowUp& m, const chain::Context& context,
                           const chain::View& view);
void apply(const OpenFollowUp& m, const chain::Context& context, chain::Draft& draft);
chain::Verdict check_state(const AddFollowUpLines& m, const chain::Context& context,
                           const chain::View& view);
void apply(const AddFollowUpLines& m, const chain::Context& context, chain::Draft& draft);

}  // namespace zhida::resettle
