// The committed ledger (tests/golden/ledger) that executes its blocks again one by one, as the
// source of views; on demand it forgets what changed, or fails like a database or a disk.
#pragma once

#include "core/ordering/embedded.hpp"
#include "core/store/testing_disk.hpp"
#include "views/feed/pending.hpp"

namespace zhida::testing_views {

class ReplayedLedger final : public feed::Source {
  public:
    explicit ReplayedLedger(std::size_t keys_max = feed::pending_keys_max);
    // Executes up to so many blocks; false: there was none left.
    bool advance(std::size_t blocks);
    std::uint64_t height() const { return height_; }
    std::uint64_t last() const { return blocks_.size(); }
    chain::TrieView state() const { return machine_->view(); }
    feed::Pending& pending() { return pending_; }

    base::Result<feed::Head> head() override;
    base::Result<std::vector<feed::Entry>> entries(base::ByteView prefix, base::ByteView from,
                                                   std::size_t limit) override;
    base::Result<feed::Changes> changes(std::uint64_t after, std::size_t limit) override;
    void forget(const std::vector<feed::Entry>& entries, std::uint64_t height) override;
    base::Result<std::vector<std::optional<base::Bytes>>> values(
        const std::vector<base::Bytes>& keys) override;
    base::Result<std::vector<feed::Block>> blocks(std::uint64_t after, std::uint64_t to,
                                                  std::size_t limit) override;

    int calls_until_failure = -1;         // negative: never
    std::uint64_t blocks_per_page = 0;    // executed after every page of entries
    std::size_t changes_max = SIZE_MAX;   // handed out at once
    base::Byte other_history = 0;         // in the hashes of all blocks: the ledger was another's

  private:
    bool fails();

    std::unique_ptr<chain::SignatureCheck> signatures_;
    std::unique_ptr<chain::Machine> machine_;
    std::vector<ordering::StoredBlock> blocks_;
    feed::Pending pending_;
    chain::Digest before_{};
    std::uint64_t height_ = 0;
};

}  // namespace zhida::testing_views
