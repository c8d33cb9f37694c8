#include "node/daemon/gauges.hpp"

#include "contracts/payment/types/records.hpp"
#include "contracts/resettle/rules/resettle.hpp"

namespace zhida::daemon {

namespace {
constexpr std::size_t times_max = 20'000;
}  // namespace

GaugeValues Gauges::now() {
    const std::lock_guard lock{mutex_};
    const auto root = ledger_.read([&] { return machine_.app_hash(); });
    if (root_ != root) count_lists();
    const auto at = std::chrono::steady_clock::now();
    if (at - aged_ >= ages_every) {
        count_ages();
        aged_ = at;
    }
    return values_;
}

void Gauges::count_lists() {
    GaugeValues fresh;
    fresh.ages = values_.ages;
    at_banks_.clear();
    ledger_.read([&] {
        const auto view = machine_.view();
        root_ = machine_.app_hash();
        const base::Bytes table{resettle::List::table};
        chain::each<resettle::List>(
            view, table, table, [&](base::ByteView key, const resettle::List& list) {
                const auto id = *base::to_array<8>(key.subspan(1));
                ++fresh.lists[std::string{
                    resettle::word_of(resettle::state_now(view, id, list)).name}];
                if (vault_.has(id)) fresh.vault_records += list.lines;
                const auto batch = chain::load<payment::Batch>(view, {id});
                if (!batch) return true;
                fresh.unsent += batch->unsent.lines;
                fresh.in_flight += batch->in_flight.lines;
                fresh.breaks += batch->open_breaks;
                if (batch->in_flight.lines > 0) at_banks_.push_back(id);
                return true;
            });
    });
    values_ = std::move(fresh);
}

void Gauges::count_ages() {
    values_.ages = {};
    const base::Seconds now = ledger_.read([&] { return ledger_.status()->time; });
    std::map<std::uint64_t, std::int64_t> claims;  // by height
    for (const auto& list : at_banks_) {
        base::Bytes prefix{payment::Order::table};
        base::append(prefix, list);
        vocabulary::LineNumber from = 0;
        for (bool more = true; more;) {
            std::size_t seen = 0;
            const auto start = chain::key_of<payment::Order>({list, from});
            const auto visit = [&](base::ByteView key, const payment::Order& order) {
                from = base::read_u32(key.subspan(9)) + 1;
                const bool open = order.claim && !payment::word_of(order.state).final;
                if (open) ++claims[order.claim_height];
                return ++seen < orders_per_look;
            };
            ledger_.read([&] {
                chain::each<payment::Order>(machine_.view(), prefix, start, visit);
            });
            more = seen == orders_per_look;
        }
    }
    for (const auto& [height, count] : claims) {
        const base::Seconds age = now - claimed_at(height);
        std::size_t bucket = 0;
        while (bucket < doubt_ages.size() && age > doubt_ages[bucket]) ++bucket;
        values_.ages[bucket] += count;
    }
}

base::Seconds Gauges::claimed_at(std::uint64_t height) {
    const auto known = times_.find(height);
    if (known != times_.end()) return known->second;
    if (times_.size() >= times_max) times_.clear();
    return times_[height] = journal_.time_of(height).value_or(0);
}

}  // namespace zhida::daemon
