// Acts about single lines after a list was released (types/single.hpp).
#pragma once

#include "contracts/resettle/types/records.hpp"
#include "contracts/resettle/types/single.hpp"
#include "core/chain/act.hpp"

namespace zhida::resettle {

chain::Verdict check_state(const GrantMandate& m, const chain::Context& context,
                           const chain::View& view);
void apply(const GrantMandate& m, const chain::Context& context, chain::Draft& draft);
chain::Verdict check_state(const PayOnSignature& m, const chain::Context& context,
                           const chain::View& view);
void apply(const PayOnSignature& m, const chain::Context& context, chain::Draft& draft);
chain::Verdict check_state(const CancelOrders& m, const chain::Context& context,
                           const chain::View& view);
void apply(const CancelOrders& m, const chain::Context& context, chain::Draft& draft);
chain::Verdict check_state(const CorrectItem& m, const chain::Context& context,
                           const chain::View& view);
void apply(const CorrectItem& m, const chain::Context& context, chain::Draft& draft);

}  // namespace zhida::resettle
