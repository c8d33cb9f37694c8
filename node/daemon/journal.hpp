// The events of every durable block, so that followers can read on from any height after a restart.
// Derived: what is missing at the end is made again by the replay.
#pragma once

#include <mutex>

#include "core/ordering/embedded.hpp"
#include "core/store/block_log.hpp"
#include "gateway/node.hpp"

namespace zhida::daemon {

struct BlockEvents {
    base::Seconds time = 0;
    std::vector<chain::Event> events;
};

class Journal {
  public:
    static base::Result<std::unique_ptr<Journal>> open(base::Disk& disk,
                                                       const chain::Digest& ledger_id);
    // Remembers a block's events; they are written by keep(), once the block itself is durable.
    void note(const ordering::StoredBlock& block, const chain::BlockOutput& output);
    base::Status keep();
    base::Status sync();
    std::uint64_t last();
    // Refuses a log that ends before the journal, which is written only behind it: its last blocks
    // were damaged, though nothing follows them by which the log itself could tell.
    base::Status check_log(std::uint64_t log_height);
    base::Result<gateway::EventPage> read(std::uint64_t after, std::size_t limit);
    // When a block was made; nothing for one that is not here.
    std::optional<base::Seconds> time_of(std::uint64_t height);

  private:
    explicit Journal(std::unique_ptr<store::BlockLog> log)
        : log_{std::move(log)} {}
    std::mutex mutex_;
    std::unique_ptr<store::BlockLog> log_;
    std::vector<std::pair<std::uint64_t, base::Bytes>> waiting_;
};

}  // namespace zhida::daemon
