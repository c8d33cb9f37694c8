#include "banks/agent/agent.hpp"

#include <algorithm>

#include "banks/agent/detail/saying.hpp"
#include "client/state_view.hpp"
#include "contracts/registry/rules/registry.hpp"

namespace zhida::agent {

namespace {

using bank_port::Answer;
using bank_port::OrderAnswer;
using base::Done;
using base::Status;
using client::OrderView;
using payment::OrderState;
using vocabulary::Reason;

// A message's name, drawn anew for every message: also for one that repeats orders.
constexpr std::size_t message_name_bytes = 16;

OrderState state_of(Answer answer) {
    switch (answer) {
        case Answer::accepted: return OrderState::accepted;
        case Answer::paid: return OrderState::paid;
        case Answer::refused: return OrderState::failed;
        case Answer::unknown:
        case Answer::unheard: break;
    }
    return OrderState::in_doubt;
}

}  // namespace

base::Result<payment::Seen> Agent::seen() {
    auto status = ledger_.status();
    if (!status) return status.error();
    return payment::Seen{status->height, status->block_hash};
}

base::Result<std::vector<vault::OpenedLine>> Agent::records(const vocabulary::ListId& list,
                                                            vocabulary::LineNumber from,
                                                            std::size_t limit) {
    auto bytes = ledger_.sealed(list, identity_.organisation, from, limit);
    if (!bytes) return bytes.error();
    const auto sealed = codec::decode<vault::SealedLines>(*bytes);
    if (!sealed) return base::fail("the sealed records cannot be read", "密封记录无法读取");
    return vault::open_lines(setting_.profile, identity_.organisation, identity_.key, *sealed);
}

// --- verification ---

Status Agent::verify() {
    auto work = ledger_.verification_work(setting_.bank);
    if (!work) return work.error();
    for (const client::VerificationWork& one : *work) {
        if (auto done = verify_list(one); !done) return done;
    }
    return Done{};
}

Status Agent::verify_list(const client::VerificationWork& work) {
    for (vocabulary::LineNumber next = work.next; next < work.lines;) {
        auto lines = records(work.list, next, bank_port::accounts_per_request_max);
        if (!lines) return lines.error();
        std::erase_if(*lines, [&](const vault::OpenedLine& one) {
            return std::stoul(one.record.line.cnaps.substr(0, 3)) != setting_.bank;
        });
        resettle::AnswerVerification message{
            .list = work.list, .bank = setting_.bank, .first = next};
        message.end = std::min(work.lines, next + resettle::verification_range_max);
        if (lines->size() == bank_port::accounts_per_request_max) {
            message.end = std::min(message.end, lines->back().line + 1);
        }
        std::erase_if(*lines, [&](const auto& one) { return one.line >= message.end; });
        std::vector<bank_port::AccountQuestion> questions;
        for (const auto& one : *lines) {
            const auto& line = one.record.line;
            questions.push_back({line.account_no, line.payee_name, line.payee_id_no});
        }
        auto answers = bank_.verify(questions);
        if (!answers) return answers.error();
        for (std::size_t i = 0; i < lines->size(); ++i) {
            if ((*answers)[i] == Reason::none) continue;
            message.refused.push_back({(*lines)[i].line, (*answers)[i]});
        }
        if (auto done = say(message, {base::view("verify"), work.list, number_bytes(next)});
            !done) {
            return done;
        }
        next = message.end;
    }
    return Done{};
}

// --- paying ---

base::Result<std::vector<OrderView>> Agent::open_orders() {
    std::vector<OrderView> all;
    client::OrderPlace from;
    while (true) {
        auto page = ledger_.open_orders(setting_.bank, from, client::open_orders_max);
        if (!page) return page.error();
        all.insert(all.end(), page->begin(), page->end());
        if (page->size() < client::open_orders_max) return all;
        from = {all.back().list, all.back().line + 1};
    }
}

// Without a calendar nobody knows, and nothing is sent.
base::Result<bool> Agent::is_open(base::Seconds time) {
    const client::StateView view{ledger_};
    const auto works = registry::is_working_day(view, base::day_in_china(time));
    if (view.trouble()) return *view.trouble();
    return works.value_or(false) && !setting_.hours.is_past_cut_off(time) &&
           !setting_.hours.is_in_maintenance(time);
}

// People, or a duplicate debit, have stopped these accounts' queues.
Status Agent::note_stops() {
    auto accounts = ledger_.accounts(setting_.bank);
    if (!accounts) return accounts.error();
    stopped_.clear();
    for (const client::AccountView& account : *accounts) {
        if (account.stopped) stopped_.insert(account.id);
    }
    return Done{};
}

bool Agent::is_stopped(const OrderView& order) const {
    return debits_twice_ || stopped_.contains(order.account);
}

base::Result<std::size_t> Agent::pay() {
    auto orders = open_orders();
    if (!orders) return orders.error();
    auto status = ledger_.status();
    if (!status) return status.error();
    // Behind the cut-off nothing is sent: the day's statement must hold all that was.
    auto open = is_open(status->time);
    if (!open) return open.error();
    if (auto done = note_stops(); !done) return done.error();
    std::map<vocabulary::ListId, std::vector<OrderView>> released;
    std::map<vocabulary::ListId, std::vector<OrderView>> in_flight;
    for (const OrderView& order : *orders) {
        if (order.state != OrderState::released) {
            in_flight[order.list].push_back(order);
        } else if (*open && order.value_date <= status->today() && !is_stopped(order)) {
            released[order.list].push_back(order);
        }
    }
    for (const auto& [list, group] : in_flight) {
        if (auto done = follow_up(group, status->today(), *open); !done) return done.error();
    }
    for (const auto& [list, group] : released) {
        for (const auto& batch : batches_of(group)) {
            if (auto done = claim(batch); !done) return done.error();
            // Behind a restored ledger what was just released may be at the bank already.
            const auto done = setting_.after_restore ? follow_up(batch, status->today(), *open)
                                                     : send(batch);
            if (!done) return done.error();
        }
    }
    if (orders->empty()) return std::size_t{0};
    auto left = open_orders();
    if (!left) return left.error();
    return left->size();
}

// A debit that the bank has notified is proof. Anything else may be at the bank, and is enquired
// first: also an order without an intent, for the intents may have been lost.
Status Agent::follow_up(std::vector<OrderView> orders, base::Date today, bool is_open) {
    if (auto done = claim_anew(orders); !done) return done;
    std::vector<OrderView> debited;
    std::vector<OrderAnswer> proofs;
    std::vector<OrderView> open;
    for (const OrderView& order : orders) {
        const auto debit = debits_.find(order.end_to_end_id);
        if (debit == debits_.end()) {
            open.push_back(order);
            continue;
        }
        debited.push_back(order);
        proofs.push_back({order.end_to_end_id, Answer::paid, Reason::none, debit->second.day});
    }
    if (auto done = report(debited, proofs, payment::Evidence::statement, today); !done)
        return done;
    for (const auto& batch : batches_of(open)) {
        if (auto done = enquire(batch, today, is_open); !done) return done;
    }
    return Done{};
}

// An order the bank has never heard of may still be on its way to it. It is sent again only to a
// bank that executes an id once, however often it comes; else only what was surely never sent.
bool Agent::may_send(const OrderView& order) const {
    if (is_stopped(order)) return false;
    if (setting_.deduplicates) return true;
    return !intents_.has(order.end_to_end_id) && !intents_.was_cut();
}

Status Agent::enquire(const std::vector<OrderView>& orders, base::Date today, bool is_open) {
    const auto answers = bank_.enquire(ids_of(orders));
    std::vector<OrderView> asked;
    std::vector<OrderAnswer> told;
    std::vector<OrderView> unheard;
    for (std::size_t i = 0; i < orders.size(); ++i) {
        const bool sound =
            i < answers.size() && answers[i].end_to_end_id == orders[i].end_to_end_id;
        const bool is_unheard = sound && answers[i].answer == Answer::unheard;
        if (is_unheard && is_open && may_send(orders[i])) {
            unheard.push_back(orders[i]);
        } else {
            asked.push_back(orders[i]);
            told.push_back(sound ? answers[i]
                                 : OrderAnswer{orders[i].end_to_end_id, Answer::unknown, {}});
        }
    }
    if (auto done = report(asked, told, payment::Evidence::enquiry, today); !done) return done;
    return send(unheard);
}

Status Agent::claim(const std::vector<OrderView>& orders) {
    payment::ClaimOrders message{
        .bank = setting_.bank, .epoch = setting_.epoch, .list = orders.front().list};
    for (const OrderView& order : orders) message.lines.push_back(order.line);
    return say(message, {base::view("claim"), codec::encode(message)});
}

// Intent on the disk, then the bank, then its answer on the ledger.
Status Agent::send(const std::vector<OrderView>& orders) {
    if (orders.empty()) return Done{};
    std::map<vocabulary::LineNumber, vault::PrivateLine> lines;
    for (vocabulary::LineNumber from = orders.front().line; from <= orders.back().line;) {
        auto some = records(orders.front().list, from, vault::sealed_lines_max);
        if (!some) return some.error();
        if (some->empty()) break;
        for (auto& one : *some) lines.emplace(one.line, one.record.line);
        from = some->back().line + 1;
    }
    auto status = ledger_.status();
    if (!status) return status.error();
    std::vector<bank_port::Instruction> instructions;
    std::vector<Intent> intents;
    for (const OrderView& order : orders) {
        const auto line = lines.find(order.line);
        if (line == lines.end()) return base::fail("a payee's record is missing", "缺少收款人记录");
        instructions.push_back({order.end_to_end_id, order.amount, line->second.payee_name,
                                line->second.account_no, line->second.cnaps, "征迁补偿"});
        intents.push_back(
            {order.end_to_end_id, order.list, order.line, order.amount, status->today()});
    }
    if (auto done = intents_.add(intents); !done) return done;
    const auto name = random_.draw<message_name_bytes>();
    return report(orders, bank_.submit(base::hex(name), instructions), payment::Evidence::answer,
                  status->today());
}

// Payments count on the bank's own day; one whose day it does not tell, or that has not begun on
// the ledger, is taken on, no more. An answer about another order says nothing of this one.
Status Agent::report(const std::vector<OrderView>& orders, const std::vector<OrderAnswer>& answers,
                     payment::Evidence evidence, base::Date today) {
    std::map<base::Date, std::vector<payment::Outcome>> by_day;
    std::vector<std::string> refused;
    for (std::size_t i = 0; i < orders.size(); ++i) {
        const std::string& id = orders[i].end_to_end_id;
        const bool is_own = i < answers.size() && answers[i].end_to_end_id == id;
        const OrderAnswer answer = is_own ? answers[i] : OrderAnswer{id, Answer::unknown, {}};
        OrderState state = state_of(answer.answer);
        const bool counts_today = answer.booked && *answer.booked <= today;
        if (state == OrderState::paid && !counts_today) state = OrderState::accepted;
        if (state == OrderState::failed) refused.push_back(id);
        // The ledger knows more than an answer that says less.
        const bool is_less = orders[i].state == OrderState::in_doubt && !word_of(state).final;
        if (state == orders[i].state || is_less) continue;
        by_day[state == OrderState::paid ? *answer.booked : today].push_back(
            {orders[i].line, state, answer.reason,
             state == OrderState::in_doubt ? payment::Evidence::timeout : evidence});
    }
    for (const auto& [day, outcomes] : by_day) {
        payment::ReportResults message{.bank = setting_.bank,
                                       .epoch = setting_.epoch,
                                       .list = orders.front().list,
                                       .booked = day};
        for (std::size_t at = 0; at < outcomes.size(); at += vocabulary::orders_per_batch_max) {
            const std::size_t end =
                std::min(outcomes.size(), at + vocabulary::orders_per_batch_max);
            message.outcomes.assign(outcomes.begin() + static_cast<std::ptrdiff_t>(at),
                                    outcomes.begin() + static_cast<std::ptrdiff_t>(end));
            const auto words = codec::encode(message);
            if (auto done = say(message, {base::view("result"), words}); !done) return done;
        }
    }
    return intents_.mark_refused(refused);
}

base::Result<std::size_t> Agent::turn() {
    if (auto done = stand_in(); !done) return done.error();
    auto status = ledger_.status();
    if (!status) return status.error();
    if (setting_.hours.is_in_maintenance(status->time)) {
        auto open = open_orders();
        if (!open) return open.error();
        return open->size();
    }
    // A bank that cannot say whose accounts it holds may still be able to pay.
    const Status verified = verify();
    if (setting_.after_restore) {
        // A return can be told only of an order that the ledger knows to be paid.
        if (auto found = pay(); !found) return found.error();
    }
    if (auto done = note_entries(); !done) return done.error();
    auto left = pay();
    if (!left) return left.error();
    if (auto done = tell_returns(); !done) return done.error();
    if (auto done = close_due(); !done) return done.error();
    if (!verified) return verified.error();
    return left;
}

}  // namespace zhida::agent
