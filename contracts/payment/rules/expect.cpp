#include "contracts/payment/rules/expect.hpp"

#include <algorithm>

#include "contracts/registry/rules/registry.hpp"
#include "contracts/registry/types/messages.hpp"

namespace zhida::payment {

using chain::Context;
using chain::refuse;
using chain::Verdict;
using chain::View;

// The signer is the agent of this bank.
Verdict expect_bank(const Context& context, const View& view, BankCode bank) {
    if (auto verdict = registry::expect_role(context, vocabulary::Role::bank_agent)) return verdict;
    if (registry::organisation_of(context, view).bank != bank) {
        return refuse(Reject::bank_foreign, std::to_string(bank));
    }
    return std::nullopt;
}

Verdict check_seen(const Seen& seen, const Context& context) {
    if (seen.height >= context.height)
        return refuse(Reject::seen_ahead, std::to_string(seen.height));
    return std::nullopt;
}

Verdict check_booked(base::Date booked, const Account& account, const Context& context) {
    if (booked > context.today()) return refuse(Reject::booked_in_future, base::to_text(booked));
    if (account.closed_to && booked <= *account.closed_to) {
        return refuse(Reject::day_closed, base::to_text(booked));
    }
    const bool is_new = !std::ranges::binary_search(account.open_days, booked);
    if (is_new && account.open_days.size() >= days_open_max) {
        return refuse(Reject::days_unclosed, std::to_string(account.open_days.size()));
    }
    return std::nullopt;
}

Verdict check_day_of_batch(const View& view, const ListId& list, AccountId account,
                           base::Date booked) {
    const auto batch = chain::must_load<Batch>(view, {list});
    if (batch.days.size() < days_open_max) return std::nullopt;
    const bool is_new = std::ranges::find(batch.days, AccountDay{account, booked}) ==
                        batch.days.end();
    if (is_new) return refuse(Reject::days_unclosed, std::to_string(batch.days.size()));
    return std::nullopt;
}

// An order of this list that the bank's agent may move, by its account's bank.
Verdict check_order(const View& view, const ListId& list, LineNumber line, BankCode bank,
                    std::optional<Order>& order, std::optional<Account>& account) {
    order = chain::load<Order>(view, {list, line});
    if (!order) return refuse(Reject::order_unknown, std::to_string(line));
    account = chain::load<Account>(view, {order->account});
    ASSERT(account.has_value());
    if (account->bank != bank) return refuse(Reject::bank_foreign, std::to_string(line));
    return std::nullopt;
}

Verdict check_epoch(const View& view, BankCode bank, std::uint32_t epoch) {
    const auto current = chain::load<AgentEpoch>(view, {bank});
    if (current && epoch < current->epoch) return refuse(Reject::epoch_old, std::to_string(epoch));
    return std::nullopt;
}

Verdict expect_one_of(const Context& context, std::span<const vocabulary::Role> roles) {
    for (const vocabulary::Role role : roles) {
        if (context.body.role == static_cast<std::uint8_t>(role)) return std::nullopt;
    }
    return refuse(registry::Reject::role_wrong);
}

}  // namespace zhida::payment
