// What can be said about a compensation list. Types 400–499. Signed digests are made here, so that
// every client and the contract make the same ones.
#pragma once

#include <vector>

#include "contracts/resettle/types/lifecycle.hpp"
#include "contracts/resettle/types/refusals.hpp"
#include "contracts/resettle/types/sum_tree.hpp"
#include "contracts/vocabulary/reasons.hpp"
#include "contracts/vocabulary/wire.hpp"
#include "core/chain/transaction.hpp"

namespace zhida::resettle {

using vocabulary::BankCode;
using vocabulary::Fen;
using vocabulary::LineNumber;
using vocabulary::ListId;
using vocabulary::Reason;
using vocabulary::SectionNumber;

inline constexpr BankCode bank_code_max = 999;  // three digits of a CNAPS number

struct SectionHeader {
    vocabulary::VillageCode village = 0;
    std::uint32_t count = 0;
    Fen total;
    crypto::Digest root{};
    static constexpr auto schema() {
        using T = SectionHeader;
        return codec::fields(codec::field<1>(&T::village), codec::field<2>(&T::count),
                             codec::field<3>(&T::total), codec::field<4>(&T::root));
    }
};

struct OpenList {
    static constexpr std::uint16_t type = 400;
    static constexpr std::string_view name = "open_list";
    ListId list{};
    vocabulary::ProgrammeId programme = 0;
    std::uint8_t version = 1;
    base::Bytes manifest;
    std::optional<crypto::Signature> source_signature;
    std::vector<SectionHeader> sections;
    crypto::Digest header{};  // root of the sum tree over the sections
    std::uint32_t agreements = 0;
    static constexpr auto schema() {
        using T = OpenList;
        return codec::fields(codec::field<1>(&T::list), codec::field<2>(&T::programme),
                             codec::field<3>(&T::version), codec::field<4>(&T::manifest, 65'536),
                             codec::field<5>(&T::source_signature),
                             codec::field<6>(&T::sections, vocabulary::sections_per_list_max),
                             codec::field<7>(&T::header), codec::field<8>(&T::agreements));
    }
};

struct NewAgreement {
    vocabulary::Reference reference{};
    vocabulary::VillageCode village = 0;
    vocabulary::Reference household{};
    Fen total;
    base::Date signed_on;
    base::ByteArray<32> document{};
    std::uint8_t version = 1;
    static constexpr auto schema() {
        using T = NewAgreement;
        return codec::fields(codec::field<1>(&T::reference), codec::field<2>(&T::village),
                             codec::field<3>(&T::household), codec::field<4>(&T::total),
                             codec::field<5>(&T::signed_on), codec::field<6>(&T::document),
                             codec::field<7>(&T::version));
    }
    friend bool operator==(const NewAgreement&, const NewAgreement&) = default;
};

struct AddAgreements {
    static constexpr std::uint16_t type = 401;
    static constexpr std::string_view name = "add_agreements";
    ListId list{};
    std::uint32_t first = 0;
    std::vector<NewAgreement> agreements;
    static constexpr auto schema() {
        using T = AddAgreements;
        return codec::fields(codec::field<1>(&T::list), codec::field<2>(&T::first),
                             codec::field<3>(&T::agreements, vocabulary::lines_per_chunk_max));
    }
};

// A line as the ledger has it (wire.md §4): nothing personal.
struct Line {
    static constexpr std::uint8_t table = 0x42;
    using Key = std::tuple<ListId, LineNumber>;
    vocabulary::Reference payee{};
    vocabulary::Tag tag{};
    vocabulary::Reference agreement{};
    std::uint8_t installment = 1;
    vocabulary::ItemCode item = 0;
    BankCode bank = 0;
    Fen amount;
    crypto::Digest commitment{};
    static constexpr auto schema() {
        using T = Line;
        return codec::fields(codec::field<1>(&T::payee), codec::field<2>(&T::tag),
                             codec::field<3>(&T::agreement), codec::field<4>(&T::installment),
                             codec::field<5>(&T::item), codec::field<6>(&T::bank),
                             codec::field<7>(&T::amount), codec::field<8>(&T::commitment));
    }
};

struct AddLines {
    static constexpr std::uint16_t type = 402;
    static constexpr std::string_view name = "add_lines";
    ListId list{};
    LineNumber first = 0;
    std::vector<Line> lines;
    crypto::KeyId registrar{};
    crypto::Signature tags{};  // the registrar's, over tag_statement_bytes()
    static constexpr auto schema() {
        using T = AddLines;
        return codec::fields(codec::field<1>(&T::list), codec::field<2>(&T::first),
                             codec::field<3>(&T::lines, vocabulary::lines_per_chunk_max),
                             codec::field<4>(&T::registrar), codec::field<5>(&T::tags));
    }
};

struct RefusedLine {
    LineNumber line = 0;
    Reason reason = Reason::acct_not_found;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&RefusedLine::line),
                             codec::field<2>(&RefusedLine::reason));
    }
};

