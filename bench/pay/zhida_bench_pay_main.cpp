// Measures the commit path alone: every transaction of a kept ledger is admitted with its signature
// verified, executed, rooted, logged and synced again, in the blocks it stood in. Signing, HTTP,
// banks and intake are not in it. The new ledger ends with the root of the old one, or the
// measurement counts for nothing.
#include <sys/resource.h>

#include <algorithm>
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

// Of sorted milliseconds.
double percentile(const std::vector<double>& sorted, std::size_t hundredths) {
    return sorted.empty() ? 0 : sorted[(sorted.size() - 1) * hundredths / 100];
}

std::uint64_t bytes_on_disk(const fs::path& folder) {
    std::uint64_t bytes = 0;
    for (const auto& entry : fs::recursive_directory_iterator{folder}) {
        if (entry.is_regular_file()) bytes += entry.file_size();
    }
    return bytes;
}

std::uint64_t peak_bytes() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::uint64_t>(usage.ru_maxrss) << 10;
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

    using Clock = std::chrono::steady_clock;
    using Milliseconds = std::chrono::duration<double, std::milli>;
    std::uint64_t transactions = 0;
    std::vector<double> waits;  // from a block with words to its sync
    const auto from = Clock::now();
    auto asked = from;
    for (const ordering::StoredBlock& block : kept->blocks) {
        transactions += block.transactions.size();
        // As the node does it: the block and the one that proves it share a sync.
        const bool has_words = !block.transactions.empty();
        if (has_words) asked = Clock::now();
        auto made = (*engine)->make(block.transactions, block.header.time);
        if (!made || (!has_words && !(*engine)->sync())) return fail("the log cannot be written");
        if (!has_words) waits.push_back(Milliseconds{Clock::now() - asked}.count());
    }
    if (!(*engine)->sync()) return fail("the log cannot be written");
    const std::chrono::duration<double> took = Clock::now() - from;
    std::ranges::sort(waits);

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
              << bytes / std::max<std::uint64_t>(payments, 1) << "\ncommit p50 ms "
              << percentile(waits, 50) << "\ncommit p99 ms " << percentile(waits, 99)
              << "\nlog bytes " << bytes_on_disk(scratch) << "\npeak bytes " << peak_bytes()
              << "\n";
    fs::remove_all(scratch);
    return 0;
}
