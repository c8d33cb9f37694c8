// How orders are born, replaced and ended: release, child orders, and the ends of money that failed
// or came back (payment.md §3).
#include <algorithm>
#include <map>

#include "contracts/payment/rules/book.hpp"
#include "contracts/payment/rules/breaks.hpp"
#include "contracts/payment/rules/payment.hpp"
#include "contracts/registry/rules/registry.hpp"
#include "contracts/registry/types/messages.hpp"

namespace zhida::payment {

using chain::Context;
using chain::Draft;
using chain::refuse;
using chain::Verdict;
using chain::View;

namespace {

std::string text_of(const OrderName& name, OrderState state) {
    return std::to_string(name.line) + " " + std::string{word_of(state).name};
}

// Money of an order that failed or came back: its day's statement is complete and shows no debit,
// or the return; a difference would stand on it as an open break.
Verdict check_proven(const View& view, const OrderName& name, const Order& order) {
    if (order.child_list) return refuse(Reject::child_exists, std::to_string(name.line));
    if (has_open_break(view, name)) return refuse(Reject::break_open, std::to_string(name.line));
    const auto account = chain::must_load<Account>(view, {order.account});
    const base::Date day = std::max(order.value_date, order.day);
    if (!account.closed_to || *account.closed_to < day) {
        return refuse(Reject::statement_missing,
                      std::to_string(name.line) + " " + base::to_text(day));
    }
    return std::nullopt;
}

struct Family {
    Fen sum;
    unsigned children = 0;
};
using Families = std::map<OrderName, Family>;

template <class T, class Parent>
Families families_of(const std::vector<T>& items, Parent parent_of) {
    Families families;
    for (const T& item : items) {
        const std::optional<OrderName> parent = parent_of(item);
        if (!parent) continue;
        Family& family = families[*parent];
        family.sum = sum(family.sum, item.amount);
        ++family.children;
    }
    return families;
}

Families families_of(const std::vector<Child>& children) {
    return families_of(children, [](const Child& c) { return std::optional{c.parent}; });
}

// One child of an order that failed or came back takes its place; anything else is a split.
OrderState replaced_state(const Order& parent, unsigned children) {
    const bool one = children == 1 && may_move(parent.state, OrderState::reissued);
    return one ? OrderState::reissued : OrderState::split;
}

}  // namespace

Verdict check_lock_children(const View& view, const std::vector<Child>& children,
                            vocabulary::OrganisationId finance) {
    for (const auto& [name, family] : families_of(children)) {
        const auto parent = chain::load<Order>(view, {name.list, name.line});
        if (!parent) return refuse(Reject::order_unknown, std::to_string(name.line));
        if (!may_move(parent->state, OrderState::split)) {
            return refuse(Reject::move_unlawful, text_of(name, parent->state));
        }
        if (chain::must_load<Account>(view, {parent->account}).finance != finance) {
            return refuse(Reject::finance_foreign, std::to_string(parent->account));
        }
        if (auto verdict = check_proven(view, name, *parent)) return verdict;
        if (family.children > children_max) {
            return refuse(Reject::children_differ, std::to_string(family.children));
        }
        if (family.sum != parent->amount) {
            return refuse(Reject::children_differ, std::to_string(family.sum.count()) + " / " +
                                                       std::to_string(parent->amount.count()));
        }
    }
    return std::nullopt;
}

namespace {

// Ties the parents to a follow-up list, or frees them, with their share of the buckets.
void set_child_list(Draft& draft, const std::vector<Child>& children, std::optional<ListId> list) {
    for (const auto& [name, family] : families_of(children)) {
        auto parent = chain::must_load<Order>(draft, {name.list, name.line});
        ASSERT(parent.child_list.has_value() != list.has_value());
        auto account = chain::must_load<Account>(draft, {parent.account});
        Fen& from = list ? account.returned_pending : account.locked;
        Fen& to = list ? account.locked : account.returned_pending;
        from = difference(from, parent.amount);
        to = sum(to, parent.amount);
        parent.child_list = list;
        save(draft, {parent.account}, account);
        save(draft, {name.list, name.line}, parent);
    }
}

}  // namespace

void lock_children(Draft& draft, const ListId& list, const std::vector<Child>& children) {
    set_child_list(draft, children, list);
}

Verdict check_release_children(const View& view, const std::vector<Child>& children) {
    for (const Child& child : children) {
        if (has_open_break(view, child.parent)) {
            return refuse(Reject::break_open, std::to_string(child.parent.line));
        }
    }
    return std::nullopt;
}

void unlock_children(Draft& draft, const std::vector<Child>& children) {
    set_child_list(draft, children, std::nullopt);
}

namespace {

std::map<AccountId, Fen> sums_of(const std::vector<NewOrder>& orders) {
    std::map<AccountId, Fen> sums;
    for (const NewOrder& one : orders) sums[one.account] = sum(sums[one.account], one.amount);
    return sums;
}

void make_orders(Draft& draft, const Context& context, const ListId& list, Batch& batch,
                 const std::vector<NewOrder>& orders, base::Date value_date) {
    for (const auto& [id, fen] : sums_of(orders)) {
        auto day = chain::load<Released>(draft, {id, day_key(value_date)}).value_or(Released{});
        day.fen = sum(day.fen, fen);
        save(draft, {id, day_key(value_date)}, day);
    }
    for (const NewOrder& one : orders) {
        save(draft, {list, one.line},
             Order{.state = OrderState::released,
                   .account = one.account,
                   .payee_bank = one.payee_bank,
                   .payee = one.payee,
                   .amount = one.amount,
                   .value_date = value_date,
                   .end_to_end_id =
                       end_to_end_id(context.hash(), context.ledger_id, list, one.line),
                   .day = context.today(),
                   .parent = one.parent});
        add(batch.orders, one.amount);
        add(batch.unsent, one.amount);
    }
}

}  // namespace

Verdict check_day_cap(const View& view, const Context& context, std::uint64_t county,
                      const std::vector<NewOrder>& orders, base::Date value_date) {
    const auto cap = registry::parameter(view, parameter_day_cap, county, context.today());
    if (!cap) return refuse(Reject::parameter_missing, std::string{parameter_day_cap});
    if (*cap == 0) return std::nullopt;
    for (const auto& [id, fen] : sums_of(orders)) {
        const auto day = chain::load<Released>(view, {id, day_key(value_date)});
        const auto total = fen.plus(day ? day->fen : Fen{});
        if (!total || static_cast<std::uint64_t>(total->count()) > *cap) {
            return refuse(Reject::day_cap, std::to_string(id) + " " + base::to_text(value_date));
        }
    }
    return std::nullopt;
}

void release_more(Draft& draft, const Context& context, const ListId& list,
                  const std::vector<NewOrder>& orders, base::Date value_date) {
    auto batch = chain::must_load<Batch>(draft, {list});
    make_orders(draft, context, list, batch, orders, value_date);
    batch.settled.reset();
    save(draft, {list}, batch);
}

void release(Draft& draft, const Context& context, const ListId& list,
             const std::vector<NewOrder>& orders, base::Date value_date) {
    Batch batch;
    make_orders(draft, context, list, batch, orders, value_date);
    if (orders.empty()) batch.settled = context.today();
    save(draft, {list}, batch);
    std::map<OrderName, Children> children;
    for (const NewOrder& one : orders) {
        if (!one.parent) continue;
        Children& family = children[*one.parent];
        family.list = list;
        family.lines.push_back(one.line);
    }
    for (const auto& [name, family] : children) save(draft, {name.list, name.line}, family);
    std::vector<Fate> replaced;
    const auto families = families_of(orders, [](const NewOrder& o) { return o.parent; });
    for (const auto& [name, family] : families) {
        const auto parent = chain::must_load<Order>(draft, {name.list, name.line});
        ASSERT(parent.child_list == list && family.sum == parent.amount);
        replaced.push_back({.order = name,
                            .to = replaced_state(parent, family.children),
                            .by = Mover::finance,
                            .reason = parent.reason});
    }
    apply_fates(draft, context, replaced);
}

// --- fates ---

namespace {

bool is_end_of_returned(OrderState to) {
    return to == OrderState::withheld || to == OrderState::deposited || to == OrderState::refunded;
}

bool is_fate(OrderState to) {
    return to == OrderState::held || to == OrderState::cancelled || to == OrderState::released ||
           is_end_of_returned(to);
}

Verdict check_deposit_day(const Fate& fate, const Order& order, const Context& context,
                          const View& view) {
    if (!fate.booked || *fate.booked > context.today()) {
        return refuse(Reject::booked_in_future, std::to_string(fate.order.line));
    }
    const auto account = chain::must_load<Account>(view, {order.account});
    if (account.closed_to && *fate.booked <= *account.closed_to) {
        return refuse(Reject::day_closed, base::to_text(*fate.booked));
    }
    return std::nullopt;
}

Verdict check_fate(const Fate& fate, const Order& order, const Context& context,
                   const View& view) {
    if (!is_fate(fate.to) || !may_move(order.state, fate.to)) {
        return refuse(Reject::move_unlawful, text_of(fate.order, order.state));
    }
    if (!may_move(order.state, fate.to, fate.by)) return refuse(registry::Reject::role_wrong);
    // A frozen child stays so while it is open whether its parent was paid after all.
    if (fate.to == OrderState::released && order.parent && has_open_break(view, *order.parent)) {
        return refuse(Reject::break_open, std::to_string(order.parent->line));
    }
    if (is_end_of_returned(fate.to)) {
        if (auto verdict = check_proven(view, fate.order, order)) return verdict;
    }
    if (fate.to != OrderState::deposited) return std::nullopt;
    return check_deposit_day(fate, order, context, view);
}

}  // namespace

Verdict check_fates(const View& view, const Context& context, const std::vector<Fate>& fates) {
    std::map<AccountId, Fen> needs;
    for (std::size_t i = 0; i < fates.size(); ++i) {
        const Fate& fate = fates[i];
        if (i > 0 && fate.order <= fates[i - 1].order) {
            return refuse(Reject::lines_unordered, std::to_string(fate.order.line));
        }
        const auto order = chain::load<Order>(view, {fate.order.list, fate.order.line});
        if (!order) return refuse(Reject::order_unknown, std::to_string(fate.order.line));
        if (auto verdict = check_fate(fate, *order, context, view)) return verdict;
        if (fate.to == OrderState::released) {
            needs[order->account] = sum(needs[order->account], order->amount);
        }
    }
    for (const auto& [id, amount] : needs) {
        const auto account = chain::must_load<Account>(view, {id});
        if (account.available < amount) return refuse(Reject::funds_short, std::to_string(id));
    }
    return std::nullopt;
}

void apply_fates(Draft& draft, const Context& context, const std::vector<Fate>& fates) {
    for (std::size_t at = 0; at < fates.size();) {
        const ListId list = fates[at].order.list;
        Bookkeeper book{draft, list};
        for (; at < fates.size() && fates[at].order.list == list; ++at) {
            book.move({.list = list,
                       .line = fates[at].order.line,
                       .to = fates[at].to,
                       .by = fates[at].by,
                       .reason = fates[at].reason,
                       .evidence = Evidence::officers,
                       .booked = fates[at].booked.value_or(context.today()),
                       .transaction = context.transaction,
                       .height = context.height},
                      0);
        }
        book.finish(context.today());
    }
}

}  // namespace zhida::payment
