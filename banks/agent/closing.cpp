// The end of a bank's day: doubts resolved by the statement, every difference named, the close said.
#include <algorithm>
#include <map>
#include <set>

#include "banks/agent/speaking.hpp"

namespace zhida::agent {

using bank_port::Answer;
using bank_port::OrderAnswer;
using base::Done;
using base::Status;
using client::OrderView;
using payment::OrderState;
using vocabulary::Reason;

namespace {

// A payment on the statement is proof. An order that the bank has never heard of and that is
// missing from the day's complete statement was not made. What the bank still has in its hands, or
// says nothing about, stays in doubt and is carried over by name.
OrderAnswer judged(const std::string& id, const OrderAnswer& told, bool debited) {
    if (debited) return {id, Answer::paid, Reason::none};
    if (told.end_to_end_id != id) return {id, Answer::unknown, Reason::none};
    if (told.answer == Answer::unheard) return {id, Answer::refused, Reason::bank_down};
    // Paid, the bank says, but not on this day's statement: a later one will show it.
    if (told.answer == Answer::paid) return {id, Answer::accepted, Reason::none};
    return told;
}

}  // namespace

Status Agent::resolve_by(const bank_port::Statement& statement) {
    auto orders = open_orders();
    if (!orders) return orders.error();
    std::map<vocabulary::ListId, std::vector<OrderView>> doubtful;
    for (const OrderView& order : *orders) {
        const bool was_sent =
            order.state != OrderState::released && intents_.has(order.end_to_end_id);
        if (was_sent) doubtful[order.list].push_back(order);
    }
    std::set<std::string_view> debited;
    for (const auto& entry : statement.entries) {
        if (entry.kind == bank_port::EntryKind::payment) debited.insert(entry.reference);
    }
    for (auto& [list, group] : doubtful) {
        const std::vector<std::string> ids = ids_of(group);
        std::vector<OrderAnswer> answers;
        for (const auto& batch : batches_of(group)) {
            auto some = bank_.enquire(ids_of(batch));
            some.resize(batch.size());
            answers.insert(answers.end(), some.begin(), some.end());
        }
        for (std::size_t i = 0; i < group.size(); ++i) {
            answers[i] = judged(ids[i], answers[i], debited.contains(ids[i]));
        }
        const auto done = report(group, answers, payment::Evidence::statement, statement.day);
        if (!done) return done;
    }
    return Done{};
}

// Ledger and log, of every order this agent ever sent and has not yet seen booked.
base::Result<Books> Agent::books(const bank_port::Statement& statement) {
    auto orders = std::make_shared<std::map<std::string, KnownOrder>>();
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
            }
            if (page->size() < client::open_orders_max) break;
            from = page->back().line + 1;
        }
    }
    Books books;
    for (const auto& [id, order] : *orders) {
        const bool paid = order.state == OrderState::paid || order.state == OrderState::returned;
        if (paid && !order.booked_before && !order.missing_before) books.paid_unseen.emplace_back(id, order);
    }
    books.find = [orders](const std::string& id) -> std::optional<KnownOrder> {
        const auto found = orders->find(id);
        if (found == orders->end()) return std::nullopt;
        return found->second;
    };
    return books;
}

// Orders that have no proven outcome at the end of the day are carried over by name.
base::Result<std::vector<payment::BreakItem>> Agent::in_doubt() {
    auto orders = open_orders();
    if (!orders) return orders.error();
    std::vector<payment::BreakItem> items;
    for (const OrderView& order : *orders) {
        if (order.state == OrderState::released) continue;
        items.push_back(
            {.kind = payment::BreakKind::in_doubt, .list = order.list, .line = order.line});
    }
    return items;
}

Status Agent::close_due() {
    auto accounts = ledger_.accounts(setting_.bank);
    if (!accounts) return accounts.error();
    auto status = ledger_.status();
    if (!status) return status.error();
    const base::Date today = status->today();
    const bool today_is_over = !is_open(status->time);
    for (const client::AccountView& account : *accounts) {
        if (account.pending_close || account.open_days.empty()) continue;
        const base::Date day = account.open_days.front();
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
        const bool named = std::ranges::any_of(items, [&](const payment::BreakItem& item) {
            return item.kind == payment::BreakKind::missing_at_bank && item.list == order.list &&
                   item.line == order.line;
        });
        if (named) missing.push_back(id);
    }
    auto carried = in_doubt();
    if (!carried) return carried.error();
    items.insert(items.end(), carried->begin(), carried->end());
    if (items.size() > payment::break_items_max) {
        return base::fail("more open items than a close can name", "未了事项超过日终可列明的数目");
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
