// The ledger of this node for many callers at once. Reads run beside one another; transactions
// queue up, and one thread makes a block of all that wait, syncs once, and answers them all. The
// same thread fires due timers and writes snapshots.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <shared_mutex>
#include <thread>

#include "node/daemon/journal.hpp"
#include "node/local/local_ledger.hpp"
#include "node/metrics/metrics.hpp"

namespace zhida::daemon {

inline constexpr std::size_t queue_max = 10'000;  // transactions waiting for their block
inline constexpr std::uint64_t snapshot_blocks_default = 5'000;

struct Rhythm {
    std::uint64_t snapshot_blocks = snapshot_blocks_default;
    std::function<base::Seconds()> wall_time;
};

// What went through, for whoever watches.
struct Traffic {
    metrics::Tallies codes;  // of transactions: 0 accepted, else the refusal's number
    metrics::Tallies repeated;
    metrics::Histogram commit;  // from the door until durable
};

class SharedLedger final : public client::Ledger {
  public:
    SharedLedger(node::LocalLedger& ledger, ordering::Embedded& engine, Journal& journal,
                 Rhythm rhythm);
    ~SharedLedger() override;
    // Answers what waits, writes a snapshot, ends the thread.
    void stop();
    // A write failed: nothing more is accepted, the process must end.
    bool has_failed() const { return failed_; }
    client::Status wait_above(std::uint64_t height, std::chrono::milliseconds time);
    std::size_t queue_length();
    base::Seconds last_made() const { return last_made_; }  // by the wall
    const Traffic& traffic() const { return traffic_; }

    // Runs `look` while no block is being executed.
    template <class Look>
    auto read(Look look) {
        const std::shared_lock lock{state_};
        return look();
    }

    base::Result<client::Status> status() override;
    base::Result<chain::Receipt> submit(const base::Bytes& envelope) override;
    base::Result<std::vector<client::VerificationWork>> verification_work(
        vocabulary::BankCode bank) override;
    base::Result<std::vector<client::OrderView>> open_orders(vocabulary::BankCode bank,
                                                             const client::OrderPlace& from,
                                                             std::size_t limit) override;
    base::Result<std::vector<client::OrderView>> list_orders(vocabulary::BankCode bank,
                                                             const vocabulary::ListId& list,
                                                             vocabulary::LineNumber from,
                                                             std::size_t limit) override;
    base::Result<std::vector<client::AccountView>> accounts(vocabulary::BankCode bank) override;
    base::Result<base::Bytes> sealed(const vocabulary::ListId& list,
                                     vocabulary::OrganisationId organisation,
                                     vocabulary::LineNumber from, std::size_t limit) override;
    base::Result<std::vector<client::StateEntry>> state(base::ByteView prefix, base::ByteView from,
                                                        std::size_t limit) override;
    base::Status keep_statement(const base::Bytes& bytes) override;
    base::Result<base::Bytes> statement(const chain::Digest& digest) override;

  private:
    using Answer = base::Result<chain::Receipt>;
    Answer queue(const base::Bytes& envelope);
    struct Waiting {
        base::Bytes envelope;
        std::promise<Answer> answer;
    };
    void work();
    std::vector<Waiting> take();
    base::Status make_block(std::vector<Waiting>& batch);
    base::Status make_due();
    base::Status settle();
    void fail(const base::Error& error, std::vector<Waiting>& batch);
    void publish();
    void snapshot();

    node::LocalLedger& ledger_;
    ordering::Embedded& engine_;
    Journal& journal_;
    Rhythm rhythm_;
    std::shared_mutex state_;  // held alone while a block is executed
    std::mutex queue_mutex_;
    std::condition_variable queue_changed_;
    std::condition_variable height_changed_;
    std::deque<Waiting> queue_;
    client::Status durable_;  // under queue_mutex_
    Traffic traffic_;
    std::atomic<base::Seconds> last_made_ = 0;
    bool stopping_ = false;
    std::atomic<bool> failed_ = false;
    std::thread thread_;
};

}  // namespace zhida::daemon
