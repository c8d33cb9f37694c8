// Random interleavings of lawful and unlawful acts: whatever people and machines say in whatever
// order, no invariant breaks, and a full recount agrees with every running sum.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "contracts/payment/rules/joint.hpp"
#include "contracts/registry/types/messages.hpp"
#include "contracts/resettle/types/objections.hpp"
#include "tests/contracts/rig.hpp"

namespace zhida::rig {
namespace {

using payment::OrderState;
using vocabulary::Reason;

constexpr int acts_per_run = 160;
constexpr unsigned runs = 12;

class Crowd {
  public:
    explicit Crowd(unsigned seed)
        : draw_{seed} {
        // Each crowd meets the list at another stage of its life.
        using resettle::ListState;
        constexpr ListState stages[] = {ListState::validated, ListState::area_approved,
                                        ListState::funded, ListState::released, ListState::paying};
        const unsigned stage = seed % 6;
        if (stage == 5) {
            rig.import(rig.package());
        } else {
            rig.to_stage(stages[stage]);
        }
    }

    // Somebody says something. Most of it is refused; none of it may break the books.
    void one_act() {
        const chain::Code code = any_act();
        ASSERT_NE(code, static_cast<chain::Code>(chain::Reject::invariant_broken))
            << rig.last_datum;
        accepted += code == 0;
    }

    Rig rig;
    unsigned accepted = 0;

  private:
    unsigned pick(unsigned n) { return static_cast<unsigned>(draw_() % n); }
    const std::string& anyone() {
        return rig.people.members[pick(static_cast<unsigned>(rig.people.members.size()))].name;
    }
    LineNumber any_line() { return pick(7); }
    std::string agent() {
        return "agent-" + std::to_string(county::banks[pick(county::banks.size())].code);
    }
    vocabulary::BankCode bank_of(const std::string& name) {
        return static_cast<vocabulary::BankCode>(std::stoul(name.substr(6)));
    }
    // The officer whose turn it may be, or anybody at all.
    std::string somebody(std::initializer_list<const char*> fitting) {
        return pick(4) == 0 ? anyone()
                            : *(fitting.begin() + pick(static_cast<unsigned>(fitting.size())));
    }

    chain::Code any_act() {
        switch (pick(23)) {
            case 0: return verify();
            case 1: return rig.act(village(), rig.sections<resettle::ConfirmSections>({section()}));
            case 2: return rig.act(village(), rig.sections<resettle::OpenNotice>({section()}));
            case 3: rig.wait(pick(3) == 0 ? 7 * 86'400 : 3'600); return 0;
            case 4:
                return rig.act(township(), rig.sections<resettle::ApproveSections>({section()}));
            case 5:
                return rig.act(somebody({"county-1", "county-2", "county-3", "area-1", "area-2"}),
                               rig.header<resettle::ApproveList>());
            case 6: return credit();
            case 7:
                return rig.act(somebody({"finance-1", "finance-2"}),
                               rig.header<resettle::LockFunds>());
            case 8:
                return rig.act(somebody({"finance-1", "finance-2"}),
                               rig.header<resettle::ReleaseList>());
            case 9: return claim();
            case 10:
            case 11: return report();
            case 12: return give_back();
            case 13: return hold();
            case 14: return rarely();
            case 15: return recall();
            case 16: return decide();
            case 17: return contradict();
            case 18: return charge();
            case 19: return object();
            case 20: return judge();
            case 21: return lift();
            default: return rig.act(somebody({"finance-3"}), rig.header<resettle::CloseList>());
        }
    }

    vocabulary::SectionNumber section() {
        return static_cast<vocabulary::SectionNumber>(pick(3) % 2);
    }
    std::string village() {
        return somebody({"village-130629100201-1", "village-130629100201-2",
                         "village-130629101204-1", "village-130629101204-2"});
    }
    std::string township() {
        return somebody({"township-130629100-1", "township-130629100-2", "township-130629101-1",
                         "township-130629101-2"});
    }

