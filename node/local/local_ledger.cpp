#include "node/local/local_ledger.hpp"

#include <algorithm>
#include <map>

#include "contracts/payment/rules/payment.hpp"
#include "contracts/privacy/rules/privacy.hpp"
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
            order.value_date,
            order.account,
            order.day};
}

// Orders of one list from a line on.
void each_order(const chain::View& view, const vocabulary::ListId& list,
                vocabulary::LineNumber from,
                const std::function<bool(OrderView, const payment::Order&)>& visit) {
    base::Bytes prefix{payment::Order::table};
    base::append(prefix, list);
    chain::each<payment::Order>(view, prefix, chain::key_of<payment::Order>({list, from}),
                                [&](base::ByteView key, const payment::Order& order) {
                                    return visit(view_of(key, order), order);
                                });
}

// Lists with an order that may still move at a bank, from one on.
void each_open_list(const chain::View& view, const vocabulary::ListId& from,
                    const std::function<bool(const vocabulary::ListId& id)>& visit) {
    const base::Bytes table{payment::Batch::table};
    chain::each<payment::Batch>(view, table, chain::key_of<payment::Batch>({from}),
                                [&](base::ByteView key, const payment::Batch& batch) {
                                    if (payment::is_settled(batch)) return true;
                                    return visit(*base::to_array<8>(key.subspan(1)));
                                });
}

// The newest day that the bank has closed and county finance has not.
std::optional<base::Date> pending_close(const chain::View& view, vocabulary::AccountId id,
                                        const payment::Account& account) {
    std::optional<base::Date> pending;
    const base::Date from = account.closed_to.value_or(base::Date{0});
    const payment::DayClose::Key first{id, static_cast<std::uint32_t>(from.days)};
    const auto start = chain::key_of<payment::DayClose>(first);
    chain::each<payment::DayClose>(view, base::ByteView{start}.first(3), start,
                                   [&](base::ByteView, const payment::DayClose& close) {
                                       if (!close.finance) pending = close.close.day;
                                       return true;
                                   });
    return pending;
}

bool passes_while_held(const base::Bytes& envelope) {
    const auto opened = codec::decode<chain::Envelope>(envelope);
    const auto body = opened ? codec::decode<chain::Body>(opened->body) : std::nullopt;
    constexpr std::uint16_t types[] = {registry::ConfirmTime::type, registry::RevokeKey::type,
                                       registry::Suspend::type};
    return body && std::ranges::find(types, body->type) != std::end(types);
}

std::string statement_path(const chain::Digest& digest) {
    return "statements/" + base::hex(digest) + ".xml";
}

}  // namespace

base::Seconds LocalLedger::time() const {
    if (is_time_held()) return engine_.time();
    const base::Seconds own =
        machine_.ledger().sandbox ? registry::sandbox_time(machine_.view()).value_or(0) : wall_;
    return std::max(engine_.time(), own);
}

bool LocalLedger::is_time_held() const {
    if (engine_.height() == 0) return false;  // nothing has happened that time could spoil
    const auto latest = machine_.latest_time(engine_.time());
    return latest && wall_ > *latest;
}

bool LocalLedger::wants_heartbeat() const {
    return !machine_.ledger().sandbox && engine_.height() > 0 &&
           time() - engine_.time() >= heartbeat_seconds;
}

base::Result<client::Status> LocalLedger::status() {
    return client::Status{machine_.ledger().ledger_id, engine_.height(), engine_.last_hash(),
                          time(), machine_.app_hash()};
}

chain::Verdict LocalLedger::check(const base::Bytes& envelope) const {
    if (auto verdict = machine_.check(envelope, time())) return verdict;
    if (!is_time_held() || passes_while_held(envelope)) return std::nullopt;
    return chain::refuse(registry::Reject::time_held, std::to_string(wall_ - engine_.time()));
}

base::Result<std::vector<chain::Receipt>> LocalLedger::execute(std::vector<base::Bytes> envelopes) {
    auto made = engine_.make(std::move(envelopes), time());
    if (!made) return made.error();
    if (auto done = fire_timers(); !done) return done.error();
    if (auto done = prove(); !done) return done.error();
    return std::move(made->output.receipts);
}

base::Result<chain::Receipt> LocalLedger::submit(const base::Bytes& envelope) {
    if (const auto verdict = check(envelope)) {
        return chain::Receipt{
            chain::transaction_digest(envelope), verdict->code, verdict->datum, false, {}};
    }
    auto receipts = execute({envelope});
    if (!receipts) return receipts.error();
    if (auto done = engine_.sync(); !done) return done.error();
    return std::move(receipts->front());
}

