// The lives of a list and of its sections (payment.md §2), as data.
#pragma once

#include <array>
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
};
constexpr bool is_known(SectionState s) {
    return s >= SectionState::receiving && s <= SectionState::returned;
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
    SectionStep{SectionState::confirmed, "open_notice", SectionState::in_notice, Hand::village},
    SectionStep{SectionState::in_notice, "notice_over", SectionState::noticed, Hand::timer},
    SectionStep{SectionState::noticed, "approve_sections", SectionState::town_approved, Hand::township},
    SectionStep{SectionState::verified, "return_sections", SectionState::returned, Hand::village},
    SectionStep{SectionState::confirmed, "return_sections", SectionState::returned, Hand::village},
    SectionStep{SectionState::in_notice, "return_sections", SectionState::returned, Hand::township},
    SectionStep{SectionState::noticed, "return_sections", SectionState::returned, Hand::township},
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
