#include "contracts/resettle/rules/funding.hpp"

#include <map>

#include "contracts/resettle/rules/steps.hpp"

namespace zhida::resettle {

std::optional<std::vector<payment::NewOrder>> orders_of(const chain::View& view, const ListId& id,
                                                        const List& list) {
    std::vector<payment::NewOrder> orders;
    std::map<BankCode, vocabulary::AccountId> routes;
    bool complete = true;
    each_line(view, id, 0, list.lines, [&](LineNumber number, const Line& line) {
        if (is_held(view, id, number)) return;
        auto at = routes.find(line.bank);
        if (at == routes.end()) {
            const auto account = payment::route(view, list.county, line.bank);
            if (!account) complete = false;
            at = routes.emplace(line.bank, account.value_or(0)).first;
        }
        orders.push_back({number, at->second, line.bank, line.payee, line.amount});
    });
    if (!complete) return std::nullopt;
    return orders;
}

std::vector<payment::Need> needs_of(const std::vector<payment::NewOrder>& orders) {
    std::map<vocabulary::AccountId, Fen> by_account;
    for (const payment::NewOrder& order : orders) {
        Fen& sum = by_account[order.account];
        sum = *sum.plus(order.amount);
    }
    std::vector<payment::Need> needs;
    for (const auto& [account, amount] : by_account) needs.push_back({account, amount});
    return needs;
}

std::vector<payment::Need> needs_of(const chain::View& view, const ListId& id, const List& list) {
    const auto orders = orders_of(view, id, list);
    ASSERT(orders.has_value());
    return needs_of(*orders);
}

}  // namespace zhida::resettle
