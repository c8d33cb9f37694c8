#include "banks/agent/agent.hpp"

#include "banks/agent/speaking.hpp"

#include <algorithm>
#include <map>
#include <set>

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

// --- money in, money back ---

Status Agent::note_entries() {
    auto accounts = ledger_.accounts(setting_.bank);
    if (!accounts) return accounts.error();
    if (accounts->empty()) return Done{};
    const client::AccountView& account = accounts->front();
    noted_ = std::max(noted_, account.last_sequence);
    auto entries = bank_.entries(noted_);
    if (!entries) return entries.error();
    for (const bank_port::Entry& entry : *entries) {
        if (entry.kind == bank_port::EntryKind::returned) {
            if (auto done = note_return(entry); !done) return done;
        }
        if (entry.kind == bank_port::EntryKind::deposit) {
            auto now = seen();
            if (!now) return now.error();
            payment::NoteCredit message{.account = account.id,
                                        .amount = entry.amount,
                                        .booked = entry.booked,
                                        .seen = *now};
            message.evidence = crypto::digest(hash(), base::view(entry.reference));
            auto told = say(message, {base::view("credit"), number_bytes(entry.sequence)});
            // Said before with another block in view: the first word counts.
            if (!told && told.error().en.find(" 202 ") == std::string::npos) return told;
        }
        if (entry.kind == bank_port::EntryKind::payment) {
            if (auto done = contradict(entry); !done) return done;
        }
        noted_ = entry.sequence;
    }
    return Done{};
}

Status Agent::note_return(const bank_port::Entry& entry) {
    const Intent* const intent = intents_.find(entry.reference);
    if (intent == nullptr) return Done{};  // nobody's: the day's close names it
    auto orders = ledger_.list_orders(setting_.bank, intent->list, intent->line, 1);
    if (!orders) return orders.error();
    const bool is_paid = !orders->empty() && orders->front().line == intent->line &&
                         orders->front().state == OrderState::paid;
    if (!is_paid) return Done{};
    const payment::ReportReturns message{
        setting_.bank, intent->list, entry.booked, {{intent->line, entry.reason}}};
    return say(message, {base::view("return"), base::view(entry.reference)});
}

