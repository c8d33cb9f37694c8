// What other contracts may ask of the payment contract. They give reasons to pay; the money moves
// only here.
#pragma once

#include "contracts/payment/types/records.hpp"
#include "core/chain/act.hpp"

namespace zhida::payment {

std::span<const chain::Act> acts();
std::span<const chain::Invariant> invariants();

// The account that pays a payee of `bank`: the bank's own row, else the county's main account.
std::optional<AccountId> route(const chain::View& view, std::uint64_t county, BankCode bank);

struct Need {
    AccountId account = 0;
    Fen amount;
};
// Every account has enough available and belongs to the finance body.
chain::Verdict check_lock(const chain::View& view, const std::vector<Need>& needs,
                          vocabulary::OrganisationId finance);
void lock(chain::Draft& draft, const std::vector<Need>& needs);
void unlock(chain::Draft& draft, const std::vector<Need>& needs);

struct NewOrder {
    LineNumber line = 0;
    AccountId account = 0;
    BankCode payee_bank = 0;
    vocabulary::Reference payee{};
    Fen amount;
};
// Makes the batch of a list and its orders, RELEASED, out of money that lock() set aside.
void release(chain::Draft& draft, const chain::Context& context, const ListId& list,
             const std::vector<NewOrder>& orders, base::Date value_date);
// An order that no bank has claimed is taken back to available. Refused from the claim on.
chain::Verdict check_hold(const chain::View& view, const ListId& list, LineNumber line);
void hold(chain::Draft& draft, const ListId& list, LineNumber line, Reason reason);

// No order of the list is open or in flight.
bool is_settled(const Batch& batch);
// Every day on which the list's orders moved is closed, and no break stands on them.
bool is_reconciled(const chain::View& view, const Batch& batch);

}  // namespace zhida::payment
