// What is said when a payment does not go straight: recalls, a payee who got nothing, doubts and
// differences decided by people, queues stopped and opened again. Types 308–319.
#pragma once

#include "contracts/payment/types/messages.hpp"

namespace zhida::payment {

// The last signature under words that several people of different bodies must say alike. The first
// of them leaves it empty; each later one names the transaction before hers.
using Previous = std::optional<chain::Digest>;

// The county asks the bank to give a claimed order up (camt.056). It asks; nothing moves.
struct RequestRecall {
    static constexpr std::uint16_t type = 308;
    static constexpr std::string_view name = "request_recall";
    ListId list{};
    LineNumber line = 0;
    Reason reason = Reason::none;
    chain::Digest document{};
    static constexpr auto schema() {
        using T = RequestRecall;
        return codec::fields(codec::field<1>(&T::list), codec::field<2>(&T::line),
                             codec::field<3>(&T::reason), codec::field<4>(&T::document));
    }
};

enum class RecallAnswer : std::uint8_t { given_up = 1, refused = 2 };
constexpr bool is_known(RecallAnswer a) {
    return a == RecallAnswer::given_up || a == RecallAnswer::refused;
}

// The bank's answer (camt.029). Given up: it has not paid and never will, so the order failed.
struct AnswerRecall {
    static constexpr std::uint16_t type = 309;
    static constexpr std::string_view name = "answer_recall";
    BankCode bank = 0;
    ListId list{};
    LineNumber line = 0;
    RecallAnswer answer = RecallAnswer::refused;
    chain::Digest evidence{};  // digest of the bank's own message
    static constexpr auto schema() {
        using T = AnswerRecall;
        return codec::fields(codec::field<1>(&T::bank), codec::field<2>(&T::list),
                             codec::field<3>(&T::line), codec::field<4>(&T::answer),
                             codec::field<5>(&T::evidence));
    }
};

// A payee says that a PAID order never reached her; an officer writes it down.
struct ClaimNotReceived {
    static constexpr std::uint16_t type = 310;
    static constexpr std::string_view name = "claim_not_received";
    ListId list{};
    LineNumber line = 0;
    chain::Digest document{};  // digest of her statement
    static constexpr auto schema() {
        using T = ClaimNotReceived;
        return codec::fields(codec::field<1>(&T::list), codec::field<2>(&T::line),
                             codec::field<3>(&T::document));
    }
};

// The payee's bank shows its credit record, or that there is none.
struct AnswerNotReceived {
    static constexpr std::uint16_t type = 311;
    static constexpr std::string_view name = "answer_not_received";
    BankCode bank = 0;
    ListId list{};
    LineNumber line = 0;
    bool credited = false;
    chain::Digest evidence{};  // digest of the credit record
    static constexpr auto schema() {
        using T = AnswerNotReceived;
        return codec::fields(codec::field<1>(&T::bank), codec::field<2>(&T::list),
                             codec::field<3>(&T::line), codec::field<4>(&T::credited),
                             codec::field<5>(&T::evidence));
    }
};

// The bank now says another end than the one it gave before. Opens a break, overwrites nothing.
struct ReportContradiction {
    static constexpr std::uint16_t type = 312;
    static constexpr std::string_view name = "report_contradiction";
    BankCode bank = 0;
    ListId list{};
    LineNumber line = 0;
    OrderState told = OrderState::failed;
    chain::Digest evidence{};
    static constexpr auto schema() {
        using T = ReportContradiction;
        return codec::fields(codec::field<1>(&T::bank), codec::field<2>(&T::list),
                             codec::field<3>(&T::line), codec::field<4>(&T::told),
                             codec::field<5>(&T::evidence));
    }
};

// People of different bodies decide an order in doubt with the bank's written evidence.
struct ResolveDoubt {
    static constexpr std::uint16_t type = 313;
    static constexpr std::string_view name = "resolve_doubt";
    ListId list{};
    LineNumber line = 0;
    OrderState outcome = OrderState::paid;
    Reason reason = Reason::none;
    base::Date booked;
    chain::Digest evidence{};
    Previous previous;
    static constexpr auto schema() {
        using T = ResolveDoubt;
        return codec::fields(codec::field<1>(&T::list), codec::field<2>(&T::line),
                             codec::field<3>(&T::outcome), codec::field<4>(&T::reason),
                             codec::field<5>(&T::booked), codec::field<6>(&T::evidence),
                             codec::field<7>(&T::previous));
    }
};

enum class BreakEnd : std::uint8_t {
    bank_corrected = 1,    // the bank booked the opposite, or what was missing
    ledger_confirmed = 2,  // the ledger was right; the bank says so in writing
    recovered = 3,         // the payee paid it back
    borne = 4,             // somebody bears the loss, as the document says
};
constexpr bool is_known(BreakEnd e) {
    return e >= BreakEnd::bank_corrected && e <= BreakEnd::borne;
}

struct ResolveBreak {
    static constexpr std::uint16_t type = 314;
    static constexpr std::string_view name = "resolve_break";
    AccountId account = 0;
    std::uint32_t number = 0;
    BreakEnd how = BreakEnd::bank_corrected;
    chain::Digest evidence{};
    Previous previous;
    static constexpr auto schema() {
        using T = ResolveBreak;
        return codec::fields(codec::field<1>(&T::account), codec::field<2>(&T::number),
                             codec::field<3>(&T::how), codec::field<4>(&T::evidence),
                             codec::field<5>(&T::previous));
    }
};

// County finance and the new area's finance give interest and money that came back to the
// programme again (payment.md §1). The orders become REFUNDED.
struct MakeAvailable {
    static constexpr std::uint16_t type = 315;
    static constexpr std::string_view name = "make_available";
    AccountId account = 0;
    Fen interest;
    std::vector<OrderName> orders;
    chain::Digest document{};
    Previous previous;
    static constexpr auto schema() {
        using T = MakeAvailable;
        return codec::fields(codec::field<1>(&T::account), codec::field<2>(&T::interest),
                             codec::field<3>(&T::orders, vocabulary::orders_per_batch_max),
                             codec::field<4>(&T::document), codec::field<5>(&T::previous));
    }
};

inline constexpr std::size_t accounts_per_switch_max = 64;

// Two officers of different bodies stop all sending from accounts.
struct StopSending {
    static constexpr std::uint16_t type = 316;
    static constexpr std::string_view name = "stop_sending";
    std::vector<AccountId> accounts;
    chain::Digest document{};
    Previous previous;
    static constexpr auto schema() {
        using T = StopSending;
        return codec::fields(codec::field<1>(&T::accounts, accounts_per_switch_max),
                             codec::field<2>(&T::document), codec::field<3>(&T::previous));
    }
};

// County finance and the new area's finance open the queues again.
struct ResumeSending {
    static constexpr std::uint16_t type = 317;
    static constexpr std::string_view name = "resume_sending";
    std::vector<AccountId> accounts;
    chain::Digest document{};
    Previous previous;
    static constexpr auto schema() {
        using T = ResumeSending;
        return codec::fields(codec::field<1>(&T::accounts, accounts_per_switch_max),
                             codec::field<2>(&T::document), codec::field<3>(&T::previous));
    }
};

enum class ChargeKind : std::uint8_t { interest = 1, fee = 2 };
constexpr bool is_known(ChargeKind k) {
    return k == ChargeKind::interest || k == ChargeKind::fee;
}

// The account's bank paid interest or took a fee.
struct NoteCharge {
    static constexpr std::uint16_t type = 318;
    static constexpr std::string_view name = "note_charge";
    AccountId account = 0;
    ChargeKind kind = ChargeKind::interest;
    Fen amount;
    base::Date booked;
    chain::Digest evidence{};
    Seen seen;
    static constexpr auto schema() {
        using T = NoteCharge;
        return codec::fields(codec::field<1>(&T::account), codec::field<2>(&T::kind),
                             codec::field<3>(&T::amount), codec::field<4>(&T::booked),
                             codec::field<5>(&T::evidence), codec::field<6>(&T::seen));
    }
};

// A newer agent of a bank stands in for all older ones, before it asks or sends anything.
struct TakeOver {
    static constexpr std::uint16_t type = 319;
    static constexpr std::string_view name = "take_over";
    BankCode bank = 0;
    std::uint32_t epoch = 0;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&TakeOver::bank), codec::field<2>(&TakeOver::epoch));
    }
};

chain::Verdict check_form(const RequestRecall& m);
chain::Verdict check_form(const AnswerRecall& m);
chain::Verdict check_form(const ClaimNotReceived& m);
chain::Verdict check_form(const AnswerNotReceived& m);
chain::Verdict check_form(const ReportContradiction& m);
chain::Verdict check_form(const ResolveDoubt& m);
chain::Verdict check_form(const ResolveBreak& m);
chain::Verdict check_form(const MakeAvailable& m);
chain::Verdict check_form(const StopSending& m);
chain::Verdict check_form(const ResumeSending& m);
chain::Verdict check_form(const NoteCharge& m);
chain::Verdict check_form(const TakeOver& m);

// What all who sign together sign: the same words without the signature before.
template <class M>
chain::Digest joint_subject(crypto::Hash hash, M words) {
    words.previous.reset();
    return crypto::digest(hash, {base::view("zhida/joint/1"), base::view(M::name),
                                 codec::encode(words)});
}

}  // namespace zhida::payment
