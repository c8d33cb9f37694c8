// Sections that leave, follow-up lists, and child orders by way of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "contracts/registry/types/messages.hpp"
#include "contracts/resettle/types/courses.hpp"
#include "contracts/resettle/types/follow_ups.hpp"
#include "contracts/resettle/types/objections.hpp"
#include "contracts/vocabulary/tag_statement.hpp"
#include "tests/contracts/rig.hpp"

namespace zhida::rig {
namespace {

using payment::OrderState;
using resettle::ListState;
using resettle::Reject;
using resettle::SectionState;
using vocabulary::Reason;

constexpr chain::Code code(Reject r) { return static_cast<chain::Code>(r); }
constexpr chain::Code code(payment::Reject r) { return static_cast<chain::Code>(r); }
constexpr chain::Code role_wrong = static_cast<chain::Code>(registry::Reject::role_wrong);
const std::string town_a = "township-130629100-1";
const std::string town_b = "township-130629101-1";

// A follow-up list as the importing office would send it.
struct Follow {
    resettle::OpenFollowUp open;
    resettle::AddFollowUpLines add;
};

resettle::Line line_of(const Rig& rig, const resettle::ListId& list, LineNumber n) {
    return chain::must_load<resettle::Line>(rig.machine.view(), {list, n});
}

// Lines in the order of villages and payees, with their origins.
Follow follow(Rig& rig, const resettle::ListId& of,
              std::vector<std::pair<LineNumber, resettle::Line>> lines, std::uint16_t number = 1) {
    Follow f;
    f.open.follows = of;
    f.open.number = number;
    f.open.list = resettle::follow_up_id(crypto::Hash::sm3, of, number);
    std::map<vocabulary::VillageCode, std::vector<std::pair<LineNumber, resettle::Line>>> parts;
    for (auto& one : lines) {
        const auto agreement =
            chain::must_load<resettle::Agreement>(rig.machine.view(), {one.second.agreement});
        parts[agreement.content.village].push_back(one);
    }
    std::vector<vocabulary::TagStatement> statements;
    for (auto& [village, some] : parts) {
        std::ranges::sort(some, {}, [](const auto& one) { return one.second.payee; });
        std::vector<resettle::SumNode> leaves;
        std::int64_t total = 0;
        for (const auto& [origin, line] : some) {
            leaves.push_back(resettle::line_leaf(crypto::Hash::sm3, line.commitment, line.amount));
            total += line.amount.count();
            f.add.origins.push_back(origin);
            f.add.lines.lines.push_back(line);
            statements.push_back(
                {line.tag, line.commitment, line.agreement, line.installment, line.item});
        }
        f.open.sections.push_back({village, static_cast<std::uint32_t>(some.size()),
                                   *Fen::of(total),
                                   resettle::sum_root(crypto::Hash::sm3, leaves)->hash});
    }
    f.open.header = resettle::header_root(crypto::Hash::sm3, f.open.sections)->hash;
    f.add.lines.list = f.open.list;
    const auto& key = rig.people.member("registrar").identity.key;
    f.add.lines.registrar = crypto::key_id(key.public_key());
    f.add.lines.tags = key.sign(vocabulary::tag_statement_bytes(f.open.list, statements));
    return f;
}

// From its lines to its release, by the officers of one village and the county's second set.
void approve(Rig& rig, vocabulary::VillageCode village) {
    rig.verify();
    const std::string stem = "village-" + std::to_string(village) + "-";
    for (const char* n : {"1", "2"}) {
        ASSERT_EQ(rig.act(stem + n, rig.sections<resettle::ConfirmSections>({0})), 0);
    }
    ASSERT_EQ(rig.act(stem + "2", rig.sections<resettle::OpenNotice>({0})), 0) << rig.last_datum;
    rig.wait(7 * 86'400);
    const std::string town = "township-" + std::to_string(vocabulary::township_of(village)) + "-";
    for (const char* n : {"1", "2"}) {
        ASSERT_EQ(rig.act(town + n, rig.sections<resettle::ApproveSections>({0})), 0)
            << rig.last_datum;
    }
    rig.county();
    rig.area();
}

// A list whose line 0 failed; the others are paid and their day is closed.
void fail_line_0(Rig& rig) {
    rig.to_stage(ListState::paying);
    rig.pay_all({{.line = 0, .state = OrderState::failed, .reason = Reason::acct_closed}});
    rig.close_days(rig.today());
}

std::int64_t returned_pending(const Rig& rig, LineNumber line) {
    return rig.account(rig.account_of(line)).returned_pending.count();
}

TEST(Detaching, ASectionThatIsNotReadyLeavesAndTheOthersGoOn) {
    Rig rig;
    rig.import(rig.package());
    rig.verify();
    const auto header = rig.header<resettle::ApproveList>().header;
    resettle::DetachSections m{rig.list, {1}, "surveyed again"};
    EXPECT_EQ(rig.act("village-130629101204-1", m), role_wrong);
    EXPECT_EQ(rig.act(town_a, m), code(Reject::village_foreign));
    ASSERT_EQ(rig.act(town_b, m), 0) << rig.last_datum;
    EXPECT_EQ(rig.section_state(1), SectionState::detached);
    EXPECT_EQ(rig.act(town_b, m), code(Reject::section_state_wrong));
    m.sections = {9};
    EXPECT_EQ(rig.act(town_b, m), code(Reject::section_unknown));
    for (const char* n : {"1", "2"}) {
        rig.act(std::string{"village-130629100201-"} + n,
                rig.sections<resettle::ConfirmSections>({0}));
    }
    rig.act("village-130629100201-2", rig.sections<resettle::OpenNotice>({0}));
    rig.wait(7 * 86'400);
    for (const char* n : {"1", "2"}) {
        rig.act(std::string{"township-130629100-"} + n,
                rig.sections<resettle::ApproveSections>({0}));
    }
    rig.county();
    rig.area();
    rig.fund();
    rig.lock_and_release();
    EXPECT_EQ(rig.header<resettle::ApproveList>().header, header);  // as the source signed it
    const auto batch = chain::must_load<payment::Batch>(rig.machine.view(), {rig.list});
    EXPECT_EQ(batch.orders.lines, 3U);
    const auto hold = chain::must_load<resettle::Hold>(rig.machine.view(), {rig.list, 3});
    EXPECT_EQ(hold.reason, Reason::detached);
}

TEST(Detaching, TheLinesArePaidByAFollowUpListThatNobodyCanSendTwice) {
    Rig rig;
    rig.import(rig.package());
    rig.verify();
    const auto first = rig.list;
    ASSERT_EQ(rig.act(town_b, resettle::DetachSections{first, {1}, "x"}), 0);
    std::vector<std::pair<LineNumber, resettle::Line>> lines;
    for (LineNumber n = 3; n < 6; ++n) lines.emplace_back(n, line_of(rig, first, n));
    auto f = follow(rig, first, lines);
    EXPECT_EQ(rig.act("county-1", f.open), role_wrong);
    auto bad = f;
    bad.open.list[0] ^= 1;
    EXPECT_EQ(rig.act("importer", bad.open), code(Reject::manifest_differs));
    bad = f;
    bad.open.number = 0;
    EXPECT_EQ(rig.act("importer", bad.open), code(Reject::count_outside));
    bad = f;
    bad.open.header[0] ^= 1;
    EXPECT_EQ(rig.act("importer", bad.open), code(Reject::header_differs));
    ASSERT_EQ(rig.act("importer", f.open), 0) << rig.last_datum;
    EXPECT_EQ(rig.act("importer", f.open), code(Reject::list_exists));
    EXPECT_EQ(rig.act("importer", f.add.lines), code(Reject::origin_missing));
    bad = f;
    bad.add.origins.pop_back();
    EXPECT_EQ(rig.act("importer", bad.add), code(Reject::origin_missing));
    bad = f;
    bad.add.origins[0] = 0;  // a line that is still in its list
    EXPECT_EQ(rig.act("importer", bad.add), code(Reject::origin_unfit));
    bad = f;
    bad.add.lines.lines[0].amount = *Fen::of(1);
    EXPECT_EQ(rig.act("importer", bad.add), code(Reject::origin_differs));
    ASSERT_EQ(rig.act("importer", f.add), 0) << rig.last_datum;
    auto second = follow(rig, first, lines, 2);
    ASSERT_EQ(rig.act("importer", second.open), 0) << rig.last_datum;
    EXPECT_EQ(rig.act("importer", second.add), code(Reject::origin_taken));
    rig.list = f.open.list;
    approve(rig, village_b);
    rig.fund();
    rig.lock_and_release();
    EXPECT_EQ(rig.order(2).state, OrderState::released);
    const auto record = chain::must_load<resettle::List>(rig.machine.view(), {rig.list});
    EXPECT_EQ(record.list_no, "T-1/1");
}

TEST(Detaching, AFollowUpListThatEndsFreesItsOrigins) {
    Rig rig;
    rig.import(rig.package());
    rig.verify();
    const auto first = rig.list;
    ASSERT_EQ(rig.act(town_b, resettle::DetachSections{first, {1}, "x"}), 0);
    const std::vector<std::pair<LineNumber, resettle::Line>> lines{{4, line_of(rig, first, 4)}};
    const auto f = follow(rig, first, lines);
    ASSERT_EQ(rig.act("importer", f.open), 0);
    ASSERT_EQ(rig.act("importer", f.add), 0) << rig.last_datum;
    ASSERT_EQ(rig.act("county-3", resettle::ReturnList{f.open.list, "x"}), 0) << rig.last_datum;
    const auto again = follow(rig, first, lines, 2);
    ASSERT_EQ(rig.act("importer", again.open), 0);
    EXPECT_EQ(rig.act("importer", again.add), 0) << rig.last_datum;
}

TEST(AHeldLine, LeavesForAFollowUpListWhenItsHoldHasEnded) {
    Rig rig;
    rig.to_stage(ListState::released);
    const auto first = rig.list;
    ASSERT_EQ(rig.act(town_a, resettle::HoldLines{first, {0}, Reason::dispute, {}}), 0);
    const auto f = follow(rig, first, {{0, line_of(rig, first, 0)}});
    ASSERT_EQ(rig.act("importer", f.open), 0);
    EXPECT_EQ(rig.act("importer", f.add), code(Reject::origin_unfit));
    ASSERT_EQ(rig.act(town_a, resettle::LiftHolds{first, {0}, {}}), 0) << rig.last_datum;
    ASSERT_EQ(rig.act("importer", f.add), 0) << rig.last_datum;
    const auto hold = chain::must_load<resettle::Hold>(rig.machine.view(), {first, 0});
    EXPECT_EQ(hold.follow_up, f.open.list);
    rig.list = f.open.list;
    approve(rig, village_a);
    rig.lock_and_release();  // with the money that stayed available
    EXPECT_EQ(rig.order(0).state, OrderState::released);
    const auto taken = chain::must_load<resettle::Entitlement>(
        rig.machine.view(), {county::resettlement_programme, line_of(rig, first, 0).tag});
    EXPECT_EQ(taken.list, f.open.list);
}

// R1-11 and payment.md §3, rule 7: another account is verified, approved, and rests for a while.
TEST(AChildOrder, WithAnotherAccountIsApprovedVerifiedAndRestsBeforeRelease) {
    Rig rig;
    fail_line_0(rig);
    const auto first = rig.list;
    auto line = line_of(rig, first, 0);
    line.bank = 403;
    line.commitment[5] ^= 1;
    auto f = follow(rig, first, {{0, line}});
    ASSERT_EQ(rig.act("importer", f.open), 0);
    EXPECT_EQ(rig.act("importer", f.add), code(Reject::origin_differs));  // no evidence
    f.add.evidence = {4};
    ASSERT_EQ(rig.act("importer", f.add), 0) << rig.last_datum;
    EXPECT_GT(returned_pending(rig, 0), 0);
    rig.list = f.open.list;
    approve(rig, village_a);
    ASSERT_EQ(rig.act("finance-1", rig.header<resettle::LockFunds>()), 0) << rig.last_datum;
    EXPECT_EQ(rig.act("finance-2", rig.header<resettle::ReleaseList>()),
              code(Reject::cooling_open));
    rig.wait(86'400 - 1);
    EXPECT_EQ(rig.act("finance-2", rig.header<resettle::ReleaseList>()),
              code(Reject::cooling_open));
    rig.wait(1);
    ASSERT_EQ(rig.act("finance-2", rig.header<resettle::ReleaseList>()), 0) << rig.last_datum;
    const auto parent = chain::must_load<payment::Order>(rig.machine.view(), {first, 0});
    EXPECT_EQ(parent.state, OrderState::reissued);
    EXPECT_EQ(rig.order(0).parent, (payment::OrderName{first, 0}));
    rig.claim_all();
    rig.pay_all();
    EXPECT_EQ(rig.order(0).state, OrderState::paid);
}

TEST(AChildOrder, IsNotMadeOfAnOrderThatIsPaidOrInFlight) {
    Rig rig;
    rig.to_stage(ListState::paying);
    const auto first = rig.list;
    const auto f = follow(rig, first, {{0, line_of(rig, first, 0)}});
    ASSERT_EQ(rig.act("importer", f.open), 0);
    EXPECT_EQ(rig.act("importer", f.add), code(Reject::origin_unfit));  // CLAIMED
    rig.pay_all();
    EXPECT_EQ(rig.act("importer", f.add), code(Reject::origin_unfit));  // PAID
}

// Two heirs share what was withheld; their parts make the whole.
TEST(AChildOrder, ForEachHeirMakesTheOriginalTogether) {
    Rig rig;
    fail_line_0(rig);
    const auto first = rig.list;
    EXPECT_EQ(rig.act("county-3", resettle::WithholdOrders{first, {0}, Reason::death, {3}}),
              role_wrong);
    ASSERT_EQ(rig.act(town_a, resettle::WithholdOrders{first, {0}, Reason::death, {3}}), 0)
        << rig.last_datum;
    auto one = line_of(rig, first, 0);
    auto two = one;
    one.payee = {1, 1, 1};
    two.payee = {2, 2, 2};
    two.commitment[3] ^= 9;
    const std::int64_t fen = one.amount.count();
    one.amount = *Fen::of(fen / 2);
    two.amount = *Fen::of(fen - fen / 2 - 1);
    auto f = follow(rig, first, {{0, one}, {0, two}});
    f.add.evidence = {4};
    ASSERT_EQ(rig.act("importer", f.open), 0);
    EXPECT_EQ(rig.act("importer", f.add), code(payment::Reject::children_differ));
    two.amount = *Fen::of(fen - fen / 2);
    f = follow(rig, first, {{0, one}, {0, two}}, 2);
    f.add.evidence = {4};
    ASSERT_EQ(rig.act("importer", f.open), 0);
    ASSERT_EQ(rig.act("importer", f.add), 0) << rig.last_datum;
    rig.list = f.open.list;
    approve(rig, village_a);
    ASSERT_EQ(rig.act("finance-1", rig.header<resettle::LockFunds>()), 0) << rig.last_datum;
    EXPECT_EQ(returned_pending(rig, 0), 0);
    // One heir is held: the other waits with her, and the money goes back.
    ASSERT_EQ(rig.act(town_a, resettle::HoldLines{rig.list, {1}, Reason::dispute, {}}), 0)
        << rig.last_datum;
    const auto other = chain::must_load<resettle::Hold>(rig.machine.view(), {rig.list, 0});
    EXPECT_EQ(other.reason, Reason::sibling_held);
    EXPECT_EQ(returned_pending(rig, 0), fen);
    EXPECT_EQ(rig.act(town_a, resettle::LiftHolds{rig.list, {0}, {}}), code(Reject::cause_stands));
    ASSERT_EQ(rig.act(town_a, resettle::LiftHolds{rig.list, {1}, {}}), 0) << rig.last_datum;
    EXPECT_FALSE(chain::has<resettle::Hold>(rig.machine.view(), {rig.list, 0}));
    EXPECT_EQ(rig.state(), ListState::area_approved);
    rig.wait(86'400);
    rig.lock_and_release();
    const auto parent = chain::must_load<payment::Order>(rig.machine.view(), {first, 0});
    EXPECT_EQ(parent.state, OrderState::split);
}

TEST(MoneyThatCameBack, IsDepositedByTheCountyOrRefundedByCountyAndNewArea) {
    Rig rig;
    rig.to_stage(ListState::paying);
    rig.pay_all({{.line = 0, .state = OrderState::failed, .reason = Reason::acct_closed},
                 {.line = 1, .state = OrderState::failed, .reason = Reason::acct_closed}});
    EXPECT_EQ(rig.act(town_a, resettle::WithholdOrders{rig.list, {0}, Reason::death, {}}),
              code(payment::Reject::statement_missing));
    rig.close_days(rig.today());
    ASSERT_EQ(rig.act(town_a, resettle::WithholdOrders{rig.list, {0}, Reason::death, {}}), 0);
    rig.wait(86'400);
    const resettle::DepositOrder deposit{rig.list, 0, rig.today(), {8}};
    EXPECT_EQ(rig.act(town_a, deposit), role_wrong);
    ASSERT_EQ(rig.act("county-3", deposit), 0) << rig.last_datum;
    EXPECT_EQ(rig.order(0).state, OrderState::deposited);
    const resettle::RefundOrders refund{rig.list, {1}, "withdrawn", {}};
    EXPECT_EQ(rig.act(town_a, refund), role_wrong);
    ASSERT_EQ(rig.act("county-3", refund), 0) << rig.last_datum;
    EXPECT_EQ(rig.order(1).state, OrderState::failed);  // one signature is not enough
    EXPECT_NE(rig.act("county-4", refund), 0);
    ASSERT_EQ(rig.act("area-1", refund), 0) << rig.last_datum;
    EXPECT_EQ(rig.order(1).state, OrderState::refunded);
    EXPECT_FALSE(chain::has<resettle::Entitlement>(
        rig.machine.view(), {county::resettlement_programme, line_of(rig, rig.list, 1).tag}));
}

// Version n+1 of a returned list (payment.md §2).
TEST(TheNextVersion, IsRefusedWhileTheOneBeforeIsLiveAndMayCarryItsEntitlements) {
    Rig rig;
    rig.to_stage(ListState::area_approved);
    const auto first = rig.list;
    auto next = rig.package();
    next.open.version = 2;
    next.open.list = resettle::list_id(crypto::Hash::sm3, "XA-ZQ", "T-1", 2);
    EXPECT_EQ(rig.act("importer", next.open), code(Reject::version_live));
    auto third = next;
    third.open.version = 3;
    third.open.list = resettle::list_id(crypto::Hash::sm3, "XA-ZQ", "T-1", 3);
    EXPECT_EQ(rig.act("importer", third.open), code(Reject::version_live));
    ASSERT_EQ(rig.act("finance-3", resettle::ReturnList{first, "wrong plan"}), 0);
    EXPECT_EQ(rig.state(), ListState::returned);
    EXPECT_FALSE(chain::has<resettle::Entitlement>(
        rig.machine.view(), {county::resettlement_programme, line_of(rig, first, 0).tag}));
    EXPECT_EQ(rig.act("importer", third.open), code(Reject::version_gap));
    rig.import(next);
    rig.verify();
    rig.confirm_and_notice();
    rig.townships();
    rig.county();
    const auto taken = chain::must_load<resettle::Entitlement>(
        rig.machine.view(), {county::resettlement_programme, line_of(rig, first, 0).tag});
    EXPECT_EQ(taken.list, next.open.list);
}

TEST(TheNextVersion, MayReplaceAReturnedSectionWhileTheOthersGoOn) {
    Rig rig;
    rig.import(rig.package());
    rig.verify();
    const auto first = rig.list;
    auto next = rig.package();
    next.open.version = 2;
    next.open.list = resettle::list_id(crypto::Hash::sm3, "XA-ZQ", "T-1", 2);
    const resettle::ReturnSections back{first, {0, 1}, "wrong area"};
    EXPECT_EQ(rig.act("village-130629100201-1", back), code(Reject::village_foreign));
    ASSERT_EQ(rig.act("village-130629100201-1", resettle::ReturnSections{first, {0}, "x"}), 0);
    EXPECT_EQ(rig.act("importer", next.open), code(Reject::version_live));  // village b goes on
    EXPECT_EQ(chain::must_load<resettle::Hold>(rig.machine.view(), {first, 0}).reason,
              Reason::section_returned);
    ASSERT_EQ(rig.act("village-130629101204-1", resettle::ReturnSections{first, {1}, "x"}), 0);
    EXPECT_EQ(rig.act("county-1", rig.header<resettle::ApproveList>()),
              code(Reject::sections_not_ready));  // nothing is left to approve
    EXPECT_EQ(rig.act("importer", next.open), 0) << rig.last_datum;
}

}  // namespace
}  // namespace zhida::rig
