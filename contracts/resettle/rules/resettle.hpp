// The resettlement contract as others see it: its acts, timers and invariants, and reading a list.
#pragma once

#include "contracts/resettle/types/records.hpp"
#include "core/chain/act.hpp"

namespace zhida::resettle {

std::span<const chain::Act> acts();
std::span<const chain::TimerKind> timers();
std::span<const chain::Invariant> invariants();

// The stored state, or PAYING and SETTLED as its orders have it (payment.md §2).
ListState state_now(const chain::View& view, const ListId& id, const List& list);
crypto::Digest overlay_now(const chain::View& view, crypto::Hash hash, const ListId& id,
                           const List& list);

}  // namespace zhida::resettle
