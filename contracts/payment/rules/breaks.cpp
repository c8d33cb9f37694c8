#include "contracts/payment/rules/breaks.hpp"

#include "contracts/payment/rules/payment.hpp"
#include "contracts/registry/rules/registry.hpp"

namespace zhida::payment {

using chain::Context;
using chain::Draft;
using chain::View;

namespace {

// A debit the ledger does not have. For an order that still waits for its outcome it is a
// difference like any other; for one that has another end the money has to be recovered.
BreakKind kind_of(const Draft& draft, const NewBreak& found) {
    if (found.kind != BreakKind::missing_on_ledger || !found.order) return found.kind;
    const auto order =
        chain::must_load<Order>(draft, {found.order->list, found.order->line});
    const bool waits = is_in_flight(order.state) || order.state == OrderState::released;
    return waits ? found.kind : BreakKind::late_debit;
}

void count_on_order(Draft& draft, const OrderName& name, bool opened) {
    auto breaks =
        chain::load<OrderBreaks>(draft, {name.list, name.line}).value_or(OrderBreaks{});
    auto batch = chain::must_load<Batch>(draft, {name.list});
    ASSERT(opened || (breaks.open > 0 && batch.open_breaks > 0));
    breaks.open = opened ? breaks.open + 1 : breaks.open - 1;
    batch.open_breaks = opened ? batch.open_breaks + 1 : batch.open_breaks - 1;
    save(draft, {name.list, name.line}, breaks);
    save(draft, {name.list}, batch);
}

}  // namespace

void freeze_children(Draft& draft, const Context& context, const OrderName& parent) {
    const auto children = chain::load<Children>(draft, {parent.list, parent.line});
    if (!children) return;
    std::vector<Fate> fates;
    for (const LineNumber line : children->lines) {
        const auto child = chain::must_load<Order>(draft, {children->list, line});
        if (child.state != OrderState::released) continue;
        fates.push_back({.order = {children->list, line},
                         .to = OrderState::held,
                         .reason = Reason::late_debit});
    }
    apply_fates(draft, context, fates);
}

void open_break(Draft& draft, const Context& context, const NewBreak& found) {
    const BreakKind kind = kind_of(draft, found);
    auto account = chain::must_load<Account>(draft, {found.account});
    ++account.breaks;
    ++account.open_breaks;
    if (kind == BreakKind::duplicate_debit) account.stopped = true;
    save(draft, {found.account}, account);
    save(draft, {found.account, account.breaks},
         Break{.kind = kind,
               .order = found.order,
               .bank_more = found.bank_more,
               .bank_less = found.bank_less,
               .owner = owner_of(kind),
               .opened = context.today(),
               .opened_by = context.transaction,
               .evidence = found.evidence});
    if (!found.order) return;
    count_on_order(draft, *found.order, true);
    if (kind == BreakKind::late_debit) freeze_children(draft, context, *found.order);
}

void end_break(Draft& draft, AccountId id, std::uint32_t number, const BreakEnding& ending) {
    auto one = chain::must_load<Break>(draft, {id, number});
    ASSERT(!one.ending.has_value());
    one.ending = ending;
    save(draft, {id, number}, one);
    auto account = chain::must_load<Account>(draft, {id});
    ASSERT(account.open_breaks > 0);
    --account.open_breaks;
    save(draft, {id}, account);
    if (one.order) count_on_order(draft, *one.order, false);
}

bool has_open_break(const View& view, const OrderName& order) {
    const auto breaks = chain::load<OrderBreaks>(view, {order.list, order.line});
    return breaks && breaks->open > 0;
}

std::optional<bool> is_aged(const View& view, std::string_view parameter, std::uint64_t county,
                            base::Date since, base::Date today) {
    const auto days = registry::parameter(view, parameter, county, today);
    if (!days) return std::nullopt;
    const auto limit =
        registry::working_days_after(view, since, static_cast<unsigned>(*days));
    if (!limit) return std::nullopt;
    return today > *limit;
}

}  // namespace zhida::payment
