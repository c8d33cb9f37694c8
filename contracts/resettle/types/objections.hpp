// Objections against a line, and holds that end (payment.md §2, ADR 0015). Types 415–418.
#pragma once

#include "contracts/resettle/types/messages.hpp"
#include "core/chain/view.hpp"

namespace zhida::resettle {

enum class Objector : std::uint8_t { household_member = 1, resident = 2, body = 3 };
constexpr bool is_known(Objector o) {
    return o >= Objector::household_member && o <= Objector::body;
}

// What is said against a line. The words themselves lie outside, under the evidence's digest.
enum class Ground : std::uint8_t { not_entitled = 1, amount, owner, share, procedure, other };
constexpr bool is_known(Ground g) { return g >= Ground::not_entitled && g <= Ground::other; }

enum class ObjectionState : std::uint8_t { at_township = 1, at_county, upheld, rejected };
constexpr bool is_known(ObjectionState s) {
    return s >= ObjectionState::at_township && s <= ObjectionState::rejected;
}
constexpr bool is_open(ObjectionState s) {
    return s == ObjectionState::at_township || s == ObjectionState::at_county;
}

struct ObjectionWord {
    ObjectionState state;
    std::string_view name;
    std::string_view zh;
};
inline constexpr std::array objection_words{
    ObjectionWord{ObjectionState::at_township, "AT_TOWNSHIP", "乡镇处理中"},
    ObjectionWord{ObjectionState::at_county, "AT_COUNTY", "县处理中"},
    ObjectionWord{ObjectionState::upheld, "UPHELD", "异议成立"},
    ObjectionWord{ObjectionState::rejected, "REJECTED", "异议不成立"},
};
constexpr const ObjectionWord& word_of(ObjectionState s) {
    return objection_words[static_cast<std::size_t>(s) - 1];
}

struct ObjectionStep {
    ObjectionState from;
    std::string_view act;
    ObjectionState to;
    Hand by;
};
inline constexpr std::array objection_steps{
    ObjectionStep{ObjectionState::at_township, "decide_objection", ObjectionState::upheld,
                  Hand::township},
    ObjectionStep{ObjectionState::at_township, "decide_objection", ObjectionState::rejected,
                  Hand::township},
    ObjectionStep{ObjectionState::at_township, "objection_deadline", ObjectionState::at_county,
                  Hand::timer},
    ObjectionStep{ObjectionState::at_county, "decide_objection", ObjectionState::upheld,
                  Hand::county},
    ObjectionStep{ObjectionState::at_county, "decide_objection", ObjectionState::rejected,
                  Hand::county},
};

// An officer of the village or township records what a member of the household or a resident
// brought before her; a body speaks for itself and is named by body_reference().
struct RaiseObjection {
    static constexpr std::uint16_t type = 415;
    static constexpr std::string_view name = "raise_objection";
    ListId list{};
    LineNumber line = 0;
    Objector by = Objector::resident;
    vocabulary::Reference objector{};
    Ground ground = Ground::other;
    base::ByteArray<32> evidence{};
    static constexpr auto schema() {
        using T = RaiseObjection;
        return codec::fields(codec::field<1>(&T::list), codec::field<2>(&T::line),
                             codec::field<3>(&T::by), codec::field<4>(&T::objector),
                             codec::field<5>(&T::ground), codec::field<6>(&T::evidence));
    }
};

struct DecideObjection {
    static constexpr std::uint16_t type = 416;
    static constexpr std::string_view name = "decide_objection";
    ListId list{};
    LineNumber line = 0;
    std::uint16_t number = 0;
    bool upheld = false;
    base::ByteArray<32> document{};
    static constexpr auto schema() {
        using T = DecideObjection;
        return codec::fields(codec::field<1>(&T::list), codec::field<2>(&T::line),
                             codec::field<3>(&T::number), codec::field<4>(&T::upheld),
                             codec::field<5>(&T::document));
    }
};

// The cause of these holds is gone, with a paper behind it.
struct LiftHolds {
    static constexpr std::uint16_t type = 417;
    static constexpr std::string_view name = "lift_holds";
    ListId list{};
    std::vector<LineNumber> lines;
    base::ByteArray<32> document{};
    static constexpr auto schema() {
        using T = LiftHolds;
        return codec::fields(codec::field<1>(&T::list),
                             codec::field<2>(&T::lines, vocabulary::lines_per_chunk_max),
                             codec::field<3>(&T::document));
    }
};

// The bank looked at refused accounts again and would credit them now.
struct ClearAccounts {
    static constexpr std::uint16_t type = 418;
    static constexpr std::string_view name = "clear_accounts";
    ListId list{};
    BankCode bank = 0;
    std::vector<LineNumber> lines;
    static constexpr auto schema() {
        using T = ClearAccounts;
        return codec::fields(codec::field<1>(&T::list), codec::field<2>(&T::bank),
                             codec::field<3>(&T::lines, vocabulary::lines_per_chunk_max));
    }
};

inline constexpr std::size_t objections_per_line_max = 1'000;

struct Objection {
    static constexpr std::uint8_t table = 0x48;
    using Key = std::tuple<ListId, LineNumber, std::uint16_t>;
    ObjectionState state = ObjectionState::at_township;
    Objector by = Objector::resident;
    vocabulary::Reference objector{};
    Ground ground = Ground::other;
    base::ByteArray<32> evidence{};
    std::uint32_t recorder = 0;  // person
    base::Seconds raised = 0;
    base::Seconds deadline = 0;  // of the township
    chain::Digest transaction{};
    std::optional<base::ByteArray<32>> document;  // of the decision
    std::optional<chain::Digest> decision;
    static constexpr auto schema() {
        using T = Objection;
        return codec::fields(codec::field<1>(&T::state), codec::field<2>(&T::by),
                             codec::field<3>(&T::objector), codec::field<4>(&T::ground),
                             codec::field<5>(&T::evidence), codec::field<6>(&T::recorder),
                             codec::field<7>(&T::raised), codec::field<8>(&T::deadline),
                             codec::field<9>(&T::transaction), codec::field<10>(&T::document),
                             codec::field<11>(&T::decision));
    }
};

struct ObjectionChanged {
    static constexpr std::uint16_t kind = 402;
    ListId list{};
    LineNumber line = 0;
    std::uint16_t number = 0;
    ObjectionState state = ObjectionState::at_township;
    static constexpr auto schema() {
        using T = ObjectionChanged;
        return codec::fields(codec::field<1>(&T::list), codec::field<2>(&T::line),
                             codec::field<3>(&T::number), codec::field<4>(&T::state));
    }
};

// What must be gone before a hold may end, and who says so. A reason that is not here never ends.
enum class Cause : std::uint8_t { paper, account, objection, entitlement, mark, evidence };
struct LiftRule {
    Reason reason;
    Cause cause;
    bool village;
    bool township;
    bool county;
};
inline constexpr std::array lift_rules{
    LiftRule{Reason::acct_not_found, Cause::account, true, true, true},
    LiftRule{Reason::acct_name_mismatch, Cause::account, true, true, true},
    LiftRule{Reason::acct_closed, Cause::account, true, true, true},
    LiftRule{Reason::acct_frozen, Cause::account, true, true, true},
    LiftRule{Reason::acct_id_mismatch, Cause::account, true, true, true},
    LiftRule{Reason::acct_locked, Cause::account, true, true, true},
    LiftRule{Reason::acct_type, Cause::account, true, true, true},
    LiftRule{Reason::acct_unverified, Cause::account, true, true, true},
    LiftRule{Reason::entitlement_taken, Cause::entitlement, false, false, true},
    LiftRule{Reason::agreement_exceeded, Cause::entitlement, false, false, true},
    LiftRule{Reason::objection, Cause::objection, false, false, true},
    LiftRule{Reason::death, Cause::mark, false, true, true},
    LiftRule{Reason::restraint, Cause::mark, false, true, true},
    LiftRule{Reason::payer_side, Cause::mark, false, false, true},
    LiftRule{Reason::dispute, Cause::paper, false, true, true},
    LiftRule{Reason::court_freeze, Cause::mark, false, false, true},
    LiftRule{Reason::evidence_missing, Cause::evidence, false, true, true},
    LiftRule{Reason::owner_differs, Cause::evidence, false, true, true},
    LiftRule{Reason::planted_late, Cause::evidence, false, true, true},
    LiftRule{Reason::awaiting_signature, Cause::paper, true, true, true},
};
constexpr const LiftRule* lift_rule(Reason reason) {
    for (const LiftRule& rule : lift_rules) {
        if (rule.reason == reason) return &rule;
    }
    return nullptr;
}

// A body as an objector: its organisation's number in the last four bytes.
vocabulary::Reference body_reference(vocabulary::OrganisationId organisation);

chain::Verdict check_form(const RaiseObjection& m);
chain::Verdict check_form(const DecideObjection& m);
chain::Verdict check_form(const LiftHolds& m);
chain::Verdict check_form(const ClearAccounts& m);

}  // namespace zhida::resettle
