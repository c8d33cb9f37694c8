// The committed state of a ledger somewhere else, read like one's own. Each read asks anew. A read
// that fails shows nothing and leaves its trouble behind: who decides by what is not there looks at
// trouble() first.
#pragma once

#include <deque>

#include "client/ledger.hpp"

namespace zhida::client {

class StateView final : public chain::View {
  public:
    explicit StateView(Ledger& ledger)
        : ledger_{ledger} {}
    std::optional<base::ByteView> get(base::ByteView key) const override;
    void scan(base::ByteView from, const Visit& visit) const override;
    // Entries under a prefix only, so that no page holds what nobody asked for.
    void scan(base::ByteView prefix, base::ByteView from, const Visit& visit) const;
    bool has_failed() const override { return trouble_.has_value(); }
    const std::optional<base::Error>& trouble() const { return trouble_; }

  private:
    Ledger& ledger_;
    mutable std::deque<base::Bytes> held_;  // what get() has handed out
    mutable std::optional<base::Error> trouble_;
};

}  // namespace zhida::client
