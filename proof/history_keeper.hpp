// Keeps what links a block that a bank has quoted to the blocks before it: the history entry under
// that block's state root. The state itself only knows its newest root, so this is kept when the
// block is made. What is lost costs a witness, never a proof.
#pragma once

#include <map>

#include "contracts/payment/types/messages.hpp"
#include "core/base/disk.hpp"
#include "proof/issue.hpp"

namespace zhida::proof {

// Blocks that may still be quoted: a bank quotes the newest it has seen.
inline constexpr std::size_t quotable_blocks_max = 4'096;
inline constexpr std::string_view quoted_folder = "quoted";

class HistoryKeeper {
  public:
    explicit HistoryKeeper(base::Disk& disk)
        : disk_{disk} {}

    // Of every block that was executed, `state` as it left it. Fails when what a bank has quoted
    // cannot be written.
    base::Status note(const ordering::StoredBlock& block, const chain::BlockOutput& output,
                      const store::Trie& state);
    // A close whose quoted block has this transaction in its history; one of the signer's own bank
    // before others', and early ones before late ones.
    base::Result<std::optional<Witness>> find(const Sources& sources, const Digest& transaction,
                                              std::uint64_t height);

  private:
    struct Quoted {
        chain::Header header;
        Bytes history;
        static constexpr auto schema() {
            return codec::fields(codec::field<1>(&Quoted::header),
                                 codec::field<2>(&Quoted::history, 16'384));
        }
    };
    struct Leaf {
        std::uint64_t height = 0;
        Digest hash{};
    };
    base::Status keep(const payment::Seen& seen);
    std::optional<Quoted> quoted(const payment::Seen& seen);
    base::Status read_leaves(const Sources& sources);
    base::Result<std::optional<Witness>> link(const Sources& sources, const Quoted& quoted,
                                              const Digest& transaction, std::uint64_t height);

    base::Disk& disk_;
    std::map<std::uint64_t, Quoted> quotable_;
    Bytes history_;                         // the entry as the newest block left it, proven
    std::vector<Leaf> leaves_;              // of the history, as far as it was needed
    std::optional<chain::Header> read_to_;  // blocks behind this one have not been read
};

}  // namespace zhida::proof
