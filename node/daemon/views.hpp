// The thread that keeps this node's views up with its ledger. The ledger never waits for it; a
// database that is away is tried again until it is back.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "node/daemon/ledger_source.hpp"
#include "views/tables/follower.hpp"

namespace zhida::daemon {

class Views {
  public:
    Views(std::string url, SharedLedger& shared, ordering::Embedded& engine,
          const chain::Machine& machine, feed::Pending& pending);
    ~Views() { stop(); }
    // Catches up as far as a moment allows, and ends the thread.
    void stop();

    struct Lag {
        std::uint64_t height = 0;  // of the state the views show
        std::uint64_t blocks = 0;  // behind the ledger
        bool building = true;
        bool failing = false;      // the database or a record was not as it must be
    };
    Lag lag();

  private:
    void work();
    // Steps until nothing is left to do or the deadline.
    bool catch_up(database::Database& database, std::chrono::steady_clock::time_point deadline);
    bool pause(std::chrono::milliseconds time);  // false: the end

    std::string url_;
    SharedLedger& shared_;
    LedgerSource source_;
    std::mutex mutex_;
    std::condition_variable stopping_changed_;
    bool stopping_ = false;
    std::atomic<std::uint64_t> height_ = 0;
    std::atomic<bool> building_ = true;
    std::atomic<bool> failing_ = false;
    std::thread thread_;
};

}  // namespace zhida::daemon
