// What can be said to the payment contract. Types 300–399. Amounts in fen, days in UTC+8.
#pragma once

#include <vector>

#include "contracts/payment/types/orders.hpp"
#include "contracts/payment/types/refusals.hpp"
#include "contracts/vocabulary/reasons.hpp"
#include "contracts/vocabulary/wire.hpp"
#include "contracts/vocabulary/words.hpp"
#include "core/chain/transaction.hpp"

namespace zhida::payment {

using vocabulary::AccountId;
using vocabulary::BankCode;
using vocabulary::Fen;
using vocabulary::LineNumber;
using vocabulary::ListId;
using vocabulary::Reason;

// The last block a bank has seen: what keeps a one-operator ledger honest (payment.md §1).
struct Seen {
    std::uint64_t height = 0;
    chain::Digest block_hash{};
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&Seen::height), codec::field<2>(&Seen::block_hash));
    }
};

// An order by its list and line.
struct OrderName {
    ListId list{};
    LineNumber line = 0;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&OrderName::list), codec::field<2>(&OrderName::line));
    }
    friend auto operator<=>(const OrderName&, const OrderName&) = default;
};

// A special account (县征迁财政专户) of a county finance body at one member bank. Its number is
// known to those two and not on the ledger.
struct OpenAccount {
    static constexpr std::uint16_t type = 300;
    static constexpr std::string_view name = "open_account";
    AccountId id = 0;
    vocabulary::OrganisationId finance = 0;
    std::uint64_t county = 0;
    BankCode bank = 0;
    static constexpr auto schema() {
        using T = OpenAccount;
        return codec::fields(codec::field<1>(&T::id), codec::field<2>(&T::finance),
                             codec::field<3>(&T::county), codec::field<4>(&T::bank));
    }
};

// Payees of `bank` in `county` are paid from `account`; bank 0 is every bank without a row.
struct SetRoute {
    static constexpr std::uint16_t type = 301;
    static constexpr std::string_view name = "set_route";
    std::uint64_t county = 0;
    BankCode bank = 0;
    AccountId account = 0;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&SetRoute::county), codec::field<2>(&SetRoute::bank),
                             codec::field<3>(&SetRoute::account));
    }
};

// The account's bank says that money came in. The only way money enters.
struct NoteCredit {
    static constexpr std::uint16_t type = 302;
    static constexpr std::string_view name = "note_credit";
    AccountId account = 0;
    Fen amount;
    base::Date booked;
    chain::Digest evidence{};  // digest of the bank's own notification
    Seen seen;
    static constexpr auto schema() {
        using T = NoteCredit;
        return codec::fields(codec::field<1>(&T::account), codec::field<2>(&T::amount),
                             codec::field<3>(&T::booked), codec::field<4>(&T::evidence),
                             codec::field<5>(&T::seen));
    }
};

// Agent `epoch` of the account's bank will send these orders. Committed before anything is sent.
struct ClaimOrders {
    static constexpr std::uint16_t type = 303;
    static constexpr std::string_view name = "claim_orders";
    BankCode bank = 0;
    std::uint32_t epoch = 0;
    ListId list{};
    std::vector<LineNumber> lines;
    static constexpr auto schema() {
        using T = ClaimOrders;
        return codec::fields(codec::field<1>(&T::bank), codec::field<2>(&T::epoch),
                             codec::field<3>(&T::list),
                             codec::field<4>(&T::lines, vocabulary::orders_per_batch_max));
    }
};

// What proves an outcome.
enum class Evidence : std::uint8_t {
    answer = 1, enquiry = 2, statement = 3, timeout = 4, officers = 5,
};
constexpr bool is_known(Evidence e) { return e >= Evidence::answer && e <= Evidence::officers; }

struct Outcome {
    LineNumber line = 0;
    OrderState state = OrderState::paid;
    Reason reason = Reason::none;
    Evidence evidence = Evidence::answer;
    static constexpr auto schema() {
        using T = Outcome;
        return codec::fields(codec::field<1>(&T::line), codec::field<2>(&T::state),
                             codec::field<3>(&T::reason), codec::field<4>(&T::evidence));
    }
};

struct ReportResults {
    static constexpr std::uint16_t type = 304;
    static constexpr std::string_view name = "report_results";
    BankCode bank = 0;
    std::uint32_t epoch = 0;
    ListId list{};
    base::Date booked;
    std::vector<Outcome> outcomes;
    static constexpr auto schema() {
        using T = ReportResults;
        return codec::fields(codec::field<1>(&T::bank), codec::field<2>(&T::epoch),
                             codec::field<3>(&T::list), codec::field<4>(&T::booked),
                             codec::field<5>(&T::outcomes, vocabulary::orders_per_batch_max));
    }
};

