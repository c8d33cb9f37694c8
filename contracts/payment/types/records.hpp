// How accounts, orders and closed days lie in the state. Tables 0x30–0x3f.
#pragma once

#include "contracts/payment/types/messages.hpp"
#include "core/chain/view.hpp"

namespace zhida::payment {

// From so many days on that are not closed a bank's message with one more is refused; what a
// decision books on its own day finds room above.
inline constexpr std::size_t days_open_max = 400;
inline constexpr std::size_t days_kept_max = 1'000;

// One special account and its book, in fen (payment.md §1):
// received + interest − paid − fees = available + locked + returned_pending + interest_held.
struct Account {
    static constexpr std::uint8_t table = 0x30;
    using Key = std::tuple<AccountId>;
    vocabulary::OrganisationId finance = 0;
    std::uint64_t county = 0;
    BankCode bank = 0;
    Fen received;
    Fen interest;
    Fen paid;
    Fen fees;
    Fen available;
    Fen locked;
    Fen returned_pending;
    Fen interest_held;
    std::vector<base::Date> open_days;  // with a movement, not closed; ascending
    std::optional<base::Date> closed_to;
    Fen closing;                      // of the last closed day
    std::uint64_t last_sequence = 0;  // of the last closed statement
    bool stopped = false;             // by a duplicate debit, or by two officers
    std::uint32_t breaks = 0;         // that were ever opened
    std::uint32_t open_breaks = 0;
    static constexpr auto schema() {
        using T = Account;
        return codec::fields(
            codec::field<1>(&T::finance), codec::field<2>(&T::county), codec::field<3>(&T::bank),
            codec::field<4>(&T::received), codec::field<5>(&T::interest), codec::field<6>(&T::paid),
            codec::field<7>(&T::fees), codec::field<8>(&T::available), codec::field<9>(&T::locked),
            codec::field<10>(&T::returned_pending), codec::field<11>(&T::interest_held),
            codec::field<12>(&T::open_days, days_kept_max), codec::field<13>(&T::closed_to),
            codec::field<14>(&T::closing), codec::field<15>(&T::last_sequence),
            codec::field<16>(&T::stopped), codec::field<17>(&T::breaks),
            codec::field<18>(&T::open_breaks));
    }
};

struct Route {
    static constexpr std::uint8_t table = 0x31;
    using Key = std::tuple<std::uint64_t, BankCode>;  // county, payee's bank; 0 = every other bank
    AccountId account = 0;
    static constexpr auto schema() { return codec::fields(codec::field<1>(&Route::account)); }
};

struct Tally {
    std::uint32_t lines = 0;
    Fen fen;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&Tally::lines), codec::field<2>(&Tally::fen));
    }
    friend bool operator==(const Tally&, const Tally&) = default;
};

struct AccountDay {
    AccountId account = 0;
    base::Date day;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&AccountDay::account),
                             codec::field<2>(&AccountDay::day));
    }
    friend bool operator==(const AccountDay&, const AccountDay&) = default;
};

// The orders of one list as a whole. Each order counts in exactly one tally.
struct Batch {
    static constexpr std::uint8_t table = 0x32;
    using Key = std::tuple<ListId>;
    Tally orders;     // all that were made
    Tally unsent;     // RELEASED
    Tally in_flight;  // CLAIMED, ACCEPTED, IN_DOUBT
    Tally paid;
    Tally failed;
    Tally returned;
    Tally held;
    Tally cancelled;
    Tally reissued;
    Tally split;
    Tally withheld;
    Tally deposited;
    Tally refunded;
    std::uint32_t claimed_ever = 0;
    std::uint32_t open_breaks = 0;
    std::vector<AccountDay> days;  // on which its orders moved at a bank
    std::optional<base::Date> settled;
    static constexpr auto schema() {
        using T = Batch;
        return codec::fields(codec::field<1>(&T::orders), codec::field<2>(&T::unsent),
                             codec::field<3>(&T::in_flight), codec::field<4>(&T::paid),
                             codec::field<5>(&T::failed), codec::field<6>(&T::returned),
                             codec::field<7>(&T::held), codec::field<8>(&T::cancelled),
                             codec::field<9>(&T::reissued), codec::field<10>(&T::split),
                             codec::field<11>(&T::withheld), codec::field<12>(&T::deposited),
                             codec::field<13>(&T::refunded), codec::field<14>(&T::claimed_ever),
                             codec::field<15>(&T::open_breaks),
                             codec::field<16>(&T::days, days_kept_max),
                             codec::field<17>(&T::settled));
    }
};

