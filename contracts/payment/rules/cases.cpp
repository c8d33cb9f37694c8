// Recalls, payees who got nothing, contradictions, interest and fees, and an agent's successor.
#include "contracts/payment/rules/book.hpp"
#include "contracts/payment/rules/breaks.hpp"
#include "contracts/payment/rules/expect.hpp"
#include "contracts/payment/rules/payment.hpp"
#include "contracts/registry/rules/registry.hpp"

namespace zhida::payment {

using chain::Context;
using chain::Draft;
using chain::refuse;
using chain::Verdict;
using chain::View;
using vocabulary::Role;

// --- recall (camt.056, camt.029) ---

Verdict check_state(const RequestRecall& m, const Context& context, const View& view) {
    if (auto verdict = registry::expect_role(context, Role::county_officer)) return verdict;
    const auto order = chain::load<Order>(view, {m.list, m.line});
    if (!order) return refuse(Reject::order_unknown, std::to_string(m.line));
    if (!is_in_flight(order->state)) {
        return refuse(Reject::not_in_flight, std::string{word_of(order->state).name});
    }
    const auto recall = chain::load<Recall>(view, {m.list, m.line});
    if (recall && !recall->answer) return refuse(Reject::recall_open, std::to_string(m.line));
    return std::nullopt;
}

void apply(const RequestRecall& m, const Context& context, Draft& draft) {
    save(draft, {m.list, m.line},
         Recall{.reason = m.reason, .document = m.document, .opened = context.today()});
}

Verdict check_state(const AnswerRecall& m, const Context& context, const View& view) {
    if (auto verdict = expect_bank(context, view, m.bank)) return verdict;
    std::optional<Order> order;
    std::optional<Account> account;
    if (auto verdict = check_order(view, m.list, m.line, m.bank, order, account)) return verdict;
    const auto recall = chain::load<Recall>(view, {m.list, m.line});
    if (!recall || recall->answer) return refuse(Reject::recall_unknown, std::to_string(m.line));
    // An order that found its end in between has it; the bank cannot give up what it has paid.
    if (m.answer == RecallAnswer::given_up && !is_in_flight(order->state)) {
        return refuse(Reject::not_in_flight, std::string{word_of(order->state).name});
    }
    return std::nullopt;
}

void apply(const AnswerRecall& m, const Context& context, Draft& draft) {
    auto recall = chain::must_load<Recall>(draft, {m.list, m.line});
    recall.answer = m.answer;
    recall.evidence = m.evidence;
    recall.answered = context.today();
    save(draft, {m.list, m.line}, recall);
    if (m.answer == RecallAnswer::refused) return;
    Bookkeeper book{draft, m.list};
    book.move({.list = m.list,
               .line = m.line,
               .to = OrderState::failed,
               .reason = Reason::cancelled,
               .booked = context.today(),
               .transaction = context.transaction,
               .height = context.height},
              0);
    book.finish(context.today());
}

// --- "not received" ---

Verdict check_state(const ClaimNotReceived& m, const Context& context, const View& view) {
    constexpr Role who[] = {Role::village_officer, Role::township_officer, Role::county_officer};
    if (auto verdict = expect_one_of(context, who)) return verdict;
    const auto order = chain::load<Order>(view, {m.list, m.line});
    if (!order) return refuse(Reject::order_unknown, std::to_string(m.line));
    if (order->state != OrderState::paid) {
        return refuse(Reject::not_paid, std::string{word_of(order->state).name});
    }
    const auto claim = chain::load<NotReceived>(view, {m.list, m.line});
    if (claim && !claim->answered) return refuse(Reject::claim_open, std::to_string(m.line));
    return std::nullopt;
}

void apply(const ClaimNotReceived& m, const Context& context, Draft& draft) {
    save(draft, {m.list, m.line},
         NotReceived{.document = m.document, .opened = context.today()});
}

// The payee's bank answers, not the one that paid.
Verdict check_state(const AnswerNotReceived& m, const Context& context, const View& view) {
    if (auto verdict = expect_bank(context, view, m.bank)) return verdict;
    const auto order = chain::load<Order>(view, {m.list, m.line});
    if (!order) return refuse(Reject::order_unknown, std::to_string(m.line));
    if (order->payee_bank != m.bank) return refuse(Reject::bank_foreign, std::to_string(m.line));
    const auto claim = chain::load<NotReceived>(view, {m.list, m.line});
    if (!claim || claim->answered) return refuse(Reject::claim_unknown, std::to_string(m.line));
    return std::nullopt;
}

void apply(const AnswerNotReceived& m, const Context& context, Draft& draft) {
    auto claim = chain::must_load<NotReceived>(draft, {m.list, m.line});
    claim.credited = m.credited;
    claim.evidence = m.evidence;
    claim.answered = context.today();
    save(draft, {m.list, m.line}, claim);
    if (m.credited) return;
    const auto order = chain::must_load<Order>(draft, {m.list, m.line});
    open_break(draft, context,
               {.account = order.account,
                .kind = BreakKind::not_received,
                .order = OrderName{m.list, m.line},
                .evidence = m.evidence});
}

// --- contradictions ---

namespace {

// Whether a bank's later word denies the end it gave before. A return after a payment is no denial.
bool contradicts(OrderState state, OrderState told) {
    if (told == OrderState::paid) {
        return state == OrderState::failed || state == OrderState::withheld ||
               state == OrderState::refunded || state == OrderState::reissued ||
               state == OrderState::split || state == OrderState::cancelled ||
               state == OrderState::held;
    }
    return state == OrderState::paid || state == OrderState::returned;
}

}  // namespace

Verdict check_state(const ReportContradiction& m, const Context& context, const View& view) {
    if (auto verdict = expect_bank(context, view, m.bank)) return verdict;
    std::optional<Order> order;
    std::optional<Account> account;
    if (auto verdict = check_order(view, m.list, m.line, m.bank, order, account)) return verdict;
    if (!contradicts(order->state, m.told)) {
        return refuse(Reject::nothing_contradicts, std::string{word_of(order->state).name});
    }
    return std::nullopt;
}

void apply(const ReportContradiction& m, const Context& context, Draft& draft) {
    const OrderName name{m.list, m.line};
    const auto order = chain::must_load<Order>(draft, {m.list, m.line});
    open_break(draft, context,
               {.account = order.account,
                .kind = BreakKind::contradiction,
                .order = name,
                .evidence = m.evidence});
    if (m.told == OrderState::paid) freeze_children(draft, context, name);
}

// --- interest and fees ---

Verdict check_state(const NoteCharge& m, const Context& context, const View& view) {
    const auto account = chain::load<Account>(view, {m.account});
    if (!account) return refuse(Reject::account_unknown, std::to_string(m.account));
    if (auto verdict = expect_bank(context, view, account->bank)) return verdict;
    if (auto verdict = check_seen(m.seen, context)) return verdict;
    if (auto verdict = check_booked(m.booked, *account, context)) return verdict;
    if (!account->interest.plus(m.amount) || !account->fees.plus(m.amount)) {
        return refuse(Reject::sum_absurd, std::to_string(m.account));
    }
    if (m.kind == ChargeKind::fee && account->available < m.amount) {
        return refuse(Reject::funds_short, std::to_string(m.account));
    }
    return std::nullopt;
}

void apply(const NoteCharge& m, const Context&, Draft& draft) {
    auto account = chain::must_load<Account>(draft, {m.account});
    const DayBook::Key key{m.account, day_key(m.booked)};
    DayBook book = chain::load<DayBook>(draft, key).value_or(DayBook{});
    if (m.kind == ChargeKind::interest) {
        account.interest = sum(account.interest, m.amount);
        account.interest_held = sum(account.interest_held, m.amount);
        add(book.interest, m.amount);
    } else {
        account.fees = sum(account.fees, m.amount);
        account.available = difference(account.available, m.amount);
        add(book.fees, m.amount);
    }
    note_open_day(account, m.booked);
    save(draft, {m.account}, account);
    save(draft, key, book);
}

// --- a newer agent ---

Verdict check_state(const TakeOver& m, const Context& context, const View& view) {
    if (auto verdict = expect_bank(context, view, m.bank)) return verdict;
    const auto current = chain::load<AgentEpoch>(view, {m.bank});
    if (current && m.epoch <= current->epoch) {
        return refuse(Reject::epoch_not_newer, std::to_string(current->epoch));
    }
    return std::nullopt;
}

void apply(const TakeOver& m, const Context&, Draft& draft) {
    save(draft, {m.bank}, AgentEpoch{m.epoch});
}

}  // namespace zhida::payment
