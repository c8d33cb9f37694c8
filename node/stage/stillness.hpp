// When waiting is over although nothing came: not by the clock alone, for a slow bank holds its
// agent up in one turn, but once every agent has shown that nothing is left for it to do.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>

#include "contracts/vocabulary/words.hpp"

namespace zhida::stage {

// An agent's failed turn is not counted, so a lost answer gets some tries.
inline constexpr std::chrono::milliseconds quiet_min{8'000};
// Nine times as long as an agent waits for one answer of its bank.
inline constexpr std::chrono::milliseconds quiet_max{180'000};
// The first one may have begun before the ledger changed.
inline constexpr unsigned quiet_turns = 2;

class Stillness {
  public:
    using Clock = std::chrono::steady_clock;
    // What each agent's status says of its finished turns; begins anew when it is started again.
    using Turns = std::map<vocabulary::BankCode, std::int64_t>;

    explicit Stillness(Clock::time_point now)
        : last_change_{now} {}
    // True: nothing more will come.
    bool is_reached(std::uint64_t height, const Turns& turns, Clock::time_point now);

  private:
    std::uint64_t height_ = 0;
    Clock::time_point last_change_;
    Turns seen_;
    std::map<vocabulary::BankCode, unsigned> finished_;  // since the ledger changed
};

}  // namespace zhida::stage
