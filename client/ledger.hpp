// A ledger as its clients see it, wherever it runs: submit and wait until it is durable, and read.
#pragma once

#include <functional>

#include "contracts/payment/types/messages.hpp"
#include "contracts/resettle/types/messages.hpp"
#include "core/chain/machine.hpp"

namespace zhida::client {

struct Status {
    chain::Digest ledger_id{};
    std::uint64_t height = 0;
    chain::Digest block_hash{};
    base::Seconds time = 0;
    base::Date today() const { return base::day_in_china(time); }
};

// A list whose accounts a bank has still to verify, from line `next` on.
struct VerificationWork {
    vocabulary::ListId list{};
    vocabulary::LineNumber next = 0;
    vocabulary::LineNumber lines = 0;
};

struct OrderView {
    vocabulary::ListId list{};
    vocabulary::LineNumber line = 0;
    payment::OrderState state = payment::OrderState::released;
    std::uint32_t epoch = 0;
    vocabulary::Fen amount;
    std::string end_to_end_id;
    base::Date value_date;
};

struct AccountView {
    vocabulary::AccountId id = 0;
    vocabulary::BankCode bank = 0;
    vocabulary::Fen closing;
    std::uint64_t last_sequence = 0;
    std::optional<base::Date> closed_to;
    std::vector<base::Date> open_days;
};

class Ledger {
  public:
    virtual ~Ledger() = default;
    virtual base::Result<Status> status() = 0;
    // Returns when the transaction stands in a durable block.
    virtual base::Result<chain::Receipt> submit(const base::Bytes& envelope) = 0;
    virtual base::Result<std::vector<VerificationWork>> verification_work(
        vocabulary::BankCode bank) = 0;
    // Orders on accounts at this bank that are not final, of one list after another.
    virtual base::Result<std::vector<OrderView>> open_orders(vocabulary::BankCode bank,
                                                             std::size_t limit) = 0;
    virtual base::Result<std::vector<AccountView>> accounts(vocabulary::BankCode bank) = 0;
    // The order behind an end-to-end id of a list this bank pays.
    virtual base::Result<std::optional<OrderView>> order(const std::string& end_to_end_id) = 0;
    // Records this organisation may read, sealed; CBOR of vault::SealedLines.
    virtual base::Result<base::Bytes> sealed(const vocabulary::ListId& list,
                                             vocabulary::OrganisationId organisation,
                                             vocabulary::LineNumber from, std::size_t limit) = 0;
};

}  // namespace zhida::client
