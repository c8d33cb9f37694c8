// What the bank has booked is told to the ledger: credits and returns. Debits are remembered, as
// proof for orders without an outcome.
#include "banks/agent/detail/saying.hpp"
#include "contracts/payment/types/cases.hpp"

namespace zhida::agent {

using bank_port::Entry;
using bank_port::EntryKind;
using base::Done;
using base::Status;
using payment::OrderState;

namespace {

constexpr auto said_before = static_cast<chain::Code>(chain::Reject::reference_used);

bool is_same(const Entry& a, const Entry& b) {
    return a.sequence == b.sequence && a.kind == b.kind && a.reference == b.reference &&
           a.amount == b.amount && a.booked == b.booked;
}

}  // namespace

void Agent::forget_to(base::Date day) {
    std::erase_if(debits_, [&](const auto& one) { return one.second.day <= day; });
    std::erase_if(returns_, [&](const Entry& entry) { return entry.booked <= day; });
    days_moved_.erase(days_moved_.begin(), days_moved_.upper_bound(day));
    debits_twice_ = false;
    for (const auto& [id, debit] : debits_) {
        const Intent* const intent = intents_.find(id);
        if (intent != nullptr && debit.lines > 1 && debit.fen > intent->amount.count())
            debits_twice_ = true;
    }
}

// The last entry that was told is asked for once more: a bank that tells it otherwise has lost
// entries and gives their numbers out again, and everything since the last closed day is read anew.
base::Result<std::vector<Entry>> Agent::new_entries(const client::AccountView& account) {
    const bool looks_back = last_ && noted_ > account.last_sequence;
    auto entries = bank_.entries(looks_back ? noted_ - 1 : noted_);
    if (!entries || !looks_back) return entries;
    if (!entries->empty() && is_same(entries->front(), *last_)) {
        entries->erase(entries->begin());
        return entries;
    }
    noted_ = account.last_sequence;
    last_.reset();
    debits_.clear();
    returns_.clear();
    days_moved_.clear();
    debits_twice_ = false;
    return bank_.entries(noted_);
}

Status Agent::note_entries() {
    auto accounts = ledger_.accounts(setting_.bank);
    if (!accounts) return accounts.error();
    if (accounts->empty()) return Done{};
    const client::AccountView& account = accounts->front();
    if (account.last_sequence > noted_) {
        noted_ = account.last_sequence;
        last_.reset();
    }
    if (account.closed_to) forget_to(*account.closed_to);
    auto entries = new_entries(account);
    if (!entries) return entries.error();
    const auto status = ledger_.status();
    if (!status) return status.error();
    for (const Entry& entry : *entries) {
        // A bank whose day has begun before the ledger's: the ledger would refuse it, and a
        // reference that was refused is used up.
        if (entry.booked > status->today()) break;
        if (auto done = note(account, entry); !done) return done;
        noted_ = entry.sequence;
        last_ = entry;
    }
    return tell_returns();
}

Status Agent::note(const client::AccountView& account, const Entry& entry) {
    days_moved_.insert(entry.booked);
    if (entry.kind == EntryKind::payment) return note_debit(entry);
    if (entry.kind == EntryKind::returned) {
        returns_.push_back(entry);
        return Done{};
    }
    auto now = seen();
    if (!now) return now.error();
    const payment::NoteCredit message{
        .account = account.id,
        .amount = entry.amount,
        .booked = entry.booked,
        .evidence = crypto::digest(hash(), base::view(entry.reference)),
        .seen = *now};
    // Said before with another block in view: the first word counts.
    return say(message,
               {base::view("credit"), number_bytes(entry.sequence), base::view(entry.reference),
                number_bytes(static_cast<std::uint64_t>(entry.amount.count()))},
               {said_before});
}

// A debit for what this bank refused for good: the ledger hears of it at once and freezes whatever
// took the order's place (payment.md §3, rules 5 and 6); the day's close names the money.
Status Agent::note_debit(const Entry& entry) {
    Debit& debit = debits_.try_emplace(entry.reference, Debit{entry.booked}).first->second;
    debit.fen += entry.amount.count();
    ++debit.lines;
    const Intent* const intent = intents_.find(entry.reference);
    if (intent == nullptr) return Done{};
    if (debit.lines > 1 && debit.fen > intent->amount.count()) debits_twice_ = true;
    if (!intent->refused) return Done{};
    const payment::ReportContradiction message{
        .bank = setting_.bank,
        .list = intent->list,
        .line = intent->line,
        .told = OrderState::paid,
        .evidence = crypto::digest(hash(), {base::view("debit"), base::view(entry.reference),
                                            number_bytes(entry.sequence)})};
    return say(message, {base::view("contradiction"), base::view(entry.reference)},
               {said_before, static_cast<chain::Code>(payment::Reject::nothing_contradicts)});
}

// A return may be known before the ledger knows of the payment; it waits for it.
Status Agent::tell_returns() {
    std::vector<Entry> waiting;
    for (const Entry& entry : returns_) {
        auto told = note_return(entry);
        if (!told) return told.error();
        if (!*told) waiting.push_back(entry);
    }
    returns_ = std::move(waiting);
    return Done{};
}

// False: its order has no outcome yet. What is nobody's return the day's close names.
base::Result<bool> Agent::note_return(const Entry& entry) {
    const Intent* const intent = intents_.find(entry.reference);
    if (intent == nullptr) return true;
    auto orders = ledger_.list_orders(setting_.bank, intent->list, intent->line, 1);
    if (!orders) return orders.error();
    if (orders->empty() || orders->front().line != intent->line) return true;
    if (payment::is_in_flight(orders->front().state)) return false;
    if (orders->front().state != OrderState::paid) return true;
    const payment::ReportReturns message{
        setting_.bank, intent->list, entry.booked, {{intent->line, entry.reason}}};
    auto done = say(message, {base::view("return"), base::view(entry.reference)});
    if (!done) return done.error();
    return true;
}

}  // namespace zhida::agent