base::Status LocalLedger::prove() {
    if (!engine_.wants_proof_block()) return base::Done{};
    auto proof = engine_.make({}, time());
    return proof ? base::Status{base::Done{}} : base::Status{proof.error()};
}

bool LocalLedger::has_work() const {
    const auto due = machine_.next_due();
    return (due && *due <= time()) || engine_.wants_proof_block() || wants_heartbeat();
}

base::Status LocalLedger::fire_timers() {
    if (wants_heartbeat()) {
        if (auto made = engine_.make({}, time()); !made) return made.error();
    }
    for (auto due = machine_.next_due(); due && *due <= time(); due = machine_.next_due()) {
        if (auto made = engine_.make({}, time()); !made) return made.error();
    }
    return prove();
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
                                                              const client::OrderPlace& from,
                                                              std::size_t limit) {
    const auto view = machine_.view();
    const auto own = accounts_at(view, bank);
    std::vector<OrderView> open;
    const std::size_t most = std::min(limit, client::open_orders_max);
    each_open_list(view, from.list, [&](const vocabulary::ListId& list) {
        const vocabulary::LineNumber first = list == from.list ? from.line : 0;
        each_order(view, list, first, [&](OrderView seen, const payment::Order& order) {
            if (!payment::word_of(order.state).final && own.contains(order.account))
                open.push_back(std::move(seen));
            return open.size() < most;
        });
        return open.size() < most;
    });
    return open;
}

base::Result<std::vector<OrderView>> LocalLedger::list_orders(vocabulary::BankCode bank,
                                                              const vocabulary::ListId& list,
                                                              vocabulary::LineNumber from,
                                                              std::size_t limit) {
    const auto view = machine_.view();
    const auto own = accounts_at(view, bank);
    std::vector<OrderView> out;
    const std::size_t most = std::min(limit, client::open_orders_max);
    each_order(view, list, from, [&](OrderView seen, const payment::Order& order) {
        if (own.contains(order.account)) out.push_back(std::move(seen));
        return out.size() < most;
    });
    return out;
}

base::Result<std::vector<AccountView>> LocalLedger::accounts(vocabulary::BankCode bank) {
    std::vector<AccountView> out;
    const auto view = machine_.view();
    for (const auto& [id, account] : accounts_at(view, bank)) {
        out.push_back({id, account.bank, account.closing, account.last_sequence, account.closed_to,
                       account.open_days, pending_close(view, id, account), account.stopped});
    }
    return out;
}

base::Result<std::vector<client::StateEntry>> LocalLedger::state(base::ByteView prefix,
                                                                 base::ByteView from,
                                                                 std::size_t limit) {
    std::vector<client::StateEntry> out;
    const std::size_t most = std::min(limit, client::state_entries_max);
    machine_.view().scan(from, [&](base::ByteView key, base::ByteView value) {
        const bool inside =
            key.size() >= prefix.size() && base::equal(key.first(prefix.size()), prefix);
        if (!inside || out.size() == most) return false;
        out.push_back({base::to_bytes(key), base::to_bytes(value)});
        return true;
    });
    return out;
}

base::Status LocalLedger::keep_statement(const base::Bytes& bytes) {
    if (bytes.size() > client::statement_bytes_max) {
        return base::fail("the statement is too large", "对账单过大");
    }
    const auto hash = crypto::hash_of(machine_.ledger().profile);
    const std::string path = statement_path(crypto::digest(hash, bytes));
    if (disk_.exists(path)) return base::Done{};
    return base::replace_file(disk_, path, bytes);
}

base::Result<base::Bytes> LocalLedger::statement(const chain::Digest& digest) {
    const std::string path = statement_path(digest);
    if (!disk_.exists(path)) {
        return base::fail("no statement with this digest is kept here", "此处没有该摘要的对账单");
    }
    return base::read_file(disk_, path);
}

base::Result<base::Bytes> LocalLedger::sealed(const vocabulary::ListId& list,
                                              vocabulary::OrganisationId organisation,
                                              vocabulary::LineNumber from, std::size_t limit) {
    auto lines = vault_.sealed_for(list, organisation, from, limit);
    if (!lines) return lines.error();
    // The ledger is asked, not the vault: that may be an older one, brought back.
    const auto view = machine_.view();
    std::erase_if(lines->lines, [&](const vault::SealedLine& one) {
        return privacy::is_erased(view, list, one.line);
    });
    return codec::encode(*lines);
}

}  // namespace zhida::node
