// Rules that are judged by evidence on the ledger (funds.md §3.6), each refused and accepted at its
// boundary, and an agreement that was amended.
#include <gtest/gtest.h>

#include "contracts/registry/types/messages.hpp"
#include "contracts/resettle/types/evidence.hpp"
#include "contracts/resettle/types/objections.hpp"
#include "tests/contracts/rig.hpp"

namespace zhida::rig {
namespace {

using resettle::EvidenceEntry;
using resettle::EvidenceKind;
using resettle::ListState;
using resettle::Reject;
using vocabulary::Reason;

constexpr chain::Code code(Reject r) { return static_cast<chain::Code>(r); }
constexpr chain::Code role_wrong = static_cast<chain::Code>(registry::Reject::role_wrong);
const std::string town_a = "township-130629100-1";
const std::string town_b = "township-130629101-1";
const vocabulary::ItemCode house = *vocabulary::item_code("H1");
constexpr base::ByteArray<32> paper{7};

resettle::Line line_of(const Rig& rig, LineNumber n) {
    return chain::must_load<resettle::Line>(rig.machine.view(), {rig.list, n});
}
Reason held(const Rig& rig, LineNumber n) {
    const auto hold = chain::load<resettle::Hold>(rig.machine.view(), {rig.list, n});
    return hold ? hold->reason : Reason::none;
}
void ask(Rig& rig, std::vector<resettle::EvidenceRule> rules) {
    const resettle::RequireEvidence m{county::resettlement_programme, std::move(rules)};
    ASSERT_EQ(rig.act("administrator", m), 0) << rig.last_datum;
}
EvidenceEntry condition_of(const Rig& rig, LineNumber n) {
    return {.kind = EvidenceKind::condition,
            .agreement = line_of(rig, n).agreement,
            .installment = 1,
            .document = paper};
}
EvidenceEntry survey_of(const Rig& rig, LineNumber n, base::Date day) {
    return {.kind = EvidenceKind::survey,
            .agreement = line_of(rig, n).agreement,
            .item = house,
            .payee = line_of(rig, n).payee,
            .day = day,
            .document = paper};
}
chain::Code record(Rig& rig, const std::string& who, const EvidenceEntry& entry) {
    return rig.act(who, resettle::RecordEvidence{{entry}});
}

TEST(RuleR1_07, AnInstalmentWaitsForItsConditionAndIsLiftedWhenItIsMet) {
    Rig rig;
    ask(rig, {{EvidenceKind::condition, house, 1}});
    rig.import(rig.package());
    ASSERT_EQ(record(rig, town_b, condition_of(rig, 3)), 0) << rig.last_datum;
    rig.verify();
    rig.confirm_and_notice();
    rig.townships();
    rig.county();
    EXPECT_EQ(held(rig, 0), Reason::evidence_missing);
    EXPECT_EQ(held(rig, 3), Reason::none);  // of the other village's agreement
    const resettle::LiftHolds lift{rig.list, {0, 1, 2}, {1}};
    EXPECT_EQ(rig.act(town_a, lift), code(Reject::cause_stands));
    ASSERT_EQ(record(rig, town_a, condition_of(rig, 0)), 0);
    ASSERT_EQ(rig.act(town_a, lift), 0) << rig.last_datum;
    EXPECT_EQ(held(rig, 0), Reason::none);
}

TEST(RuleR1_07, ARuleFromTheSecondInstalmentOnLeavesTheFirstAlone) {
    Rig rig;
    ask(rig, {{EvidenceKind::condition, house, 2}, {EvidenceKind::condition, 77, 1}});
    rig.to_stage(ListState::county_approved);
    EXPECT_EQ(held(rig, 0), Reason::none);
}

TEST(RuleR1_09, WhatWasSurveyedIsPaidToItsOwnerOnly) {
    Rig rig;
    ask(rig, {{EvidenceKind::survey, house, 1}});
    rig.import(rig.package());
    const auto before = *base::parse_date("2019-05-06");
    ASSERT_EQ(record(rig, town_a, survey_of(rig, 1, before)), 0) << rig.last_datum;
    rig.verify();
    rig.confirm_and_notice();
    rig.townships();
    rig.county();
    EXPECT_EQ(held(rig, 0), Reason::owner_differs);
    EXPECT_EQ(held(rig, 1), Reason::none);
    EXPECT_EQ(held(rig, 3), Reason::evidence_missing);
}

TEST(RuleR1_10, WhatStandsSinceTheDayOfTheNoticeIsPaidAndADayLaterIsNot) {
    for (const auto& [day, reason] : {std::pair{"2019-05-06", Reason::none},
                                      {"2019-05-07", Reason::planted_late}}) {
        Rig rig;
        ask(rig, {{EvidenceKind::survey, house, 1}});
        rig.import(rig.package());
        ASSERT_EQ(record(rig, town_a, survey_of(rig, 1, *base::parse_date(day))), 0);
        rig.verify();
        rig.confirm_and_notice();
        rig.townships();
        rig.county();
        EXPECT_EQ(held(rig, 1), reason) << day;
    }
}

TEST(RuleR1_09, LandMoneyGoesToTheCollectiveOrFollowsTheVillagesPlan) {
    Rig rig;
    ask(rig, {{EvidenceKind::distribution, house, 1}});
    rig.import(rig.package());
    ASSERT_EQ(record(rig, town_a,
                     {.kind = EvidenceKind::collective,
                      .village = village_a,
                      .payee = line_of(rig, 2).payee,
                      .document = paper}),
              0)
        << rig.last_datum;
    ASSERT_EQ(record(rig, town_b,
                     {.kind = EvidenceKind::distribution, .village = village_b, .document = paper}),
              0);
    rig.verify();
    rig.confirm_and_notice();
    rig.townships();
    rig.county();
    EXPECT_EQ(held(rig, 0), Reason::evidence_missing);
    EXPECT_EQ(held(rig, 2), Reason::none);
    EXPECT_EQ(held(rig, 3), Reason::none);
}

std::size_t warned(const chain::Receipt& receipt) {
    std::size_t n = 0;
    for (const auto& event : receipt.events) {
        n += event.kind == resettle::RelocationWarned::kind ? 1U : 0U;
    }
    return n;
}

TEST(RuleR1_21, HouseMoneyAfterTheDayToLeaveIsWarnedOfAndPaidAllTheSame) {
    for (const int later : {0, -1}) {
        Rig rig;
        ask(rig, {{EvidenceKind::relocation, house, 1}});
        rig.to_stage(ListState::funded);
        ASSERT_EQ(record(rig, town_a,
                         {.kind = EvidenceKind::relocation,
                          .agreement = line_of(rig, 0).agreement,
                          .day = base::plus_days(rig.today(), later),
                          .document = paper}),
                  0)
            << rig.last_datum;
        const auto m = rig.header<resettle::ReleaseList>();
        const auto receipt = rig.put(rig.envelope("finance-2", m.type, codec::encode(m)));
        ASSERT_EQ(receipt.code, 0);
        EXPECT_EQ(warned(receipt), later < 0 ? 3U : 0U);  // three lines under the agreement
    }
}

TEST(Evidence, IsRecordedByTheTownshipOfItsVillageAndHasWhatItsKindAsksFor) {
    Rig rig;
    rig.import(rig.package());
    auto one = condition_of(rig, 0);
    EXPECT_EQ(record(rig, "village-130629100201-1", one), role_wrong);
    EXPECT_EQ(record(rig, town_b, one), code(Reject::village_foreign));
    auto bad = one;
    bad.document = {};
    EXPECT_EQ(record(rig, town_a, bad), code(Reject::evidence_malformed));
    bad = one;
    bad.day = rig.today();
    EXPECT_EQ(record(rig, town_a, bad), code(Reject::evidence_malformed));
    bad = one;
    bad.agreement = {99};
    EXPECT_EQ(record(rig, town_a, bad), code(Reject::agreement_unknown));
    EXPECT_EQ(rig.act(town_a, resettle::RecordEvidence{}), code(Reject::chunk_empty));
    resettle::RequireEvidence rules{county::resettlement_programme,
                                    {{EvidenceKind::collective, 0, 1}}};
    EXPECT_EQ(rig.act("administrator", rules), code(Reject::evidence_malformed));
    rules.rules = {{EvidenceKind::survey, 1, 1}, {EvidenceKind::survey, 1, 1}};
    EXPECT_EQ(rig.act("administrator", rules), code(Reject::evidence_malformed));
    rules.rules.pop_back();
    EXPECT_EQ(rig.act("county-1", rules), role_wrong);
}

TEST(RuleR1_19, ADayIsFullAtItsCapAndOneFenMoreIsRefused) {
    for (const std::int64_t less : {0, 1}) {
        Rig rig{true};  // one account pays everything
        rig.to_stage(ListState::funded);
        std::int64_t total = 0;
        for (LineNumber n = 0; n < 6; ++n) total += line_of(rig, n).amount.count();
        const registry::SetParameter cap{std::string{payment::parameter_day_cap}, 130629,
                                         {17'000}, {19'000},
                                         static_cast<std::uint64_t>(total - less), "paper"};
        ASSERT_EQ(rig.act("administrator", cap), 0);
        EXPECT_EQ(rig.act("finance-2", rig.header<resettle::ReleaseList>()),
                  less == 0 ? 0 : static_cast<chain::Code>(payment::Reject::day_cap))
            << rig.last_datum;
    }
}

// The importer hands in a second list with the agreement as amended.
chain::Code amended(Rig& rig, const std::function<void(resettle::NewAgreement&)>& change) {
    auto p = rig.package(3, "T-2", 9);
    for (auto& agreement : p.agreements) change(agreement);
    EXPECT_EQ(rig.act("importer", p.open), 0) << rig.last_datum;
    return rig.act("importer", resettle::AddAgreements{p.open.list, 0, p.agreements});
}

TEST(AnAmendedAgreement, TakesThePlaceOfTheVersionBeforeAndKeepsWhatWasPaid) {
    Rig rig;
    rig.to_stage(ListState::county_approved);
    const auto known = chain::must_load<resettle::Agreement>(
        rig.machine.view(), {line_of(rig, 0).agreement});
    const auto old = rig.package().agreements;
    const auto amend = [&](resettle::NewAgreement& a, std::uint8_t version) {
        a = old[a.village == old[0].village ? 0 : 1];
        a.version = version;
        a.document = {42};
        a.total = *a.total.plus(*Fen::of(100));
    };
    ASSERT_EQ(amended(rig, [&](auto& a) { amend(a, 2); }), 0) << rig.last_datum;
    const auto now = chain::must_load<resettle::Agreement>(rig.machine.view(),
                                                           {line_of(rig, 0).agreement});
    EXPECT_EQ(now.content.version, 2);
    EXPECT_EQ(now.committed, known.committed);
    const auto before = chain::must_load<resettle::OldAgreement>(
        rig.machine.view(), {line_of(rig, 0).agreement, 1});
    EXPECT_EQ(before.content, known.content);
}

TEST(AnAmendedAgreement, IsRefusedWhenItSkipsAVersionOrIsNotSignedAnew) {
    const auto refused = [](const std::function<void(resettle::NewAgreement&)>& change) {
        Rig rig;
        rig.import(rig.package());
        const auto old = rig.package().agreements;
        return amended(rig, [&](resettle::NewAgreement& a) {
            a = old[a.village == old[0].village ? 0 : 1];
            a.version = 2;
            a.document = {42};
            change(a);
        });
    };
    EXPECT_EQ(refused([](auto&) {}), 0);
    EXPECT_EQ(refused([](auto& a) { a.version = 3; }), code(Reject::agreement_differs));
    EXPECT_EQ(refused([](auto& a) { a.household = {77}; }), code(Reject::agreement_differs));
    EXPECT_EQ(refused([](auto& a) { a.signed_on = base::plus_days(a.signed_on, -1); }),
              code(Reject::agreement_differs));
    EXPECT_EQ(refused([](auto& a) { a.version = 1; }), code(Reject::agreement_differs));
}

}  // namespace
}  // namespace zhida::rig
