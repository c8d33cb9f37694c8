// An approval flow is data: which level signs what, in which role, with how many signatures.
#pragma once

#include <array>
#include <vector>

#include "contracts/vocabulary/words.hpp"
#include "core/chain/refusals.hpp"
#include "core/chain/transaction.hpp"

namespace zhida::approval {

// What the signers of a level sign.
enum class Subject : std::uint8_t { section = 1, list = 2 };
constexpr bool is_known(Subject s) { return s == Subject::section || s == Subject::list; }

// The places around the table. One natural person fills at most one of them on one list, for ever,
// whatever organisation or delegation she comes with (payment.md §2).
enum class Level : std::uint8_t {
    village = 1, township = 2, county = 3, new_area = 4, fund_lock = 5, fund_release = 6,
    reconcile = 7, cancel = 8,
};
constexpr bool is_known(Level l) { return l >= Level::village && l <= Level::cancel; }

struct FlowLevel {
    Level level = Level::village;
    Subject subject = Subject::section;
    vocabulary::Role role = vocabulary::Role::village_officer;
    std::uint8_t signatures = 1;  // by as many different persons
    static constexpr auto schema() {
        using T = FlowLevel;
        return codec::fields(codec::field<1>(&T::level), codec::field<2>(&T::subject),
                             codec::field<3>(&T::role), codec::field<4>(&T::signatures));
    }
    friend bool operator==(const FlowLevel&, const FlowLevel&) = default;
};

inline constexpr std::uint8_t signatures_per_level_max = 5;
// The flow of payment.md §2: what a programme gets unless it sets another.
inline constexpr std::array straight_flow{
    FlowLevel{Level::village, Subject::section, vocabulary::Role::village_officer, 2},
    FlowLevel{Level::township, Subject::section, vocabulary::Role::township_officer, 2},
    FlowLevel{Level::county, Subject::list, vocabulary::Role::county_officer, 2},
    FlowLevel{Level::new_area, Subject::list, vocabulary::Role::area_officer, 1},
    FlowLevel{Level::fund_lock, Subject::list, vocabulary::Role::finance_officer, 1},
    FlowLevel{Level::fund_release, Subject::list, vocabulary::Role::finance_officer, 1},
    FlowLevel{Level::reconcile, Subject::list, vocabulary::Role::finance_officer, 1},
    FlowLevel{Level::cancel, Subject::list, vocabulary::Role::county_officer, 2},
};

// Sets the flow of a programme. Type 200.
struct DefineFlow {
    static constexpr std::uint16_t type = 200;
    static constexpr std::string_view name = "define_flow";
    vocabulary::ProgrammeId programme = 0;
    std::vector<FlowLevel> levels;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&DefineFlow::programme),
                             codec::field<2>(&DefineFlow::levels, 16));
    }
};

enum class Reject : chain::Code {
    flow_malformed = 2100,
    flow_role_unfit = 2101,
    flow_missing = 2200,
    level_complete = 2201,
    signed_something_else = 2202,
    already_acted = 2300,
    not_first_signer = 2301,
};

inline constexpr chain::RefusalText refusal_texts[] = {
    {2100, "flow_malformed", "审批流程不完整或级别重复", "the flow lacks a level or names one twice", "账本管理员", "the registry administrator"},
    {2101, "flow_role_unfit", "审批角色不是人员，或两级由同一类机构办理", "a level's role is a machine's, or two levels belong to one kind of body", "账本管理员", "the registry administrator"},
    {2200, "flow_missing", "该项目没有审批流程", "the programme has no approval flow", "账本管理员", "the registry administrator"},
    {2201, "level_complete", "本级签名已齐", "this level has all its signatures", "无需再签", "nobody; it is done"},
    {2202, "signed_something_else", "所签内容与第一签名人不同", "not what the first signer of this level signed", "签名人", "the signer"},
    {2300, "already_acted", "同一人在一个清单上只能办理一个环节", "one person may act in one place on a list only", "其他人员", "another person"},
    {2301, "not_first_signer", "须由本级已签名的人员办理", "only somebody who signed at this level", "本级签名人", "a signer of this level"},
};

chain::Verdict check_form(const DefineFlow& m);

}  // namespace zhida::approval
