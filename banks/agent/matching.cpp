#include "banks/agent/matching.hpp"

#include <map>
#include <set>

namespace zhida::agent {

namespace {

using bank_port::Entry;
using bank_port::EntryKind;
using payment::BreakItem;
using payment::BreakKind;
using payment::OrderState;
using vocabulary::Fen;

BreakItem item_of(BreakKind kind, const std::optional<KnownOrder>& order) {
    BreakItem item{.kind = kind};
    if (order) {
        item.list = order->list;
        item.line = order->line;
    }
    return item;
}

std::optional<BreakItem> judge_debit(const Entry& entry, const std::optional<KnownOrder>& order,
                                     bool again) {
    if (!order) {
        BreakItem item = item_of(BreakKind::missing_on_ledger, order);
        item.bank_less = entry.amount;
        return item;
    }
    if (again || order->booked_before) {
        BreakItem item = item_of(BreakKind::duplicate_debit, order);
        item.bank_less = entry.amount;
        return item;
    }
    if (order->state != OrderState::paid && order->state != OrderState::returned) {
        BreakItem item = item_of(BreakKind::missing_on_ledger, order);
        item.bank_less = entry.amount;
        return item;
    }
    if (order->missing_before && order->amount == entry.amount) {
        // Late: the other half of the item that the earlier day was closed with.
        BreakItem item = item_of(BreakKind::missing_at_bank, order);
        item.bank_less = entry.amount;
        return item;
    }
    if (order->amount == entry.amount) return std::nullopt;
    BreakItem item = item_of(BreakKind::amount, order);
    const std::int64_t more = order->amount.count() - entry.amount.count();
    (more > 0 ? item.bank_more : item.bank_less) = *Fen::of(more > 0 ? more : -more);
    return item;
}

std::optional<BreakItem> judge_return(const Entry& entry, const std::optional<KnownOrder>& order) {
    if (order && order->state == OrderState::returned) return std::nullopt;
    BreakItem item = item_of(BreakKind::late_return, order);
    item.bank_more = entry.amount;
    return item;
}

// What a statement debits for an id, over all its lines.
struct Debits {
    std::int64_t fen = 0;
    unsigned lines = 0;
};

std::map<std::string, Debits> debits_of(const bank_port::Statement& statement) {
    std::map<std::string, Debits> debits;
    for (const Entry& entry : statement.entries) {
        if (entry.kind != EntryKind::payment) continue;
        Debits& debit = debits[entry.reference];
        debit.fen += entry.amount.count();
        ++debit.lines;
    }
    return debits;
}

// A bank may book one payment in several lines, when they make its amount.
bool is_split(const Debits& debits, const std::optional<KnownOrder>& order) {
    return debits.lines > 1 && order && !order->booked_before && !order->missing_before &&
           (order->state == OrderState::paid || order->state == OrderState::returned) &&
           debits.fen == order->amount.count();
}

}  // namespace

base::Status check_statement(const bank_port::Statement& statement) {
    std::int64_t sum = statement.opening.count();
    for (std::size_t i = 0; i < statement.entries.size(); ++i) {
        const Entry& entry = statement.entries[i];
        sum += entry.kind == EntryKind::payment ? -entry.amount.count() : entry.amount.count();
        if (entry.sequence != statement.entries.front().sequence + i) {
            return base::fail("the statement's numbers are not contiguous", "对账单序号不连续");
        }
    }
    if (sum != statement.closing.count()) {
        return base::fail("the statement does not add up", "对账单期初、发生额与期末不平");
    }
    return base::Done{};
}

std::vector<BreakItem> match(const bank_port::Statement& statement, const Books& books) {
    std::vector<BreakItem> items;
    std::set<std::string> seen;
    const auto debits = debits_of(statement);
    for (const Entry& entry : statement.entries) {
        if (entry.kind == EntryKind::deposit) continue;  // its notice is the credit's only source
        const auto order = books.find(entry.reference);
        if (entry.kind == EntryKind::payment && is_split(debits.at(entry.reference), order)) {
            seen.insert(entry.reference);
            continue;
        }
        const auto item = entry.kind == EntryKind::payment
                              ? judge_debit(entry, order, !seen.insert(entry.reference).second)
                              : judge_return(entry, order);
        if (item) items.push_back(*item);
    }
    for (const auto& [id, order] : books.paid_unseen) {
        if (seen.contains(id)) continue;
        BreakItem item = item_of(BreakKind::missing_at_bank, order);
        item.bank_more = order.amount;
        items.push_back(item);
    }
    return items;
}

}  // namespace zhida::agent
