// The ledger in this process. Submitted transactions go into one block, are synced together and
// only then answered. One caller at a time; what is marked const-like here (all reads) may run
// beside other reads.
#pragma once

#include <algorithm>

#include "client/ledger.hpp"
#include "core/ordering/embedded.hpp"
#include "vault/vault.hpp"

namespace zhida::node {

// An idle ledger that is no sandbox makes an empty block this often, so that its time goes on with
// the wall's and only a stop or a jump leaves a gap.
inline constexpr base::Seconds heartbeat_seconds = 1'800;

class LocalLedger final : public client::Ledger {
  public:
    LocalLedger(ordering::Embedded& engine, chain::Machine& machine, vault::Vault& vault,
                base::Disk& disk)
        : engine_{engine},
          machine_{machine},
          vault_{vault},
          disk_{disk} {}

    base::Result<client::Status> status() override;
    base::Result<chain::Receipt> submit(const base::Bytes& envelope) override;
    base::Result<std::vector<client::VerificationWork>> verification_work(
        vocabulary::BankCode bank) override;
    base::Result<std::vector<client::OrderView>> open_orders(vocabulary::BankCode bank,
                                                             const client::OrderPlace& from,
                                                             std::size_t limit) override;
    base::Result<std::vector<client::AccountView>> accounts(vocabulary::BankCode bank) override;
    base::Result<std::vector<client::OrderView>> list_orders(vocabulary::BankCode bank,
                                                             const vocabulary::ListId& list,
                                                             vocabulary::LineNumber from,
                                                             std::size_t limit) override;
    base::Result<base::Bytes> sealed(const vocabulary::ListId& list,
                                     vocabulary::OrganisationId organisation,
                                     vocabulary::LineNumber from, std::size_t limit) override;

    base::Result<std::vector<client::StateEntry>> state(base::ByteView prefix, base::ByteView from,
                                                        std::size_t limit) override;
    base::Status keep_statement(const base::Bytes& bytes) override;
    base::Result<base::Bytes> statement(const chain::Digest& digest) override;

    // What stands against it at the door; nothing of it is kept.
    chain::Verdict check(const base::Bytes& envelope) const;
    // One block of all of them, then what timers are due, then the block that proves the state.
    // Written, not yet durable: nothing may be answered before engine().sync().
    base::Result<std::vector<chain::Receipt>> execute(std::vector<base::Bytes> envelopes);
    // Makes blocks until no timer is due at the ledger's time.
    base::Status fire_timers();
    base::Seconds time() const;
    // The wall's time for a ledger that is no sandbox; it is never set back.
    void set_wall_time(base::Seconds now) { wall_ = std::max(wall_, now); }
    bool has_work() const;  // a timer or a heartbeat is due, or a proof block is wanted
    // The wall's time is further ahead than a block may go: the ledger's time stands, and only
    // confirming it, revoking and suspending pass the door (ADR 0012).
    bool is_time_held() const;

  private:
    base::Status prove();
    bool wants_heartbeat() const;

    ordering::Embedded& engine_;
    chain::Machine& machine_;
    vault::Vault& vault_;
    base::Disk& disk_;
    base::Seconds wall_ = 0;
};

}  // namespace zhida::node
