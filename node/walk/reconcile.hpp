// County finance's own matching of a day, before she signs what the bank closed: her statement
// against the ledger's orders. The agent's log is the bank's; she trusts neither.
#pragma once

#include "client/state_view.hpp"
#include "contracts/payment/types/records.hpp"

namespace zhida::walk {

// An error names the first thing that speaks against signing.
base::Status reconcile(client::Ledger& ledger, const client::StateView& view, crypto::Hash hash,
                       const payment::Account& account, const payment::DayClose& close);

}  // namespace zhida::walk
