// The deadline of a claim.
#pragma once

#include "contracts/payment/types/messages.hpp"
#include "core/chain/act.hpp"

namespace zhida::payment {

// Orders of this claim that have no proven outcome in so many hours are put in doubt.
void set_answer_deadline(chain::Draft& draft, const chain::Context& context, const ClaimOrders& m,
                         std::uint64_t hours);

}  // namespace zhida::payment
