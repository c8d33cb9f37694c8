#include "proof/history_keeper.hpp"

#include <algorithm>

#include "contracts/payment/types/records.hpp"
#include "core/chain/history.hpp"
#include "core/store/pruned_trie.hpp"

namespace zhida::proof {

namespace {

std::string path_of(std::uint64_t height) {
    return std::string{quoted_folder} + "/" + std::to_string(height);
}

// The block that a day's close in this transaction quotes.
std::optional<payment::Seen> quoted_by(ByteView transaction) {
    const auto envelope = codec::decode<chain::Envelope>(transaction);
    const auto body = envelope ? codec::decode<chain::Body>(envelope->body) : std::nullopt;
    if (!body || body->type != payment::CloseDay::type) return std::nullopt;
    const auto close = codec::decode<payment::CloseDay>(body->payload);
    return close ? std::optional{close->seen} : std::nullopt;
}

std::optional<chain::History> history_in(crypto::Hash hash, ByteView proven) {
    const auto pruned = store::open_pruned(hash, proven);
    if (!pruned || pruned->entries.empty()) return std::nullopt;
    return codec::decode<chain::History>(pruned->entries.begin()->second);
}

vocabulary::OrganisationId signer_of(ByteView transaction) {
    const auto envelope = codec::decode<chain::Envelope>(transaction);
    const auto body = envelope ? codec::decode<chain::Body>(envelope->body) : std::nullopt;
    return body ? body->organisation : 0;
}

// Every close a bank has signed: those of one's own bank first, of each the earliest quoted block.
std::vector<payment::DayClose> closes(const Sources& sources, vocabulary::OrganisationId own) {
    std::vector<payment::DayClose> all;
    const chain::TrieView view{sources.state};
    const Bytes table{payment::DayClose::table};
    chain::each<payment::DayClose>(view, table, table, [&](ByteView, const payment::DayClose& one) {
        all.push_back(one);
        return true;
    });
    std::ranges::stable_sort(all, {}, [own](const payment::DayClose& one) {
        return std::pair{one.bank.organisation != own, one.close.seen.height};
    });
    return all;
}

}  // namespace

base::Status HistoryKeeper::note(const ordering::StoredBlock& block,
                                 const chain::BlockOutput& output, const store::Trie& state) {
    if (!history_.empty()) quotable_[block.header.height] = {block.header, history_};
    if (quotable_.size() > quotable_blocks_max) quotable_.erase(quotable_.begin());
    const Bytes key = chain::key_of<chain::History>({});
    if (state.get(key)) history_ = store::prune(state, {key});
    for (std::size_t i = 0; i < block.transactions.size(); ++i) {
        if (output.receipts[i].code != 0) continue;
        const auto seen = quoted_by(block.transactions[i]);
        if (!seen) continue;
        if (auto done = keep(*seen); !done) return done;
    }
    return base::Done{};
}

base::Status HistoryKeeper::keep(const payment::Seen& seen) {
    const auto found = quotable_.find(seen.height);
    if (found == quotable_.end() || disk_.exists(path_of(seen.height))) return base::Done{};
    return base::replace_file(disk_, path_of(seen.height), codec::encode(found->second));
}

std::optional<HistoryKeeper::Quoted> HistoryKeeper::quoted(const payment::Seen& seen) {
    if (!disk_.exists(path_of(seen.height))) return std::nullopt;
    const auto bytes = base::read_file(disk_, path_of(seen.height));
    auto kept = bytes ? codec::decode<Quoted>(*bytes) : std::nullopt;
    if (!kept || chain::header_hash(kept->header) != seen.block_hash) return std::nullopt;
    return kept;
}

// A block left the state as it was when the next header has the same root; only the others add
// the block before them to the history.
base::Status HistoryKeeper::read_leaves(const Sources& sources) {
    const std::uint64_t newest = sources.newest.header.height;
    for (std::uint64_t h = read_to_ ? read_to_->height + 1 : 1; h <= newest; ++h) {
        auto block = sources.block(h);
        if (!block) return block.error();
        const bool adds =
            read_to_ && read_to_->height > 1 && read_to_->app_hash != block->header.app_hash;
        if (adds) {
            const auto hash = base::to_array<32>(read_to_->last_block_id.hash);
            if (!hash) return base::fail("a header names no block before it", "区块头缺少前块");
            leaves_.push_back({read_to_->height - 1, *hash});
        }
        read_to_ = std::move(block->header);
    }
    return base::Done{};
}

base::Result<std::optional<Witness>> HistoryKeeper::find(const Sources& sources,
                                                         const Digest& transaction,
                                                         std::uint64_t height) {
    if (auto done = read_leaves(sources); !done) return done.error();
    const auto result = find_signed(sources, height, transaction);
    if (!result) return result.error();
    for (const payment::DayClose& close : closes(sources, signer_of(*result))) {
        if (close.close.seen.height <= height) continue;
        const auto kept = quoted(close.close.seen);
        if (!kept) continue;
        auto linked = link(sources, *kept, transaction, height);
        if (!linked) return linked.error();
        if (!*linked) continue;
        auto envelope = find_signed(sources, close.bank.height, close.bank.transaction);
        if (!envelope) return envelope.error();
        (*linked)->close = std::move(*envelope);
        return linked;
    }
    return std::optional<Witness>{};
}

base::Result<std::optional<Witness>> HistoryKeeper::link(const Sources& sources,
                                                         const Quoted& quoted,
                                                         const Digest& transaction,
                                                         std::uint64_t height) {
    const crypto::Hash hash = crypto::hash_of(sources.ledger.profile);
    const auto history = history_in(hash, quoted.history);
    if (!history || history->count > leaves_.size()) return std::optional<Witness>{};
    const auto end = leaves_.begin() + static_cast<std::ptrdiff_t>(history->count);
    const auto leaf =
        std::lower_bound(leaves_.begin(), end, height,
                         [](const Leaf& one, std::uint64_t wanted) { return one.height < wanted; });
    if (leaf == end || leaf->height - height >= descent_max) return std::optional<Witness>{};
    Witness witness;
    witness.quoted = quoted.header;
    witness.history = quoted.history;
    witness.index = static_cast<std::uint64_t>(leaf - leaves_.begin());
    std::vector<Digest> digests;
    for (auto one = leaves_.begin(); one != end; ++one) {
        digests.push_back(chain::history_leaf(hash, one->height, one->hash));
    }
    witness.path = chain::history_path(hash, digests, witness.index);
    for (std::uint64_t h = leaf->height; h >= height; --h) {
        auto block = sources.block(h);
        if (!block) return block.error();
        witness.descent.push_back(block->header);
        if (h > height) continue;
        std::vector<Bytes> names;
        for (const Bytes& one : block->transactions) {
            names.push_back(base::to_bytes(chain::transaction_digest(one)));
        }
        const auto at = std::ranges::find(names, base::to_bytes(transaction));
        if (at == names.end()) return std::optional<Witness>{};
        const auto path = chain::merkle_path(names, static_cast<std::size_t>(at - names.begin()));
        witness.transaction_index = path.index;
        witness.transactions = path.total;
        witness.transaction_path = path.siblings;
    }
    return std::optional{std::move(witness)};
}

}  // namespace zhida::proof
