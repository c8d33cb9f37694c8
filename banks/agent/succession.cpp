// An agent that stands in for an older one (payment.md §3, rule 1): it fences the older one first,
// learns what that one may have sent, and asks before it sends anything itself.
#include <algorithm>
#include <map>

#include "banks/agent/speaking.hpp"

namespace zhida::agent {

using base::Done;
using base::Status;
using client::OrderView;
using payment::OrderState;

// Once a life: the ledger says whose turn it is.
Status Agent::stand_in() {
    if (stands_) return Done{};
    const client::StateView view{ledger_};
    const auto current = chain::load<payment::AgentEpoch>(view, {setting_.bank});
    if (view.trouble()) return *view.trouble();
    const std::uint32_t epoch = current ? current->epoch : 0;
    if (epoch > setting_.epoch) {
        return base::fail("a newer agent of this bank has taken over", "本行已有新任期的代理接任");
    }
    if (epoch < setting_.epoch) {
        const payment::TakeOver message{setting_.bank, setting_.epoch};
        if (auto done = say(message, {base::view("take over"), number_bytes(setting_.epoch)});
            !done) {
            return done;
        }
        if (auto done = adopt(); !done) return done;
    }
    stands_ = true;
    return Done{};
}

// What others have sent is in no log here: the ledger's orders of every day that is not closed yet
// take its place, as if this agent had sent them.
Status Agent::adopt() {
    std::vector<vocabulary::ListId> lists;
    const client::StateView view{ledger_};
    const base::Bytes table{payment::Batch::table};
    chain::each<payment::Batch>(view, table, table,
                                [&](base::ByteView key, const payment::Batch& batch) {
                                    if (batch.claimed_ever > 0) {
                                        lists.push_back(*base::to_array<8>(key.subspan(1)));
                                    }
                                    return true;
                                });
    if (view.trouble()) return *view.trouble();
    for (const auto& list : lists) {
        if (auto done = adopt(list, view); !done) return done;
    }
    return Done{};
}

Status Agent::adopt(const vocabulary::ListId& list, const client::StateView& view) {
    auto accounts = ledger_.accounts(setting_.bank);
    if (!accounts) return accounts.error();
    std::vector<Intent> intents;
    std::map<base::Date, std::vector<std::string>> booked;
    const base::Bytes first = chain::key_of<payment::Order>({list, 0});
    chain::each<payment::Order>(
        view, base::ByteView{first}.first(1 + list.size()), first,
        [&](base::ByteView key, const payment::Order& order) {
            const auto account =
                std::ranges::find(*accounts, order.account, &client::AccountView::id);
            if (account == accounts->end() || order.epoch == 0 || order.epoch == setting_.epoch) {
                return true;
            }
            intents.push_back(
                {order.end_to_end_id, list, base::read_u32(key.subspan(9)), order.amount});
            // A debit on a closed day stood on that day's statement.
            const base::Date day =
                order.state == OrderState::returned ? order.value_date : order.day;
            const bool paid =
                order.state == OrderState::paid || order.state == OrderState::returned;
            if (paid && account->closed_to && day <= *account->closed_to) {
                booked[day].push_back(order.end_to_end_id);
            }
            return true;
        });
    if (view.trouble()) return *view.trouble();
    if (auto done = intents_.add(intents); !done) return done;
    for (const auto& [day, ids] : booked) {
        if (auto done = intents_.mark_booked(ids, day); !done) return done;
    }
    return Done{};
}

// Of what an older agent claimed, the claim is taken over; what is beyond it is only reported.
Status Agent::claim_anew(std::vector<OrderView>& orders) {
    std::vector<OrderView> older;
    for (OrderView& order : orders) {
        if (order.state != OrderState::claimed || order.epoch == setting_.epoch) continue;
        order.epoch = setting_.epoch;
        older.push_back(order);
    }
    for (const auto& batch : batches_of(older)) {
        if (auto done = claim(batch); !done) return done;
    }
    return Done{};
}

// Two officers, or a duplicate debit, have stopped the queue: nothing is claimed or sent.
base::Result<bool> Agent::is_stopped() {
    auto accounts = ledger_.accounts(setting_.bank);
    if (!accounts) return accounts.error();
    const client::StateView view{ledger_};
    bool stopped = false;
    for (const auto& one : *accounts) {
        const auto account = chain::load<payment::Account>(view, {one.id});
        if (view.trouble()) return *view.trouble();
        stopped = stopped || (account && account->stopped);
    }
    return stopped;
}

}  // namespace zhida::agent
