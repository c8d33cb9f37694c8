// The node's proofs: slips and state entries.
#include <algorithm>
#include <array>

#include "contracts/payment/types/records.hpp"
#include "contracts/privacy/rules/privacy.hpp"
#include "node/daemon/node.hpp"
#include "proof/slip_file.hpp"
#include "proof/state_proof.hpp"

namespace zhida::daemon {

namespace {

// What a payee's own slip lays open: enough to know oneself by.
constexpr std::array<std::string_view, 3> opened_fields{"line_no", "payee_name", "account_no"};

constexpr std::chrono::seconds durable_within{10};

base::Error not_now() {
    return base::fail("the newest state is not proven yet; try again", "最新状态尚未出证，请重试");
}

}  // namespace

// Under the lock of the state: nothing of it may change meanwhile.
proof::Sources Daemon::sources() {
    return {.state = machine_->trie(),
            .ledger = machine_->ledger(),
            .genesis = engine_->genesis(),
            .newest = engine_->last(),
            .block = [this](std::uint64_t height) { return engine_->block(height); }};
}

base::Result<std::vector<proof::Opening>> Daemon::openings(const vocabulary::ListId& list,
                                                           vocabulary::LineNumber line) {
    const bool erased =
        shared_->read([&] { return privacy::is_erased(machine_->view(), list, line); });
    if (erased) return base::fail("this record was destroyed", "该记录已依规销毁");
    const auto record = vault_->read(list, line);
    if (!record) return record.error();
    const auto hash = crypto::hash_of(machine_->ledger().profile);
    const auto fields = vault::field_values(*record);
    std::vector<proof::Opening> out;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (std::ranges::find(opened_fields, fields[i].name) == opened_fields.end()) continue;
        auto o = crypto::open_field(hash, fields, i);
        out.push_back({o.field.name, o.field.value, o.field.salt, o.index, o.count, o.siblings});
    }
    return out;
}

// A proof is handed out only when the block it hangs on is on the disk.
template <class Made>
auto Daemon::when_durable(const Made& make) -> decltype(make()) {
    auto made = shared_->read(make);
    if (!made) return made;
    const std::uint64_t height = made->header.height;
    if (height == 0) return not_now();  // no block, so no header that anybody has signed
    if (shared_->wait_above(height - 1, durable_within).height < height) return not_now();
    return made;
}

base::Result<chain::Digest> Daemon::block_hash(std::uint64_t height) {
    if (shared_->wait_above(0, {}).height < height) {
        return base::fail("there is no such block", "没有该区块");
    }
    auto block = shared_->read([&] { return engine_->block(height); });
    if (!block) return block.error();
    return chain::header_hash(block->header);
}

base::Result<base::Bytes> Daemon::proof(base::ByteView key) {
    auto shown = when_durable([&]() -> base::Result<proof::StateProof> {
        if (engine_->wants_proof_block()) return not_now();
        return proof::prove(sources(), key);
    });
    if (!shown) return shown.error();
    return codec::encode(*shown);
}

base::Result<base::Bytes> Daemon::slip(const vocabulary::ListId& list, vocabulary::LineNumber line,
                                       bool opened) {
    std::vector<proof::Opening> fields;
    if (opened) {
        auto found = openings(list, line);
        if (!found) return found.error();
        fields = std::move(*found);
    }
    const std::lock_guard one_at_a_time{slips_};
    auto slip = when_durable([&]() -> base::Result<proof::Slip> {
        if (engine_->wants_proof_block()) return not_now();
        const proof::Sources from = sources();
        const chain::TrieView view{from.state};
        const auto order = chain::load<payment::Order>(view, {list, line});
        std::optional<proof::Witness> witness;
        if (order && order->result) {
            auto found = history_->find(from, *order->result, order->result_height);
            if (!found) return found.error();
            witness = std::move(*found);
        }
        return proof::issue(from, list, line, std::move(witness), std::move(fields));
    });
    if (!slip) return slip.error();
    return proof::write_file(*slip);
}

}  // namespace zhida::daemon
