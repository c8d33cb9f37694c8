#include "audit/verify_chain.hpp"

#include <algorithm>

#include "core/chain/block.hpp"

namespace zhida::audit {

namespace {

using base::Bytes;
using base::ByteView;
using chain::Digest;

base::Error wrong(std::uint64_t height, const std::string& en, const std::string& zh) {
    const std::string at = std::to_string(height);
    return base::fail("block " + at + ": " + en, "区块 " + at + "：" + zh);
}

// --- the root by its definition ---

struct Entry {
    Bytes key;
    Bytes value;
};
using Entries = std::span<const Entry>;

bool bit_of(ByteView key, std::size_t place) {
    const std::size_t byte = place / 9;
    if (byte >= key.size()) return false;
    return place % 9 == 0 || (key[byte] >> (8 - place % 9) & 1) != 0;
}

// Sorted entries that agree in all bits before `place`.
Digest subtree(crypto::Hash hash, Entries entries, std::size_t place) {
    if (entries.size() == 1) {
        Bytes leaf{0x00};
        base::append_u16(leaf, static_cast<std::uint16_t>(entries[0].key.size()));
        base::append(leaf, entries[0].key);
        base::append(leaf, entries[0].value);
        return crypto::digest(hash, leaf);
    }
    // The first and the last differ first where any two differ first.
    while (bit_of(entries.front().key, place) == bit_of(entries.back().key, place)) ++place;
    const auto middle = std::ranges::partition_point(
        entries, [&](const Entry& entry) { return !bit_of(entry.key, place); });
    const auto left = static_cast<std::size_t>(middle - entries.begin());
    Bytes node{0x01};
    base::append_u16(node, static_cast<std::uint16_t>(place));
    base::append(node, subtree(hash, entries.first(left), place + 1));
    base::append(node, subtree(hash, entries.subspan(left), place + 1));
    return crypto::digest(hash, node);
}

// --- the log, read by its description in core/store/block_log.hpp ---

// CRC-32C of a record's number and payload.
std::uint32_t checksum(ByteView bytes) {
    std::uint32_t crc = 0xffff'ffff;
    for (const base::Byte b : bytes) {
        crc ^= b;
        for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0x82f6'3b78U : 0U);
    }
    return ~crc;
}

class LogReader {
  public:
    LogReader(base::Disk& disk, const Digest& ledger_id)
        : disk_{disk},
          ledger_id_{ledger_id} {}

    base::Status each(const std::function<base::Status(std::uint64_t, ByteView)>& visit) {
        std::uint64_t next = 1;
        for (const std::string& name : disk_.list("log")) {
            auto bytes = base::read_file(disk_, "log/" + name);
            if (!bytes) return bytes.error();
            if (auto done = segment(*bytes, next, visit); !done) return done;
        }
        return base::Done{};
    }

  private:
    base::Status segment(ByteView bytes, std::uint64_t& next,
                         const std::function<base::Status(std::uint64_t, ByteView)>& visit) {
        constexpr std::size_t head = 56;
        const bool own = bytes.size() >= head && base::as_text(bytes.first(8)) == "zhidalog" &&
                         base::equal(bytes.subspan(12, 32), ledger_id_) &&
                         base::read_u64(bytes.subspan(44)) == next;
        if (!own)
            return wrong(next, "the log segment is damaged or foreign", "日志段损坏或不属于本账本");
        bytes = bytes.subspan(head);
        while (bytes.size() >= 16 && base::read_u32(bytes) != 0) {
            const std::size_t size = base::read_u32(bytes);
            const bool fits = size <= bytes.size() - 16 && base::read_u64(bytes.subspan(4)) == next;
            if (!fits || !is_sound(bytes, size))
                return wrong(next, "the log record is damaged", "日志记录损坏");
            if (auto done = visit(next, bytes.subspan(16, size)); !done) return done;
            bytes = bytes.subspan(16 + size);
            ++next;
        }
        // Nothing but zeros was laid out behind the last record: else blocks would be missing.
        if (bytes.empty()) return base::Done{};
        const auto but_last = bytes.first(bytes.size() - 1);
        if (bytes[0] == 0 && base::equal(but_last, bytes.subspan(1))) return base::Done{};
        return wrong(next, "there is more in the log behind the last whole record",
                     "最后一条完整记录之后仍有数据");
    }

    static bool is_sound(ByteView record, std::size_t size) {
        Bytes covered = base::to_bytes(record.subspan(4, 8));
        base::append(covered, record.subspan(16, size));
        return checksum(covered) == base::read_u32(record.subspan(12));
    }

    base::Disk& disk_;
    const Digest& ledger_id_;
};

// A block as the log describes it: header, transactions, commit.
struct ReadBlock {
    chain::Header header;
    std::vector<Bytes> transactions;
    chain::Commit commit;
    static constexpr auto schema() {
        using T = ReadBlock;
        return codec::fields(codec::field<1>(&T::header),
                             codec::field<2>(&T::transactions, 1 << 20),
                             codec::field<3>(&T::commit));
    }
};

class Signatures final : public chain::SignatureCheck {
  public:
    bool fits(const crypto::PublicKey& key, ByteView message,
              const crypto::Signature& signature) override {
        return crypto::verify(key, message, signature);
    }
};

class Replay {
  public:
    Replay(const chain::Assembly& assembly, const chain::Genesis& genesis)
        : machine_{assembly, signatures_},
          genesis_{genesis},
          hash_{crypto::hash_of(genesis.profile)},
          chain_id_{"zhida-" + base::base32(chain::ledger_id_of(genesis)).substr(0, 20) + "-1"} {
        for (const Bytes& key : genesis.validators) validators_.push_back({key, 10});
    }

