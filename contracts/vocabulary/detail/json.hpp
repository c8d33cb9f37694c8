// A small strict JSON reader (RFC 8259) for the one file the ledger itself must read: objects,
// arrays, texts, numbers, true, false, null. Only whole numbers without a sign have a value here;
// of others, and of those with more than 18 digits, it is known that they are numbers. Depth is
// bounded.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zhida::vocabulary::detail {

inline constexpr unsigned json_depth_max = 8;

struct JsonMember;

struct Json {
    enum class Kind { null, boolean, integer, number, text, array, object };
    Kind kind = Kind::null;
    bool boolean = false;
    std::uint64_t integer = 0;
    std::string text;
    std::vector<Json> items;
    std::vector<JsonMember> members;  // in order, repetitions kept
};

struct JsonMember {
    std::string name;
    Json value;
};

std::optional<Json> parse_json(std::string_view text);

}  // namespace zhida::vocabulary::detail
