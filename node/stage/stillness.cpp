#include "node/stage/stillness.hpp"

#include <algorithm>

namespace zhida::stage {

bool Stillness::is_reached(std::uint64_t height, const Turns& turns, Clock::time_point now) {
    if (height != height_) {
        height_ = height;
        last_change_ = now;
        seen_ = turns;
        finished_.clear();
        return false;
    }
    for (const auto& [bank, count] : turns) {
        if (seen_[bank] == count) continue;
        seen_[bank] = count;
        ++finished_[bank];
    }
    const auto quiet = now - last_change_;
    if (quiet > quiet_max) return true;
    return quiet >= quiet_min && std::ranges::all_of(turns, [&](const auto& turn) {
               return finished_[turn.first] >= quiet_turns;
           });
}

}  // namespace zhida::stage
