// The contracts this node runs, as the machine takes them.
#pragma once

#include <vector>

#include "core/chain/act.hpp"

namespace zhida::node {

// Valid as long as the program.
const chain::Assembly& assembly();
// All numbered refusals, of the machine and of every contract, ascending.
const std::vector<chain::RefusalText>& refusals();
// Nothing for a number nobody gave.
const chain::RefusalText* refusal(chain::Code code);

}  // namespace zhida::node
