// Differences between ledger and bank as records with an owner and an age (payment.md §5).
#pragma once

#include "contracts/payment/types/case_records.hpp"
#include "core/chain/act.hpp"

namespace zhida::payment {

// Parameters, in working days: how old a break or a doubt may grow before county finance, the bank
// and audit must decide it together.
inline constexpr std::string_view parameter_break_age = "payment.break_age_working_days";
inline constexpr std::string_view parameter_doubt_age = "payment.doubt_age_working_days";
// Hours a claimed order may stay without a proven outcome before it is in doubt.
inline constexpr std::string_view parameter_answer_hours = "payment.answer_hours";

struct NewBreak {
    AccountId account = 0;
    BreakKind kind = BreakKind::missing_at_bank;
    std::optional<OrderName> order;
    Fen bank_more;
    Fen bank_less;
    chain::Digest evidence{};
};
// Gives it the account's next number. A debit for an order that failed, came back or was replaced
// opens a recovery case and freezes every child that no bank has claimed; a duplicate debit stops
// the account's queue.
void open_break(chain::Draft& draft, const chain::Context& context, const NewBreak& found);
void end_break(chain::Draft& draft, AccountId account, std::uint32_t number,
               const BreakEnding& ending);
bool has_open_break(const chain::View& view, const OrderName& order);
// The order's own children that wait for their claim are held.
void freeze_children(chain::Draft& draft, const chain::Context& context, const OrderName& parent);

// Whether what began on `since` is older than the parameter allows in this county; nothing when
// the parameter or a calendar is missing.
std::optional<bool> is_aged(const chain::View& view, std::string_view parameter,
                            std::uint64_t county, base::Date since, base::Date today);

}  // namespace zhida::payment
