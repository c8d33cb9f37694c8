#include "contracts/payment/rules/payment.hpp"

#include <algorithm>

#include "contracts/payment/rules/book.hpp"
#include "contracts/payment/rules/breaks.hpp"
#include "contracts/payment/rules/doubts.hpp"
#include "contracts/payment/rules/expect.hpp"
#include "contracts/registry/rules/registry.hpp"
#include "contracts/registry/types/messages.hpp"

namespace zhida::payment {

using chain::Context;
using chain::Draft;
using chain::refuse;
using chain::Verdict;
using chain::View;

std::optional<AccountId> route(const View& view, std::uint64_t county, BankCode bank) {
    for (const BankCode row : {bank, BankCode{0}}) {
        if (const auto found = chain::load<Route>(view, {county, row})) return found->account;
    }
    return std::nullopt;
}

Verdict check_lock(const View& view, const std::vector<Need>& needs,
                   vocabulary::OrganisationId finance) {
    for (const Need& need : needs) {
        const auto account = chain::load<Account>(view, {need.account});
        if (!account) return refuse(Reject::account_unknown, std::to_string(need.account));
        if (account->finance != finance) {
            return refuse(Reject::finance_foreign, std::to_string(need.account));
        }
        if (account->available < need.amount) {
            return refuse(Reject::funds_short, std::to_string(need.account) + ": " +
                                                   std::to_string(account->available.count()) +
                                                   " < " + std::to_string(need.amount.count()));
        }
    }
    return std::nullopt;
}

void lock(Draft& draft, const std::vector<Need>& needs) {
    for (const Need& need : needs) {
        auto account = chain::must_load<Account>(draft, {need.account});
        account.available = difference(account.available, need.amount);
        account.locked = sum(account.locked, need.amount);
        save(draft, {need.account}, account);
    }
}

void unlock(Draft& draft, const std::vector<Need>& needs) {
    for (const Need& need : needs) {
        auto account = chain::must_load<Account>(draft, {need.account});
        account.locked = difference(account.locked, need.amount);
        account.available = sum(account.available, need.amount);
        save(draft, {need.account}, account);
    }
}

bool is_settled(const Batch& batch) {
    return batch.unsent.lines == 0 && batch.in_flight.lines == 0;
}

bool is_reconciled(const View& view, const Batch& batch) {
    if (batch.open_breaks > 0) return false;
    return std::ranges::all_of(batch.days, [&](const AccountDay& on) {
        const auto account = chain::must_load<Account>(view, {on.account});
        return std::ranges::find(account.open_days, on.day) == account.open_days.end();
    });
}

// --- accounts and routes ---

Verdict check_state(const OpenAccount& m, const Context& context, const View& view) {
    if (auto verdict = registry::expect_role(context, vocabulary::Role::administrator))
        return verdict;
    if (chain::has<Account>(view, {m.id})) return refuse(Reject::account_exists);
    return std::nullopt;
}

void apply(const OpenAccount& m, const Context&, Draft& draft) {
    save(draft, {m.id}, Account{.finance = m.finance, .county = m.county, .bank = m.bank});
}

Verdict check_state(const SetRoute& m, const Context& context, const View& view) {
    if (auto verdict = registry::expect_role(context, vocabulary::Role::administrator))
        return verdict;
    if (!chain::has<Account>(view, {m.account})) return refuse(Reject::account_unknown);
    return std::nullopt;
}

void apply(const SetRoute& m, const Context&, Draft& draft) {
    save(draft, {m.county, m.bank}, Route{m.account});
}

// --- banks ---

Verdict check_state(const NoteCredit& m, const Context& context, const View& view) {
    const auto account = chain::load<Account>(view, {m.account});
    if (!account) return refuse(Reject::account_unknown, std::to_string(m.account));
    if (auto verdict = expect_bank(context, view, account->bank)) return verdict;
    if (auto verdict = check_seen(m.seen, context)) return verdict;
    if (!account->received.plus(m.amount)) {
        return refuse(Reject::sum_absurd, std::to_string(m.account));
    }
    return check_booked(m.booked, *account, context);
}

void apply(const NoteCredit& m, const Context&, Draft& draft) {
    auto account = chain::must_load<Account>(draft, {m.account});
    account.received = sum(account.received, m.amount);
    account.available = sum(account.available, m.amount);
    note_open_day(account, m.booked);
    save(draft, {m.account}, account);
    const DayBook::Key key{m.account, day_key(m.booked)};
    DayBook book = chain::load<DayBook>(draft, key).value_or(DayBook{});
    add(book.credits, m.amount);
    save(draft, key, book);
}

namespace {

std::optional<std::uint64_t> answer_hours(const View& view, const Context& context) {
    return registry::parameter(view, parameter_answer_hours, 0, context.today());
}

}  // namespace

Verdict check_state(const ClaimOrders& m, const Context& context, const View& view) {
    if (auto verdict = expect_bank(context, view, m.bank)) return verdict;
    if (auto verdict = check_epoch(view, m.bank, m.epoch)) return verdict;
    if (!chain::has<Batch>(view, {m.list})) return refuse(Reject::list_not_released);
    if (chain::has<Halt>(view, {m.list})) return refuse(Reject::list_suspended);
    if (!answer_hours(view, context)) {
        return refuse(Reject::parameter_missing, std::string{parameter_answer_hours});
    }
    for (const LineNumber line : m.lines) {
        std::optional<Order> order;
        std::optional<Account> account;
        if (auto verdict = check_order(view, m.list, line, m.bank, order, account)) return verdict;
        if (account->stopped) return refuse(Reject::queue_stopped, std::to_string(order->account));
        // A newer epoch takes over what an older one claimed and has not reported.
        const bool takes_over = order->state == OrderState::claimed && order->epoch < m.epoch;
        if (!takes_over && !may_move(order->state, OrderState::claimed)) {
            return refuse(Reject::move_unlawful,
                          std::to_string(line) + " " + std::string{word_of(order->state).name});
        }
    }
    return std::nullopt;
}

void apply(const ClaimOrders& m, const Context& context, Draft& draft) {
    save(draft, {m.bank}, AgentEpoch{m.epoch});
    Bookkeeper book{draft, m.list};
    for (const LineNumber line : m.lines) {
        book.move({.list = m.list,
                   .line = line,
                   .to = OrderState::claimed,
                   .booked = context.today(),
                   .transaction = context.transaction,
                   .height = context.height},
                  m.epoch);
    }
    book.finish(context.today());
    set_answer_deadline(draft, context, m, *answer_hours(draft, context));
}

Verdict check_state(const ReportResults& m, const Context& context, const View& view) {
    if (auto verdict = expect_bank(context, view, m.bank)) return verdict;
    if (auto verdict = check_epoch(view, m.bank, m.epoch)) return verdict;
    if (m.booked > context.today()) {
        return refuse(Reject::booked_in_future, base::to_text(m.booked));
    }
    for (const Outcome& outcome : m.outcomes) {
        std::optional<Order> order;
        std::optional<Account> account;
        if (auto verdict = check_order(view, m.list, outcome.line, m.bank, order, account)) {
            return verdict;
        }
        if (!may_move(order->state, outcome.state)) {
            return refuse(Reject::move_unlawful, std::to_string(outcome.line) + " " +
                                                     std::string{word_of(order->state).name});
        }
        // What was claimed may never have been sent: a successor claims it anew first. What the
        // bank has, or may have, is reported by whoever asks it now.
        if (order->epoch != m.epoch && order->state == OrderState::claimed) {
            return refuse(Reject::epoch_foreign, std::to_string(outcome.line));
        }
        if (outcome.state != OrderState::paid) continue;
        if (auto verdict = check_booked(m.booked, *account, context)) return verdict;
        if (auto verdict = check_day_of_batch(view, m.list, order->account, m.booked)) {
            return verdict;
        }
    }
    return std::nullopt;
}

void apply(const ReportResults& m, const Context& context, Draft& draft) {
    Bookkeeper book{draft, m.list};
    for (const Outcome& outcome : m.outcomes) {
        book.move({.list = m.list,
                   .line = outcome.line,
                   .to = outcome.state,
                   .reason = outcome.reason,
                   .evidence = outcome.evidence,
                   .booked = m.booked,
                   .transaction = context.transaction,
                   .height = context.height},
                  m.epoch);
    }
    book.finish(context.today());
}

Verdict check_state(const ReportReturns& m, const Context& context, const View& view) {
    if (auto verdict = expect_bank(context, view, m.bank)) return verdict;
    for (const ReturnedOrder& one : m.returns) {
        std::optional<Order> order;
        std::optional<Account> account;
        if (auto verdict = check_order(view, m.list, one.line, m.bank, order, account)) {
            return verdict;
        }
        if (!may_move(order->state, OrderState::returned)) {
            return refuse(Reject::move_unlawful,
                          std::to_string(one.line) + " " + std::string{word_of(order->state).name});
        }
        if (auto verdict = check_booked(m.booked, *account, context)) return verdict;
        if (auto verdict = check_day_of_batch(view, m.list, order->account, m.booked)) {
            return verdict;
        }
    }
    return std::nullopt;
}

void apply(const ReportReturns& m, const Context& context, Draft& draft) {
    Bookkeeper book{draft, m.list};
    for (const ReturnedOrder& one : m.returns) {
        book.move({.list = m.list,
                   .line = one.line,
                   .to = OrderState::returned,
                   .reason = one.reason,
                   .evidence = Evidence::statement,
                   .booked = m.booked,
                   .transaction = context.transaction,
                   .height = context.height},
                  0);
    }
    book.finish(context.today());
}

}  // namespace zhida::payment