    chain::Code verify() {
        const std::string who = agent();
        resettle::AnswerVerification m{.list = rig.list, .bank = bank_of(who), .end = 6};
        if (pick(3) == 0) m.refused.push_back({any_line() % 6, Reason::acct_closed});
        return rig.act(who, m);
    }
    chain::Code credit() {
        const std::string who = agent();
        return rig.act(
            who, payment::NoteCredit{.account = static_cast<vocabulary::AccountId>(1 + pick(5)),
                                     .amount = *Fen::of(400'000),
                                     .booked = rig.today(),
                                     .seen = {rig.height, {}}});
    }
    chain::Code claim() {
        const LineNumber line = any_line();
        const std::string who = agent_for(line);
        return rig.act(who, payment::ClaimOrders{bank_of(who), 1 + pick(2), rig.list, {line}});
    }
    // The agent of the bank that pays a line, mostly.
    std::string agent_for(LineNumber line) {
        const auto order = chain::load<payment::Order>(rig.machine.view(), {rig.list, line});
        if (!order || pick(4) == 0) return agent();
        return "agent-" + std::to_string(rig.account(order->account).bank);
    }
    chain::Code report() {
        const LineNumber line = any_line();
        const std::string who = agent_for(line);
        constexpr OrderState states[] = {OrderState::paid, OrderState::failed, OrderState::accepted,
                                         OrderState::in_doubt, OrderState::returned};
        payment::Outcome outcome{line, states[pick(5)], Reason::none, payment::Evidence::answer};
        if (outcome.state == OrderState::failed) outcome.reason = Reason::acct_frozen;
        return rig.act(who, payment::ReportResults{
                                bank_of(who), 1 + pick(2), rig.list, rig.today(), {outcome}});
    }
    chain::Code give_back() {
        const LineNumber line = any_line();
        const std::string who = agent_for(line);
        return rig.act(who,
                       payment::ReportReturns{
                           bank_of(who), rig.list, rig.today(), {{line, Reason::acct_closed}}});
    }
    chain::Code recall() {
        const LineNumber line = any_line();
        if (pick(2) == 0) {
            return rig.act(somebody({"county-3", "county-4"}),
                           payment::RequestRecall{rig.list, line, Reason::death, paper});
        }
        const std::string who = agent_for(line);
        const auto answer =
            pick(2) == 0 ? payment::RecallAnswer::given_up : payment::RecallAnswer::refused;
        return rig.act(who,
                       payment::AnswerRecall{bank_of(who), rig.list, line, answer, paper});
    }
    // Words that several say alike; whoever comes names the last signature, if she saw one.
    template <class M>
    chain::Code together(M words) {
        const auto subject = payment::joint_subject(crypto::Hash::sm3, words);
        const auto joint = chain::load<payment::Joint>(rig.machine.view(), {subject});
        if (joint) words.previous = joint->signers.back().transaction;
        return rig.act(somebody({"finance-1", "area-finance", "auditor", "county-3"}), words);
    }
    chain::Code decide() {
        const LineNumber line = any_line();
        const auto account = static_cast<vocabulary::AccountId>(1 + pick(5));
        switch (pick(5)) {
            case 0:
                return together(payment::ResolveDoubt{.list = rig.list,
                                                      .line = line,
                                                      .outcome = OrderState::paid,
                                                      .booked = rig.today(),
                                                      .evidence = paper});
            case 1:
                return together(
                    payment::ResolveBreak{.account = account, .number = 1, .evidence = paper});
            case 2:
                return together(payment::MakeAvailable{
                    .account = account, .interest = *Fen::of(5), .document = paper});
            case 3: return together(payment::ResumeSending{{account}, paper, {}});
            default:
                return pick(6) == 0 ? together(payment::StopSending{{account}, paper, {}}) : 0;
        }
    }
    chain::Code contradict() {
        const LineNumber line = any_line();
        const std::string who = agent_for(line);
        const auto told = pick(2) == 0 ? OrderState::paid : OrderState::failed;
        return rig.act(
            who, payment::ReportContradiction{bank_of(who), rig.list, line, told, paper});
    }
    chain::Code charge() {
        const std::string who = agent();
        if (pick(8) == 0) return rig.act(who, payment::TakeOver{bank_of(who), 1 + pick(3)});
        return rig.act(who, payment::NoteCharge{
                                .account = static_cast<vocabulary::AccountId>(1 + pick(5)),
                                .kind = pick(2) == 0 ? payment::ChargeKind::interest
                                                     : payment::ChargeKind::fee,
                                .amount = *Fen::of(1 + pick(9)),
                                .booked = rig.today(),
                                .evidence = paper,
                                .seen = {rig.height, {}}});
    }
    chain::Code hold() {
        if (pick(3) != 0) return 0;
        return rig.act(somebody({"county-3", "township-130629100-1"}),
                       resettle::HoldLines{rig.list, {any_line()}, Reason::dispute, {}});
    }
    chain::Code object() {
        const vocabulary::Reference objector{static_cast<base::Byte>(1 + pick(3))};
        const resettle::RaiseObjection m{rig.list,
                                         any_line(),
                                         resettle::Objector::resident,
                                         objector,
                                         static_cast<resettle::Ground>(1 + pick(4)),
                                         {}};
        return rig.act(pick(2) == 0 ? village() : township(), m);
    }
    chain::Code judge() {
        const resettle::DecideObjection m{rig.list, any_line(),
                                          static_cast<std::uint16_t>(pick(2)), pick(4) == 0, {}};
        return rig.act(pick(3) == 0 ? "county-3" : township(), m);
    }
    chain::Code lift() {
        const resettle::LiftHolds m{rig.list, {any_line()}, {}};
        return rig.act(pick(2) == 0 ? "county-3" : township(), m);
    }
    chain::Code rarely() {
        if (pick(12) != 0) return 0;
        if (pick(2) == 0)
            return rig.act(somebody({"county-3", "county-4"}), resettle::CancelList{rig.list, "x"});
        return rig.act(somebody({"finance-1", "area-1"}), resettle::ReturnList{rig.list, "x"});
    }

    static constexpr chain::Digest paper{7};
    std::mt19937 draw_;
};

// Counts every order anew and compares with the accounts' buckets and the batch's tallies.
void expect_recount(const Rig& rig) {
    const auto view = rig.machine.view();
    std::map<vocabulary::AccountId, std::map<payment::Bucket, std::int64_t>> sums;
    const auto batch = chain::load<payment::Batch>(view, {rig.list});
    std::uint32_t orders = 0;
    for (LineNumber n = 0; n < 6; ++n) {
        const auto order = chain::load<payment::Order>(view, {rig.list, n});
        if (!order) continue;
        ++orders;
        sums[order->account][payment::word_of(order->state).bucket] += order->amount.count();
    }
    if (batch) {
        EXPECT_EQ(batch->orders.lines, orders);
    }
    for (const county::Bank& bank : county::banks) {
        const auto account = rig.account(bank.account);
        auto& own = sums[bank.account];
        EXPECT_EQ(account.paid.count(), own[payment::Bucket::paid]);
        EXPECT_EQ(account.returned_pending.count(), own[payment::Bucket::returned_pending]);
        EXPECT_EQ(account.received.count() + account.interest.count() - account.paid.count() -
                      account.fees.count(),
                  account.available.count() + account.locked.count() +
                      account.returned_pending.count() + account.interest_held.count());
        if (batch) {
            EXPECT_EQ(account.locked.count(), own[payment::Bucket::locked]);
        }
    }
}

// Every live entitlement is one line's, and an agreement carries what its lines have locked.
void expect_entitlements(const Rig& rig) {
    const auto view = rig.machine.view();
    std::map<vocabulary::Reference, std::int64_t> committed;
    const base::Bytes all{resettle::Entitlement::table};
    chain::each<resettle::Entitlement>(
        view, all, all, [&](base::ByteView, const resettle::Entitlement& one) {
            const auto line = chain::must_load<resettle::Line>(view, {one.list, one.line});
            committed[line.agreement] += line.amount.count();
            return true;
        });
    const base::Bytes table{resettle::Agreement::table};
    chain::each<resettle::Agreement>(
        view, table, table, [&](base::ByteView, const resettle::Agreement& one) {
            EXPECT_EQ(one.committed.count(), committed[one.content.reference]);
            return true;
        });
}

unsigned first_seed() {
    const char* const given = std::getenv("ZHIDA_SEED");
    return given ? static_cast<unsigned>(std::stoul(given)) : 20'190'918;
}

TEST(Interleaving, WhateverIsSaidInWhateverOrderTheBooksAgree) {
    unsigned accepted = 0;
    bool paid_somewhere = false;
    for (unsigned run = 0; run < runs; ++run) {
        const unsigned seed = first_seed() + run;
        SCOPED_TRACE("seed " + std::to_string(seed) + " (run again with ZHIDA_SEED)");
        Crowd crowd{seed};
        for (int i = 0; i < acts_per_run; ++i) {
            crowd.one_act();
            if (::testing::Test::HasFatalFailure()) return;
        }
        expect_recount(crowd.rig);
        expect_entitlements(crowd.rig);
        accepted += crowd.accepted;
        for (LineNumber n = 0; n < 6; ++n) {
            const auto order =
                chain::load<payment::Order>(crowd.rig.machine.view(), {crowd.rig.list, n});
            paid_somewhere = paid_somewhere || (order && order->state == OrderState::paid);
        }
    }
    EXPECT_GT(accepted, 300U);  // the crowd does get somewhere
    EXPECT_TRUE(paid_somewhere);
}

}  // namespace
}  // namespace zhida::rig
