// Where views read a ledger from. The state is the truth, and a view is a projection of it: so a
// follower needs no history of changes, only which keys have changed since the height it knows, and
// may at any time begin anew by reading the whole state. Blocks say when something was, and who
// acted.
//
//   begin anew   entries(…) page by page; meanwhile the state goes on. Whatever changed since
//                the first page is among changes() afterwards, with its newest value, and writing a
//                newest value twice changes nothing: so the pages need not be of one height.
//   follow       changes(after) → all that differs from the state at height `after`
//
// Only what is durable on the ledger is handed out. docs/adr/0012 says why it is built so.
#pragma once

#include <functional>

#include "core/base/date.hpp"
#include "core/base/result.hpp"
#include "core/chain/transaction.hpp"

namespace zhida::feed {

inline constexpr std::size_t entries_per_page_max = 5'000;
inline constexpr std::size_t blocks_per_page_max = 200;
// Keys a node remembers for a follower that lags; beyond them it begins anew.
inline constexpr std::size_t pending_keys_max = 2'000'000;

struct Entry {
    base::Bytes key;
    std::optional<base::Bytes> value;  // nothing: it is no longer there
};

struct Head {
    chain::Digest ledger_id{};
    crypto::Profile profile = crypto::Profile::gm;
    std::uint64_t height = 0;
};

struct Changes {
    std::uint64_t height = 0;  // the entries are of the state after this block
    bool known = true;  // false: what changed since then is not known; the follower begins anew
    bool more = false;  // not all of them; ask again, the height is not reached yet
    std::vector<Entry> entries;
};

struct Block {
    std::uint64_t height = 0;
    base::Seconds time = 0;
    chain::Digest hash{};
    std::vector<base::Bytes> transactions;  // envelopes, as signed
};

class Source {
  public:
    virtual ~Source() = default;
    virtual base::Result<Head> head() = 0;
    // Entries whose key begins with `prefix`, from `from` on in byte order; fewer than `limit` only
    // at the end.
    virtual base::Result<std::vector<Entry>> entries(base::ByteView prefix, base::ByteView from,
                                                     std::size_t limit) = 0;
    // The newest value of every key that changed above height `after`; at most `limit`.
    virtual base::Result<Changes> changes(std::uint64_t after, std::size_t limit) = 0;
    // The follower has durably what changed up to this height, or holds these keys' values already.
    virtual void forget(const std::vector<Entry>& entries, std::uint64_t height) = 0;
    virtual base::Result<std::vector<std::optional<base::Bytes>>> values(
        const std::vector<base::Bytes>& keys) = 0;
    // Blocks above height `after`, up to height `to`, in order; fewer than `limit` only at `to`.
    virtual base::Result<std::vector<Block>> blocks(std::uint64_t after, std::uint64_t to,
                                                    std::size_t limit) = 0;
};

}  // namespace zhida::feed
