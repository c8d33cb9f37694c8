// A short scripted day of the daemon's core: a list is sealed into the vault, blocks are made in
// groups, the journal follows, a snapshot is written, records are shredded. It stops at the first
// error, as the daemon does, and knows what it has acknowledged until then.
#pragma once

#include <memory>
#include <vector>

#include "core/ordering/embedded.hpp"
#include "core/store/testing_disk.hpp"
#include "node/county/county.hpp"
#include "node/daemon/journal.hpp"
#include "vault/vault.hpp"

namespace zhida::crash {

inline constexpr unsigned blocks_of_the_day = 12;
inline constexpr unsigned lines_of_the_list = 4;
inline constexpr vocabulary::LineNumber shredded_line = 2;
inline constexpr vocabulary::ListId list{1, 2, 3};

// What does not change from run to run: people, messages, records.
struct Script {
    Script();
    crypto::SystemRandom random;
    crypto::SigningKey validator;
    crypto::SigningKey office;
    county::County people;
    std::vector<base::Bytes> transactions;  // one a block
    std::vector<vault::Record> records;
};

struct Acknowledged {
    std::uint64_t height = 0;
    bool has_list = false;
    bool has_shredded = false;
};

class AllFit final : public chain::SignatureCheck {
  public:
    bool fits(const crypto::PublicKey&, base::ByteView, const crypto::Signature&) override {
        return true;  // judged elsewhere; here only the disk is
    }
};

// One process: opens what lies on the disk and goes on from there.
class Core {
  public:
    Core(const Script& script, base::Disk& disk);
    base::Status open();
    // To the end of the day, or to the first error.
    base::Status run(Acknowledged& acknowledged);

    std::uint64_t height() const { return engine_ ? engine_->height() : 0; }
    chain::Digest root() { return machine_.app_hash(); }
    base::Result<ordering::StoredBlock> block(std::uint64_t n) { return engine_->block(n); }
    daemon::Journal& journal() { return *journal_; }
    vault::Vault& vault() { return vault_; }

  private:
    base::Status write_list(Acknowledged& acknowledged);
    base::Status make_block(unsigned number, Acknowledged& acknowledged);
    const Script& script_;
    base::Disk& disk_;
    crypto::SystemRandom random_;
    AllFit all_fit_;
    chain::Machine machine_;
    vault::Vault vault_;
    std::unique_ptr<daemon::Journal> journal_;
    std::unique_ptr<ordering::Embedded> engine_;
};

}  // namespace zhida::crash