    base::Status begin() { return machine_.begin(genesis_); }

    base::Status take(std::uint64_t height, const ReadBlock& block) {
        if (auto done = check_chain(height, block); !done) return done;
        if (!base::equal(block.header.app_hash, machine_.app_hash())) {
            return wrong(height, "the state root differs", "状态根不符");
        }
        const auto out =
            machine_.execute({height, block.header.time, last_hash_, block.transactions});
        std::vector<chain::TxResult> results;
        for (const chain::Receipt& receipt : out.receipts) {
            results.push_back({receipt.code, chain::receipt_bytes(hash_, receipt)});
            verified_.refused += receipt.code != 0;
        }
        verified_.transactions += block.transactions.size();
        results_hash_ = chain::results_hash(results);
        last_hash_ = chain::header_hash(block.header);
        last_commit_ = block.commit;
        last_time_ = block.header.time;
        verified_.blocks = height;
        return height % full_root_every_blocks == 0 ? check_full_root()
                                                    : base::Status{base::Done{}};
    }

    base::Status check_full_root() {
        if (root_by_definition(hash_, machine_.trie()) == machine_.app_hash()) return base::Done{};
        return wrong(verified_.blocks, "the root is not the root of the entries",
                     "状态根与条目不符");
    }

    Verified result() {
        verified_.ledger_id = machine_.ledger().ledger_id;
        verified_.root = machine_.app_hash();
        return verified_;
    }

  private:
    base::Status check_chain(std::uint64_t height, const ReadBlock& block) const {
        const chain::Header& h = block.header;
        const bool linked = h.height == height && h.chain_id == chain_id_ &&
                            h.last_block_id == last_commit_.block_id && h.time >= last_time_ &&
                            base::equal(h.last_commit_hash, chain::commit_hash(last_commit_));
        const auto latest = height == 1 ? std::nullopt : machine_.latest_time(last_time_);
        if (latest && h.time > *latest) {
            return wrong(height, "its time jumps ahead and no two persons confirmed it",
                         "区块时间跳前，且未经两人确认");
        }
        if (!linked)
            return wrong(height, "does not follow the block before it", "与前一区块不衔接");
        const bool own = base::equal(h.data_hash, chain::data_hash(block.transactions)) &&
                         base::equal(h.validators_hash, chain::validators_hash(validators_)) &&
                         base::equal(h.last_results_hash, results_hash_);
        if (!own) return wrong(height, "its header does not fit its content", "区块头与内容不符");
        const auto id = chain::block_id_of({h, block.transactions, last_commit_});
        if (!chain::is_committed(chain_id_, id, block.commit, validators_)) {
            return wrong(height, "its commit is not signed by the validators",
                         "区块未获验证者签名");
        }
        return base::Done{};
    }

    Signatures signatures_;
    chain::Machine machine_;
    const chain::Genesis& genesis_;
    crypto::Hash hash_;
    std::string chain_id_;
    std::vector<chain::Validator> validators_;
    Verified verified_;
    Digest last_hash_{};
    Digest results_hash_ = chain::results_hash({});
    chain::Commit last_commit_;
    base::Seconds last_time_ = 0;
};

}  // namespace

Digest root_by_definition(crypto::Hash hash, const store::Trie& trie) {
    std::vector<Entry> entries;
    entries.reserve(trie.size());
    trie.scan({}, [&](ByteView key, ByteView value) {
        entries.push_back({base::to_bytes(key), base::to_bytes(value)});
        return true;
    });
    return entries.empty() ? Digest{} : subtree(hash, entries, 0);
}

base::Result<Verified> verify_chain(base::Disk& disk, const chain::Assembly& assembly,
                                    const std::function<void(std::uint64_t)>& progress) {
    auto bytes = base::read_file(disk, "genesis");
    if (!bytes) return bytes.error();
    const auto genesis = codec::decode<chain::Genesis>(*bytes);
    if (!genesis) return base::fail("the genesis document cannot be read", "创世文件无法读取");
    Replay replay{assembly, *genesis};
    if (auto done = replay.begin(); !done) return done.error();
    const Digest id = chain::ledger_id_of(*genesis);
    const auto done = LogReader{disk, id}.each([&](std::uint64_t height, ByteView record) {
        const auto block = codec::decode<ReadBlock>(record);
        if (!block) return base::Status{wrong(height, "cannot be read", "无法读取")};
        progress(height);
        return replay.take(height, *block);
    });
    if (!done) return done.error();
    if (auto full = replay.check_full_root(); !full) return full.error();
    return replay.result();
}

}  // namespace zhida::audit
