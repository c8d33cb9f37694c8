// What other contracts may ask of the payment contract. They give reasons to pay; the money moves
// only here.
#pragma once

#include "contracts/payment/types/records.hpp"
#include "core/chain/act.hpp"

namespace zhida::payment {

std::span<const chain::Act> acts();
std::span<const chain::TimerKind> timers();
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

// --- child orders (payment.md §3, rule 5) ---

// A line of a follow-up list that pays out the money of an order which failed, came back or is
// withheld. It is paid from that order's own account, whichever bank the payee is at.
struct Child {
    OrderName parent;
    Fen amount;
};
// Every parent may be replaced now: its day's complete statement is closed and shows no debit for
// it (or its return), no other list holds its money, its children add up to it.
chain::Verdict check_lock_children(const chain::View& view, const std::vector<Child>& children,
                                   vocabulary::OrganisationId finance);
void lock_children(chain::Draft& draft, const ListId& list, const std::vector<Child>& children);
// No difference has turned up on a parent since its money was locked for children.
chain::Verdict check_release_children(const chain::View& view,
                                      const std::vector<Child>& children);
void unlock_children(chain::Draft& draft, const std::vector<Child>& children);

struct NewOrder {
    LineNumber line = 0;
    AccountId account = 0;
    BankCode payee_bank = 0;
    vocabulary::Reference payee{};
    Fen amount;
    std::optional<OrderName> parent;
};
// The cap on what a special account pays on one day (R1-19): a dated parameter of the county, 0 for
// none.
inline constexpr std::string_view parameter_day_cap = "payment.day_cap_fen";
chain::Verdict check_day_cap(const chain::View& view, const chain::Context& context,
                             std::uint64_t county, const std::vector<NewOrder>& orders,
                             base::Date value_date);
// Makes the batch of a list and its orders, RELEASED, out of money that lock() and lock_children()
// set aside. A parent with one child becomes REISSUED; with several, or when withheld, SPLIT.
void release(chain::Draft& draft, const chain::Context& context, const ListId& list,
             const std::vector<NewOrder>& orders, base::Date value_date);

// More orders of a list that was released before, out of money that lock() set aside.
void release_more(chain::Draft& draft, const chain::Context& context, const ListId& list,
                  const std::vector<NewOrder>& orders, base::Date value_date);

// --- what may become of a single order ---

// HELD and CANCELLED before the claim, RELEASED again out of HELD, and the ends of money that
// failed or came back: WITHHELD, DEPOSITED, REFUNDED. The table says who may; of which division or
// body she is, is the caller's business.
struct Fate {
    OrderName order;
    OrderState to = OrderState::held;
    Mover by = Mover::contract;
    Reason reason = Reason::none;
    std::optional<base::Date> booked;  // of a deposit: the day the bank debited it
};
chain::Verdict check_fates(const chain::View& view, const chain::Context& context,
                           const std::vector<Fate>& fates);
void apply_fates(chain::Draft& draft, const chain::Context& context,
                 const std::vector<Fate>& fates);

// A suspended list: none of its orders can be claimed.
void halt(chain::Draft& draft, const ListId& list, bool stands_still);

// No order of the list is open or in flight.
bool is_settled(const Batch& batch);
// Every day on which the list's orders moved is closed, and no break stands on them.
bool is_reconciled(const chain::View& view, const Batch& batch);

}  // namespace zhida::payment
