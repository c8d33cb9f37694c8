// The embedded engine: it gives transactions an order, writes them as blocks in CometBFT's format
// with a commit of one validator, and has them executed by the same machine a consortium runs.
// It owns the log; the log is the truth. A block is executed before it is written, so that one
// whose execution stops the process is in no log and met by no restart (ADR 0011). One writer.
#pragma once

#include <functional>
#include <memory>

#include "core/chain/block.hpp"
#include "core/chain/machine.hpp"
#include "core/store/block_log.hpp"

namespace zhida::ordering {

inline constexpr std::size_t block_bytes_max = 4 << 20;
inline constexpr std::size_t transactions_per_block_max = 2'000;
// The log's blocks behind the newest snapshot are replayed at the start.
inline constexpr std::string_view snapshot_path = "snapshot";
inline constexpr std::string_view log_folder = "log";

// One block as it lies in the log.
struct StoredBlock {
    chain::Header header;
    std::vector<base::Bytes> transactions;
    chain::Commit commit;  // of this very block
    static constexpr auto schema() {
        using T = StoredBlock;
        return codec::fields(codec::field<1>(&T::header),
                             codec::field<2>(&T::transactions, chain::transaction_bytes_max),
                             codec::field<3>(&T::commit));
    }
};

// What a block did.
struct Made {
    std::uint64_t height = 0;
    chain::BlockOutput output;
};

// Sees every block that was executed, also those of the replay at the start.
using Observer = std::function<void(const StoredBlock& block, const chain::BlockOutput& output)>;

class Embedded {
  public:
    // Opens what is on the disk, or begins a new ledger. Reads the snapshot when it is sound, then
    // replays; a block whose root differs from what the log says stops the start.
    static base::Result<std::unique_ptr<Embedded>> open(base::Disk& disk, chain::Machine& machine,
                                                        const chain::Genesis& genesis,
                                                        const crypto::SigningKey& validator,
                                                        Observer observer = {});

    // Makes one block at `time`: never before the last one, never later than the machine allows
    // (payment.md §7). Written, not yet durable. After a failed write nothing more is made: the
    // state is ahead of the log and ends with the process.
    base::Result<Made> make(std::vector<base::Bytes> transactions, base::Seconds time);
    // One sync for all blocks made since the last one. Only then may anything be acknowledged.
    base::Status sync();
    // The state is proven only by the header of the next block: true when one is wanted.
    bool wants_proof_block() const;
    base::Status write_snapshot();

    std::uint64_t height() const { return last_.header.height; }
    base::Seconds time() const { return height() == 0 ? genesis_.start : last_.header.time; }
    const chain::Digest& last_hash() const { return last_hash_; }
    // The newest block; its header carries the root of the state after the block before it.
    const StoredBlock& last() const { return last_; }
    base::Result<StoredBlock> block(std::uint64_t height);
    const chain::Genesis& genesis() const { return genesis_; }
    const std::string& chain_id() const { return chain_id_; }
    std::uint64_t snapshot_height() const { return snapshot_height_; }

  private:
    Embedded(base::Disk& disk, chain::Machine& machine, chain::Genesis genesis,
             crypto::SigningKey validator, Observer observer);
    base::Status restore();
    base::Status replay(const StoredBlock& block);
    chain::Header next_header(const std::vector<base::Bytes>& transactions,
                              base::Seconds time) const;
    chain::BlockOutput run(const StoredBlock& block);
    void follow(const StoredBlock& block, const chain::BlockOutput& output);

    base::Disk& disk_;
    chain::Machine& machine_;
    chain::Genesis genesis_;
    crypto::SigningKey validator_;
    Observer observer_;
    std::string chain_id_;
    std::unique_ptr<store::BlockLog> log_;
    StoredBlock last_;
    chain::Digest last_hash_{};
    chain::Digest last_results_{};
    std::uint64_t snapshot_height_ = 0;
    bool failed_ = false;
};

// Names the chain after its ledger: 50 characters at most, as CometBFT wants.
std::string chain_id_of(const chain::Digest& ledger_id);
std::vector<chain::TxResult> results_of(crypto::Hash hash, const chain::BlockOutput& output);

}  // namespace zhida::ordering
