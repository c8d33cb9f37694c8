// Which special account needs how much for the lines of a list that are not held.
#pragma once

#include "contracts/payment/rules/payment.hpp"
#include "contracts/resettle/types/records.hpp"

namespace zhida::resettle {

// The orders a list makes when it is released: one for each line that is not held. Nothing when a
// bank has no route.
std::optional<std::vector<payment::NewOrder>> orders_of(const chain::View& view, const ListId& id,
                                                        const List& list);
// Their sums by account. Every line has a route: check_state(LockFunds) saw it.
std::vector<payment::Need> needs_of(const chain::View& view, const ListId& id, const List& list);
std::vector<payment::Need> needs_of(const std::vector<payment::NewOrder>& orders);

}  // namespace zhida::resettle