// Credited, then sent back.
struct ReturnedOrder {
    LineNumber line = 0;
    Reason reason = Reason::other;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&ReturnedOrder::line),
                             codec::field<2>(&ReturnedOrder::reason));
    }
};

struct ReportReturns {
    static constexpr std::uint16_t type = 305;
    static constexpr std::string_view name = "report_returns";
    BankCode bank = 0;
    ListId list{};
    base::Date booked;
    std::vector<ReturnedOrder> returns;
    static constexpr auto schema() {
        using T = ReportReturns;
        return codec::fields(codec::field<1>(&T::bank), codec::field<2>(&T::list),
                             codec::field<3>(&T::booked),
                             codec::field<4>(&T::returns, vocabulary::orders_per_batch_max));
    }
};

enum class BreakKind : std::uint8_t {
    missing_at_bank = 1,
    missing_on_ledger,
    amount,
    duplicate_debit,
    late_return,
    in_doubt,
    contradiction,  // the bank told another end than before
    not_received,   // the payee's bank has no credit record
    late_debit,     // of an order that failed, came back or was replaced: a recovery case
};
constexpr bool is_known(BreakKind k) {
    return k >= BreakKind::missing_at_bank && k <= BreakKind::late_debit;
}

// A difference that stands as a named open item when a day closes. `bank_more` is what the bank's
// book has above the ledger's because of it, as two columns because money has no sign here.
struct BreakItem {
    BreakKind kind = BreakKind::in_doubt;
    std::optional<ListId> list;
    LineNumber line = 0;
    Fen bank_more;
    Fen bank_less;
    static constexpr auto schema() {
        using T = BreakItem;
        return codec::fields(codec::field<1>(&T::kind), codec::field<2>(&T::list),
                             codec::field<3>(&T::line), codec::field<4>(&T::bank_more),
                             codec::field<5>(&T::bank_less));
    }
};

inline constexpr std::size_t break_items_max = 2'000;

// The bank closes its day: its statement's figures, and every difference by name.
struct CloseDay {
    static constexpr std::uint16_t type = 306;
    static constexpr std::string_view name = "close_day";
    AccountId account = 0;
    base::Date day;
    Fen opening;
    Fen closing;
    std::uint64_t first_sequence = 0;  // of the statement's entries; contiguous
    std::uint64_t last_sequence = 0;
    chain::Digest statement{};  // digest of the statement's bytes
    std::vector<BreakItem> items;
    Seen seen;
    static constexpr auto schema() {
        using T = CloseDay;
        return codec::fields(
            codec::field<1>(&T::account), codec::field<2>(&T::day), codec::field<3>(&T::opening),
            codec::field<4>(&T::closing), codec::field<5>(&T::first_sequence),
            codec::field<6>(&T::last_sequence), codec::field<7>(&T::statement),
            codec::field<8>(&T::items, break_items_max), codec::field<9>(&T::seen));
    }
};

// County finance's reconciler signs the same close after her own matching.
struct ConfirmClose {
    static constexpr std::uint16_t type = 307;
    static constexpr std::string_view name = "confirm_close";
    AccountId account = 0;
    base::Date day;
    chain::Digest close{};  // digest of the CloseDay the bank signed
    Seen seen;
    static constexpr auto schema() {
        using T = ConfirmClose;
        return codec::fields(codec::field<1>(&T::account), codec::field<2>(&T::day),
                             codec::field<3>(&T::close), codec::field<4>(&T::seen));
    }
};

chain::Verdict check_form(const OpenAccount& m);
chain::Verdict check_form(const SetRoute& m);
chain::Verdict check_form(const NoteCredit& m);
chain::Verdict check_form(const ClaimOrders& m);
chain::Verdict check_form(const ReportResults& m);
chain::Verdict check_form(const ReportReturns& m);
chain::Verdict check_form(const CloseDay& m);
chain::Verdict check_form(const ConfirmClose& m);

// 32 characters, from the ledger and the order and nothing else: never from the attempt.
std::string end_to_end_id(crypto::Hash hash, const chain::Digest& ledger_id, const ListId& list,
                          LineNumber line);
// The digest by which the reconciler names the bank's close.
chain::Digest close_digest(crypto::Hash hash, const CloseDay& close);

}  // namespace zhida::payment
