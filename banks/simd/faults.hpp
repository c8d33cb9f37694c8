// How a simulated bank misbehaves on demand.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/result.hpp"

namespace zhida::simd {

inline constexpr std::int64_t delay_ms_max = 600'000;
inline constexpr std::int64_t fault_max = 1'000'000;  // answers that go wrong one way

// How many of the next answers go wrong, and how.
struct Faults {
    std::int64_t lose_requests = 0;  // the connection is cut before anything is done
    std::int64_t lose_replies = 0;   // executed, then the connection is cut
    std::int64_t lose_answers = 0;   // of enquiries
    std::int64_t rubbish = 0;        // executed, then a page of HTML with status 200
    std::int64_t errors = 0;         // executed, then 500
    std::int64_t cut_short = 0;      // executed, then half of the message
    std::int64_t delay_ms = 0;       // before every answer
};

// A JSON object, as {"lose_replies":3}. A name that is none and a number out of its range are
// refused by name.
base::Result<Faults> read_faults(std::string_view json);

}  // namespace zhida::simd
