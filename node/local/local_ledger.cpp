#include "node/local/local_ledger.hpp"

#include <algorithm>
#include <map>

#include "contracts/payment/rules/payment.hpp"
#include "contracts/registry/rules/registry.hpp"
#include "contracts/resettle/rules/resettle.hpp"

namespace zhida::node {

namespace {

using client::AccountView;
using client::OrderView;

// The accounts at one bank.
std::map<vocabulary::AccountId, payment::Account> accounts_at(const chain::View& view,
                                                              vocabulary::BankCode bank) {
    std::map<vocabulary::AccountId, payment::Account> found;
    const base::Bytes table{payment::Account::table};
    chain::each<payment::Account>(
        view, table, table, [&](base::ByteView key, const payment::Account& account) {
            if (account.bank == bank) {
                found.emplace(static_cast<vocabulary::AccountId>(key[1] << 8 | key[2]), account);
            }
            return true;
        });
    return found;
}

OrderView view_of(base::ByteView key, const payment::Order& order) {
    return {*base::to_array<8>(key.subspan(1, 8)),
            base::read_u32(key.subspan(9)),
            order.state,
            order.epoch,
            order.amount,
            order.end_to_end_id,
            order.value_date};
}

void each_order(const chain::View& view,
                const std::function<bool(const OrderView&, const payment::Order&)>& visit) {
    const base::Bytes table{payment::Order::table};
    chain::each<payment::Order>(view, table, table,
                                [&](base::ByteView key, const payment::Order& order) {
                                    return visit(view_of(key, order), order);
                                });
}

}  // namespace

base::Seconds LocalLedger::time() const {
    return std::max(engine_.time(), registry::sandbox_time(machine_.view()).value_or(0));
}

base::Result<client::Status> LocalLedger::status() {
    return client::Status{machine_.ledger().ledger_id, engine_.height(), engine_.last_hash(),
                          time()};
}

base::Result<chain::Receipt> LocalLedger::submit(const base::Bytes& envelope) {
    if (const auto verdict = machine_.check(envelope, time())) {
        return chain::Receipt{
            chain::transaction_digest(envelope), verdict->code, verdict->datum, false, {}};
    }
    auto made = engine_.make({envelope}, time());
    if (!made) return made.error();
    if (auto done = fire_timers(); !done) return done.error();
    if (engine_.wants_proof_block()) {
        if (auto proof = engine_.make({}, time()); !proof) return proof.error();
    }
    if (auto done = engine_.sync(); !done) return done.error();
    return std::move(made->output.receipts.front());
}

base::Status LocalLedger::fire_timers() {
    for (auto due = machine_.next_due(); due && *due <= time(); due = machine_.next_due()) {
        if (auto made = engine_.make({}, time()); !made) return made.error();
    }
    return base::Done{};
}

base::Result<std::vector<client::VerificationWork>> LocalLedger::verification_work(
    vocabulary::BankCode bank) {
    std::vector<client::VerificationWork> work;
    const auto view = machine_.view();
    const base::Bytes table{resettle::List::table};
    chain::each<resettle::List>(
        view, table, table, [&](base::ByteView key, const resettle::List& list) {
            if (list.state != resettle::ListState::validated) return true;
            const auto id = *base::to_array<8>(key.subspan(1));
            const auto next = chain::load<resettle::Verified>(view, {id, bank})
                                  .value_or(resettle::Verified{})
                                  .next;
            if (next < list.lines) work.push_back({id, next, list.lines});
            return true;
        });
    return work;
}

base::Result<std::vector<OrderView>> LocalLedger::open_orders(vocabulary::BankCode bank,
                                                              std::size_t limit) {
    const auto view = machine_.view();
    const auto own = accounts_at(view, bank);
    std::vector<OrderView> open;
    each_order(view, [&](const OrderView& seen, const payment::Order& order) {
        if (!payment::word_of(order.state).final && own.contains(order.account))
            open.push_back(seen);
        return open.size() < limit;
    });
    return open;
}

base::Result<std::vector<AccountView>> LocalLedger::accounts(vocabulary::BankCode bank) {
    std::vector<AccountView> out;
    for (const auto& [id, account] : accounts_at(machine_.view(), bank)) {
        out.push_back({id, account.bank, account.closing, account.last_sequence, account.closed_to,
                       account.open_days});
    }
    return out;
}

base::Result<std::optional<OrderView>> LocalLedger::order(const std::string& end_to_end_id) {
    std::optional<OrderView> found;
    each_order(machine_.view(), [&](const OrderView& seen, const payment::Order& order) {
        if (order.end_to_end_id == end_to_end_id) found = seen;
        return !found;
    });
    return found;
}

base::Result<base::Bytes> LocalLedger::sealed(const vocabulary::ListId& list,
                                              vocabulary::OrganisationId organisation,
                                              vocabulary::LineNumber from, std::size_t limit) {
    auto lines = vault_.sealed_for(list, organisation, from, limit);
    if (!lines) return lines.error();
    return codec::encode(*lines);
}

}  // namespace zhida::node
