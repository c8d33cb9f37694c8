// What happens to a list beside its straight way: it stands still, a section leaves it, its money
// that failed or came back finds an end, its payees are named by an authority. Types 419–426.
#pragma once

#include "contracts/resettle/types/messages.hpp"
#include "core/chain/view.hpp"

namespace zhida::resettle {

struct SuspendList {
    static constexpr std::uint16_t type = 419;
    static constexpr std::string_view name = "suspend_list";
    ListId list{};
    std::string reason;
    base::ByteArray<32> document{};
    static constexpr auto schema() {
        using T = SuspendList;
        return codec::fields(codec::field<1>(&T::list), codec::field<2>(&T::reason, 400),
                             codec::field<3>(&T::document));
    }
};

// New area and audit each sign one; with the second the list goes on.
struct ResumeList {
    static constexpr std::uint16_t type = 420;
    static constexpr std::string_view name = "resume_list";
    ListId list{};
    base::ByteArray<32> document{};
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&ResumeList::list),
                             codec::field<2>(&ResumeList::document));
    }
};

// Sections that are not ready leave for a follow-up list, so that one village never stops a county.
struct DetachSections {
    static constexpr std::uint16_t type = 421;
    static constexpr std::string_view name = "detach_sections";
    ListId list{};
    std::vector<SectionNumber> sections;
    std::string reason;
    static constexpr auto schema() {
        using T = DetachSections;
        return codec::fields(codec::field<1>(&T::list),
                             codec::field<2>(&T::sections, vocabulary::sections_per_act_max),
                             codec::field<3>(&T::reason, 400));
    }
};

// The payee is dead, missing or disputed: money that failed or came back is kept back.
struct WithholdOrders {
    static constexpr std::uint16_t type = 422;
    static constexpr std::string_view name = "withhold_orders";
    ListId list{};
    std::vector<LineNumber> lines;
    Reason reason = Reason::death;
    base::ByteArray<32> document{};
    static constexpr auto schema() {
        using T = WithholdOrders;
        return codec::fields(codec::field<1>(&T::list),
                             codec::field<2>(&T::lines, vocabulary::lines_per_chunk_max),
                             codec::field<3>(&T::reason), codec::field<4>(&T::document));
    }
};

// Paid to the notary (提存) in the payee's name, with the notary's deed; debited on `booked`.
struct DepositOrder {
    static constexpr std::uint16_t type = 423;
    static constexpr std::string_view name = "deposit_order";
    ListId list{};
    LineNumber line = 0;
    base::Date booked;
    base::ByteArray<32> deed{};
    static constexpr auto schema() {
        using T = DepositOrder;
        return codec::fields(codec::field<1>(&T::list), codec::field<2>(&T::line),
                             codec::field<3>(&T::booked), codec::field<4>(&T::deed));
    }
};

// Given back to the programme: a county officer and one of the new area sign the same words.
struct RefundOrders {
    static constexpr std::uint16_t type = 424;
    static constexpr std::string_view name = "refund_orders";
    ListId list{};
    std::vector<LineNumber> lines;
    std::string reason;
    base::ByteArray<32> document{};
    static constexpr auto schema() {
        using T = RefundOrders;
        return codec::fields(codec::field<1>(&T::list),
                             codec::field<2>(&T::lines, vocabulary::lines_per_chunk_max),
                             codec::field<3>(&T::reason, 400), codec::field<4>(&T::document));
    }
};

// --- persons that an authority names (R1-15, R1-20; ADR 0017) ---

enum class Mark : std::uint8_t { death = 1, restraint, court, payer_side };
constexpr bool is_known(Mark m) { return m >= Mark::death && m <= Mark::payer_side; }
inline constexpr std::size_t mark_kinds = 4;

struct MarkRule {
    Mark mark;
    Reason reason;        // of the holds it makes
    vocabulary::Role by;  // who names the persons
    bool by_registrar;    // the registrar vouches for the references
};
inline constexpr std::array mark_rules{
    MarkRule{Mark::death, Reason::death, vocabulary::Role::civil_feed, true},
    MarkRule{Mark::restraint, Reason::restraint, vocabulary::Role::civil_feed, true},
    MarkRule{Mark::court, Reason::court_freeze, vocabulary::Role::county_officer, false},
    MarkRule{Mark::payer_side, Reason::payer_side, vocabulary::Role::registrar, false},
};
constexpr const MarkRule& rule_of(Mark mark) {
    return mark_rules[static_cast<std::size_t>(mark) - 1];
}
static_assert(mark_rules.size() == mark_kinds && rule_of(Mark::court).mark == Mark::court);

// A list of persons in a programme, by their payee references; the paper or the feed's file itself
// lies outside, under its digest. `ended`: they are on it no more.
struct MarkPersons {
    static constexpr std::uint16_t type = 425;
    static constexpr std::string_view name = "mark_persons";
    vocabulary::ProgrammeId programme = 0;
    Mark mark = Mark::death;
    bool ended = false;
    base::ByteArray<32> document{};
    std::vector<vocabulary::Reference> payees;
    std::optional<crypto::KeyId> registrar;
    std::optional<crypto::Signature> references;  // the registrar's, over mark_statement()
    static constexpr auto schema() {
        using T = MarkPersons;
        return codec::fields(codec::field<1>(&T::programme), codec::field<2>(&T::mark),
                             codec::field<3>(&T::ended), codec::field<4>(&T::document),
                             codec::field<5>(&T::payees, vocabulary::lines_per_chunk_max),
                             codec::field<6>(&T::registrar), codec::field<7>(&T::references));
    }
};
// That these references are the persons of that document.
base::Bytes mark_statement(const MarkPersons& m);

// What stands against a person in a programme: the papers, by kind.
struct PersonMarks {
    static constexpr std::uint8_t table = 0x4a;
    using Key = std::tuple<vocabulary::ProgrammeId, vocabulary::Reference>;
    std::optional<base::ByteArray<32>> death;
    std::optional<base::ByteArray<32>> restraint;
    std::optional<base::ByteArray<32>> court;
    std::optional<base::ByteArray<32>> payer_side;
    static constexpr auto schema() {
        using T = PersonMarks;
        return codec::fields(codec::field<1>(&T::death), codec::field<2>(&T::restraint),
                             codec::field<3>(&T::court), codec::field<4>(&T::payer_side));
    }
    std::optional<base::ByteArray<32>>& of(Mark mark) {
        constexpr std::optional<base::ByteArray<32>> PersonMarks::* members[] = {
            &PersonMarks::death, &PersonMarks::restraint, &PersonMarks::court,
            &PersonMarks::payer_side};
        return this->*members[static_cast<std::size_t>(mark) - 1];
    }
};

chain::Verdict check_form(const SuspendList& m);
chain::Verdict check_form(const ResumeList& m);
chain::Verdict check_form(const DetachSections& m);
chain::Verdict check_form(const WithholdOrders& m);
chain::Verdict check_form(const DepositOrder& m);
chain::Verdict check_form(const RefundOrders& m);
chain::Verdict check_form(const MarkPersons& m);

}  // namespace zhida::resettle
