// Events as followers get them: a name, and fields in the clear where the payload is known.
#pragma once

#include <set>

#include "gateway/node.hpp"

namespace zhida::gateway {

using Kinds = std::set<std::uint16_t>;  // empty: all
inline constexpr std::size_t kinds_bytes_max = 400;

std::string event_json(const EventView& event);
// Names as in the events, parted by commas. Nothing: one of them is unknown.
std::optional<Kinds> read_kinds(std::string_view names);
std::string_view event_name(std::uint16_t kind);  // `event` for one without a name

}  // namespace zhida::gateway
