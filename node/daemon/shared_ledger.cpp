#include "node/daemon/shared_ledger.hpp"

#include "node/logging/logging.hpp"

namespace zhida::daemon {

namespace {

constexpr std::chrono::milliseconds tick{200};  // how often due timers are looked for

base::Error busy() { return base::fail("the node's queue is full", "节点队列已满"); }
base::Error over() { return base::fail("the node is stopping", "节点正在停止"); }

}  // namespace

SharedLedger::SharedLedger(node::LocalLedger& ledger, ordering::Embedded& engine, Journal& journal,
                           Rhythm rhythm)
    : ledger_{ledger},
      engine_{engine},
      journal_{journal},
      rhythm_{std::move(rhythm)} {
    publish();
    thread_ = std::thread{[this] { work(); }};
}

SharedLedger::~SharedLedger() { stop(); }

void SharedLedger::stop() {
    {
        const std::lock_guard lock{queue_mutex_};
        stopping_ = true;
    }
    queue_changed_.notify_all();
    height_changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

base::Result<chain::Receipt> SharedLedger::submit(const base::Bytes& envelope) {
    const auto verdict = read([&] { return ledger_.check(envelope); });
    if (verdict) {
        traffic_.codes.add(verdict->code);
        return chain::Receipt{
            chain::transaction_digest(envelope), verdict->code, verdict->datum, false, {}};
    }
    const auto begun = std::chrono::steady_clock::now();
    auto answer = queue(envelope);
    const auto took = std::chrono::steady_clock::now() - begun;
    if (!answer) return answer;
    traffic_.commit.add(std::chrono::duration_cast<std::chrono::microseconds>(took));
    if (answer->repeated) traffic_.repeated.add(answer->code);
    if (!answer->repeated) traffic_.codes.add(answer->code);
    return answer;
}

SharedLedger::Answer SharedLedger::queue(const base::Bytes& envelope) {
    std::future<Answer> answer;
    {
        const std::lock_guard lock{queue_mutex_};
        if (stopping_ || failed_) return over();
        if (queue_.size() == queue_max) return busy();
        queue_.push_back({envelope, {}});
        answer = queue_.back().answer.get_future();
    }
    queue_changed_.notify_one();
    return answer.get();
}

std::vector<SharedLedger::Waiting> SharedLedger::take() {
    std::vector<Waiting> batch;
    std::size_t bytes = 0;
    while (!queue_.empty() && batch.size() < ordering::transactions_per_block_max) {
        bytes += queue_.front().envelope.size();
        if (!batch.empty() && bytes > ordering::block_bytes_max) break;
        batch.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    return batch;
}

void SharedLedger::work() {
    while (true) {
        std::vector<Waiting> batch;
        {
            std::unique_lock lock{queue_mutex_};
            queue_changed_.wait_for(lock, tick, [&] { return stopping_ || !queue_.empty(); });
            if (stopping_ && queue_.empty()) break;
            batch = take();
        }
        const base::Status done = batch.empty() ? make_due() : make_block(batch);
        if (!done) return fail(done.error(), batch);
        if (engine_.height() >= engine_.snapshot_height() + rhythm_.snapshot_blocks) snapshot();
    }
    snapshot();
}

base::Status SharedLedger::make_block(std::vector<Waiting>& batch) {
    std::vector<base::Bytes> envelopes;
    envelopes.reserve(batch.size());
    for (const Waiting& one : batch) envelopes.push_back(one.envelope);
    base::Result<std::vector<chain::Receipt>> receipts = base::fail("");
    {
        const std::unique_lock lock{state_};
        ledger_.set_wall_time(rhythm_.wall_time());
        receipts = ledger_.execute(std::move(envelopes));
    }
    if (!receipts) return receipts.error();
    if (auto done = settle(); !done) return done;
    for (std::size_t i = 0; i < batch.size(); ++i) {
        batch[i].answer.set_value(std::move((*receipts)[i]));
    }
    batch.clear();
    return base::Done{};
}

base::Status SharedLedger::make_due() {
    base::Status done = base::Done{};
    {
        const std::unique_lock lock{state_};
        ledger_.set_wall_time(rhythm_.wall_time());
        if (!ledger_.has_work()) return done;
        done = ledger_.fire_timers();
    }
    return done ? settle() : done;
}

// Durable first, then seen by anybody who waits.
base::Status SharedLedger::settle() {
    if (auto done = engine_.sync(); !done) return done;
    if (auto done = journal_.keep(); !done) return done;
    publish();
    return base::Done{};
}

void SharedLedger::publish() {
    auto now = read([&] { return ledger_.status(); });
    const std::lock_guard lock{queue_mutex_};
    durable_ = std::move(*now);
    last_made_ = rhythm_.wall_time();
    height_changed_.notify_all();
}

void SharedLedger::snapshot() {
    if (engine_.height() < 2 || engine_.snapshot_height() + 1 >= engine_.height()) return;
    base::Status done = journal_.sync();
    if (done) done = engine_.write_snapshot();
    if (!done) {
        logging::write(logging::Level::warning, "snapshot failed", {{"why", done.error().en}});
        return;
    }
    logging::write(logging::Level::info, "snapshot", {{"height", engine_.snapshot_height()}});
}

void SharedLedger::fail(const base::Error& error, std::vector<Waiting>& batch) {
    logging::write(logging::Level::error, "the ledger cannot be written", {{"why", error.en}});
    failed_ = true;
    const std::lock_guard lock{queue_mutex_};
    for (Waiting& one : batch) one.answer.set_value(error);
    for (Waiting& one : queue_) one.answer.set_value(error);
    queue_.clear();
    height_changed_.notify_all();
}

client::Status SharedLedger::wait_above(std::uint64_t height, std::chrono::milliseconds time) {
    std::unique_lock lock{queue_mutex_};
    height_changed_.wait_for(lock, time,
                             [&] { return durable_.height > height || stopping_ || failed_; });
    return durable_;
}

std::size_t SharedLedger::queue_length() {
    const std::lock_guard lock{queue_mutex_};
    return queue_.size();
}

base::Result<client::Status> SharedLedger::status() {
    const std::lock_guard lock{queue_mutex_};
    return durable_;
}

base::Result<std::vector<client::VerificationWork>> SharedLedger::verification_work(
    vocabulary::BankCode bank) {
    return read([&] { return ledger_.verification_work(bank); });
}

base::Result<std::vector<client::OrderView>> SharedLedger::open_orders(
    vocabulary::BankCode bank, const client::OrderPlace& from, std::size_t limit) {
    return read([&] { return ledger_.open_orders(bank, from, limit); });
}

base::Result<std::vector<client::OrderView>> SharedLedger::list_orders(
    vocabulary::BankCode bank, const vocabulary::ListId& list, vocabulary::LineNumber from,
    std::size_t limit) {
    return read([&] { return ledger_.list_orders(bank, list, from, limit); });
}

base::Result<std::vector<client::AccountView>> SharedLedger::accounts(vocabulary::BankCode bank) {
    return read([&] { return ledger_.accounts(bank); });
}

// The ledger says which records of the vault may not be served any more.
base::Result<base::Bytes> SharedLedger::sealed(const vocabulary::ListId& list,
                                               vocabulary::OrganisationId organisation,
                                               vocabulary::LineNumber from, std::size_t limit) {
    return read([&] { return ledger_.sealed(list, organisation, from, limit); });
}

base::Result<std::vector<client::StateEntry>> SharedLedger::state(base::ByteView prefix,
                                                                  base::ByteView from,
                                                                  std::size_t limit) {
    return read([&] { return ledger_.state(prefix, from, limit); });
}

base::Status SharedLedger::keep_statement(const base::Bytes& bytes) {
    return read([&] { return ledger_.keep_statement(bytes); });
}

base::Result<base::Bytes> SharedLedger::statement(const chain::Digest& digest) {
    return ledger_.statement(digest);
}

}  // namespace zhida::daemon
