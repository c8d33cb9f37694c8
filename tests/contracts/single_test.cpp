// Paid on signature under a mandate, single orders that end, payments under another item.
#include <gtest/gtest.h>

#include "contracts/registry/types/messages.hpp"
#include "contracts/resettle/types/courses.hpp"
#include "contracts/resettle/types/evidence.hpp"
#include "contracts/resettle/types/objections.hpp"
#include "contracts/resettle/types/single.hpp"
#include "tests/contracts/rig.hpp"

namespace zhida::rig {
namespace {

using payment::OrderState;
using resettle::ListState;
using resettle::Reject;
using vocabulary::Reason;

constexpr chain::Code code(Reject r) { return static_cast<chain::Code>(r); }
constexpr chain::Code code(payment::Reject r) { return static_cast<chain::Code>(r); }
constexpr chain::Code code(registry::Reject r) { return static_cast<chain::Code>(r); }
const std::string town_a = "township-130629100-1";

// A list whose first village waits for signatures; everything else is released.
std::unique_ptr<Rig> awaiting() {
    auto rig = std::make_unique<Rig>();
    rig->import(rig->package());
    rig->verify();
    const resettle::HoldLines hold{rig->list, {0, 1, 2}, Reason::awaiting_signature, {}};
    EXPECT_EQ(rig->act("village-130629100201-1", hold), 0) << rig->last_datum;
    rig->confirm_and_notice();
    rig->townships();
    rig->county();
    rig->area();
    rig->fund();
    rig->lock_and_release();
    return rig;
}

Fen amount(const Rig& rig, LineNumber n) {
    return chain::must_load<resettle::Line>(rig.machine.view(), {rig.list, n}).amount;
}
resettle::GrantMandate mandate(const Rig& rig, Fen line_cap, Fen day_cap) {
    return {line_cap, day_cap, rig.today(), base::plus_days(rig.today(), 30), {5}};
}
void grant(Rig& rig, const resettle::GrantMandate& m) {
    ASSERT_EQ(rig.act("finance-1", m), 0) << rig.last_datum;
    ASSERT_EQ(rig.act("finance-2", m), 0) << rig.last_datum;
}
resettle::PayOnSignature signing(const Rig& rig, std::vector<LineNumber> lines) {
    return {rig.list, std::move(lines), {6}};
}

TEST(OnSignature, ASignedLineIsLockedReleasedAndPaidAtOnce) {
    const auto rig = awaiting();
    grant(*rig, mandate(*rig, *Fen::of(1'000'000), *Fen::of(9'000'000)));
    const auto before = rig->account(rig->account_of(0));
    ASSERT_EQ(rig->act(town_a, signing(*rig, {0})), 0) << rig->last_datum;
    EXPECT_EQ(rig->order(0).state, OrderState::released);
    const auto after = rig->account(rig->account_of(0));
    EXPECT_EQ(before.available.minus(amount(*rig, 0)), after.available);
    EXPECT_FALSE(chain::has<resettle::Hold>(rig->machine.view(), {rig->list, 0}));
    EXPECT_TRUE(chain::has<resettle::SignedLine>(rig->machine.view(), {rig->list, 0}));
    EXPECT_EQ(rig->act(town_a, signing(*rig, {0})), code(Reject::not_awaiting));
    rig->claim_all();
    rig->pay_all();
    EXPECT_EQ(rig->order(0).state, OrderState::paid);
    EXPECT_EQ(rig->state(), ListState::settled);
    // The list was settled; the next resident signs, and it goes on.
    ASSERT_EQ(rig->act(town_a, signing(*rig, {1})), 0) << rig->last_datum;
    EXPECT_EQ(rig->state(), ListState::paying);
}

TEST(OnSignature, TheMandateIsTwoPersonsOfOneFinanceBodyAndHasItsDates) {
    const auto rig = awaiting();
    const auto pay = signing(*rig, {0});
    EXPECT_EQ(rig->act(town_a, pay), code(Reject::mandate_missing));
    auto m = mandate(*rig, *Fen::of(1'000'000), *Fen::of(9'000'000));
    EXPECT_EQ(rig->act("county-3", m), code(registry::Reject::role_wrong));
    ASSERT_EQ(rig->act("finance-1", m), 0);
    EXPECT_EQ(rig->act("finance-1", m), code(registry::Reject::second_person_same));
    EXPECT_EQ(rig->act(town_a, pay), code(Reject::mandate_missing));
    ASSERT_EQ(rig->act("finance-2", m), 0);
    auto later = m;
    later.from = base::plus_days(rig->today(), 1);
    grant(*rig, later);
    EXPECT_EQ(rig->act(town_a, pay), code(Reject::mandate_missing));
    auto over = m;
    over.from = base::plus_days(rig->today(), -2);
    over.until = base::plus_days(rig->today(), -1);
    grant(*rig, over);
    EXPECT_EQ(rig->act(town_a, pay), code(Reject::mandate_missing));
    over.until = rig->today();  // its last day
    grant(*rig, over);
    EXPECT_EQ(rig->act(town_a, pay), 0) << rig->last_datum;
    auto bad = m;
    bad.line_cap = {};
    EXPECT_EQ(rig->act("finance-1", bad), code(Reject::mandate_malformed));
    bad = m;
    bad.day_cap = *Fen::of(999'999);
    EXPECT_EQ(rig->act("finance-1", bad), code(Reject::mandate_malformed));
}

TEST(OnSignature, TheCapsHoldToTheFen) {
    const auto rig = awaiting();
    const Fen one = amount(*rig, 0);
    const Fen less = *one.minus(*Fen::of(1));
    grant(*rig, mandate(*rig, less, *Fen::of(9'000'000)));
    EXPECT_EQ(rig->act(town_a, signing(*rig, {0})), code(Reject::mandate_line_cap));
    const Fen two = *one.plus(amount(*rig, 1));
    grant(*rig, mandate(*rig, amount(*rig, 1), *two.minus(*Fen::of(1))));
    EXPECT_EQ(rig->act(town_a, signing(*rig, {0, 1})), code(Reject::mandate_day_cap));
    ASSERT_EQ(rig->act(town_a, signing(*rig, {0})), 0) << rig->last_datum;
    EXPECT_EQ(rig->act(town_a, signing(*rig, {1})), code(Reject::mandate_day_cap));
    grant(*rig, mandate(*rig, amount(*rig, 1), two));
    EXPECT_EQ(rig->act(town_a, signing(*rig, {1})), 0) << rig->last_datum;
}

TEST(OnSignature, WhatStandsAgainstALineStandsAgainstItsPaymentToo) {
    const auto rig = awaiting();
    grant(*rig, mandate(*rig, *Fen::of(1'000'000), *Fen::of(9'000'000)));
    EXPECT_EQ(rig->act("village-130629100201-1", signing(*rig, {0})),
              code(registry::Reject::role_wrong));
    EXPECT_EQ(rig->act("township-130629101-1", signing(*rig, {0})),
              code(Reject::village_foreign));
    EXPECT_EQ(rig->act(town_a, signing(*rig, {3})), code(Reject::village_foreign));
    EXPECT_EQ(rig->act(town_a, signing(*rig, {99})), code(Reject::line_unknown));
    auto unsigned_paper = signing(*rig, {0});
    unsigned_paper.document = {};
    EXPECT_EQ(rig->act(town_a, unsigned_paper), code(Reject::evidence_malformed));
    const auto payee =
        chain::must_load<resettle::Line>(rig->machine.view(), {rig->list, 1}).payee;
    const resettle::MarkPersons court{.programme = county::resettlement_programme,
                                      .mark = resettle::Mark::court,
                                      .document = {3},
                                      .payees = {payee}};
    ASSERT_EQ(rig->act("county-3", court), 0) << rig->last_datum;
    EXPECT_EQ(rig->act(town_a, signing(*rig, {1})), code(Reject::cause_stands));
    ASSERT_EQ(rig->act("administrator",
                       resettle::RequireEvidence{county::resettlement_programme,
                                                 {{resettle::EvidenceKind::condition, 0, 1}}}),
              0);
    EXPECT_EQ(rig->act(town_a, signing(*rig, {0})), code(Reject::evidence_against));
    ASSERT_EQ(rig->act("area-1", resettle::SuspendList{rig->list, "x", {1}}), 0);
    EXPECT_EQ(rig->act(town_a, signing(*rig, {2})), code(Reject::list_state_wrong));
}

TEST(SingleOrders, AreCancelledByTwoCountyPersonsBeforeTheClaimOnly) {
    Rig rig;
    rig.to_stage(ListState::released);
    const resettle::CancelOrders m{rig.list, {0}, "demolished by mistake", {4}};
    EXPECT_EQ(rig.act("finance-3", m), code(registry::Reject::role_wrong));
    ASSERT_EQ(rig.act("county-3", m), 0) << rig.last_datum;
    EXPECT_EQ(rig.order(0).state, OrderState::released);
    ASSERT_EQ(rig.act("county-4", m), 0) << rig.last_datum;
    EXPECT_EQ(rig.order(0).state, OrderState::cancelled);
    const auto line = chain::must_load<resettle::Line>(rig.machine.view(), {rig.list, 0});
    EXPECT_FALSE(chain::has<resettle::Entitlement>(
        rig.machine.view(), {county::resettlement_programme, line.tag}));
    rig.claim_all();
    const resettle::CancelOrders late{rig.list, {1}, "too late", {4}};
    EXPECT_EQ(rig.act("county-3", late), code(payment::Reject::move_unlawful));
    EXPECT_EQ(rig.act("county-3", resettle::CancelOrders{rig.list, {1}, "", {4}}),
              code(Reject::reason_unlawful));
}

TEST(ACorrection, MovesAPaymentToAnotherItemAndNoMoney) {
    Rig rig;
    rig.to_stage(ListState::paying);
    const auto moving = *vocabulary::item_code("M1");
    const resettle::CorrectItem m{rig.list, 0, moving, {4}};
    EXPECT_EQ(rig.act("finance-3", m), code(payment::Reject::not_paid));
    rig.pay_all();
    const auto before = codec::encode(rig.account(rig.account_of(0)));
    ASSERT_EQ(rig.act("finance-3", m), 0) << rig.last_datum;
    EXPECT_EQ(rig.act("finance-2", m), code(registry::Reject::second_body_same));
    ASSERT_EQ(rig.act("county-3", m), 0) << rig.last_datum;
    EXPECT_EQ(codec::encode(rig.account(rig.account_of(0))), before);
    const auto booked =
        chain::must_load<resettle::BookedItem>(rig.machine.view(), {rig.list, 0});
    EXPECT_EQ(booked.item, moving);
    EXPECT_EQ(rig.act("finance-3", m), code(Reject::item_same));
    const resettle::CorrectItem none{rig.list, 0, 0, {4}};
    EXPECT_EQ(rig.act("finance-3", none), code(Reject::evidence_malformed));
}

}  // namespace
}  // namespace zhida::rig
