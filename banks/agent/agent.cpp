#include "banks/agent/agent.hpp"

#include <algorithm>
#include <map>

namespace zhida::agent {

namespace {

using bank_port::Answer;
using bank_port::OrderAnswer;
using base::Done;
using base::Status;
using client::OrderView;
using payment::OrderState;
using vocabulary::Reason;

constexpr std::size_t orders_looked_at_max = 200'000;
constexpr base::Seconds machine_terms_seconds = 3'600;

base::Bytes number_bytes(std::uint64_t n) {
    base::Bytes out;
    base::append_u64(out, n);
    return out;
}

OrderState state_of(Answer answer) {
    switch (answer) {
        case Answer::accepted: return OrderState::accepted;
        case Answer::paid: return OrderState::paid;
        case Answer::refused: return OrderState::failed;
        case Answer::unknown: break;
    }
    return OrderState::in_doubt;
}

}  // namespace

// The reference is made from what the act is about: said again after a crash it is the same act.
template <class M>
Status Agent::say(const M& message, std::initializer_list<base::ByteView> about) {
    auto status = ledger_.status();
    if (!status) return status.error();
    const client::Terms terms{status->ledger_id, status->time + machine_terms_seconds,
                              client::reference_for(about)};
    auto receipt = ledger_.submit(client::make(identity_, terms, message));
    if (!receipt) return receipt.error();
    if (receipt->code == 0) return Done{};
    return base::fail(
        std::string{M::name} + " is refused: " + std::to_string(receipt->code) + " " +
            receipt->datum,
        std::string{M::name} + " 被拒绝：" + std::to_string(receipt->code) + " " + receipt->datum);
}

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

// --- money in, money back ---

Status Agent::note_entries() {
    auto accounts = ledger_.accounts(setting_.bank);
    if (!accounts) return accounts.error();
    if (accounts->empty()) return Done{};
    const client::AccountView& account = accounts->front();
    auto entries = bank_.entries(account.last_sequence);
    if (!entries) return entries.error();
    for (const bank_port::Entry& entry : *entries) {
        if (entry.kind == bank_port::EntryKind::returned) {
            if (auto done = note_return(entry); !done) return done;
        }
        if (entry.kind != bank_port::EntryKind::deposit) continue;
        auto now = seen();
        if (!now) return now.error();
        payment::NoteCredit message{
            .account = account.id, .amount = entry.amount, .booked = entry.booked, .seen = *now};
        message.evidence = crypto::digest(crypto::Hash::sm3, base::view(entry.reference));
        auto order = say(message, {base::view("credit"), number_bytes(entry.sequence)});
        // Said before with another block in view: the first word counts.
        if (!order && order.error().en.find(" 202 ") == std::string::npos) return order;
    }
    return Done{};
}

Status Agent::note_return(const bank_port::Entry& entry) {
    auto order = ledger_.order(entry.reference);
    if (!order) return order.error();
    if (!*order || (*order)->state != OrderState::paid) return Done{};
    const payment::ReportReturns message{
        setting_.bank, (*order)->list, entry.booked, {{(*order)->line, entry.reason}}};
    return say(message, {base::view("return"), base::view(entry.reference)});
}

// --- paying ---

base::Result<std::size_t> Agent::pay() {
    auto orders = ledger_.open_orders(setting_.bank, orders_looked_at_max);
    if (!orders) return orders.error();
    auto status = ledger_.status();
    if (!status) return status.error();
    std::map<vocabulary::ListId, std::vector<OrderView>> released;
    std::map<vocabulary::ListId, std::vector<OrderView>> in_flight;
    for (const OrderView& order : *orders) {
        if (order.state == OrderState::released) {
            if (order.value_date <= status->today()) released[order.list].push_back(order);
            continue;
        }
        in_flight[order.list].push_back(order);
    }
    for (auto& [list, group] : in_flight) {
        // What has an intent may be at the bank: it is enquired and never simply sent again.
        std::vector<OrderView> perhaps_sent;
        std::vector<OrderView> never_sent;
        for (const OrderView& order : group) {
            (intents_.has(order.end_to_end_id) ? perhaps_sent : never_sent).push_back(order);
        }
        std::vector<std::string> ids;
        for (const OrderView& order : perhaps_sent) ids.push_back(order.end_to_end_id);
        if (!ids.empty()) {
            const auto done = report(perhaps_sent, bank_.enquire(ids), payment::Evidence::enquiry,
                                     status->today());
            if (!done) return done.error();
        }
        if (auto answers = send(never_sent); !answers) return answers.error();
    }
    for (auto& [list, group] : released) {
        for (std::size_t at = 0; at < group.size(); at += bank_port::orders_per_message_max) {
            const std::size_t end = std::min(group.size(), at + bank_port::orders_per_message_max);
            const std::vector<OrderView> batch(group.begin() + static_cast<std::ptrdiff_t>(at),
                                               group.begin() + static_cast<std::ptrdiff_t>(end));
            if (auto done = claim(batch); !done) return done.error();
            if (auto answers = send(batch); !answers) return answers.error();
        }
    }
    auto left = ledger_.open_orders(setting_.bank, orders_looked_at_max);
    if (!left) return left.error();
    return left->size();
}

Status Agent::claim(const std::vector<OrderView>& orders) {
    payment::ClaimOrders message{
        .bank = setting_.bank, .epoch = setting_.epoch, .list = orders.front().list};
    for (const OrderView& order : orders) message.lines.push_back(order.line);
    return say(message, {base::view("claim"), message.list, number_bytes(message.lines.front()),
                         number_bytes(setting_.epoch)});
}

// Intent on the disk, then the bank, then its answer on the ledger.
base::Result<std::vector<OrderAnswer>> Agent::send(const std::vector<OrderView>& orders) {
    if (orders.empty()) return std::vector<OrderAnswer>{};
    std::map<vocabulary::LineNumber, vault::PrivateLine> lines;
    for (vocabulary::LineNumber from = orders.front().line; from <= orders.back().line;) {
        auto some = records(orders.front().list, from, vault::sealed_lines_max);
        if (!some) return some.error();
        if (some->empty()) break;
        for (auto& one : *some) lines.emplace(one.line, one.record.line);
        from = some->back().line + 1;
    }
    std::vector<bank_port::Instruction> instructions;
    std::vector<std::string> ids;
    for (const OrderView& order : orders) {
        const auto line = lines.find(order.line);
        if (line == lines.end()) return base::fail("a payee's record is missing", "缺少收款人记录");
        instructions.push_back({order.end_to_end_id, order.amount, line->second.payee_name,
                                line->second.account_no, line->second.cnaps, "征迁补偿"});
        ids.push_back(order.end_to_end_id);
    }
    if (auto done = intents_.add(ids); !done) return done.error();
    auto status = ledger_.status();
    if (!status) return status.error();
    const auto mark =
        client::reference_for({base::view(ids.front()), number_bytes(intents_.size())});
    auto answers = bank_.submit(base::hex(mark), instructions);
    if (auto done = report(orders, answers, payment::Evidence::answer, status->today()); !done) {
        return done.error();
    }
    return answers;
}

Status Agent::report(const std::vector<OrderView>& orders, const std::vector<OrderAnswer>& answers,
                     payment::Evidence evidence, base::Date booked) {
    payment::ReportResults message{.bank = setting_.bank,
                                   .epoch = setting_.epoch,
                                   .list = orders.front().list,
                                   .booked = booked};
    for (std::size_t i = 0; i < orders.size(); ++i) {
        const OrderAnswer answer = i < answers.size()
                                       ? answers[i]
                                       : OrderAnswer{orders[i].end_to_end_id, Answer::unknown, {}};
        const OrderState state = state_of(answer.answer);
        if (state == orders[i].state) continue;  // nothing new
        message.outcomes.push_back(
            {orders[i].line, state, answer.reason,
             state == OrderState::in_doubt ? payment::Evidence::timeout : evidence});
        if (message.outcomes.size() < vocabulary::orders_per_batch_max && i + 1 < orders.size())
            continue;
        const auto words = codec::encode(message);
        if (auto done = say(message, {base::view("result"), words}); !done) return done;
        message.outcomes.clear();
    }
    if (message.outcomes.empty()) return Done{};
    return say(message, {base::view("result"), codec::encode(message)});
}

// --- closing ---

// A payment on the statement is proof; one that is missing from the day's complete statement was
// not made.
Status Agent::resolve_by(const bank_port::Statement& statement) {
    auto orders = ledger_.open_orders(setting_.bank, orders_looked_at_max);
    if (!orders) return orders.error();
    std::map<vocabulary::ListId, std::vector<OrderView>> doubtful;
    for (const OrderView& order : *orders) {
        const bool was_sent =
            order.state != OrderState::released && intents_.has(order.end_to_end_id);
        if (!was_sent) continue;
        doubtful[order.list].push_back(order);
    }
    for (const auto& [list, group] : doubtful) {
        std::vector<std::string> ids;
        for (const OrderView& order : group) ids.push_back(order.end_to_end_id);
        std::vector<OrderAnswer> answers = bank_.enquire(ids);
        answers.resize(group.size());
        for (std::size_t i = 0; i < group.size(); ++i) {
            const bool told =
                answers[i].end_to_end_id == ids[i] && answers[i].answer == Answer::refused;
            if (told) continue;  // the bank's own refusal says why
            const bool paid = std::ranges::any_of(statement.entries, [&](const auto& entry) {
                return entry.kind == bank_port::EntryKind::payment && entry.reference == ids[i];
            });
            answers[i] = {ids[i], paid ? Answer::paid : Answer::refused,
                          paid ? Reason::none : Reason::bank_down};
        }
        const auto done = report(group, answers, payment::Evidence::statement, statement.day);
        if (!done) return done;
    }
    return Done{};
}

Status Agent::close(base::Date day) {
    auto statement = bank_.statement(day);
    if (!statement) return statement.error();
    if (!*statement) return Done{};
    if (auto done = resolve_by(**statement); !done) return done;
    auto accounts = ledger_.accounts(setting_.bank);
    if (!accounts) return accounts.error();
    if (accounts->empty()) return Done{};
    const client::AccountView& account = accounts->front();
    if (account.closed_to && day <= *account.closed_to) return Done{};
    auto now = seen();
    if (!now) return now.error();
    const bank_port::Statement& s = **statement;
    const payment::CloseDay message{.account = account.id,
                                    .day = day,
                                    .opening = s.opening,
                                    .closing = s.closing,
                                    .first_sequence = s.entries.front().sequence,
                                    .last_sequence = s.entries.back().sequence,
                                    .statement = crypto::digest(crypto::Hash::sm3, s.bytes),
                                    .seen = *now};
    return say(message, {base::view("close"), codec::encode(message)});
}

}  // namespace zhida::agent
