// Who signed a request (client/credential.hpp).
#pragma once

#include "gateway/detail/route_table.hpp"

namespace zhida::gateway::detail {

// Nothing: nobody the ledger knows, or not of now, or the signature does not fit.
std::optional<Caller> authenticated(Node& node, const transport::Request& request, Signer by);
// As far as the head alone tells: a known key, and a time of now.
bool may_be_signed(Node& node, const transport::Request& head, Signer by);

}  // namespace zhida::gateway::detail
