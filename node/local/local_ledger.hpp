// The ledger in this process. Every submit makes one block, syncs it and only then answers.
#pragma once

#include "client/ledger.hpp"
#include "core/ordering/embedded.hpp"
#include "vault/vault.hpp"

namespace zhida::node {

class LocalLedger final : public client::Ledger {
  public:
    LocalLedger(ordering::Embedded& engine, chain::Machine& machine, vault::Vault& vault)
        : engine_{engine},
          machine_{machine},
          vault_{vault} {}

    base::Result<client::Status> status() override;
    base::Result<chain::Receipt> submit(const base::Bytes& envelope) override;
    base::Result<std::vector<client::VerificationWork>> verification_work(
        vocabulary::BankCode bank) override;
    base::Result<std::vector<client::OrderView>> open_orders(vocabulary::BankCode bank,
                                                             std::size_t limit) override;
    base::Result<std::vector<client::AccountView>> accounts(vocabulary::BankCode bank) override;
    base::Result<std::optional<client::OrderView>> order(const std::string& end_to_end_id) override;
    base::Result<base::Bytes> sealed(const vocabulary::ListId& list,
                                     vocabulary::OrganisationId organisation,
                                     vocabulary::LineNumber from, std::size_t limit) override;

    // Makes blocks until no timer is due at the ledger's time.
    base::Status fire_timers();

  private:
    base::Seconds time() const;

    ordering::Embedded& engine_;
    chain::Machine& machine_;
    vault::Vault& vault_;
};

}  // namespace zhida::node
