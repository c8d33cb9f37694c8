#include "node/walk/report.hpp"

#include <array>

#include "contracts/payment/rules/payment.hpp"
#include "contracts/resettle/rules/resettle.hpp"

namespace zhida::walk {

namespace {

// They show in a report only when they are not zero (payment.md §6).
constexpr std::array<std::string_view, 5> rest_slots{"unsent", "withheld", "cancelled", "deposited",
                                                     "refunded"};

void add(Slot& slot, std::int64_t fen) {
    ++slot.lines;
    slot.fen += fen;
}

// All records of one list in a table, by line.
template <class R>
std::map<vocabulary::LineNumber, R> of_list(const client::StateView& view,
                                            const vocabulary::ListId& list) {
    std::map<vocabulary::LineNumber, R> out;
    base::Bytes prefix{R::table};
    base::append(prefix, list);
    view.scan(prefix, prefix, [&](base::ByteView key, base::ByteView value) {
        out.emplace(base::read_u32(key.subspan(prefix.size())), chain::read_record<R>(value));
        return true;
    });
    return out;
}

void add_balances(const client::StateView& view, std::uint64_t county, Report& report) {
    const base::Bytes table{payment::Account::table};
    const auto add_to = [&](const char* bucket, vocabulary::Fen fen) {
        report.balances[bucket] += fen.count();
    };
    chain::each<payment::Account>(view, table, table,
                                  [&](base::ByteView, const payment::Account& account) {
                                      if (account.county != county) return true;
                                      add_to("received", account.received);
                                      add_to("paid", account.paid);
                                      add_to("available", account.available);
                                      add_to("locked", account.locked);
                                      add_to("returned_pending", account.returned_pending);
                                      return true;
                                  });
}

void add_order(Report& report, const payment::Order& order, std::int64_t fen) {
    const auto slot = payment::word_of(order.state).slot;
    if (slot == "paid") add(report.paid, fen);
    if (slot == "returned") add(report.returned, fen);
    if (slot == "in_doubt") add(report.in_doubt, fen);
    if (slot == "failed")
        add(report.failed[std::string{vocabulary::word_of(order.reason)->name}], fen);
    for (const std::string_view other : rest_slots)
        if (slot == other) add(report.rest[std::string{slot}], fen);
}

}  // namespace

base::Result<Report> report_of(const client::StateView& view, const vocabulary::ListId& id) {
    const auto list = chain::load<resettle::List>(view, {id});
    if (view.trouble()) return *view.trouble();
    if (!list) return base::fail("there is no such list", "没有该清单");
    Report report{.list_no = list->list_no,
                  .state = resettle::word_of(resettle::state_now(view, id, *list)).name,
                  .source_signed = list->source_signed};
    const auto lines = of_list<resettle::Line>(view, id);
    const auto holds = of_list<resettle::Hold>(view, id);
    const auto orders = of_list<payment::Order>(view, id);
    for (const auto& [n, line] : lines) {
        const std::int64_t fen = line.amount.count();
        add(report.all, fen);
        const auto order = orders.find(n);
        if (const auto hold = holds.find(n); hold != holds.end()) {
            add(report.held[std::string{vocabulary::word_of(hold->second.reason)->name}], fen);
        } else if (order != orders.end()) {
            add_order(report, order->second, fen);
        } else {
            add(report.rest[list->state == resettle::ListState::cancelled ? "cancelled" : "unsent"],
                fen);
        }
    }
    add_balances(view, list->county, report);
    if (view.trouble()) return *view.trouble();
    return report;
}

}  // namespace zhida::walk
