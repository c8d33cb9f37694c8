// What an operator and a treasurer watch of the state. Counted again only when the state's root is
// another one; the orders themselves are looked at only in lists that have some at a bank, a page
// at a time, and at most every few seconds.
#pragma once

#include <array>
#include <map>

#include "node/daemon/shared_ledger.hpp"

namespace zhida::daemon {

inline constexpr std::array<base::Seconds, 4> doubt_ages{3'600, 86'400, 3 * 86'400, 7 * 86'400};
inline constexpr std::chrono::seconds ages_every{10};
inline constexpr std::size_t orders_per_look = 2'000;  // while the state is held

struct GaugeValues {
    std::map<std::string, std::int64_t> lists;  // by state
    std::int64_t unsent = 0;
    std::int64_t breaks = 0;
    std::int64_t in_flight = 0;
    // Orders at a bank without a final answer, by age of their claim; the last: older than all.
    std::array<std::int64_t, doubt_ages.size() + 1> ages{};
    std::int64_t vault_records = 0;
};

class Gauges {
  public:
    Gauges(SharedLedger& ledger, chain::Machine& machine, vault::Vault& vault, Journal& journal)
        : ledger_{ledger},
          machine_{machine},
          vault_{vault},
          journal_{journal} {}
    GaugeValues now();

  private:
    void count_lists();
    void count_ages();
    base::Seconds claimed_at(std::uint64_t height);

    SharedLedger& ledger_;
    chain::Machine& machine_;
    vault::Vault& vault_;
    Journal& journal_;
    std::mutex mutex_;
    GaugeValues values_;
    std::optional<chain::Digest> root_;
    std::vector<vocabulary::ListId> at_banks_;
    std::chrono::steady_clock::time_point aged_{};
    std::map<std::uint64_t, base::Seconds> times_;  // of blocks with claims
};

}  // namespace zhida::daemon
