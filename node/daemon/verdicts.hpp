// Signatures are verified once: at the door, on the thread of the request. The verdict waits here
// for the block (wire.md §3: it holds for exactly this key, message and signature).
#pragma once

#include <mutex>
#include <set>
#include <vector>

#include "core/chain/act.hpp"

namespace zhida::daemon {

inline constexpr std::size_t verdicts_kept_max = 100'000;

class Verdicts final : public chain::SignatureCheck {
  public:
    bool fits(const crypto::PublicKey& key, base::ByteView message,
              const crypto::Signature& signature) override;

  private:
    std::mutex mutex_;
    std::set<crypto::Digest> newer_;  // two generations: the older one goes when the newer is full
    std::set<crypto::Digest> older_;
};

}  // namespace zhida::daemon
