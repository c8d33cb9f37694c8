// Delegations, own and lost keys, suspensions, parameter packs, confirmed time: the acts of
// types/powers.hpp. Private to the registry but for what registry.hpp shows.
#pragma once

#include "contracts/registry/types/records.hpp"
#include "core/chain/act.hpp"

namespace zhida::registry {

inline constexpr std::string_view parameter_delegation_days = "registry.delegation_days";

// The person in whose role the body acts: the signer's own, or that of who delegated to her.
chain::Verdict check_delegation(const chain::Body& body, const chain::View& view,
                                base::Seconds now, PersonId& principal);
chain::Verdict check_suspended(const chain::View& view, PersonId person,
                               OrganisationId organisation);
void put_key(chain::Draft& draft, const chain::Context& context, PersonId person,
             crypto::Algorithm algorithm, const base::Bytes& bytes);
// Whether one more value of the parameter fits.
chain::Verdict check_room(const chain::View& view, std::string_view key, std::uint64_t region,
                          std::size_t more);
void add_value(chain::Draft& draft, const PackEntry& entry, const std::string& document);

chain::Verdict check_state(const Delegate& m, const chain::Context& context,
                           const chain::View& view);
void apply(const Delegate& m, const chain::Context& context, chain::Draft& draft);
chain::Verdict check_state(const EndDelegation& m, const chain::Context& context,
                           const chain::View& view);
void apply(const EndDelegation& m, const chain::Context& context, chain::Draft& draft);
chain::Verdict check_state(const RotateKey& m, const chain::Context& context,
                           const chain::View& view);
void apply(const RotateKey& m, const chain::Context& context, chain::Draft& draft);
chain::Verdict check_state(const RecoverKey& m, const chain::Context& context,
                           const chain::View& view);
void apply(const RecoverKey& m, const chain::Context& context, chain::Draft& draft);
chain::Verdict check_state(const Suspend& m, const chain::Context& context,
                           const chain::View& view);
void apply(const Suspend& m, const chain::Context& context, chain::Draft& draft);
chain::Verdict check_state(const Resume& m, const chain::Context& context,
                           const chain::View& view);
void apply(const Resume& m, const chain::Context& context, chain::Draft& draft);
chain::Verdict check_state(const SetParameters& m, const chain::Context& context,
                           const chain::View& view);
void apply(const SetParameters& m, const chain::Context& context, chain::Draft& draft);
chain::Verdict check_state(const ConfirmTime& m, const chain::Context& context,
                           const chain::View& view);
void apply(const ConfirmTime& m, const chain::Context& context, chain::Draft& draft);

}  // namespace zhida::registry
