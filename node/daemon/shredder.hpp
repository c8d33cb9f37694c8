// Destroys in this node's vault what the ledger has ordered to be destroyed: at the start before
// anything is served, and behind each block that orders it. So an older vault that was brought back
// is measured by the ledger as well.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <thread>
#include <vector>

#include "core/base/disk.hpp"
#include "core/chain/view.hpp"
#include "vault/vault.hpp"

namespace zhida::daemon {

class Shredder {
  public:
    struct Erased {
        vocabulary::ListId list{};
        std::optional<vocabulary::LineNumber> line;
    };
    // What the committed state orders. A list that was abandoned counts as a whole one.
    static std::vector<Erased> ordered(const chain::View& view);
    // Removes lists that neither the ledger knows nor the import desk has made ready: an import
    // stopped in between, and the package could never be handed in again.
    static base::Status clean(base::Disk& disk, vault::Vault& vault, const chain::View& view);

    using Ordered = std::function<std::vector<Erased>()>;
    using Wait = std::function<void()>;  // until there may be a new block
    Shredder(vault::Vault& vault, Ordered ordered, Wait wait)
        : vault_{vault},
          ordered_{std::move(ordered)},
          wait_{std::move(wait)} {}
    ~Shredder() { stop(); }

    // Once, on this thread.
    base::Status run();
    void start();
    void stop();
    // A block ordered something; called by whoever executes blocks.
    void wake() { is_due_ = true; }
    // A write failed: the process must end and begin anew.
    bool has_failed() const { return has_failed_; }

  private:
    vault::Vault& vault_;
    Ordered ordered_;
    Wait wait_;
    std::atomic<bool> is_due_ = false;
    std::atomic<bool> stopping_ = false;
    std::atomic<bool> has_failed_ = false;
    std::thread thread_;
};

}  // namespace zhida::daemon
