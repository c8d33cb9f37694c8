// The organisation's own store of private records, one folder a list (wire.md §5).
//
//   vault/<list>/records  sealed records one after the other, each under its own fresh key
//   vault/<list>/offsets  16 bytes a line: u64 offset ‖ u32 size ‖ u32 kept free
//   vault/<list>/keys     fixed slots: for each line `readers_per_line` times
//                         u32 organisation ‖ its record key sealed under the list key (80 bytes);
//                         a slot can be overwritten, which shreds the record for that organisation
// A record that was shredded has zeros in place of its slots and of its sealed bytes.
//   vault/<list>/list     written last: the list keys, each wrapped once to its organisation
// A folder without `list` is an orphan of an import that did not finish.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "contracts/vocabulary/words.hpp"
#include "core/base/disk.hpp"
#include "core/crypto/sealing.hpp"
#include "vault/record.hpp"

namespace zhida::vault {

using vocabulary::LineNumber;
using vocabulary::ListId;
using vocabulary::OrganisationId;

// The owner, the bank that pays and the bank that holds the account.
inline constexpr std::size_t readers_per_line = 3;
inline constexpr std::size_t sealed_lines_max = 500;  // handed out at once

struct Recipient {
    OrganisationId organisation = 0;
    crypto::PublicKey key;
};

struct WrappedKey {
    OrganisationId organisation = 0;
    base::Bytes wrapped;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&WrappedKey::organisation),
                             codec::field<2>(&WrappedKey::wrapped, 256));
    }
};

// What another organisation gets: sealed records it is named a reader of, and how to open them.
struct SealedLine {
    LineNumber line = 0;
    base::Bytes sealed;
    base::Bytes sealed_key;
    static constexpr auto schema() {
        using T = SealedLine;
        return codec::fields(codec::field<1>(&T::line), codec::field<2>(&T::sealed, 8'192),
                             codec::field<3>(&T::sealed_key, 128));
    }
};
struct SealedLines {
    ListId list{};
    base::Bytes wrapped_list_key;
    std::vector<SealedLine> lines;
    static constexpr auto schema() {
        using T = SealedLines;
        return codec::fields(codec::field<1>(&T::list), codec::field<2>(&T::wrapped_list_key, 256),
                             codec::field<3>(&T::lines, sealed_lines_max));
    }
};

struct OpenedLine {
    LineNumber line = 0;
    Record record;
};
// Opens what it was sent with its own key. Refuses altered, swapped or foreign records.
base::Result<std::vector<OpenedLine>> open_lines(crypto::Profile profile,
                                                 OrganisationId organisation,
                                                 const crypto::SigningKey& key,
                                                 const SealedLines& sealed);

class ListWriter {
  public:
    // Lines in order from 0. `readers` are recipients of the list, the owner among them.
    base::Status add(const Record& record, const std::vector<OrganisationId>& readers);
    // Everything is durable, and the list usable, when it returns.
    base::Status finish();
    ~ListWriter();

  private:
    friend class Vault;
    struct State;
    explicit ListWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

class Vault {
  public:
    Vault(base::Disk& disk, crypto::Profile profile, OrganisationId owner, crypto::SigningKey key,
          base::Random& random);

    // Begins a list anew; what an unfinished attempt left is removed first.
    base::Result<std::unique_ptr<ListWriter>> begin(const ListId& list,
                                                    const std::vector<Recipient>& recipients);
    bool has(const ListId& list);
    base::Result<Record> read(const ListId& list, LineNumber line);
    // Lines from `from` on that `organisation` may read, up to `limit`; never opened on the way.
    base::Result<SealedLines> sealed_for(const ListId& list, OrganisationId organisation,
                                         LineNumber from, std::size_t limit);
    // Removes a list, whole or unfinished; the records of a whole one are shredded first. Nothing
    // happens when there are none.
    base::Status discard(const ListId& list);
    // Destroys the keys and the sealed record, salts with it, of one line or of the whole list:
    // their bytes are written over where they lie, and durably. Done again, or to a list that is
    // not here, it does nothing. Returns how many records were there.
    base::Result<std::size_t> shred(const ListId& list, std::optional<LineNumber> line);
    // Every finished list, in order.
    std::vector<ListId> lists();
    // Removes what unfinished imports left. Returns how many lists.
    base::Result<std::size_t> clean_orphans();

  private:
    base::Result<crypto::Key> list_key(const ListId& list);

    base::Disk& disk_;
    crypto::Profile profile_;
    OrganisationId owner_;
    crypto::SigningKey key_;
    base::Random& random_;
};

}  // namespace zhida::vault
