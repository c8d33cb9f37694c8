// The random references of payees, households and agreements: new per programme, the same in later
// lists (wire.md §4). Kept by a keyed digest of the number, so that no number lies on the disk.
#pragma once

#include <map>

#include "contracts/vocabulary/words.hpp"
#include "core/base/disk.hpp"
#include "core/crypto/sealing.hpp"

namespace zhida::vault {

enum class ReferenceKind : std::uint8_t { payee = 1, household = 2, agreement = 3 };

class References {
  public:
    // Reads what is there. The index key lies beside it, wrapped to the organisation.
    static base::Result<std::unique_ptr<References>> open(base::Disk& disk,
                                                          const crypto::SigningKey& key,
                                                          base::Random& random);
    // The reference of a number, drawn the first time. Durable only after sync().
    base::Result<vocabulary::Reference> of(ReferenceKind kind, vocabulary::ProgrammeId programme,
                                           std::string_view number);
    // After a failure every later call fails: a sync is never tried again.
    base::Status sync();

  private:
    References(std::unique_ptr<base::File> file, const crypto::Key& index_key,
               base::Random& random);
    base::Status load();

    std::unique_ptr<base::File> file_;
    crypto::Key index_key_;
    base::Random& random_;
    std::map<base::ByteArray<16>, vocabulary::Reference> known_;
    base::Bytes unwritten_;
    std::uint64_t size_ = 0;
    bool has_failed_ = false;
};

}  // namespace zhida::vault
