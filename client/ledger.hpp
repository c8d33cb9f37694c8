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
    chain::Digest state_root{};
    base::Date today() const { return base::day_in_china(time); }
};

// A list whose accounts a bank has still to verify, from line `next` on.
struct VerificationWork {
    vocabulary::ListId list{};
    vocabulary::LineNumber next = 0;
    vocabulary::LineNumber lines = 0;
    static constexpr auto schema() {
        using T = VerificationWork;
        return codec::fields(codec::field<1>(&T::list), codec::field<2>(&T::next),
                             codec::field<3>(&T::lines));
    }
};

struct OrderView {
    vocabulary::ListId list{};
    vocabulary::LineNumber line = 0;
    payment::OrderState state = payment::OrderState::released;
    std::uint32_t epoch = 0;
    vocabulary::Fen amount;
    std::string end_to_end_id;
    base::Date value_date;
    vocabulary::AccountId account = 0;
    base::Date day;  // of its last move: at the bank where money moved there
    static constexpr auto schema() {
        using T = OrderView;
        return codec::fields(codec::field<1>(&T::list), codec::field<2>(&T::line),
                             codec::field<3>(&T::state), codec::field<4>(&T::epoch),
                             codec::field<5>(&T::amount), codec::field<6>(&T::end_to_end_id, 35),
                             codec::field<7>(&T::value_date), codec::field<8>(&T::account),
                             codec::field<9>(&T::day));
    }
};

struct AccountView {
    vocabulary::AccountId id = 0;
    vocabulary::BankCode bank = 0;
    vocabulary::Fen closing;
    std::uint64_t last_sequence = 0;
    std::optional<base::Date> closed_to;
    std::vector<base::Date> open_days;
    std::optional<base::Date> pending_close;  // the bank has closed it, county finance not yet
    bool stopped = false;                     // nothing may be claimed or sent
    static constexpr auto schema() {
        using T = AccountView;
        return codec::fields(codec::field<1>(&T::id), codec::field<2>(&T::bank),
                             codec::field<3>(&T::closing), codec::field<4>(&T::last_sequence),
                             codec::field<5>(&T::closed_to), codec::field<6>(&T::open_days, 400),
                             codec::field<7>(&T::pending_close), codec::field<8>(&T::stopped));
    }
};

// An entry of the state as it lies there; nothing in it is personal.
struct StateEntry {
    base::Bytes key;
    base::Bytes value;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&StateEntry::key, store::key_bytes_max),
                             codec::field<2>(&StateEntry::value, store::value_bytes_max));
    }
};
inline constexpr std::size_t state_entries_max = 1'000;  // at once
inline constexpr std::size_t open_orders_max = 5'000;    // at once
inline constexpr std::size_t accounts_max = 1'000;
inline constexpr std::size_t statement_bytes_max = 24 << 20;

// An answer of several, as it travels.
template <class T, std::size_t max>
struct Several {
    std::vector<T> all;
    static constexpr auto schema() { return codec::fields(codec::field<1>(&Several::all, max)); }
};
using SeveralOrders = Several<OrderView, open_orders_max>;
using SeveralAccounts = Several<AccountView, accounts_max>;
using SeveralWorks = Several<VerificationWork, accounts_max>;
using SeveralEntries = Several<StateEntry, state_entries_max>;

// A place in the order of all orders.
struct OrderPlace {
    vocabulary::ListId list{};
    vocabulary::LineNumber line = 0;
};

class Ledger {
  public:
    virtual ~Ledger() = default;
    virtual base::Result<Status> status() = 0;
    // Returns when the transaction stands in a durable block.
    virtual base::Result<chain::Receipt> submit(const base::Bytes& envelope) = 0;
    virtual base::Result<std::vector<VerificationWork>> verification_work(
        vocabulary::BankCode bank) = 0;
    // Orders on accounts at this bank that are not final, in order from a place on; at most
    // open_orders_max.
    virtual base::Result<std::vector<OrderView>> open_orders(vocabulary::BankCode bank,
                                                             const OrderPlace& from,
                                                             std::size_t limit) = 0;
    virtual base::Result<std::vector<AccountView>> accounts(vocabulary::BankCode bank) = 0;
    // Orders of one list on accounts at this bank, final ones too, from line `from` on.
    virtual base::Result<std::vector<OrderView>> list_orders(vocabulary::BankCode bank,
                                                             const vocabulary::ListId& list,
                                                             vocabulary::LineNumber from,
                                                             std::size_t limit) = 0;
    // Records this organisation may read, sealed; CBOR of vault::SealedLines.
    virtual base::Result<base::Bytes> sealed(const vocabulary::ListId& list,
                                             vocabulary::OrganisationId organisation,
                                             vocabulary::LineNumber from, std::size_t limit) = 0;
    // Entries of the committed state whose key begins with `prefix`, from `from` on.
    virtual base::Result<std::vector<StateEntry>> state(base::ByteView prefix, base::ByteView from,
                                                        std::size_t limit) = 0;
    // A bank's statement, for those who reconcile; kept under its digest.
    virtual base::Status keep_statement(const base::Bytes& bytes) = 0;
    virtual base::Result<base::Bytes> statement(const chain::Digest& digest) = 0;
};

}  // namespace zhida::client
