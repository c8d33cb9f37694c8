// Erasing private records by two approvals. The ledger decides; holders of records destroy.
#pragma once

#include <functional>

#include "contracts/privacy/types/records.hpp"
#include "core/chain/act.hpp"

namespace zhida::privacy {

// Days a list's records are kept after it was finished; a county's own, else those of region 0.
inline constexpr std::string_view retention_parameter = "privacy.retention_days";

std::span<const chain::Act> acts();

// Nobody may be served this line's private record any more.
bool is_erased(const chain::View& view, const ListId& list, LineNumber line);

// Everything that was ordered to be destroyed, in order; no line: the whole list.
void each_erased(
    const chain::View& view,
    const std::function<void(const ListId& list, std::optional<LineNumber> line)>& visit);

}  // namespace zhida::privacy
