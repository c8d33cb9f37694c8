// The importing office's desk at its node: takes a package's files, judges them, seals the private
// parts into the vault, and keeps the prepared messages until the importer has signed them. What
// was prepared for a package is prepared once: asked again, the same messages come back.
//
// A list number stands for one list at a time. Once that list is returned, cancelled or abandoned
// the number is free for its next version; a package that was prepared but never reached the ledger
// gives way to another one at once. What lies prepared for a dead list is removed, and with an
// abandoned one its records: nobody signed them. Those of a returned or cancelled list stay sealed
// until they are shredded.
#pragma once

#include <chrono>
#include <mutex>
#include <set>

#include "gateway/node.hpp"
#include "node/daemon/config.hpp"
#include "node/importing/importing.hpp"

namespace zhida::daemon {

struct DeskKeys {
    crypto::SigningKey vault;
    std::optional<crypto::SigningKey> registrar;
    base::ByteArray<32> programme{};
};

// What the ledger says that an import needs.
struct LedgerTerms {
    std::map<std::string, std::optional<crypto::PublicKey>, std::less<>> sources;
    std::int64_t line_cap_fen = 0;
    std::vector<vault::Recipient> recipients;
    importing::ReadersOf readers_of;
};

inline constexpr std::size_t uploads_max = 8;  // begun and not imported, at once
inline constexpr std::chrono::minutes upload_minutes_max{30};  // without a piece; then it goes

// What a package holds, or what is wrong with it.
using Judged =
    std::variant<intake::Content, gateway::BadRows, gateway::NoPackage, base::Error>;

class ImportDesk {
  public:
    using TermsNow = std::function<LedgerTerms(std::uint64_t county)>;
    // Nothing: the ledger has no such list.
    using ListNow = std::function<std::optional<resettle::ListState>(const vocabulary::ListId&)>;
    // Removes uploads that an earlier run left: they hold private data in clear.
    static base::Result<std::unique_ptr<ImportDesk>> open(base::Disk& disk, const Config& config,
                                                          crypto::Profile profile,
                                                          vault::Vault& vault, DeskKeys keys,
                                                          TermsNow terms_now, ListNow list_now);
    ~ImportDesk();
    base::Status begin_upload(const std::string& package);
    base::Status keep_upload(const std::string& package, const std::string& file,
                             std::uint64_t offset, const std::string& bytes);
    gateway::Imported import(const std::string& package);
    // Judges what was uploaded and keeps nothing of it; waits for an import under way.
    Judged look(const std::string& package);
    // The folder of an upload that was begun.
    std::string upload_folder(const std::string& package) const;
    void drop_upload(const std::string& package);
    // Private data lies in an upload in clear: one that nobody goes on with is removed.
    void expire_uploads(std::chrono::minutes idle = upload_minutes_max);
    base::Result<gateway::Message> prepared(const vocabulary::ListId& list, std::size_t number);

  private:
    struct State;
    explicit ImportDesk(std::unique_ptr<State> state);
    gateway::Imported judge(const std::string& package);
    Judged judged(const std::string& package);
    gateway::Imported prepare(const intake::Content& content);
    gateway::Imported prepare_new(const intake::Content& content, std::uint8_t version,
                                  const crypto::Digest& manifest);
    base::Status clean();
    base::Status discard(const vocabulary::ListId& list, bool records);
    base::Status write(const importing::Import& import, const crypto::Digest& manifest);
    std::unique_ptr<State> state_;
};

}  // namespace zhida::daemon
