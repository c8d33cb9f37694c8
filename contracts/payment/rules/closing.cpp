// Closing a day (payment.md §5): the bank signs its statement's figures and every difference by
// name, county finance's reconciler signs the same after her own matching.
#include <algorithm>

#include "contracts/payment/rules/book.hpp"
#include "contracts/payment/rules/breaks.hpp"
#include "contracts/payment/rules/joint.hpp"
#include "contracts/payment/rules/payment.hpp"
#include "contracts/registry/rules/registry.hpp"
#include "contracts/registry/types/messages.hpp"

namespace zhida::payment {

using base::ByteView;
using chain::Context;
using chain::Draft;
using chain::refuse;
using chain::Verdict;
using chain::View;

namespace {

// All money as signed fen for the one comparison of two books.
std::int64_t expected_closing(const View& view, const Account& account, const CloseDay& m) {
    std::int64_t balance = account.closing.count();
    const base::Bytes prefix = chain::key_of<DayBook>({m.account, 0});
    const ByteView table_and_account = ByteView{prefix}.first(3);
    const base::Date from =
        account.closed_to ? base::plus_days(*account.closed_to, 1) : base::Date{};
    const base::Bytes start = chain::key_of<DayBook>({m.account, day_key(from)});
    chain::each<DayBook>(view, table_and_account, start, [&](ByteView key, const DayBook& book) {
        if (base::read_u32(key.subspan(3)) > day_key(m.day)) return false;
        balance += book.credits.fen.count() + book.returns.fen.count() +
                   book.interest.fen.count() - book.debits.fen.count() - book.fees.fen.count();
        return true;
    });
    for (const BreakItem& item : m.items) {
        balance += item.bank_more.count() - item.bank_less.count();
    }
    return balance;
}

Verdict check_items(const View& view, const CloseDay& m) {
    std::optional<Fen> all{Fen{}};
    for (const BreakItem& item : m.items) {
        all = all ? all->plus(item.bank_more) : all;
        all = all ? all->plus(item.bank_less) : all;
        if (!all) return refuse(Reject::sum_absurd, std::to_string(m.account));
        if (!item.list) continue;
        if (!chain::has<Order>(view, {*item.list, item.line})) {
            return refuse(Reject::order_unknown, std::to_string(item.line));
        }
    }
    return std::nullopt;
}

}  // namespace

Verdict check_state(const CloseDay& m, const Context& context, const View& view) {
    const auto account = chain::load<Account>(view, {m.account});
    if (!account) return refuse(Reject::account_unknown, std::to_string(m.account));
    if (auto verdict = registry::expect_role(context, vocabulary::Role::bank_agent)) return verdict;
    if (registry::organisation_of(context, view).bank != account->bank) {
        return refuse(Reject::bank_foreign, std::to_string(m.account));
    }
    if (m.seen.height >= context.height) return refuse(Reject::seen_ahead);
    if (m.day > context.today()) return refuse(Reject::booked_in_future, base::to_text(m.day));
    if (account->closed_to && m.day <= *account->closed_to) {
        return refuse(Reject::day_closed, base::to_text(m.day));
    }
    const auto pending = chain::load<DayClose>(view, {m.account, day_key(m.day)});
    if (pending && pending->finance) return refuse(Reject::close_done, base::to_text(m.day));
    // Days close in order: the first open day is this one, or later.
    if (!account->open_days.empty() && account->open_days.front() < m.day) {
        return refuse(Reject::day_too_early, base::to_text(account->open_days.front()));
    }
    if (m.opening != account->closing || m.first_sequence != account->last_sequence + 1) {
        return refuse(Reject::balance_differs, "opening");
    }
    if (auto verdict = check_items(view, m)) return verdict;
    const std::int64_t expected = expected_closing(view, *account, m);
    if (expected != m.closing.count()) {
        return refuse(Reject::balance_differs,
                      std::to_string(m.closing.count()) + " / " + std::to_string(expected));
    }
    return std::nullopt;
}

void apply(const CloseDay& m, const Context& context, Draft& draft) {
    DayClose close{
        .digest = close_digest(context.hash(), m), .close = m, .bank = signer_of(context)};
    save(draft, {m.account, day_key(m.day)}, close);
}

Verdict check_state(const ConfirmClose& m, const Context& context, const View& view) {
    if (auto verdict = registry::expect_role(context, vocabulary::Role::finance_officer)) {
        return verdict;
    }
    const auto account = chain::load<Account>(view, {m.account});
    if (!account) return refuse(Reject::account_unknown, std::to_string(m.account));
    if (account->finance != context.body.organisation) {
        return refuse(Reject::finance_foreign, std::to_string(m.account));
    }
    const auto close = chain::load<DayClose>(view, {m.account, day_key(m.day)});
    if (!close) return refuse(Reject::close_unknown, base::to_text(m.day));
    if (close->finance) return refuse(Reject::close_done, base::to_text(m.day));
    if (close->digest != m.close) return refuse(Reject::close_differs);
    // What the bank closed must still be the ledger's own book.
    if (expected_closing(view, *account, close->close) != close->close.closing.count()) {
        return refuse(Reject::balance_differs, base::to_text(m.day));
    }
    return std::nullopt;
}

void apply(const ConfirmClose& m, const Context& context, Draft& draft) {
    const DayClose::Key key{m.account, day_key(m.day)};
    auto close = chain::must_load<DayClose>(draft, key);
    close.finance = signer_of(context);
    save(draft, key, close);
    auto account = chain::must_load<Account>(draft, {m.account});
    std::erase_if(account.open_days, [&](base::Date day) { return day <= m.day; });
    account.closed_to = m.day;
    account.closing = close.close.closing;
    account.last_sequence = close.close.last_sequence;
    save(draft, {m.account}, account);
    for (const BreakItem& item : close.close.items) {
        if (item.kind == BreakKind::in_doubt) continue;  // carried over by the order itself
        NewBreak found{.account = m.account,
                       .kind = item.kind,
                       .bank_more = item.bank_more,
                       .bank_less = item.bank_less,
                       .evidence = close.close.statement};
        if (item.list) found.order = OrderName{*item.list, item.line};
        open_break(draft, context, found);
    }
}

}  // namespace zhida::payment
