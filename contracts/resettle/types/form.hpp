// What the forms of several acts share: numbers that ascend, reasons that say something.
#pragma once

#include <string>
#include <vector>

#include "contracts/resettle/types/refusals.hpp"
#include "contracts/vocabulary/words.hpp"

namespace zhida::resettle {

template <class T, class Get>
chain::Verdict check_ascending(const std::vector<T>& items, Reject when_empty, Get number_of) {
    if (items.empty()) return chain::refuse(when_empty);
    for (std::size_t i = 1; i < items.size(); ++i) {
        if (number_of(items[i]) <= number_of(items[i - 1])) {
            return chain::refuse(Reject::sections_unordered, std::to_string(number_of(items[i])));
        }
    }
    return std::nullopt;
}

inline chain::Verdict check_lines(const std::vector<vocabulary::LineNumber>& lines) {
    return check_ascending(lines, Reject::chunk_empty,
                           [](vocabulary::LineNumber line) { return line; });
}

inline chain::Verdict check_reason(const std::string& reason) {
    if (reason.empty()) return chain::refuse(Reject::reason_unlawful, "empty");
    return std::nullopt;
}

}  // namespace zhida::resettle
