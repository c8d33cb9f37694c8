// The committed ledger (tests/golden/ledger), replayed once, ready to issue slips.
#pragma once

#include "core/store/testing_disk.hpp"
#include "proof/history_keeper.hpp"
#include "proof/trust.hpp"

namespace zhida::proof {

class KeptLedger {
  public:
    static KeptLedger& get();

    Sources sources();
    Slip slip(LineNumber line, std::vector<Opening> openings = {});
    std::optional<Witness> witness_of(LineNumber line);
    const Trust& trust() const { return trust_; }
    const ListId& list() const { return list_; }
    LineNumber lines() const { return lines_; }
    // The first line whose order came to this state.
    LineNumber line_in(payment::OrderState state);
    const store::Trie& state() const { return machine_->trie(); }

  private:
    KeptLedger();

    std::unique_ptr<chain::SignatureCheck> signatures_;
    chain::Genesis genesis_;
    std::unique_ptr<chain::Machine> machine_;
    std::vector<ordering::StoredBlock> blocks_;
    std::unique_ptr<store::TestingDisk> disk_;
    std::unique_ptr<HistoryKeeper> keeper_;
    Trust trust_;
    ListId list_{};
    LineNumber lines_ = 0;
};

}  // namespace zhida::proof
