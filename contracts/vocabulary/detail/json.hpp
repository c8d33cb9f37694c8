// A small strict JSON reader (RFC 8259) for the one file the ledger itself must read: objects,
// arrays, texts, whole numbers, true, false, null. No fractions or exponents: nothing here is a
// measurement. Depth and size are bounded.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zhida::vocabulary::detail {

inline constexpr unsigned json_depth_max = 8;

struct Json {
    enum class Kind { null, boolean, integer, text, array, object };
    Kind kind = Kind::null;
    bool boolean = false;
    std::uint64_t integer = 0;
    std::string text;
    std::vector<Json> items;
    std::vector<std::pair<std::string, Json>> members;  // in order, repetitions kept
};

std::optional<Json> parse_json(std::string_view text);

}  // namespace zhida::vocabulary::detail
