#include "contracts/resettle/rules/funding.hpp"

#include <algorithm>
#include <map>

#include "contracts/resettle/rules/steps.hpp"

namespace zhida::resettle {

using chain::Draft;
using chain::View;
using vocabulary::AccountId;

std::optional<AccountId> account_for(const View& view, const ListId& id, const List& list,
                                     BankCode bank) {
    if (const auto fixed = chain::load<Routes>(view, {id})) {
        const auto at = std::ranges::find(fixed->routes, bank, &FixedRoute::bank);
        if (at != fixed->routes.end()) return at->account;
    }
    return payment::route(view, list.county, bank);
}

std::optional<Origin> child_origin(const View& view, const ListId& id, LineNumber line) {
    auto origin = chain::load<Origin>(view, {id, line});
    if (!origin || !origin->child) return std::nullopt;
    return origin;
}

std::vector<LineNumber> siblings_of(const View& view, const ListId& id, LineNumber line) {
    const auto origin = child_origin(view, id, line);
    if (!origin) return {};
    auto lines = chain::must_load<Successor>(view, {origin->list, origin->line}).lines;
    std::erase(lines, line);
    return lines;
}

std::optional<std::vector<payment::NewOrder>> orders_of(const View& view, const ListId& id,
                                                        const List& list) {
    std::vector<payment::NewOrder> orders;
    std::map<BankCode, AccountId> routes;
    bool complete = true;
    each_line(view, id, 0, list.lines, [&](LineNumber number, const Line& line) {
        if (is_held(view, id, number)) return;
        const auto origin = list.follows ? child_origin(view, id, number) : std::nullopt;
        if (origin) {
            const payment::OrderName parent{origin->list, origin->line};
            const auto order = chain::must_load<payment::Order>(view, {parent.list, parent.line});
            orders.push_back(
                {number, order.account, line.bank, line.payee, line.amount, parent});
            return;
        }
        auto at = routes.find(line.bank);
        if (at == routes.end()) {
            const auto account = account_for(view, id, list, line.bank);
            if (!account) complete = false;
            at = routes.emplace(line.bank, account.value_or(0)).first;
        }
        orders.push_back({number, at->second, line.bank, line.payee, line.amount, {}});
    });
    if (!complete) return std::nullopt;
    return orders;
}

std::vector<payment::Need> needs_of(const std::vector<payment::NewOrder>& orders) {
    std::map<AccountId, Fen> by_account;
    for (const payment::NewOrder& order : orders) {
        if (order.parent) continue;
        Fen& sum = by_account[order.account];
        sum = *sum.plus(order.amount);
    }
    std::vector<payment::Need> needs;
    for (const auto& [account, amount] : by_account) needs.push_back({account, amount});
    return needs;
}

std::vector<payment::Child> children_of(const std::vector<payment::NewOrder>& orders) {
    std::vector<payment::Child> children;
    for (const payment::NewOrder& order : orders) {
        if (order.parent) children.push_back({*order.parent, order.amount});
    }
    return children;
}

void lock_all(Draft& draft, const ListId& id, const List& list) {
    const auto orders = orders_of(draft, id, list);
    ASSERT(orders.has_value());  // check_state(LockFunds) saw a route for every line
    payment::lock(draft, needs_of(*orders));
    payment::lock_children(draft, id, children_of(*orders));
    std::map<BankCode, AccountId> banks;
    for (const payment::NewOrder& order : *orders) {
        if (!order.parent) banks.emplace(order.payee_bank, order.account);
    }
    Routes fixed;
    for (const auto& [bank, account] : banks) fixed.routes.push_back({bank, account});
    save(draft, {id}, fixed);
}

void unlock_all(Draft& draft, const ListId& id, const List& list) {
    const auto orders = orders_of(draft, id, list);
    ASSERT(orders.has_value());  // by the fixed routes
    payment::unlock(draft, needs_of(*orders));
    payment::unlock_children(draft, children_of(*orders));
    chain::remove<Routes>(draft, {id});
}

void lock_line(Draft& draft, const ListId& id, const List& list, const Line& line) {
    const auto account = account_for(draft, id, list, line.bank);
    ASSERT(account.has_value());  // check_lift() saw it
    payment::lock(draft, {{*account, line.amount}});
    auto fixed = chain::must_load<Routes>(draft, {id});
    const auto at = std::ranges::lower_bound(fixed.routes, line.bank, {}, &FixedRoute::bank);
    if (at != fixed.routes.end() && at->bank == line.bank) return;
    fixed.routes.insert(at, {line.bank, *account});
    save(draft, {id}, fixed);
}

void unlock_line(Draft& draft, const ListId& id, const List& list, const Line& line) {
    payment::unlock(draft, {{*account_for(draft, id, list, line.bank), line.amount}});
}

void unlock_family(Draft& draft, const ListId& id, const Origin& origin) {
    std::vector<payment::Child> family;
    for (const LineNumber line :
         chain::must_load<Successor>(draft, {origin.list, origin.line}).lines) {
        family.push_back({{origin.list, origin.line},
                          chain::must_load<Line>(draft, {id, line}).amount});
    }
    payment::unlock_children(draft, family);
}

}  // namespace zhida::resettle
