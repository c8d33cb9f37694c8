#include "tests/views/replayed_ledger.hpp"

#include <filesystem>
#include <fstream>

#include "node/assembly/assembly.hpp"
#include "views/tables/follower.hpp"

namespace zhida::testing_views {

namespace {

// Every signature was checked when the ledger was made; this replay is after the state.
class Believing final : public chain::SignatureCheck {
  public:
    bool fits(const crypto::PublicKey&, base::ByteView, const crypto::Signature&) override {
        return true;
    }
};

base::Bytes content_of(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    return base::to_bytes(base::view(text));
}

}  // namespace

ReplayedLedger::ReplayedLedger(std::size_t keys_max)
    : signatures_{std::make_unique<Believing>()},
      machine_{std::make_unique<chain::Machine>(node::assembly(), *signatures_)},
      pending_{tables::state_tables(), keys_max} {
    const std::filesystem::path folder{std::string{ZHIDA_SOURCE_DIR} + "/tests/golden/ledger"};
    const auto genesis = codec::decode<chain::Genesis>(content_of(folder / "genesis"));
    ASSERT(genesis.has_value());
    store::TestingDisk disk;
    for (const auto& one : std::filesystem::directory_iterator{folder / "log"}) {
        auto file = disk.open("log/" + one.path().filename().string(), true);
        ASSERT((*file)->write(0, content_of(one.path())).ok());
    }
    ASSERT(machine_->begin(*genesis).ok());
    auto log = store::BlockLog::open(disk, "log", chain::ledger_id_of(*genesis));
    ASSERT(log.ok());
    const auto read = (*log)->each(1, [&](std::uint64_t, const base::Bytes& record) {
        blocks_.push_back(codec::decode<ordering::StoredBlock>(record).value());
        return true;
    });
    ASSERT(read.ok());
    machine_->watch([this](const chain::Draft::Changes& changes, std::uint64_t height) {
        for (const auto& [key, value] : changes) pending_.note(key, height);
    });
}

bool ReplayedLedger::advance(std::size_t blocks) {
    for (; blocks > 0 && height_ < blocks_.size(); --blocks) {
        const auto& block = blocks_[height_++];
        (void)machine_->execute({height_, block.header.time, before_, block.transactions});
        before_ = chain::header_hash(block.header);
    }
    return blocks == 0;
}

bool ReplayedLedger::fails() {
    if (calls_until_failure < 0) return false;
    return calls_until_failure-- == 0;
}

base::Result<feed::Head> ReplayedLedger::head() {
    const auto& ledger = machine_->ledger();
    return feed::Head{ledger.ledger_id, ledger.profile, height_};
}

base::Result<std::vector<feed::Entry>> ReplayedLedger::entries(base::ByteView prefix,
                                                               base::ByteView from,
                                                               std::size_t limit) {
    if (fails()) return base::fail("failed as asked");
    std::vector<feed::Entry> entries;
    state().scan(from, [&](base::ByteView key, base::ByteView value) {
        const bool inside = base::equal(key.first(std::min(key.size(), prefix.size())), prefix);
        if (!inside || entries.size() == limit) return false;
        entries.push_back({base::to_bytes(key), base::to_bytes(value)});
        return true;
    });
    advance(blocks_per_page);
    return entries;
}

base::Result<feed::Changes> ReplayedLedger::changes(std::uint64_t after, std::size_t limit) {
    if (fails()) return base::fail("failed as asked");
    feed::Changes changes{.height = height_, .known = after >= pending_.known_from()};
    if (!changes.known || limit == 0) return changes;
    for (base::Bytes& key : pending_.look(std::min(limit, changes_max), changes.more)) {
        const auto value = state().get(key);
        changes.entries.push_back(
            {key, value ? std::optional{base::to_bytes(*value)} : std::nullopt});
    }
    return changes;
}

void ReplayedLedger::forget(const std::vector<feed::Entry>& entries, std::uint64_t height) {
    pending_.forget(entries, height);
}

base::Result<std::vector<std::optional<base::Bytes>>> ReplayedLedger::values(
    const std::vector<base::Bytes>& keys) {
    if (fails()) return base::fail("failed as asked");
    std::vector<std::optional<base::Bytes>> values;
    for (const base::Bytes& key : keys) {
        const auto value = state().get(key);
        values.push_back(value ? std::optional{base::to_bytes(*value)} : std::nullopt);
    }
    return values;
}

base::Result<std::vector<feed::Block>> ReplayedLedger::blocks(std::uint64_t after,
                                                              std::uint64_t to,
                                                              std::size_t limit) {
    if (fails()) return base::fail("failed as asked");
    std::vector<feed::Block> out;
    while (after < to && out.size() < limit) {
        const auto& block = blocks_[after++];
        auto hash = chain::header_hash(block.header);
        hash[0] = static_cast<base::Byte>(hash[0] ^ other_history);
        out.push_back({after, block.header.time, hash, block.transactions});
    }
    return out;
}

}  // namespace zhida::testing_views
