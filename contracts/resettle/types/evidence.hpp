// Evidence that rules of funds.md §3.6 ask for before a line is paid: who owns what and since when,
// what condition is met, how a village divides its land money (ADR 0022). Types 429–430.
#pragma once

#include "contracts/resettle/types/messages.hpp"
#include "core/chain/view.hpp"

namespace zhida::resettle {

enum class EvidenceKind : std::uint8_t {
    condition = 1,      // R1-07: the instalment's condition is met (vacated, handed over)
    survey = 2,         // R1-09, R1-10: who owns what was surveyed, and since when it stands
    distribution = 3,   // R1-09: the village meeting's plan for land money
    collective = 4,     // R1-09: the village collective as a payee
    relocation = 5,     // R1-21: the day by which the household has to leave
};
constexpr bool is_known(EvidenceKind k) {
    return k >= EvidenceKind::condition && k <= EvidenceKind::relocation;
}

// What a kind of evidence is about, and which of its fields it carries.
struct EvidenceShape {
    EvidenceKind kind;
    bool of_village;    // else of an agreement
    bool instalment;
    bool item;
    bool payee;
    bool day;
    std::string_view name;
    std::string_view zh;
};
inline constexpr std::array evidence_shapes{
    EvidenceShape{EvidenceKind::condition, false, true, false, false, false, "CONDITION", "期次条件"},
    EvidenceShape{EvidenceKind::survey, false, false, true, true, true, "SURVEY", "现状调查"},
    EvidenceShape{EvidenceKind::distribution, true, false, false, false, false, "DISTRIBUTION",
                  "分配方案"},
    EvidenceShape{EvidenceKind::collective, true, false, false, true, false, "COLLECTIVE", "村集体"},
    EvidenceShape{EvidenceKind::relocation, false, false, false, false, true, "RELOCATION", "搬迁期限"},
};
constexpr const EvidenceShape& shape_of(EvidenceKind kind) {
    return evidence_shapes[static_cast<std::size_t>(kind) - 1];
}

// Lines of this item, from this instalment on, want evidence of this kind.
struct EvidenceRule {
    EvidenceKind kind = EvidenceKind::condition;
    vocabulary::ItemCode item = 0;  // 0: every item
    std::uint8_t from_installment = 1;
    static constexpr auto schema() {
        using T = EvidenceRule;
        return codec::fields(codec::field<1>(&T::kind), codec::field<2>(&T::item),
                             codec::field<3>(&T::from_installment));
    }
    friend bool operator==(const EvidenceRule&, const EvidenceRule&) = default;
};
inline constexpr std::size_t evidence_rules_max = 64;

// What a programme asks for; replaces what it asked for before. By the registry's administrator.
struct RequireEvidence {
    static constexpr std::uint16_t type = 429;
    static constexpr std::string_view name = "require_evidence";
    vocabulary::ProgrammeId programme = 0;
    std::vector<EvidenceRule> rules;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&RequireEvidence::programme),
                             codec::field<2>(&RequireEvidence::rules, evidence_rules_max));
    }
};

struct EvidenceEntry {
    EvidenceKind kind = EvidenceKind::condition;
    vocabulary::Reference agreement{};      // zeros: of a village
    vocabulary::VillageCode village = 0;    // 0: of an agreement
    std::uint8_t installment = 0;
    vocabulary::ItemCode item = 0;
    std::optional<vocabulary::Reference> payee;
    std::optional<base::Date> day;
    base::ByteArray<32> document{};
    static constexpr auto schema() {
        using T = EvidenceEntry;
        return codec::fields(codec::field<1>(&T::kind), codec::field<2>(&T::agreement),
                             codec::field<3>(&T::village), codec::field<4>(&T::installment),
                             codec::field<5>(&T::item), codec::field<6>(&T::payee),
                             codec::field<7>(&T::day), codec::field<8>(&T::document));
    }
};

// A township's officer records papers of her villages. What is said again replaces what was said;
// the transactions keep both.
struct RecordEvidence {
    static constexpr std::uint16_t type = 430;
    static constexpr std::string_view name = "record_evidence";
    std::vector<EvidenceEntry> entries;
    static constexpr auto schema() {
        return codec::fields(
            codec::field<1>(&RecordEvidence::entries, vocabulary::lines_per_chunk_max));
    }
};

struct EvidenceRules {
    static constexpr std::uint8_t table = 0x4e;
    using Key = std::tuple<vocabulary::ProgrammeId>;
    std::vector<EvidenceRule> rules;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&EvidenceRules::rules, evidence_rules_max));
    }
};

struct Evidence {
    static constexpr std::uint8_t table = 0x4f;
    using Key = std::tuple<std::uint8_t, vocabulary::Reference, std::uint16_t>;
    std::optional<vocabulary::Reference> payee;
    std::optional<base::Date> day;
    base::ByteArray<32> document{};
    std::uint32_t person = 0;
    chain::Digest transaction{};
    static constexpr auto schema() {
        using T = Evidence;
        return codec::fields(codec::field<1>(&T::payee), codec::field<2>(&T::day),
                             codec::field<3>(&T::document), codec::field<4>(&T::person),
                             codec::field<5>(&T::transaction));
    }
};

// R1-21 is a warning: house money is released although the household had to leave before.
struct RelocationWarned {
    static constexpr std::uint16_t kind = 403;
    ListId list{};
    LineNumber line = 0;
    base::Date deadline;
    static constexpr auto schema() {
        using T = RelocationWarned;
        return codec::fields(codec::field<1>(&T::list), codec::field<2>(&T::line),
                             codec::field<3>(&T::deadline));
    }
};

// Where evidence lies: by its agreement or village, and by instalment or item where it has one.
Evidence::Key evidence_key(EvidenceKind kind, const vocabulary::Reference& agreement,
                           vocabulary::VillageCode village, std::uint8_t installment,
                           vocabulary::ItemCode item);

chain::Verdict check_form(const RequireEvidence& m);
chain::Verdict check_form(const RecordEvidence& m);

}  // namespace zhida::resettle
