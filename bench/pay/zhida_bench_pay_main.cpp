// Measures the commit path alone: every transaction of a kept ledger is admitted with its signature
// verified, executed, rooted, logged and synced again, in the blocks it stood in. Signing, HTTP,
// banks and intake are not in it. The new ledger ends with the root of the old one, or the
// measurement counts for nothing.
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "contracts/payment/types/records.hpp"
#include "core/ordering/embedded.hpp"
#include "node/assembly/assembly.hpp"
#include "node/posix/posix_disk.hpp"

namespace {

using namespace zhida;
namespace fs = std::filesystem;

class Verifying final : public chain::SignatureCheck {
  public:
    bool fits(const crypto::PublicKey& key, base::ByteView message,
              const crypto::Signature& signature) override {
        ++verified;
        return crypto::verify(key, message, signature);
    }
    std::uint64_t verified = 0;
};

std::string content_of(const fs::path& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

struct Kept {
    chain::Genesis genesis;
    std::vector<ordering::StoredBlock> blocks;
};

std::optional<Kept> read(const fs::path& data, base::Disk& disk) {
    const auto genesis = codec::decode<chain::Genesis>(base::view(content_of(data / "genesis")));
    if (!genesis) return std::nullopt;
    auto log = store::BlockLog::open(disk, std::string{ordering::log_folder},
                                     chain::ledger_id_of(*genesis));
    if (!log) return std::nullopt;
    Kept kept{*genesis, {}};
    const auto done = (*log)->each(1, [&](std::uint64_t, const base::Bytes& record) {
        auto block = codec::decode<ordering::StoredBlock>(record);
        if (block) kept.blocks.push_back(std::move(*block));
        return block.has_value();
    });
    return done ? std::optional{std::move(kept)} : std::nullopt;
}

std::uint64_t payments_in(const chain::View& view) {
    std::uint64_t paid = 0;
    const base::Bytes table{payment::Batch::table};
    chain::each<payment::Batch>(view, table, table,
                                [&](base::ByteView, const payment::Batch& batch) {
                                    paid += batch.paid.lines + batch.returned.lines;
                                    return true;
                                });
    return paid;
}

int fail(const std::string& why) {
    std::cerr << why << "\n";
    return 1;
}

}  // namespace

int main(int count, char** words) {
    if (count != 2) return fail("用法 / usage: zhida-bench-pay DIR (of `zhida once --keep DIR`)");
    const fs::path home{words[1]};
    const fs::path scratch = home / "bench";
    node::PosixDisk old{(home / "node/data").string()};
    const auto kept = read(home / "node/data", old);
    if (!kept) return fail("无法读取账本 / the ledger cannot be read");
    const auto key = crypto::SigningKey::from_pem(content_of(home / "node/validator.key.pem"), "");
    if (!key) return fail(key.error().en);
    fs::remove_all(scratch);
    node::PosixDisk disk{scratch.string()};
    Verifying signatures;
    chain::Machine machine{node::assembly(), signatures};
    auto engine = ordering::Embedded::open(disk, machine, kept->genesis, *key);
    if (!engine) return fail(engine.error().en);

    std::uint64_t transactions = 0;
    const auto from = std::chrono::steady_clock::now();
    for (const ordering::StoredBlock& block : kept->blocks) {
        transactions += block.transactions.size();
        auto made = (*engine)->make(block.transactions, block.header.time);
        // As the node does it: the block and the one that proves it share a sync.
        const bool has_words = !block.transactions.empty();
        if (!made || (!has_words && !(*engine)->sync())) return fail("the log cannot be written");
    }
    if (!(*engine)->sync()) return fail("the log cannot be written");
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - from;

    const auto& last = kept->blocks.back();
    if ((*engine)->last().header.app_hash != last.header.app_hash)
        return fail("另一状态根 / another root: the measurement does not count");
    const auto payments = payments_in(machine.view());
    const double rate = static_cast<double>(payments) / took.count();
    std::uint64_t bytes = 0;
    for (const auto& block : kept->blocks) bytes += codec::encode(block).size();
    std::cout << "payments " << payments << "\ntransactions " << transactions
              << "\nsignatures verified " << signatures.verified << "\nblocks "
              << kept->blocks.size() << "\nseconds " << took.count() << "\npayments/s "
              << static_cast<std::uint64_t>(rate) << "\nbytes/payment "
              << bytes / std::max<std::uint64_t>(payments, 1) << "\n";
    fs::remove_all(scratch);
    return 0;
}
