// The dates before a list: both notices are full before the first agreement is signed, and the last
// agreement is signed before the list is made.
#pragma once

#include "contracts/vocabulary/manifest.hpp"

namespace zhida::generator::detail {

struct Notices {
    vocabulary::Period pre;
    vocabulary::Period plan;
    base::Date first_signing;
    base::Date last_signing;
};

// Ten working days after the first notice begins are over long before the second one is full (no
// holiday lasts two months), so no calendar is needed here.
constexpr Notices notices_before(base::Date list_day) {
    const auto before = [&](int days) { return base::plus_days(list_day, -days); };
    return {{before(135), before(121)}, {before(107), before(75)}, before(74), before(1)};
}

}  // namespace zhida::generator::detail
