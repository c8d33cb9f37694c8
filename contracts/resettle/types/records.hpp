// How lists lie in the state. Tables 0x40–0x5f (0x42, the line, is what travels too).
#pragma once

#include "contracts/resettle/types/messages.hpp"
#include "core/chain/view.hpp"

namespace zhida::resettle {

struct List {
    static constexpr std::uint8_t table = 0x40;
    using Key = std::tuple<ListId>;
    ListState state = ListState::receiving;
    vocabulary::ProgrammeId programme = 0;
    std::uint64_t county = 0;
    std::uint8_t version = 1;
    std::string source_system;
    std::string list_no;
    std::string project_no;
    bool source_signed = false;
    crypto::Digest manifest{};
    base::Seconds prepared_at = 0;
    std::uint32_t importer = 0;  // organisation
    crypto::Digest header{};
    std::uint32_t sections = 0;
    std::uint32_t lines = 0;
    Fen total;
    std::uint32_t agreements = 0;
    std::uint32_t received_agreements = 0;
    std::uint32_t received_lines = 0;
    std::uint32_t town_approved = 0;    // sections
    std::optional<std::string> reason;  // of return or cancellation
    base::Seconds changed_at = 0;
    std::uint32_t out = 0;                          // sections detached or returned
    std::optional<base::Seconds> entitled_until;    // its entitlements are locked
    std::optional<ListState> suspended_from;
    bool area_resumes = false;  // who has signed that it may go on
    bool audit_resumes = false;
    std::optional<ListId> follows;                  // a follow-up list: of this one
    std::optional<base::Seconds> cooling_until;     // an account in it was changed
    base::Date pre_notice;                          // first day of the notice before the survey
    static constexpr auto schema() {
        using T = List;
        return codec::fields(
            codec::field<1>(&T::state), codec::field<2>(&T::programme), codec::field<3>(&T::county),
            codec::field<4>(&T::version), codec::field<5>(&T::source_system, 64),
            codec::field<6>(&T::list_no, 64), codec::field<7>(&T::project_no, 64),
            codec::field<8>(&T::source_signed), codec::field<9>(&T::manifest),
            codec::field<10>(&T::prepared_at), codec::field<11>(&T::importer),
            codec::field<12>(&T::header), codec::field<13>(&T::sections),
            codec::field<14>(&T::lines), codec::field<15>(&T::total),
            codec::field<16>(&T::agreements), codec::field<17>(&T::received_agreements),
            codec::field<18>(&T::received_lines), codec::field<19>(&T::town_approved),
            codec::field<20>(&T::reason, 400), codec::field<21>(&T::changed_at),
            codec::field<22>(&T::out), codec::field<23>(&T::entitled_until),
            codec::field<24>(&T::suspended_from), codec::field<25>(&T::area_resumes),
            codec::field<26>(&T::audit_resumes), codec::field<27>(&T::follows),
            codec::field<28>(&T::cooling_until), codec::field<29>(&T::pre_notice));
    }
};

// The state a list stands in, also while it is suspended.
constexpr ListState standing(const List& list) { return list.suspended_from.value_or(list.state); }

struct BankCount {
    BankCode bank = 0;
    std::uint32_t count = 0;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&BankCount::bank), codec::field<2>(&BankCount::count));
    }
};

struct Section {
    static constexpr std::uint8_t table = 0x41;
    using Key = std::tuple<ListId, SectionNumber>;
    SectionState state = SectionState::receiving;
    SectionHeader header;
    crypto::Digest digest{};  // what its officers sign
    LineNumber first = 0;
    std::vector<BankCount> unanswered;
    crypto::Digest overlay{};  // of its holds
    std::uint32_t held = 0;
    Fen held_total;
    std::optional<base::Seconds> notice_ends;
    static constexpr auto schema() {
        using T = Section;
        return codec::fields(codec::field<1>(&T::state), codec::field<2>(&T::header),
                             codec::field<3>(&T::digest), codec::field<4>(&T::first),
                             codec::field<5>(&T::unanswered, bank_code_max + 1),
                             codec::field<6>(&T::overlay),
                             codec::field<7>(&T::held), codec::field<8>(&T::held_total),
                             codec::field<9>(&T::notice_ends));
    }
    LineNumber end() const { return first + header.count; }
};

// A line that is out of the payment, and why.
struct Hold {
    static constexpr std::uint8_t table = 0x43;
    using Key = std::tuple<ListId, LineNumber>;
    Reason reason = Reason::none;
    std::optional<base::ByteArray<32>> document;
    chain::Digest transaction{};           // zeros: a timer
    std::uint32_t revision = 0;            // of the overlay that it made
    bool account_cleared = false;          // the bank would credit it now
    std::optional<base::Seconds> ended;    // after release: the line may leave for another list
    std::optional<ListId> follow_up;       // the list it has left for
    static constexpr auto schema() {
        using T = Hold;
        return codec::fields(codec::field<1>(&T::reason), codec::field<2>(&T::document),
                             codec::field<3>(&T::transaction), codec::field<4>(&T::revision),
                             codec::field<5>(&T::account_cleared), codec::field<6>(&T::ended),
                             codec::field<7>(&T::follow_up));
    }
};

// How often the holds of a list have changed. Every signature and every hold keeps the revision it
// was made at, so that the ledger knows who signed with which hold (ADR 0015).
struct Overlay {
    static constexpr std::uint8_t table = 0x47;
    using Key = std::tuple<ListId>;
    std::uint32_t revision = 0;
    static constexpr auto schema() { return codec::fields(codec::field<1>(&Overlay::revision)); }
};

struct Agreement {
    static constexpr std::uint8_t table = 0x44;
    using Key = std::tuple<vocabulary::Reference>;
    NewAgreement content;
    Fen committed;  // of live payments, across all lists (R1-06)
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&Agreement::content),
                             codec::field<2>(&Agreement::committed));
    }
};

// An agreement as it was before a newer version took its place.
struct OldAgreement {
    static constexpr std::uint8_t table = 0x54;
    using Key = std::tuple<vocabulary::Reference, std::uint8_t>;  // its version
    NewAgreement content;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&OldAgreement::content));
    }
};

// At most one live lock or payment for (programme, person, agreement, installment, item) for ever.
struct Entitlement {
    static constexpr std::uint8_t table = 0x45;
    using Key = std::tuple<vocabulary::ProgrammeId, vocabulary::Tag>;
    ListId list{};
    LineNumber line = 0;
    base::Seconds deadline = 0;  // of the lock; a payment is for ever
    static constexpr auto schema() {
        using T = Entitlement;
        return codec::fields(codec::field<1>(&T::list), codec::field<2>(&T::line),
                             codec::field<3>(&T::deadline));
    }
};

// How far a bank has verified its accounts of a list.
struct Verified {
    static constexpr std::uint8_t table = 0x46;
    using Key = std::tuple<ListId, BankCode>;
    LineNumber next = 0;
    static constexpr auto schema() { return codec::fields(codec::field<1>(&Verified::next)); }
};

}  // namespace zhida::resettle