// The bank has verified all its accounts among the lines [first, end); those it refuses are named.
struct AnswerVerification {
    static constexpr std::uint16_t type = 403;
    static constexpr std::string_view name = "answer_verification";
    ListId list{};
    BankCode bank = 0;
    LineNumber first = 0;
    LineNumber end = 0;
    std::vector<RefusedLine> refused;
    static constexpr auto schema() {
        using T = AnswerVerification;
        return codec::fields(codec::field<1>(&T::list), codec::field<2>(&T::bank),
                             codec::field<3>(&T::first), codec::field<4>(&T::end),
                             codec::field<5>(&T::refused, 5'000));
    }
};
inline constexpr LineNumber verification_range_max = 5'000;

// One section as its signer saw it.
struct SectionSeen {
    SectionNumber section = 0;
    crypto::Digest digest{};
    crypto::Digest overlay{};
    static constexpr auto schema() {
        using T = SectionSeen;
        return codec::fields(codec::field<1>(&T::section), codec::field<2>(&T::digest),
                             codec::field<3>(&T::overlay));
    }
};

namespace detail {
template <class T>
constexpr auto sections_schema() {
    return codec::fields(codec::field<1>(&T::list),
                         codec::field<2>(&T::sections, vocabulary::sections_per_act_max));
}
template <class T>
constexpr auto header_schema() {
    return codec::fields(codec::field<1>(&T::list), codec::field<2>(&T::header),
                         codec::field<3>(&T::overlay));
}
}  // namespace detail

struct ConfirmSections {
    static constexpr std::uint16_t type = 404;
    static constexpr std::string_view name = "confirm_sections";
    ListId list{};
    std::vector<SectionSeen> sections;
    static constexpr auto schema() { return detail::sections_schema<ConfirmSections>(); }
};

struct OpenNotice {
    static constexpr std::uint16_t type = 405;
    static constexpr std::string_view name = "open_notice";
    ListId list{};
    std::vector<SectionSeen> sections;
    static constexpr auto schema() { return detail::sections_schema<OpenNotice>(); }
};

struct ApproveSections {
    static constexpr std::uint16_t type = 406;
    static constexpr std::string_view name = "approve_sections";
    ListId list{};
    std::vector<SectionSeen> sections;
    static constexpr auto schema() { return detail::sections_schema<ApproveSections>(); }
};

struct ApproveList {
    static constexpr std::uint16_t type = 407;
    static constexpr std::string_view name = "approve_list";
    ListId list{};
    crypto::Digest header{};
    crypto::Digest overlay{};
    static constexpr auto schema() { return detail::header_schema<ApproveList>(); }
};

struct LockFunds {
    static constexpr std::uint16_t type = 408;
    static constexpr std::string_view name = "lock_funds";
    ListId list{};
    crypto::Digest header{};
    crypto::Digest overlay{};
    static constexpr auto schema() { return detail::header_schema<LockFunds>(); }
};

struct ReleaseList {
    static constexpr std::uint16_t type = 409;
    static constexpr std::string_view name = "release_list";
    ListId list{};
    crypto::Digest header{};
    crypto::Digest overlay{};
    static constexpr auto schema() { return detail::header_schema<ReleaseList>(); }
};

// Takes lines out of the payment, with a paper behind it. Never changes header or sections.
struct HoldLines {
    static constexpr std::uint16_t type = 410;
    static constexpr std::string_view name = "hold_lines";
    ListId list{};
    std::vector<LineNumber> lines;
    Reason reason = Reason::dispute;
    base::ByteArray<32> document{};
    static constexpr auto schema() {
        using T = HoldLines;
        return codec::fields(codec::field<1>(&T::list),
                             codec::field<2>(&T::lines, vocabulary::lines_per_chunk_max),
                             codec::field<3>(&T::reason), codec::field<4>(&T::document));
    }
};

struct ReturnSections {
    static constexpr std::uint16_t type = 411;
    static constexpr std::string_view name = "return_sections";
    ListId list{};
    std::vector<SectionNumber> sections;
    std::string reason;
    static constexpr auto schema() {
        using T = ReturnSections;
        return codec::fields(codec::field<1>(&T::list),
                             codec::field<2>(&T::sections, vocabulary::sections_per_act_max),
                             codec::field<3>(&T::reason, 400));
    }
};

struct ReturnList {
    static constexpr std::uint16_t type = 412;
    static constexpr std::string_view name = "return_list";
    ListId list{};
    std::string reason;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&ReturnList::list),
                             codec::field<2>(&ReturnList::reason, 400));
    }
};

