// Acts and timers of a list that arrives.
#pragma once

#include "contracts/resettle/types/records.hpp"
#include "core/chain/act.hpp"

namespace zhida::resettle {

using base::ByteView;

chain::Verdict check_state(const OpenList& m, const chain::Context& context,
                           const chain::View& view);
void apply(const OpenList& m, const chain::Context& context, chain::Draft& draft);
chain::Verdict check_state(const AddAgreements& m, const chain::Context& context,
                           const chain::View& view);
void apply(const AddAgreements& m, const chain::Context& context, chain::Draft& draft);
chain::Verdict check_state(const AddLines& m, const chain::Context& context,
                           const chain::View& view);
void apply(const AddLines& m, const chain::Context& context, chain::Draft& draft);
chain::Verdict check_state(const AnswerVerification& m, const chain::Context& context,
                           const chain::View& view);
void apply(const AnswerVerification& m, const chain::Context& context, chain::Draft& draft);

void receiving_deadline(ByteView payload, const chain::Context& context, chain::Draft& draft);
void verification_deadline(ByteView payload, const chain::Context& context, chain::Draft& draft);

}  // namespace zhida::resettle
