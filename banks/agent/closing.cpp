// The agent closes its bank's days (payment.md §5): the statement resolves what it can, every
// difference and every doubt is named.
#include <algorithm>

#include "banks/agent/detail/saying.hpp"

namespace zhida::agent {

using bank_port::Answer;
using bank_port::OrderAnswer;
using base::Done;
using base::Status;
using client::OrderView;
using payment::OrderState;
using vocabulary::Reason;

// A payment on the statement is proof. One that is missing from the complete statement of a day was
// not made by then: when nothing of it was sent later, and the bank itself says that it has never
// heard of it, it was not made at all (payment.md §3). Everything else stays open.
Status Agent::resolve_by(const bank_port::Statement& statement) {
    auto orders = open_orders();
    if (!orders) return orders.error();
    std::set<std::string_view> debited;
    for (const auto& entry : statement.entries) {
        if (entry.kind == bank_port::EntryKind::payment) debited.insert(entry.reference);
    }
    std::map<vocabulary::ListId, std::vector<OrderView>> paid;
    std::map<vocabulary::ListId, std::vector<OrderView>> missing;
    for (const OrderView& order : *orders) {
        const Intent* const intent = intents_.find(order.end_to_end_id);
        if (order.state == OrderState::released || intent == nullptr || is_foreign(order)) continue;
        if (debited.contains(order.end_to_end_id)) {
            paid[order.list].push_back(order);
        } else if (intent->sent_on <= statement.day) {
            missing[order.list].push_back(order);
        }
    }
    for (const auto& [list, group] : paid) {
        std::vector<OrderAnswer> proofs;
        for (const OrderView& order : group)
            proofs.push_back({order.end_to_end_id, Answer::paid, Reason::none, statement.day});
        const auto done = report(group, proofs, payment::Evidence::statement, statement.day);
        if (!done) return done;
    }
    for (const auto& [list, group] : missing) {
        for (const auto& batch : batches_of(group)) {
            if (auto done = fail_unheard(batch, statement.day); !done) return done;
        }
    }
    return Done{};
}

Status Agent::fail_unheard(const std::vector<OrderView>& orders, base::Date day) {
    const auto answers = bank_.enquire(ids_of(orders));
    std::vector<OrderView> unheard;
    std::vector<OrderAnswer> failures;
    std::vector<OrderView> refused;
    std::vector<OrderAnswer> refusals;
    for (std::size_t i = 0; i < std::min(orders.size(), answers.size()); ++i) {
        if (answers[i].end_to_end_id != orders[i].end_to_end_id) continue;
        if (answers[i].answer == Answer::refused) {
            refused.push_back(orders[i]);
            refusals.push_back(answers[i]);
        } else if (answers[i].answer == Answer::unheard) {
            unheard.push_back(orders[i]);
            failures.push_back({orders[i].end_to_end_id, Answer::refused, Reason::bank_down});
        }
    }
    if (auto done = report(refused, refusals, payment::Evidence::enquiry, day); !done) return done;
    return report(unheard, failures, payment::Evidence::statement, day);
}

// The ledger has it paid by the end of this day, and no statement has shown or missed it yet.
bool Agent::is_unseen(const OrderView& order, const Intent& intent, base::Date day) const {
    if (intent.booked && *intent.booked < day) return false;
    if (intent.missing && *intent.missing < day) return false;
    if (order.state == OrderState::paid) return order.day <= day;
    if (order.state != OrderState::returned) return false;
    const auto debit = debits_.find(order.end_to_end_id);
    return intent.sent_on <= day && (debit == debits_.end() || debit->second.day <= day);
}

// Ledger and log, of every order this agent ever sent and has not yet seen booked.
base::Result<Books> Agent::books(const bank_port::Statement& statement) {
    auto orders = std::make_shared<std::map<std::string, KnownOrder>>();
    std::vector<std::string> unseen;
    std::set<vocabulary::ListId> lists;
    for (const auto& [id, intent] : intents_.all()) {
        if (!intent.booked) lists.insert(intent.list);
    }
    for (const auto& entry : statement.entries) {
        if (const Intent* const intent = intents_.find(entry.reference)) lists.insert(intent->list);
    }
    for (const auto& list : lists) {
        vocabulary::LineNumber from = 0;
        while (true) {
            auto page = ledger_.list_orders(setting_.bank, list, from, client::open_orders_max);
            if (!page) return page.error();
            for (const OrderView& order : *page) {
                const Intent* const intent = intents_.find(order.end_to_end_id);
                if (intent == nullptr) continue;
                const auto is_before = [&](const std::optional<base::Date>& day) {
                    return day && *day < statement.day;
                };
                orders->emplace(order.end_to_end_id,
                                KnownOrder{order.list, order.line, intent->amount, order.state,
                                           is_before(intent->booked), is_before(intent->missing)});
                if (is_unseen(order, *intent, statement.day)) unseen.push_back(order.end_to_end_id);
            }
            if (page->size() < client::open_orders_max) break;
            from = page->back().line + 1;
        }
    }
    Books books;
    for (const std::string& id : unseen) books.paid_unseen.emplace_back(id, orders->at(id));
    books.find = [orders](const std::string& id) -> std::optional<KnownOrder> {
        const auto found = orders->find(id);
        if (found == orders->end()) return std::nullopt;
        return found->second;
    };
    return books;
}

// A day needs a close when the ledger or the bank's own book has a movement on it.
std::optional<base::Date> Agent::first_day_to_close(const client::AccountView& account) const {
    std::optional<base::Date> first;
    if (!account.open_days.empty()) first = account.open_days.front();
    const auto moved =
        account.closed_to ? days_moved_.upper_bound(*account.closed_to) : days_moved_.begin();
    if (moved != days_moved_.end() && (!first || *moved < *first)) first = *moved;
    return first;
}

// Orders still without an outcome are carried over by name (payment.md §5).
Status Agent::name_doubts(const client::AccountView& account,
                          std::vector<payment::BreakItem>& items) {
    auto orders = open_orders();
    if (!orders) return orders.error();
    for (const OrderView& order : *orders) {
        if (order.account != account.id || !payment::is_in_flight(order.state)) continue;
        const bool is_named = std::ranges::any_of(items, [&](const payment::BreakItem& item) {
            return item.list == order.list && item.line == order.line;
        });
        if (is_named || items.size() >= payment::break_items_max) continue;
        items.push_back(
            {.kind = payment::BreakKind::in_doubt, .list = order.list, .line = order.line});
    }
    return Done{};
}

Status Agent::close_due() {
    auto accounts = ledger_.accounts(setting_.bank);
    if (!accounts) return accounts.error();
    auto status = ledger_.status();
    if (!status) return status.error();
    const base::Date today = status->today();
    const bool today_is_over = setting_.hours.is_past_cut_off(status->time);
    for (const client::AccountView& account : *accounts) {
        if (account.pending_close) continue;
        const auto due = first_day_to_close(account);
        if (!due) continue;
        const base::Date day = *due;
        if (day > today || (day == today && !today_is_over)) continue;
        if (auto done = close(account, day); !done) return done;
    }
    return Done{};
}

Status Agent::close(const client::AccountView& account, base::Date day) {
    auto statement = bank_.statement(day);
    if (!statement) return statement.error();
    if (!*statement) return Done{};
    const bank_port::Statement& s = **statement;
    if (auto done = check_statement(s); !done) return done;
    if (auto done = resolve_by(s); !done) return done;
    auto known = books(s);
    if (!known) return known.error();
    auto now = seen();
    if (!now) return now.error();
    if (auto done = ledger_.keep_statement(s.bytes); !done) return done;
    auto items = match(s, *known);
    std::vector<std::string> missing;
    for (const auto& [id, order] : known->paid_unseen) {
        const bool is_named = std::ranges::any_of(items, [&](const payment::BreakItem& item) {
            return item.kind == payment::BreakKind::missing_at_bank && item.list == order.list &&
                   item.line == order.line;
        });
        if (is_named) missing.push_back(id);
    }
    if (auto done = name_doubts(account, items); !done) return done;
    if (items.size() > payment::break_items_max) {
        return base::fail("more differences than a close can name", "差异超过日终可列明的数目");
    }
    const payment::CloseDay message{.account = account.id,
                                    .day = day,
                                    .opening = s.opening,
                                    .closing = s.closing,
                                    .first_sequence = s.entries.front().sequence,
                                    .last_sequence = s.entries.back().sequence,
                                    .statement = crypto::digest(hash(), s.bytes),
                                    .items = std::move(items),
                                    .seen = *now};
    std::vector<std::string> booked;
    for (const auto& entry : s.entries) {
        if (entry.kind == bank_port::EntryKind::payment) booked.push_back(entry.reference);
    }
    if (auto done = intents_.mark_missing(missing, day); !done) return done;
    if (auto done = intents_.mark_booked(booked, day); !done) return done;
    return say(message, {base::view("close"), codec::encode(message)});
}

}  // namespace zhida::agent