// Two county persons, each with the same words.
struct CancelList {
    static constexpr std::uint16_t type = 413;
    static constexpr std::string_view name = "cancel_list";
    ListId list{};
    std::string reason;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&CancelList::list),
                             codec::field<2>(&CancelList::reason, 400));
    }
};

struct CloseList {
    static constexpr std::uint16_t type = 414;
    static constexpr std::string_view name = "close_list";
    ListId list{};
    crypto::Digest header{};
    crypto::Digest overlay{};
    static constexpr auto schema() { return detail::header_schema<CloseList>(); }
};

// Events for views and followers.
struct ListChanged {
    static constexpr std::uint16_t kind = 400;
    ListId list{};
    ListState state = ListState::receiving;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&ListChanged::list),
                             codec::field<2>(&ListChanged::state));
    }
};
struct SectionChanged {
    static constexpr std::uint16_t kind = 401;
    ListId list{};
    SectionNumber section = 0;
    SectionState state = SectionState::receiving;
    static constexpr auto schema() {
        using T = SectionChanged;
        return codec::fields(codec::field<1>(&T::list), codec::field<2>(&T::section),
                             codec::field<3>(&T::state));
    }
};

chain::Verdict check_sections(const std::vector<SectionHeader>& sections);
chain::Verdict check_form(const OpenList& m);
chain::Verdict check_form(const AddAgreements& m);
chain::Verdict check_form(const AddLines& m);
chain::Verdict check_form(const AnswerVerification& m);
chain::Verdict check_form(const ConfirmSections& m);
chain::Verdict check_form(const OpenNotice& m);
chain::Verdict check_form(const ApproveSections& m);
chain::Verdict check_form(const ApproveList& m);
chain::Verdict check_form(const LockFunds& m);
chain::Verdict check_form(const ReleaseList& m);
chain::Verdict check_form(const HoldLines& m);
chain::Verdict check_form(const ReturnSections& m);
chain::Verdict check_form(const ReturnList& m);
chain::Verdict check_form(const CancelList& m);
chain::Verdict check_form(const CloseList& m);

// The name of a list: from its source, number and version, so a second import is the same list.
ListId list_id(crypto::Hash hash, std::string_view source_system, std::string_view list_no,
               std::uint8_t version);
std::optional<SumNode> header_root(crypto::Hash hash, const std::vector<SectionHeader>& sections);
// The digest a section's officers sign, without its overlay.
crypto::Digest section_digest(crypto::Hash hash, const SectionHeader& section);

struct HeldLine {
    LineNumber line = 0;
    Reason reason = Reason::none;
};
// Of the holds of one section, in the order of their lines.
crypto::Digest overlay_digest(crypto::Hash hash, const std::vector<HeldLine>& held);
// Of a whole list: over its sections' overlays in order.
crypto::Digest list_overlay(crypto::Hash hash, const std::vector<crypto::Digest>& sections);
// What one signature at one place covers: (digest, overlay) of the section or header.
crypto::Digest signed_subject(crypto::Hash hash, const ListId& list, const crypto::Digest& digest,
                              const crypto::Digest& overlay);

}  // namespace zhida::resettle
