// This node's ledger as the source of views. Hands out durable state only, in pieces small enough
// that no block waits long.
#pragma once

#include "node/daemon/shared_ledger.hpp"
#include "views/feed/pending.hpp"

namespace zhida::daemon {

class LedgerSource final : public feed::Source {
  public:
    LedgerSource(SharedLedger& shared, ordering::Embedded& engine, const chain::Machine& machine,
                 feed::Pending& pending)
        : shared_{shared},
          engine_{engine},
          machine_{machine},
          pending_{pending} {}

    base::Result<feed::Head> head() override;
    base::Result<std::vector<feed::Entry>> entries(base::ByteView prefix, base::ByteView from,
                                                   std::size_t limit) override;
    base::Result<feed::Changes> changes(std::uint64_t after, std::size_t limit) override;
    void forget(const std::vector<feed::Entry>& entries, std::uint64_t height) override {
        pending_.forget(entries, height);
    }
    base::Result<std::vector<std::optional<base::Bytes>>> values(
        const std::vector<base::Bytes>& keys) override;
    base::Result<std::vector<feed::Block>> blocks(std::uint64_t after, std::uint64_t to,
                                                  std::size_t limit) override;

  private:
    // Waits until what was read at this height is durable.
    base::Status settled(std::uint64_t height);

    SharedLedger& shared_;
    ordering::Embedded& engine_;
    const chain::Machine& machine_;
    feed::Pending& pending_;
};

}  // namespace zhida::daemon
