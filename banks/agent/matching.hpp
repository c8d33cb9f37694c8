// The three-way reconciliation of one day (payment.md §5): ledger × agent's log × statement, by
// end-to-end id, then amount. Whoever matches brings what he knows of an order; every difference
// comes out as a named item with what the bank's book has above or below the ledger's.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "banks/port/port.hpp"
#include "contracts/payment/types/messages.hpp"

namespace zhida::agent {

// An order as ledger and log have it.
struct KnownOrder {
    vocabulary::ListId list{};
    vocabulary::LineNumber line = 0;
    vocabulary::Fen amount;
    payment::OrderState state = payment::OrderState::released;
    bool booked_before = false;   // a debit for it stood on an earlier statement
    bool missing_before = false;  // an earlier statement should have shown it and did not
};

struct Books {
    // By end-to-end id; nothing: neither ledger nor log has it.
    std::function<std::optional<KnownOrder>(const std::string&)> find;
    // Orders the ledger calls paid by the end of this day and no earlier statement showed.
    std::vector<std::pair<std::string, KnownOrder>> paid_unseen;
};

// The statement's own sum and numbering: opening + Σ = closing, sequence numbers contiguous.
base::Status check_statement(const bank_port::Statement& statement);
std::vector<payment::BreakItem> match(const bank_port::Statement& statement, const Books& books);

}  // namespace zhida::agent
