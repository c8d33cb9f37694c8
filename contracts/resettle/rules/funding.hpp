// Which special account needs how much for the lines of a list that are not held, and whose money
// the children of other orders are.
#pragma once

#include "contracts/payment/rules/payment.hpp"
#include "contracts/resettle/types/follow_ups.hpp"
#include "contracts/resettle/types/records.hpp"

namespace zhida::resettle {

// The account that pays payees of this bank: as it was when the funds were locked, else by the
// route table of today.
std::optional<vocabulary::AccountId> account_for(const chain::View& view, const ListId& id,
                                                 const List& list, BankCode bank);
// The orders a list makes when it is released: one for each line that is not held. Nothing when a
// bank has no route.
std::optional<std::vector<payment::NewOrder>> orders_of(const chain::View& view, const ListId& id,
                                                        const List& list);
// What they need of the accounts' available money, and what of their parents'.
std::vector<payment::Need> needs_of(const std::vector<payment::NewOrder>& orders);
std::vector<payment::Child> children_of(const std::vector<payment::NewOrder>& orders);

// Locks what orders_of() says and fixes the accounts; the way back unlocks exactly that.
void lock_all(chain::Draft& draft, const ListId& id, const List& list);
void unlock_all(chain::Draft& draft, const ListId& id, const List& list);
// One line of a funded list that is no child.
void lock_line(chain::Draft& draft, const ListId& id, const List& list, const Line& line);
void unlock_line(chain::Draft& draft, const ListId& id, const List& list, const Line& line);
// All children of one order that a funded list holds.
void unlock_family(chain::Draft& draft, const ListId& id, const Origin& origin);

// The origin of a line that takes the place of an order.
std::optional<Origin> child_origin(const chain::View& view, const ListId& id, LineNumber line);
// The other lines of the same list that take the place of the same order.
std::vector<LineNumber> siblings_of(const chain::View& view, const ListId& id, LineNumber line);

}  // namespace zhida::resettle
