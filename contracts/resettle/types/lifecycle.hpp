// The lives of a list and of its sections (payment.md §2), as data.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "contracts/vocabulary/words.hpp"

namespace zhida::resettle {

enum class ListState : std::uint8_t {
    receiving = 1, validated, county_approved, area_approved, funded, released, paying, settled,
    closed, abandoned, returned, cancelled, suspended,
};
constexpr bool is_known(ListState s) {
    return s >= ListState::receiving && s <= ListState::suspended;
}

enum class SectionState : std::uint8_t {
    receiving = 1, validated, verified, confirmed, in_notice, noticed, town_approved, returned,
    detached,
};
constexpr bool is_known(SectionState s) {
    return s >= SectionState::receiving && s <= SectionState::detached;
}

// Who makes a step happen.
enum class Hand : std::uint8_t {
    contract, timer, importer, bank, village, township, county, area, finance, audit,
};

struct ListWord {
    ListState state;
    bool final;
    std::string_view name;
    std::string_view zh;
};
inline constexpr std::array list_words{
    ListWord{ListState::receiving, false, "RECEIVING", "接收中"},
    ListWord{ListState::validated, false, "VALIDATED", "校验通过"},
    ListWord{ListState::county_approved, false, "COUNTY_APPROVED", "县已批准"},
    ListWord{ListState::area_approved, false, "AREA_APPROVED", "新区已批准"},
    ListWord{ListState::funded, false, "FUNDED", "资金已锁定"},
    ListWord{ListState::released, false, "RELEASED", "已放款"},
    ListWord{ListState::paying, false, "PAYING", "支付中"},
    ListWord{ListState::settled, false, "SETTLED", "已结算"},
    ListWord{ListState::closed, true, "CLOSED", "已关闭"},
    ListWord{ListState::abandoned, true, "ABANDONED", "逾期作废"},
    ListWord{ListState::returned, true, "RETURNED", "已退回"},
    ListWord{ListState::cancelled, true, "CANCELLED", "已撤销"},
    ListWord{ListState::suspended, false, "SUSPENDED", "已中止"},
};
constexpr const ListWord& word_of(ListState s) { return list_words[static_cast<std::size_t>(s) - 1]; }

struct SectionWord {
    SectionState state;
    std::string_view name;
    std::string_view zh;
};
inline constexpr std::array section_words{
    SectionWord{SectionState::receiving, "RECEIVING", "接收中"},
    SectionWord{SectionState::validated, "VALIDATED", "校验通过"},
    SectionWord{SectionState::verified, "VERIFIED", "账户已核验"},
    SectionWord{SectionState::confirmed, "CONFIRMED", "村已确认"},
    SectionWord{SectionState::in_notice, "IN_NOTICE", "公示中"},
    SectionWord{SectionState::noticed, "NOTICED", "公示期满"},
    SectionWord{SectionState::town_approved, "TOWN_APPROVED", "乡镇已批准"},
    SectionWord{SectionState::returned, "RETURNED", "已退回"},
    SectionWord{SectionState::detached, "DETACHED", "已拆出"},
};
constexpr const SectionWord& word_of(SectionState s) {
    return section_words[static_cast<std::size_t>(s) - 1];
}

struct ListStep {
    ListState from;
    std::string_view act;
    ListState to;
    Hand by;
};
inline constexpr std::array list_steps{
    ListStep{ListState::receiving, "add_lines", ListState::validated, Hand::contract},
    ListStep{ListState::receiving, "receiving_deadline", ListState::abandoned, Hand::timer},
    ListStep{ListState::validated, "approve_list", ListState::county_approved, Hand::county},
    ListStep{ListState::county_approved, "approve_list", ListState::area_approved, Hand::area},
    ListStep{ListState::area_approved, "lock_funds", ListState::funded, Hand::finance},
    ListStep{ListState::funded, "release_list", ListState::released, Hand::finance},
    ListStep{ListState::released, "claim_orders", ListState::paying, Hand::contract},
    ListStep{ListState::released, "report_results", ListState::settled, Hand::contract},
    ListStep{ListState::paying, "report_results", ListState::settled, Hand::contract},
    ListStep{ListState::settled, "close_list", ListState::closed, Hand::finance},
    ListStep{ListState::validated, "return_list", ListState::returned, Hand::county},
    ListStep{ListState::county_approved, "return_list", ListState::returned, Hand::area},
    ListStep{ListState::area_approved, "return_list", ListState::returned, Hand::finance},
    ListStep{ListState::funded, "return_list", ListState::returned, Hand::finance},
    ListStep{ListState::validated, "cancel_list", ListState::cancelled, Hand::county},
    ListStep{ListState::county_approved, "cancel_list", ListState::cancelled, Hand::county},
    ListStep{ListState::area_approved, "cancel_list", ListState::cancelled, Hand::county},
    ListStep{ListState::funded, "cancel_list", ListState::cancelled, Hand::county},
    ListStep{ListState::county_approved, "entitlement_deadline", ListState::returned, Hand::timer},
    ListStep{ListState::area_approved, "entitlement_deadline", ListState::returned, Hand::timer},
    ListStep{ListState::funded, "entitlement_deadline", ListState::returned, Hand::timer},
    ListStep{ListState::receiving, "return_list", ListState::returned, Hand::county},
    ListStep{ListState::receiving, "cancel_list", ListState::cancelled, Hand::county},
    // New area or audit stops a list; both let it go on.
    ListStep{ListState::receiving, "suspend_list", ListState::suspended, Hand::area},
    ListStep{ListState::receiving, "suspend_list", ListState::suspended, Hand::audit},
    ListStep{ListState::validated, "suspend_list", ListState::suspended, Hand::area},
    ListStep{ListState::validated, "suspend_list", ListState::suspended, Hand::audit},
    ListStep{ListState::county_approved, "suspend_list", ListState::suspended, Hand::area},
    ListStep{ListState::county_approved, "suspend_list", ListState::suspended, Hand::audit},
    ListStep{ListState::area_approved, "suspend_list", ListState::suspended, Hand::area},
    ListStep{ListState::area_approved, "suspend_list", ListState::suspended, Hand::audit},
    ListStep{ListState::funded, "suspend_list", ListState::suspended, Hand::area},
    ListStep{ListState::funded, "suspend_list", ListState::suspended, Hand::audit},
    ListStep{ListState::released, "suspend_list", ListState::suspended, Hand::area},
    ListStep{ListState::released, "suspend_list", ListState::suspended, Hand::audit},
    ListStep{ListState::paying, "suspend_list", ListState::suspended, Hand::area},
    ListStep{ListState::paying, "suspend_list", ListState::suspended, Hand::audit},
    ListStep{ListState::settled, "suspend_list", ListState::suspended, Hand::area},
    ListStep{ListState::settled, "suspend_list", ListState::suspended, Hand::audit},
    ListStep{ListState::suspended, "resume_list", ListState::receiving, Hand::area},
    ListStep{ListState::suspended, "resume_list", ListState::receiving, Hand::audit},
    ListStep{ListState::suspended, "resume_list", ListState::validated, Hand::area},
    ListStep{ListState::suspended, "resume_list", ListState::validated, Hand::audit},
    ListStep{ListState::suspended, "resume_list", ListState::county_approved, Hand::area},
    ListStep{ListState::suspended, "resume_list", ListState::county_approved, Hand::audit},
    ListStep{ListState::suspended, "resume_list", ListState::area_approved, Hand::area},
    ListStep{ListState::suspended, "resume_list", ListState::area_approved, Hand::audit},
    ListStep{ListState::suspended, "resume_list", ListState::funded, Hand::area},
    ListStep{ListState::suspended, "resume_list", ListState::funded, Hand::audit},
    ListStep{ListState::suspended, "resume_list", ListState::released, Hand::area},
    ListStep{ListState::suspended, "resume_list", ListState::released, Hand::audit},
    // Suspended beyond the end of its entitlements.
    ListStep{ListState::suspended, "resume_list", ListState::returned, Hand::timer},
    ListStep{ListState::suspended, "receiving_deadline", ListState::abandoned, Hand::timer},
    // Levels that signed with a hold sign again when it ends (ADR 0015).
    ListStep{ListState::county_approved, "lift_holds", ListState::validated, Hand::contract},
    ListStep{ListState::area_approved, "lift_holds", ListState::validated, Hand::contract},
    ListStep{ListState::area_approved, "lift_holds", ListState::county_approved, Hand::contract},
    ListStep{ListState::funded, "lift_holds", ListState::validated, Hand::contract},
    ListStep{ListState::funded, "lift_holds", ListState::county_approved, Hand::contract},
    ListStep{ListState::funded, "lift_holds", ListState::area_approved, Hand::contract},
};

struct SectionStep {
    SectionState from;
    std::string_view act;
    SectionState to;
    Hand by;
};
inline constexpr std::array section_steps{
    SectionStep{SectionState::receiving, "add_lines", SectionState::validated, Hand::contract},
    SectionStep{SectionState::validated, "answer_verification", SectionState::verified, Hand::bank},
    SectionStep{SectionState::validated, "verification_deadline", SectionState::verified, Hand::timer},
    SectionStep{SectionState::verified, "confirm_sections", SectionState::confirmed, Hand::village},
    // Once more, when the village had signed with a hold that was lifted.
    SectionStep{SectionState::in_notice, "confirm_sections", SectionState::in_notice, Hand::village},
    SectionStep{SectionState::noticed, "confirm_sections", SectionState::noticed, Hand::village},
    SectionStep{SectionState::confirmed, "lift_holds", SectionState::verified, Hand::contract},
    SectionStep{SectionState::town_approved, "lift_holds", SectionState::noticed, Hand::contract},
    SectionStep{SectionState::confirmed, "open_notice", SectionState::in_notice, Hand::village},
    SectionStep{SectionState::in_notice, "notice_over", SectionState::noticed, Hand::timer},
    SectionStep{SectionState::noticed, "approve_sections", SectionState::town_approved, Hand::township},
    SectionStep{SectionState::verified, "return_sections", SectionState::returned, Hand::village},
    SectionStep{SectionState::confirmed, "return_sections", SectionState::returned, Hand::village},
    SectionStep{SectionState::in_notice, "return_sections", SectionState::returned, Hand::township},
    SectionStep{SectionState::noticed, "return_sections", SectionState::returned, Hand::township},
    SectionStep{SectionState::town_approved, "return_sections", SectionState::returned,
                Hand::township},
    SectionStep{SectionState::validated, "detach_sections", SectionState::detached,
                Hand::township},
    SectionStep{SectionState::verified, "detach_sections", SectionState::detached, Hand::township},
    SectionStep{SectionState::confirmed, "detach_sections", SectionState::detached,
                Hand::township},
    SectionStep{SectionState::in_notice, "detach_sections", SectionState::detached,
                Hand::township},
    SectionStep{SectionState::noticed, "detach_sections", SectionState::detached, Hand::township},
};

constexpr bool may_step(ListState from, std::string_view act, ListState to) {
    for (const ListStep& s : list_steps) {
        if (s.from == from && s.act == act && s.to == to) return true;
    }
    return false;
}
constexpr bool may_step(SectionState from, std::string_view act, SectionState to) {
    for (const SectionStep& s : section_steps) {
        if (s.from == from && s.act == act && s.to == to) return true;
    }
    return false;
}

// The hand a role signs with.
constexpr std::optional<Hand> hand_of(vocabulary::Role role) {
    using vocabulary::Role;
    switch (role) {
        case Role::importer: return Hand::importer;
        case Role::bank_agent: return Hand::bank;
        case Role::village_officer: return Hand::village;
        case Role::township_officer: return Hand::township;
        case Role::county_officer: return Hand::county;
        case Role::area_officer: return Hand::area;
        case Role::finance_officer: return Hand::finance;
        case Role::auditor: return Hand::audit;
        default: return std::nullopt;
    }
}
constexpr bool has_hand(ListState from, std::string_view act, Hand by) {
    for (const ListStep& s : list_steps) {
        if (s.from == from && s.act == act && s.by == by) return true;
    }
    return false;
}
constexpr bool has_hand(SectionState from, std::string_view act, Hand by) {
    for (const SectionStep& s : section_steps) {
        if (s.from == from && s.act == act && s.by == by) return true;
    }
    return false;
}

// Where an act takes a section that stands at `from`.
constexpr std::optional<SectionState> target_of(SectionState from, std::string_view act) {
    for (const SectionStep& s : section_steps) {
        if (s.from == from && s.act == act) return s.to;
    }
    return std::nullopt;
}

// Nothing leaves a final state, and nothing that is released can be returned or cancelled whole.
static_assert([] {
    for (const ListStep& s : list_steps) {
        if (word_of(s.from).final) return false;
        const bool gone = s.from >= ListState::released && s.from <= ListState::settled;
        if (gone && (s.to == ListState::returned || s.to == ListState::cancelled)) return false;
    }
    return true;
}());

}  // namespace zhida::resettle
