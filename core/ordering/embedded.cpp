#include "core/ordering/embedded.hpp"

#include "core/store/snapshot.hpp"

namespace zhida::ordering {

namespace {

using base::Bytes;
using base::Done;
using base::Status;

base::Error differs(std::uint64_t height, const char* what_en, const char* what_zh) {
    const std::string at = std::to_string(height);
    return base::fail(
        "block " + at + ": " + what_en + " differs from the log; this node must not go on",
        "区块 " + at + "：" + what_zh + "与日志不符，节点不得继续运行");
}

}  // namespace

std::string chain_id_of(const chain::Digest& ledger_id) {
    return "zhida-" + base::base32(ledger_id).substr(0, 20) + "-1";
}

std::vector<chain::TxResult> results_of(crypto::Hash hash, const chain::BlockOutput& output) {
    std::vector<chain::TxResult> results;
    results.reserve(output.receipts.size());
    for (const chain::Receipt& receipt : output.receipts) {
        results.push_back({receipt.code, chain::receipt_bytes(hash, receipt)});
    }
    return results;
}

Embedded::Embedded(base::Disk& disk, chain::Machine& machine, chain::Genesis genesis,
                   crypto::SigningKey validator, Observer observer)
    : disk_{disk},
      machine_{machine},
      genesis_{std::move(genesis)},
      validator_{std::move(validator)},
      observer_{std::move(observer)},
      chain_id_{chain_id_of(chain::ledger_id_of(genesis_))},
      last_results_{chain::results_hash({})} {}

base::Result<std::unique_ptr<Embedded>> Embedded::open(base::Disk& disk, chain::Machine& machine,
                                                       const chain::Genesis& genesis,
                                                       const crypto::SigningKey& validator,
                                                       Observer observer) {
    const bool is_own = genesis.validators.size() == 1 &&
                        genesis.validators[0] == validator.public_key().bytes &&
                        validator.public_key().algorithm == crypto::Algorithm::ed25519;
    if (!is_own) {
        return base::fail("the validator key is not the one of the genesis document",
                          "验证者密钥与创世文件不符");
    }
    std::unique_ptr<Embedded> engine{
        new Embedded{disk, machine, genesis, validator, std::move(observer)}};
    auto log = store::BlockLog::open(disk, std::string{log_folder}, chain::ledger_id_of(genesis));
    if (!log) return log.error();
    engine->log_ = std::move(*log);
    if (auto done = engine->restore(); !done) return done.error();
    return engine;
}

Status Embedded::restore() {
    const crypto::Hash hash = crypto::hash_of(genesis_.profile);
    if (auto done = machine_.begin(genesis_); !done) return done;
    auto snapshot = store::read_snapshot(disk_, snapshot_path, hash);
    std::uint64_t from = 1;
    // A snapshot may lag the log, never lead it; one that leads, or is damaged, is passed over.
    if (snapshot && snapshot->height > 0 && snapshot->height < log_->last()) {
        auto before = block(snapshot->height);
        auto after = block(snapshot->height + 1);
        if (!before || !after) return before ? after.error() : before.error();
        if (base::equal(after->header.app_hash, snapshot->trie.root())) {
            machine_.resume(std::move(snapshot->trie));
            last_ = std::move(*before);
            last_hash_ = chain::header_hash(last_.header);
            last_results_ = *base::to_array<32>(after->header.last_results_hash);
            snapshot_height_ = last_.header.height;
            from = snapshot_height_ + 1;
        }
    }
    Status failed = Done{};
    const Status read = log_->each(from, [&](std::uint64_t height, Bytes record) {
        const auto stored = codec::decode<StoredBlock>(record);
        failed = stored ? replay(*stored) : Status{differs(height, "its form", "格式")};
        return failed.ok();
    });
    return read.ok() ? failed : read;
}

Status Embedded::replay(const StoredBlock& stored) {
    const std::uint64_t height = last_.header.height + 1;
    if (stored.header != next_header(stored.transactions, stored.header.time)) {
        return differs(height, "the header", "区块头");
    }
    follow(stored, run(stored));
    return Done{};
}

chain::Header Embedded::next_header(const std::vector<Bytes>& transactions,
                                    base::Seconds time) const {
    const chain::Validator own{validator_.public_key().bytes, 10};
    const Bytes set = base::to_bytes(chain::validators_hash({own}));
    const chain::Commit before = last_.header.height == 0 ? chain::Commit{} : last_.commit;
    return {.chain_id = chain_id_,
            .height = last_.header.height + 1,
            .time = time,
            .last_block_id = before.block_id,
            .last_commit_hash = base::to_bytes(chain::commit_hash(before)),
            .data_hash = base::to_bytes(chain::data_hash(transactions)),
            .validators_hash = set,
            .next_validators_hash = set,
            .consensus_hash = base::to_bytes(chain::consensus_hash()),
            .app_hash = base::to_bytes(machine_.app_hash()),
            .last_results_hash = base::to_bytes(last_results_),
            .evidence_hash = base::to_bytes(chain::evidence_hash()),
            .proposer_address = chain::address_of(own.public_key)};
}

chain::BlockOutput Embedded::run(const StoredBlock& block) {
    return machine_.execute(
        {block.header.height, block.header.time, last_hash_, block.transactions});
}

void Embedded::follow(const StoredBlock& block, const chain::BlockOutput& output) {
    last_ = block;
    last_hash_ = chain::header_hash(block.header);
    last_results_ = chain::results_hash(results_of(crypto::hash_of(genesis_.profile), output));
    if (observer_) observer_(block, output);
}

base::Result<Made> Embedded::make(std::vector<Bytes> transactions, base::Seconds when) {
    if (failed_) return base::fail("a block could not be written; this node makes no more");
    const base::Seconds at = std::max(when, time());  // time never goes back
    const auto latest = height() == 0 ? std::nullopt : machine_.latest_time(time());
    if (latest && at > *latest) {
        return base::fail("the block's time is more than an hour ahead and nobody confirmed it",
                          "区块时间超前一小时以上，且未经两人确认");
    }
    StoredBlock block{next_header(transactions, at), std::move(transactions), {}};
    const chain::Commit before = last_.header.height == 0 ? chain::Commit{} : last_.commit;
    block.commit = {block.header.height,
                    0,
                    chain::block_id_of({block.header, block.transactions, before}),
                    {{2, block.header.proposer_address, at, {}}}};
    const auto signature = validator_.sign(chain::vote_sign_bytes(chain_id_, block.commit, 0));
    block.commit.signatures[0].signature.assign(signature.begin(), signature.end());
    chain::BlockOutput output = run(block);
    if (auto done = log_->append(codec::encode(block)); !done) {
        failed_ = true;
        return done.error();
    }
    follow(block, output);
    return Made{block.header.height, std::move(output)};
}

Status Embedded::sync() { return log_->sync(); }

bool Embedded::wants_proof_block() const {
    return height() > 0 && !base::equal(last_.header.app_hash, machine_.app_hash());
}

Status Embedded::write_snapshot() {
    // Taken behind a proof block, so that the next start can check its root against a header.
    if (height() < 2 || wants_proof_block()) {
        return base::fail("a snapshot is taken only behind a proof block");
    }
    const std::uint64_t covered = height() - 1;
    auto done =
        store::write_snapshot(disk_, snapshot_path, covered, machine_.app_hash(), machine_.trie());
    if (done) snapshot_height_ = covered;
    return done;
}

base::Result<StoredBlock> Embedded::block(std::uint64_t height) {
    auto record = log_->read(height);
    if (!record) return record.error();
    auto stored = codec::decode<StoredBlock>(*record);
    if (!stored) return differs(height, "its form", "格式");
    return std::move(*stored);
}

}  // namespace zhida::ordering
