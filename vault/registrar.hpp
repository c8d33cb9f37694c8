// The programme's registrar: the only one who can make entitlement tags (wire.md §4). It is shown
// the opening of each line's number, so that an importer can neither invent a tag nor take
// another's.
#pragma once

#include "contracts/vocabulary/tag_statement.hpp"
#include "core/base/date.hpp"
#include "core/base/result.hpp"
#include "core/crypto/field_tree.hpp"
#include "core/crypto/signature.hpp"

namespace zhida::vault {

inline constexpr std::uint64_t openings_per_second_max = 20'000;

// One line as the registrar sees it.
struct TagRequest {
    crypto::Digest commitment{};
    crypto::FieldOpening number;  // of the field payee_id_no
    vocabulary::Reference agreement{};
    std::uint8_t installment = 0;
    vocabulary::ItemCode item = 0;
};

struct TaggedChunk {
    std::vector<vocabulary::Tag> tags;
    crypto::KeyId key{};
    crypto::Signature signature{};
};

class Registrar {
  public:
    Registrar(crypto::Hash hash, const base::ByteArray<32>& programme_key, crypto::SigningKey key)
        : hash_{hash},
          programme_key_{programme_key},
          key_{std::move(key)} {}

    // Refuses an opening that does not fit its commitment, more lines than a chunk holds, and more
    // openings in the second of `now` than the limit.
    base::Result<TaggedChunk> tag(const vocabulary::ListId& list,
                                  const std::vector<TagRequest>& lines, base::Seconds now);

  private:
    crypto::Hash hash_;
    base::ByteArray<32> programme_key_;
    crypto::SigningKey key_;
    base::Seconds second_ = 0;
    std::uint64_t used_ = 0;
};

}  // namespace zhida::vault
