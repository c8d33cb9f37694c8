// What changed between two versions of a package, line by line and village by village.
#pragma once

#include <map>
#include <vector>

#include "intake/package.hpp"

namespace zhida::intake {

// A line of the old version, of the new one, or of both with something changed.
struct LineChange {
    const Line* before = nullptr;
    const Line* after = nullptr;
    bool amount = false;   // the amount, or what it is computed from
    bool account = false;  // account or its bank
    bool payee = false;    // who is paid: number, name or kind
    bool other = false;    // line number, village, household, remark, phone
};

struct VillageChange {
    std::uint64_t lines_before = 0;
    std::int64_t fen_before = 0;
    std::uint64_t lines_after = 0;
    std::int64_t fen_after = 0;
    std::uint64_t added = 0;
    std::uint64_t removed = 0;
    std::uint64_t changed = 0;  // counted where the line is now
};

struct Difference {
    // By village, agreement, installment and item. Points into the two contents.
    std::vector<LineChange> lines;
    std::map<std::uint64_t, VillageChange> villages;
    VillageChange all;
};

// Lines are the same when agreement, installment, item and payee are; of what is left over, when
// the first three are: then the payee changed.
Difference compare(const Content& before, const Content& after);

}  // namespace zhida::intake