struct Order {
    static constexpr std::uint8_t table = 0x33;
    using Key = std::tuple<ListId, LineNumber>;
    OrderState state = OrderState::released;
    AccountId account = 0;
    BankCode payee_bank = 0;
    vocabulary::Reference payee{};
    Fen amount;
    base::Date value_date;
    std::string end_to_end_id;
    std::uint32_t epoch = 0;  // of the agent that claimed it
    Reason reason = Reason::none;
    Evidence evidence = Evidence::answer;
    std::optional<chain::Digest> claim;   // transaction that claimed it
    std::optional<chain::Digest> result;  // transaction that gave its last outcome
    std::uint64_t claim_height = 0;       // of the blocks that hold the two
    std::uint64_t result_height = 0;
    base::Date day;                       // of its last move: at the bank where money moved there
    std::optional<OrderName> parent;      // whose money it pays out again
    std::optional<ListId> child_list;     // the list whose child orders hold this order's money
    static constexpr auto schema() {
        using T = Order;
        return codec::fields(codec::field<1>(&T::state), codec::field<2>(&T::account),
                             codec::field<3>(&T::payee_bank), codec::field<4>(&T::payee),
                             codec::field<5>(&T::amount), codec::field<6>(&T::value_date),
                             codec::field<7>(&T::end_to_end_id, 35), codec::field<8>(&T::epoch),
                             codec::field<9>(&T::reason), codec::field<10>(&T::evidence),
                             codec::field<11>(&T::claim), codec::field<12>(&T::result),
                             codec::field<13>(&T::claim_height),
                             codec::field<14>(&T::result_height), codec::field<15>(&T::day),
                             codec::field<16>(&T::parent), codec::field<17>(&T::child_list));
    }
};

// Where an order's money lies now: a follow-up list that has locked it for child orders holds it
// among the locked, although its state is still FAILED, RETURNED or WITHHELD.
constexpr Bucket bucket_now(const Order& order) {
    const Bucket own = word_of(order.state).bucket;
    return order.child_list && own != Bucket::none ? Bucket::locked : own;
}

// The agent that may claim for a bank now.
struct AgentEpoch {
    static constexpr std::uint8_t table = 0x34;
    using Key = std::tuple<BankCode>;
    std::uint32_t epoch = 0;
    static constexpr auto schema() { return codec::fields(codec::field<1>(&AgentEpoch::epoch)); }
};

// There while a list is suspended.
struct Halt {
    static constexpr std::uint8_t table = 0x3f;
    using Key = std::tuple<ListId>;
    bool stands_still = true;
    static constexpr auto schema() { return codec::fields(codec::field<1>(&Halt::stands_still)); }
};

// What was released to be paid from one account on one day (R1-19).
struct Released {
    static constexpr std::uint8_t table = 0x3d;
    using Key = std::tuple<AccountId, std::uint32_t>;  // account, value date
    Fen fen;
    static constexpr auto schema() { return codec::fields(codec::field<1>(&Released::fen)); }
};

// What the ledger booked on one account on one day.
struct DayBook {
    static constexpr std::uint8_t table = 0x35;
    using Key = std::tuple<AccountId, std::uint32_t>;  // account, day
    Tally credits;
    Tally debits;
    Tally returns;
    Tally interest;
    Tally fees;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&DayBook::credits), codec::field<2>(&DayBook::debits),
                             codec::field<3>(&DayBook::returns),
                             codec::field<4>(&DayBook::interest), codec::field<5>(&DayBook::fees));
    }
};

// Who signed a close, as it was (wire.md §8).
struct CloseSigner {
    chain::Digest transaction{};
    std::uint32_t person = 0;
    std::uint32_t organisation = 0;
    crypto::Algorithm algorithm = crypto::Algorithm::sm2_sm3;
    base::Bytes public_key;
    std::uint64_t height = 0;  // of the block that holds the transaction
    static constexpr auto schema() {
        using T = CloseSigner;
        return codec::fields(codec::field<1>(&T::transaction), codec::field<2>(&T::person),
                             codec::field<3>(&T::organisation), codec::field<4>(&T::algorithm),
                             codec::field<5>(&T::public_key, 65), codec::field<6>(&T::height));
    }
};

struct DayClose {
    static constexpr std::uint8_t table = 0x36;
    using Key = std::tuple<AccountId, std::uint32_t>;
    chain::Digest digest{};
    CloseDay close;
    CloseSigner bank;
    std::optional<CloseSigner> finance;
    static constexpr auto schema() {
        using T = DayClose;
        return codec::fields(codec::field<1>(&T::digest), codec::field<2>(&T::close),
                             codec::field<3>(&T::bank), codec::field<4>(&T::finance));
    }
};

}  // namespace zhida::payment
