#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "contracts/payment/types/records.hpp"
#include "contracts/resettle/types/records.hpp"
#include "node/assembly/assembly.hpp"
#include "tests/proof/kept_ledger.hpp"

namespace zhida::proof {

namespace {

// Every signature was checked when the ledger was made; this replay is after the state.
class Believing final : public chain::SignatureCheck {
  public:
    bool fits(const crypto::PublicKey&, ByteView, const crypto::Signature&) override {
        return true;
    }
};

Bytes content_of(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    return base::to_bytes(base::view(text));
}

}  // namespace

KeptLedger& KeptLedger::get() {
    static KeptLedger kept;
    return kept;
}

KeptLedger::KeptLedger()
    : signatures_{std::make_unique<Believing>()},
      machine_{std::make_unique<chain::Machine>(node::assembly(), *signatures_)},
      disk_{std::make_unique<store::TestingDisk>()},
      keeper_{std::make_unique<HistoryKeeper>(*disk_)} {
    const std::filesystem::path folder{std::string{ZHIDA_SOURCE_DIR} + "/tests/golden/ledger"};
    genesis_ = codec::decode<chain::Genesis>(content_of(folder / "genesis")).value();
    for (const auto& one : std::filesystem::directory_iterator{folder / "log"}) {
        auto file = disk_->open("log/" + one.path().filename().string(), true);
        EXPECT_TRUE((*file)->write(0, content_of(one.path())).ok());
    }
    EXPECT_TRUE(machine_->begin(genesis_).ok());
    auto log = store::BlockLog::open(*disk_, "log", chain::ledger_id_of(genesis_));
    trust_ =
        trust_of(genesis_, ordering::chain_id_of(chain::ledger_id_of(genesis_)), machine_->view());
    Digest before{};
    const auto read = (*log)->each(1, [&](std::uint64_t, const Bytes& record) {
        auto block = codec::decode<ordering::StoredBlock>(record).value();
        const auto output =
            machine_->execute({block.header.height, block.header.time, before, block.transactions});
        before = chain::header_hash(block.header);
        EXPECT_TRUE(keeper_->note(block, output, machine_->trie()).ok());
        blocks_.push_back(std::move(block));
        return true;
    });
    EXPECT_TRUE(read.ok());
    const Bytes table{resettle::List::table};
    chain::each<resettle::List>(machine_->view(), table, table,
                                [&](ByteView key, const resettle::List& list) {
                                    list_ = *base::to_array<8>(key.subspan(1));
                                    lines_ = list.lines;
                                    return true;
                                });
}

Sources KeptLedger::sources() {
    return {.state = machine_->trie(),
            .ledger = machine_->ledger(),
            .genesis = genesis_,
            .newest = blocks_.back(),
            .block = [this](std::uint64_t height) -> base::Result<ordering::StoredBlock> {
                return blocks_.at(height - 1);
            }};
}

std::optional<Witness> KeptLedger::witness_of(LineNumber line) {
    const auto order = chain::load<payment::Order>(machine_->view(), {list_, line});
    if (!order || !order->result) return std::nullopt;
    auto found = keeper_->find(sources(), *order->result, order->result_height);
    EXPECT_TRUE(found.ok());
    return std::move(*found);
}

Slip KeptLedger::slip(LineNumber line, std::vector<Opening> openings) {
    auto made = issue(sources(), list_, line, witness_of(line), std::move(openings));
    EXPECT_TRUE(made.ok()) << made.error().en;
    return std::move(*made);
}

LineNumber KeptLedger::line_in(payment::OrderState state) {
    for (LineNumber n = 0; n < lines_; ++n) {
        const auto order = chain::load<payment::Order>(machine_->view(), {list_, n});
        if (order && order->state == state) return n;
    }
    ADD_FAILURE() << "no such order in the kept ledger";
    return 0;
}

}  // namespace zhida::proof
