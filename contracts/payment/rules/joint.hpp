// Words that several people of different bodies must say alike: one transaction each, and every
// later one names the transaction before it (wire.md §3).
#pragma once

#include "contracts/payment/types/case_records.hpp"
#include "core/chain/act.hpp"

namespace zhida::payment {

// The signer acts in one of these roles, has seen the last signature, and is of another body than
// all who signed before.
chain::Verdict check_joint(const chain::Context& context, const chain::View& view,
                           const chain::Digest& subject, const Previous& previous,
                           std::span<const vocabulary::Role> roles);
// Adds the signature. Gives all there are now.
Joint sign_joint(chain::Draft& draft, const chain::Context& context, const chain::Digest& subject);
// What was to be decided is decided: the same words may be said again one day.
void end_joint(chain::Draft& draft, const chain::Digest& subject);
bool has_role(const Joint& joint, vocabulary::Role role);
CloseSigner signer_of(const chain::Context& context);

}  // namespace zhida::payment
