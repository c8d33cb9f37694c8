// The tables of payment.md §2 and §3 are what the ledger does: every act in every state by every
// hand is taken or refused as its table says.
#include <gtest/gtest.h>

#include <algorithm>

#include "contracts/approval/types/flow.hpp"
#include "contracts/registry/types/messages.hpp"
#include "contracts/resettle/types/courses.hpp"
#include "tests/contracts/rig.hpp"

namespace zhida::rig {
namespace {

using payment::Mover;
using payment::OrderState;
using resettle::Hand;
using resettle::ListState;
using resettle::SectionState;

constexpr chain::Code role_wrong = static_cast<chain::Code>(registry::Reject::role_wrong);
constexpr chain::Code list_state_wrong =
    static_cast<chain::Code>(resettle::Reject::list_state_wrong);
constexpr chain::Code section_state_wrong =
    static_cast<chain::Code>(resettle::Reject::section_state_wrong);

// One person of each hand who has no place on the list yet, where there is one.
struct Signer {
    Hand hand;
    const char* name;
};
constexpr Signer signers[] = {
    {Hand::importer, "importer"},     {Hand::bank, "agent-102"},
    {Hand::village, "village-130629100201-1"}, {Hand::township, "township-130629100-1"},
    {Hand::county, "county-3"},       {Hand::area, "area-2"},
    {Hand::finance, "finance-3"},     {Hand::audit, "auditor"}};

// --- lists ---

struct ListAct {
    std::string_view name;
    chain::Code (*send)(Rig& rig, const std::string& who);
};
template <class M>
chain::Code sign_header(Rig& rig, const std::string& who) {
    return rig.act(who, rig.header<M>());
}
constexpr ListAct list_acts[] = {
    {"approve_list", &sign_header<resettle::ApproveList>},
    {"lock_funds", &sign_header<resettle::LockFunds>},
    {"release_list", &sign_header<resettle::ReleaseList>},
    {"close_list", &sign_header<resettle::CloseList>},
    {"return_list",
     [](Rig& rig, const std::string& who) {
         return rig.act(who, resettle::ReturnList{rig.list, "x"});
     }},
    {"cancel_list",
     [](Rig& rig, const std::string& who) {
         return rig.act(who, resettle::CancelList{rig.list, "x"});
     }},
    {"suspend_list",
     [](Rig& rig, const std::string& who) {
         return rig.act(who, resettle::SuspendList{rig.list, "x", {1}});
     }},
    {"resume_list",
     [](Rig& rig, const std::string& who) {
         return rig.act(who, resettle::ResumeList{rig.list, {1}});
     }}};

void bring_to(Rig& rig, ListState state) {
    switch (state) {
        case ListState::receiving: {
            const auto package = rig.package();
            rig.list = package.open.list;
            ASSERT_EQ(rig.act("importer", package.open), 0);
            return;
        }
        case ListState::abandoned:
            bring_to(rig, ListState::receiving);
            return rig.wait(25 * 3'600);
        case ListState::returned:
            rig.to_stage(ListState::validated);
            ASSERT_EQ(rig.act("county-4", resettle::ReturnList{rig.list, "x"}), 0);
            return;
        case ListState::cancelled:
            rig.to_stage(ListState::validated);
            ASSERT_EQ(rig.act("county-4", resettle::CancelList{rig.list, "x"}), 0);
            ASSERT_EQ(rig.act("county-1", resettle::CancelList{rig.list, "x"}), 0);
            return;
        case ListState::suspended:
            rig.to_stage(ListState::validated);
            ASSERT_EQ(rig.act("area-1", resettle::SuspendList{rig.list, "x", {1}}), 0);
            return;
        case ListState::closed:
            rig.to_stage(ListState::settled);
            rig.close_days(rig.today());
            rig.wait(4 * 86'400);
            ASSERT_EQ(rig.act("finance-3", rig.header<resettle::CloseList>()), 0)
                << rig.last_datum;
            return;
        default: rig.to_stage(state);
    }
}

std::unique_ptr<Rig> list_at(ListState state) {
    auto rig = std::make_unique<Rig>();
    bring_to(*rig, state);
    EXPECT_EQ(rig->state(), state);
    return rig;
}

TEST(ListTable, EveryActInEveryStateByEveryHandIsTakenAsItsRowSays) {
    unsigned lawful_seen = 0;
    for (const resettle::ListWord& word : resettle::list_words) {
        auto rig = list_at(word.state);
        for (const ListAct& act : list_acts) {
            for (const Signer& signer : signers) {
                const bool lawful = resettle::has_hand(word.state, act.name, signer.hand);
                const chain::Code code = act.send(*rig, signer.name);
                const bool forbidden = code == role_wrong || code == list_state_wrong;
                EXPECT_EQ(forbidden && lawful, false)
                    << word.name << " " << act.name << " " << signer.name << " " << code;
                EXPECT_TRUE(lawful || code != 0)
                    << word.name << " " << act.name << " " << signer.name;
                lawful_seen += lawful ? 1U : 0U;
                if (code == 0) rig = list_at(word.state);  // it may have moved
            }
        }
    }
    EXPECT_GT(lawful_seen, 30U);
}

TEST(ListTable, TheStraightFlowSignsWithTheHandsOfTheTable) {
    constexpr std::pair<std::string_view, approval::Level> levels[] = {
        {"lock_funds", approval::Level::fund_lock},
        {"release_list", approval::Level::fund_release},
        {"close_list", approval::Level::reconcile},
        {"cancel_list", approval::Level::cancel},
        {"confirm_sections", approval::Level::village},
        {"approve_sections", approval::Level::township}};
    unsigned rows = 0;
    const auto check = [&](std::string_view act, Hand by) {
        for (const auto& [name, level] : levels) {
            if (act != name) continue;
            const auto& one =
                *std::ranges::find(approval::straight_flow, level, &approval::FlowLevel::level);
            EXPECT_EQ(resettle::hand_of(one.role), by) << act;
            ++rows;
        }
    };
    for (const auto& step : resettle::list_steps) check(step.act, step.by);
    for (const auto& step : resettle::section_steps) check(step.act, step.by);
    EXPECT_EQ(rows, 12U);
}

// --- sections ---

struct SectionAct {
    std::string_view name;
    chain::Code (*send)(Rig& rig, const std::string& who);
};
template <class M>
chain::Code sign_section(Rig& rig, const std::string& who) {
    return rig.act(who, rig.sections<M>({0}));
}
constexpr SectionAct section_acts[] = {
    {"confirm_sections", &sign_section<resettle::ConfirmSections>},
    {"open_notice", &sign_section<resettle::OpenNotice>},
    {"approve_sections", &sign_section<resettle::ApproveSections>},
    {"return_sections",
     [](Rig& rig, const std::string& who) {
         return rig.act(who, resettle::ReturnSections{rig.list, {0}, "x"});
     }},
    {"detach_sections", [](Rig& rig, const std::string& who) {
         return rig.act(who, resettle::DetachSections{rig.list, {0}, "x"});
     }}};

std::unique_ptr<Rig> section_at(SectionState state) {
    auto rig = std::make_unique<Rig>();
    rig->import(rig->package());
    if (state >= SectionState::verified) rig->verify();
    if (state == SectionState::confirmed || state == SectionState::in_notice) {
        rig->act("village-130629100201-1", rig->sections<resettle::ConfirmSections>({0}));
        rig->act("village-130629100201-2", rig->sections<resettle::ConfirmSections>({0}));
    }
    if (state == SectionState::in_notice) {
        rig->act("village-130629100201-2", rig->sections<resettle::OpenNotice>({0}));
    }
    if (state == SectionState::noticed || state == SectionState::town_approved) {
        rig->confirm_and_notice();
    }
    if (state == SectionState::town_approved) rig->townships();
    const std::string town = "township-130629100-2";
    if (state == SectionState::returned) {
        rig->confirm_and_notice();
        rig->act(town, resettle::ReturnSections{rig->list, {0}, "x"});
    }
    if (state == SectionState::detached) {
        rig->act(town, resettle::DetachSections{rig->list, {0}, "x"});
    }
    EXPECT_EQ(rig->section_state(0), state);
    return rig;
}

TEST(SectionTable, EveryActInEveryStateByEveryHandIsTakenAsItsRowSays) {
    unsigned lawful_seen = 0;
    for (const resettle::SectionWord& word : resettle::section_words) {
        if (word.state == SectionState::receiving) continue;  // only the importer acts on those
        auto rig = section_at(word.state);
        for (const SectionAct& act : section_acts) {
            for (const Signer& signer : signers) {
                const bool lawful = resettle::has_hand(word.state, act.name, signer.hand);
                const chain::Code code = act.send(*rig, signer.name);
                const bool forbidden = code == role_wrong || code == section_state_wrong;
                EXPECT_EQ(forbidden && lawful, false)
                    << word.name << " " << act.name << " " << signer.name << " " << code;
                EXPECT_TRUE(lawful || code != 0)
                    << word.name << " " << act.name << " " << signer.name;
                lawful_seen += lawful ? 1U : 0U;
                if (code == 0) rig = section_at(word.state);
            }
        }
    }
    EXPECT_GT(lawful_seen, 12U);
}

// --- orders ---

constexpr Mover movers[] = {Mover::contract, Mover::timer,    Mover::finance, Mover::bank,
                            Mover::village,  Mover::township, Mover::county,  Mover::bodies};

// Six orders of one list, each in another state.
void scatter(Rig& rig) {
    rig.to_stage(ListState::released);
    const auto claim = [&](LineNumber line) {
        const auto bank = rig.account(rig.order(line).account).bank;
        const payment::ClaimOrders m{.bank = bank, .epoch = 1, .list = rig.list, .lines = {line}};
        ASSERT_EQ(rig.act("agent-" + std::to_string(bank), m), 0) << rig.last_datum;
    };
    const auto report = [&](LineNumber line, OrderState state) {
        claim(line);
        const auto bank = rig.account(rig.order(line).account).bank;
        const auto reason = state == OrderState::failed ? vocabulary::Reason::acct_closed
                                                        : vocabulary::Reason::none;
        const payment::ReportResults m{
            .bank = bank,
            .epoch = 1,
            .list = rig.list,
            .booked = rig.today(),
            .outcomes = {{.line = line, .state = state, .reason = reason}}};
        ASSERT_EQ(rig.act("agent-" + std::to_string(bank), m), 0) << rig.last_datum;
    };
    report(0, OrderState::failed);
    report(1, OrderState::paid);
    report(2, OrderState::in_doubt);
    claim(3);
    ASSERT_EQ(rig.act("township-130629101-1",
                      resettle::HoldLines{rig.list, {4}, vocabulary::Reason::dispute, {}}),
              0)
        << rig.last_datum;
}

TEST(OrderTable, NoHandMovesAnOrderThatTheTableDoesNotGiveIt) {
    Rig rig;
    scatter(rig);
    const auto view = rig.machine.view();
    chain::Context context;
    context.now = rig.now;
    unsigned lawful_seen = 0;
    for (LineNumber line = 0; line < 6; ++line) {
        const OrderState from = rig.order(line).state;
        for (const payment::OrderWord& word : payment::order_words) {
            for (const Mover by : movers) {
                const auto verdict = payment::check_fates(
                    view, context,
                    {{.order = {rig.list, line}, .to = word.state, .by = by,
                      .booked = rig.today()}});
                const bool lawful = payment::may_move(from, word.state, by);
                EXPECT_TRUE(lawful || verdict.has_value())
                    << payment::word_of(from).name << " " << word.name;
                lawful_seen += lawful ? 1U : 0U;
                if (!payment::may_move(from, word.state) || lawful) continue;
                const bool no_fate = verdict->code ==
                                     static_cast<chain::Code>(payment::Reject::move_unlawful);
                EXPECT_TRUE(no_fate || verdict->code == role_wrong);
            }
        }
    }
    EXPECT_GT(lawful_seen, 15U);
}

TEST(OrderTable, AVillageHoldsLinesUntilTheirMoneyIsLocked) {
    const std::string village = "village-130629100201-1";
    for (const auto& [state, code] :
         {std::pair{ListState::area_approved, chain::Code{0}}, {ListState::funded, role_wrong},
          {ListState::released, role_wrong}}) {
        Rig rig;
        rig.to_stage(state);
        const resettle::HoldLines hold{rig.list, {0}, vocabulary::Reason::dispute, {}};
        EXPECT_EQ(rig.act(village, hold), code) << rig.last_datum;
        const auto again = rig.act("township-130629100-1", hold);
        EXPECT_EQ(again == 0, code != 0);
    }
}

}  // namespace
}  // namespace zhida::rig
