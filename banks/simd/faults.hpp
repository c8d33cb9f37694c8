// How a simulated bank misbehaves on demand.
#pragma once

#include <cstdint>
#include <string_view>

#include "banks/sim/manners.hpp"
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
    std::int64_t stale = 0;          // executed, then the reply to the message before
    std::int64_t oversize = 0;       // executed, then more than anybody reads
    std::int64_t delay_ms = 0;       // before every answer
    std::int64_t lose_newest = 0;    // at once: so many movements, as after a crash
    sim::Conduct conduct;
};

// A JSON object, as {"lose_replies":3} or {"manner":"double-post","one_in":10,"seed":7}; the manner
// `mixed` gives every drawn payment one of its own. With banks' codes as its only names,
// {"102":{…},"403":{…}}, each bank takes its own object, and a bank that is not named none. A name
// that is none and a number out of its range are refused by name; so they are for a bank that the
// caller is not.
base::Result<Faults> read_faults(std::string_view json, std::string_view bank);

}  // namespace zhida::simd
