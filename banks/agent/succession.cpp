// An agent that stands in for an older one (payment.md §3, rule 1): it fences the older one first,
// learns what that one may have sent, and asks before it sends anything itself.
#include "banks/agent/detail/saying.hpp"
#include "client/state_view.hpp"
#include "contracts/payment/types/cases.hpp"
#include "contracts/payment/types/records.hpp"

namespace zhida::agent {

using base::Done;
using base::Status;
using client::OrderView;
using payment::OrderState;

// The ledger says whose turn it is; the first agent of a bank finds nothing to take over.
Status Agent::stand_in() {
    const client::StateView view{ledger_};
    const auto current = chain::load<payment::AgentEpoch>(view, {setting_.bank});
    if (view.trouble()) return *view.trouble();
    if (!current) return Done{};
    if (current->epoch > setting_.epoch) {
        return base::fail("a newer agent of this bank has taken over: epoch " +
                              std::to_string(current->epoch),
                          "本行已有新任期的代理接任：任期 " + std::to_string(current->epoch));
    }
    if (current->epoch < setting_.epoch) {
        const payment::TakeOver message{setting_.bank, setting_.epoch};
        if (auto done = say(message, {base::view("take over"), number_bytes(setting_.epoch)});
            !done) {
            return done;
        }
    }
    if (intents_.epoch() == setting_.epoch) return Done{};
    if (auto done = adopt(); !done) return done;
    return intents_.mark_epoch(setting_.epoch);
}

// What others have sent is in no log here: the ledger's orders take its place, as if this agent had
// sent them.
Status Agent::adopt() {
    auto accounts = ledger_.accounts(setting_.bank);
    if (!accounts) return accounts.error();
    std::vector<vocabulary::ListId> lists;
    const client::StateView view{ledger_};
    const base::Bytes table{payment::Batch::table};
    view.scan(table, table, [&](base::ByteView key, base::ByteView value) {
        const auto batch = chain::read_record<payment::Batch>(value);
        if (batch.claimed_ever > 0) lists.push_back(*base::to_array<8>(key.subspan(1)));
        return true;
    });
    if (view.trouble()) return *view.trouble();
    for (const auto& list : lists) {
        if (auto done = adopt(list, *accounts); !done) return done;
    }
    return Done{};
}

Status Agent::adopt(const vocabulary::ListId& list,
                    const std::vector<client::AccountView>& accounts) {
    std::vector<Intent> intents;
    std::map<base::Date, std::vector<std::string>> booked;
    std::vector<std::string> refused;
    for (vocabulary::LineNumber from = 0;;) {
        auto page = ledger_.list_orders(setting_.bank, list, from, client::open_orders_max);
        if (!page) return page.error();
        for (const OrderView& order : *page) {
            const bool is_older = order.epoch > 0 && order.epoch != setting_.epoch;
            if (!is_older || intents_.has(order.end_to_end_id)) continue;
            intents.push_back(
                {order.end_to_end_id, list, order.line, order.amount, order.day});
            if (order.state == OrderState::failed) refused.push_back(order.end_to_end_id);
            const auto account =
                std::ranges::find(accounts, order.account, &client::AccountView::id);
            // A debit on a closed day stood on that day's statement. What came back was paid by
            // then, and on or after its value date.
            const bool is_paid = order.state == OrderState::paid;
            const base::Date day = is_paid ? order.day : order.value_date;
            const bool was_debited = is_paid || order.state == OrderState::returned;
            if (was_debited && account != accounts.end() && account->closed_to &&
                day <= *account->closed_to) {
                booked[day].push_back(order.end_to_end_id);
            }
        }
        if (page->size() < client::open_orders_max) break;
        from = page->back().line + 1;
    }
    if (auto done = intents_.add(intents); !done) return done;
    if (auto done = intents_.mark_refused(refused); !done) return done;
    for (const auto& [day, ids] : booked) {
        if (auto done = intents_.mark_booked(ids, day); !done) return done;
    }
    return Done{};
}

// Claimed by an older agent: nothing can be reported of it before it is claimed anew.
bool Agent::is_foreign(const OrderView& order) const {
    return order.state == OrderState::claimed && order.epoch != setting_.epoch;
}

// Of what an older agent claimed, the claim is taken over. From a stopped account nothing may be
// claimed: that stays as it is until people decide or its time is over.
Status Agent::claim_anew(std::vector<OrderView>& orders) {
    std::erase_if(orders, [&](const OrderView& order) {
        return is_foreign(order) && stopped_.contains(order.account);
    });
    std::vector<OrderView> older;
    for (OrderView& order : orders) {
        if (!is_foreign(order)) continue;
        older.push_back(order);
        order.epoch = setting_.epoch;
    }
    for (const auto& batch : batches_of(older)) {
        if (auto done = claim(batch); !done) return done;
    }
    return Done{};
}

}  // namespace zhida::agent