// A debit for what this bank refused for good: the ledger hears of it at once and freezes whatever
// took the order's place; the day's close names the money.
Status Agent::contradict(const bank_port::Entry& entry) {
    const Intent* const intent = intents_.find(entry.reference);
    if (intent == nullptr || !intent->refused) return Done{};
    const payment::ReportContradiction message{
        .bank = setting_.bank,
        .list = intent->list,
        .line = intent->line,
        .told = OrderState::paid,
        .evidence = crypto::digest(hash(), {base::view("debit"), base::view(entry.reference),
                                            number_bytes(entry.sequence)})};
    return say(message, {base::view("contradiction"), base::view(entry.reference)});
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

bool Agent::is_open(base::Seconds time) const {
    const base::Date today = base::day_in_china(time);
    return time - base::start_of_day_in_china(today) < setting_.cut_off;
}

base::Result<std::size_t> Agent::pay() {
    if (auto done = stand_in(); !done) return done.error();
    auto orders = open_orders();
    if (!orders) return orders.error();
    auto status = ledger_.status();
    if (!status) return status.error();
    auto stopped = is_stopped();
    if (!stopped) return stopped.error();
    // Behind the cut-off nothing is sent: the day's statement must hold all that was.
    const bool open = is_open(status->time) && !*stopped;
    std::map<vocabulary::ListId, std::vector<OrderView>> released;
    std::map<vocabulary::ListId, std::vector<OrderView>> in_flight;
    for (const OrderView& order : *orders) {
        if (order.state != OrderState::released) in_flight[order.list].push_back(order);
        const bool is_due = open && order.value_date <= status->today();
        if (order.state == OrderState::released && is_due) released[order.list].push_back(order);
    }
    for (const auto& [list, group] : in_flight) {
        if (auto done = follow_up(group, status->today(), open); !done) return done.error();
    }
    for (const auto& [list, group] : released) {
        for (const auto& batch : batches_of(group)) {
            if (auto done = claim(batch); !done) return done.error();
            if (auto done = send(batch); !done) return done.error();
        }
    }
    if (orders->empty()) return std::size_t{0};
    auto left = open_orders();
    if (!left) return left.error();
    return left->size();
}

// What has an intent, or comes from another agent, may be at the bank: it is enquired first.
Status Agent::follow_up(const std::vector<OrderView>& orders, base::Date today, bool is_open) {
    std::vector<OrderView> perhaps_sent;
    std::vector<OrderView> never_sent;
    for (const OrderView& order : orders) {
        const bool own = order.epoch == setting_.epoch && !intents_.has(order.end_to_end_id);
        (own ? never_sent : perhaps_sent).push_back(order);
    }
    if (auto done = claim_anew(perhaps_sent); !done) return done;
    for (const auto& batch : batches_of(perhaps_sent)) {
        if (auto done = enquire(batch, today, is_open); !done) return done;
    }
    if (!is_open) return Done{};
    for (const auto& batch : batches_of(never_sent)) {
        if (auto done = send(batch); !done) return done;
    }
    return Done{};
}

// An order the bank has never heard of may still be on its way to it. It is sent again only to a
// bank that executes an id once, however often it comes.
Status Agent::enquire(const std::vector<OrderView>& orders, base::Date today, bool is_open) {
    const auto answers = bank_.enquire(ids_of(orders));
    if (auto done = report(orders, answers, payment::Evidence::enquiry, today); !done) return done;
    if (!is_open || !setting_.deduplicates) return Done{};
    std::vector<OrderView> unheard;
    for (std::size_t i = 0; i < std::min(orders.size(), answers.size()); ++i) {
        if (answers[i].answer != Answer::unheard) continue;
        unheard.push_back(orders[i]);
        unheard.back().state = OrderState::in_doubt;  // as it has just been reported
    }
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
    std::vector<bank_port::Instruction> instructions;
    std::vector<Intent> intents;
    for (const OrderView& order : orders) {
        const auto line = lines.find(order.line);
        if (line == lines.end()) return base::fail("a payee's record is missing", "缺少收款人记录");
        instructions.push_back({order.end_to_end_id, order.amount, line->second.payee_name,
                                line->second.account_no, line->second.cnaps, "征迁补偿"});
        intents.push_back({order.end_to_end_id, order.list, order.line, order.amount});
    }
    auto status = ledger_.status();
    if (!status) return status.error();
    if (auto done = intents_.add(intents); !done) return done;
    const auto name = random_.draw<message_name_bytes>();
    return report(orders, bank_.submit(base::hex(name), instructions), payment::Evidence::answer,
                  status->today());
}

Status Agent::report(const std::vector<OrderView>& orders, const std::vector<OrderAnswer>& answers,
                     payment::Evidence evidence, base::Date booked) {
    payment::ReportResults message{.bank = setting_.bank,
                                   .epoch = setting_.epoch,
                                   .list = orders.front().list,
                                   .booked = booked};
    std::vector<std::string> refused;
    for (std::size_t i = 0; i < orders.size(); ++i) {
        const OrderAnswer answer = i < answers.size()
                                       ? answers[i]
                                       : OrderAnswer{orders[i].end_to_end_id, Answer::unknown, {}};
        // An answer about another order says nothing of this one.
        const bool own = answer.end_to_end_id == orders[i].end_to_end_id;
        const OrderState state = own ? state_of(answer.answer) : OrderState::in_doubt;
        if (state == OrderState::failed) refused.push_back(orders[i].end_to_end_id);
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
    if (!message.outcomes.empty()) {
        if (auto done = say(message, {base::view("result"), codec::encode(message)}); !done)
            return done;
    }
    return intents_.mark_refused(refused);
}

base::Result<std::size_t> Agent::turn() {
    if (auto done = verify(); !done) return done.error();
    if (auto done = note_entries(); !done) return done.error();
    auto left = pay();
    if (!left) return left.error();
    if (auto done = close_due(); !done) return done.error();
    return left;
}

}  // namespace zhida::agent
