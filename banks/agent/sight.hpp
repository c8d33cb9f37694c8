// What this agent has last seen of the ledger, on its own disk. A ledger that was brought back from
// a backup lacks blocks that banks have acted on: the agent finds out and does nothing until its
// bank has agreed to the ledger as it is now (docs/runbooks/restore.md).
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "client/ledger.hpp"
#include "core/base/disk.hpp"

namespace zhida::agent {

struct Block {
    std::uint64_t height = 0;
    chain::Digest hash{};
    friend bool operator==(const Block&, const Block&) = default;
};
// `HEIGHT:HASH`, as both files have it and `zhida restore` prints it.
std::string block_text(const Block& block);
std::optional<Block> read_block(std::string_view text);

class Sight {
  public:
    using HashAt = std::function<base::Result<chain::Digest>(std::uint64_t height)>;

    // `seen` and `accepted` on the disk. A file that cannot be read is refused, never passed over.
    static base::Result<std::unique_ptr<Sight>> open(base::Disk& disk);
    // The bank agrees to a restored ledger that has this block: written before the agent starts.
    static base::Status accept(base::Disk& disk, const Block& block);

    // Refuses a ledger that does not contain the block seen last, unless it has the accepted one.
    // What is seen now is on the disk when it returns.
    base::Status look(const client::Status& now, const HashAt& hash_at);
    // A restored ledger was accepted: orders may be at the bank of which neither ledger nor agent
    // knows, so each is enquired before it is sent.
    bool is_after_restore() const { return accepted_.has_value(); }
    const std::optional<Block>& seen() const { return seen_; }

  private:
    explicit Sight(base::Disk& disk)
        : disk_{disk} {}
    base::Disk& disk_;
    std::optional<Block> seen_;
    std::optional<Block> accepted_;
};

}  // namespace zhida::agent
