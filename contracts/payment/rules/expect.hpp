// What several acts of this contract ask of their signer and of what she says.
#pragma once

#include "contracts/payment/types/records.hpp"
#include "core/chain/act.hpp"

namespace zhida::payment {

// The signer is the agent of this bank.
chain::Verdict expect_bank(const chain::Context& context, const chain::View& view, BankCode bank);
chain::Verdict expect_one_of(const chain::Context& context,
                             std::span<const vocabulary::Role> roles);
chain::Verdict check_seen(const Seen& seen, const chain::Context& context);
// Not in the future, on a day that is not closed, and while not too many days are open.
chain::Verdict check_booked(base::Date booked, const Account& account,
                            const chain::Context& context);
// The list has room for one more day of this account on which its orders moved.
chain::Verdict check_day_of_batch(const chain::View& view, const ListId& list, AccountId account,
                                  base::Date booked);
// An order of this list that the bank's agent may move, by its account's bank.
chain::Verdict check_order(const chain::View& view, const ListId& list, LineNumber line,
                           BankCode bank, std::optional<Order>& order,
                           std::optional<Account>& account);
chain::Verdict check_epoch(const chain::View& view, BankCode bank, std::uint32_t epoch);

}  // namespace zhida::payment
