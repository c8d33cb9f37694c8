// County finance's own matching of a day, before she signs what the bank closed: her statement
// against the ledger's orders. The agent's log is the bank's; she trusts neither.
#pragma once

#include "client/state_view.hpp"
#include "contracts/payment/types/records.hpp"

namespace zhida::walk {

struct OpenDay {
    vocabulary::AccountId id = 0;
    payment::Account account;
    base::Date day;
};
// Days that wait for a close: those with a movement on the ledger, and those a bank has closed
// because of its own book. By account, then day.
std::vector<OpenDay> open_days(const client::StateView& view);

// An error names the first thing that speaks against signing.
base::Status reconcile(client::Ledger& ledger, const client::StateView& view, crypto::Hash hash,
                       const payment::Account& account, const payment::DayClose& close);

}  // namespace zhida::walk
