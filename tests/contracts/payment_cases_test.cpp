// What happens when a payment does not go straight (payment.md §3, rules 2 and 4 to 8; §5).
#include <gtest/gtest.h>

#include "contracts/payment/rules/breaks.hpp"
#include "contracts/registry/types/messages.hpp"
#include "tests/contracts/rig.hpp"

namespace zhida::rig {
namespace {

using payment::BreakKind;
using payment::OrderState;
using payment::Reject;
using resettle::ListState;
using vocabulary::Reason;

constexpr chain::Code code(Reject r) { return static_cast<chain::Code>(r); }
constexpr chain::Digest paper{7, 7, 7};

class Cases : public ::testing::Test {
  protected:
    chain::TrieView view() const { return rig.machine.view(); }
    std::string agent(LineNumber line) const {
        return "agent-" + std::to_string(rig.account(rig.account_of(line)).bank);
    }
    vocabulary::BankCode bank(LineNumber line) const {
        return rig.account(rig.account_of(line)).bank;
    }

    // One transaction of words that several must say; on success the next signer can name it.
    template <class M>
    chain::Code sign(const std::string& who, M words) {
        words.previous = last;
        const auto receipt = rig.put(rig.envelope(who, M::type, codec::encode(words)));
        if (receipt.code == 0) last = receipt.transaction;
        return receipt.code;
    }
    template <class M>
    chain::Code all_sign(std::initializer_list<const char*> people, const M& words) {
        last.reset();
        for (const char* who : people) {
            if (const chain::Code refused = sign(who, words); refused != 0) return refused;
        }
        return 0;
    }

    void report(LineNumber line, OrderState state, Reason reason = Reason::none) {
        const payment::Evidence evidence = state == OrderState::in_doubt
                                               ? payment::Evidence::timeout
                                               : payment::Evidence::answer;
        ASSERT_EQ(rig.act(agent(line),
                          payment::ReportResults{bank(line),
                                                 1,
                                                 rig.list,
                                                 rig.today(),
                                                 {{line, state, reason, evidence}}}),
                  0)
            << rig.last_datum;
    }
    void to_doubt(LineNumber line) {
        rig.to_stage(ListState::paying);
        report(line, OrderState::in_doubt);
    }
    payment::ResolveDoubt doubt(LineNumber line, OrderState outcome) const {
        return {.list = rig.list,
                .line = line,
                .outcome = outcome,
                .reason = outcome == OrderState::failed ? Reason::other : Reason::none,
                .booked = rig.today(),
                .evidence = paper};
    }
    payment::Break found(vocabulary::AccountId account, std::uint32_t number) const {
        return chain::must_load<payment::Break>(view(), {account, number});
    }
    // The bank's day with one difference, signed by both.
    void close_with(const payment::BreakItem& item) {
        const vocabulary::AccountId id = rig.account_of(0);
        const auto account = rig.account(id);
        const std::int64_t closing = account.received.count() - account.paid.count() +
                                     item.bank_more.count() - item.bank_less.count();
        const payment::CloseDay close{.account = id,
                                      .day = rig.today(),
                                      .opening = account.closing,
                                      .closing = *Fen::of(closing),
                                      .first_sequence = account.last_sequence + 1,
                                      .last_sequence = account.last_sequence + 3,
                                      .items = {item},
                                      .seen = {rig.height, {}}};
        ASSERT_EQ(rig.act(agent(0), close), 0) << rig.last_datum;
        ASSERT_EQ(
            rig.act("finance-3",
                    payment::ConfirmClose{
                        id, rig.today(), payment::close_digest(crypto::Hash::sm3, close), {}}),
            0)
            << rig.last_datum;
    }
    void add_days(int days) { rig.wait(static_cast<base::Seconds>(days) * 86'400); }

    Rig rig;
    payment::Previous last;
};

// --- recalls ---

TEST_F(Cases, ARecallEndsOnlyWithTheBanksAnswer) {
    rig.to_stage(ListState::released);
    payment::RequestRecall recall{rig.list, 0, Reason::death, paper};
    EXPECT_EQ(rig.act("county-3", recall), code(Reject::not_in_flight));  // a hold is enough yet
    rig.claim_all();
    EXPECT_EQ(rig.act("finance-1", recall),
              static_cast<chain::Code>(registry::Reject::role_wrong));
    payment::AnswerRecall answer{bank(0), rig.list, 0, payment::RecallAnswer::refused, paper};
    EXPECT_EQ(rig.act(agent(0), answer), code(Reject::recall_unknown));
    ASSERT_EQ(rig.act("county-3", recall), 0);
    EXPECT_EQ(rig.order(0).state, OrderState::claimed);  // asking moves nothing
    EXPECT_EQ(rig.act("county-4", recall), code(Reject::recall_open));
    EXPECT_EQ(rig.act(agent(1), answer), code(Reject::bank_foreign));
    ASSERT_EQ(rig.act(agent(0), answer), 0);
    EXPECT_EQ(rig.order(0).state, OrderState::claimed);  // refused: it goes its way
    ASSERT_EQ(rig.act("county-3", recall), 0);
    answer.answer = payment::RecallAnswer::given_up;
    ASSERT_EQ(rig.act(agent(0), answer), 0);
    EXPECT_EQ(rig.order(0).state, OrderState::failed);
    EXPECT_EQ(rig.order(0).reason, Reason::cancelled);
    EXPECT_EQ(rig.account(rig.account_of(0)).returned_pending, rig.order(0).amount);
}

TEST_F(Cases, ABankCannotGiveUpWhatItHasPaid) {
    rig.to_stage(ListState::paying);
    ASSERT_EQ(rig.act("county-3", payment::RequestRecall{rig.list, 0, Reason::death, paper}), 0);
    report(0, OrderState::paid);
    payment::AnswerRecall answer{bank(0), rig.list, 0, payment::RecallAnswer::given_up, paper};
    EXPECT_EQ(rig.act(agent(0), answer), code(Reject::not_in_flight));
    answer.answer = payment::RecallAnswer::refused;
    EXPECT_EQ(rig.act(agent(0), answer), 0);
    EXPECT_EQ(rig.order(0).state, OrderState::paid);
}

TEST_F(Cases, WordsWithoutEvidenceAreRefused) {
    rig.to_stage(ListState::paying);
    EXPECT_EQ(rig.act("county-3", payment::RequestRecall{rig.list, 0, Reason::death, {}}),
              code(Reject::evidence_missing));
    EXPECT_EQ(rig.act("county-3", payment::RequestRecall{rig.list, 0, Reason::none, paper}),
              code(Reject::reason_missing));
    EXPECT_EQ(rig.act("finance-1", payment::ResolveDoubt{.list = rig.list}),
              code(Reject::evidence_missing));
    EXPECT_EQ(rig.act("finance-1", payment::MakeAvailable{.account = 1, .document = paper}),
              code(Reject::amount_zero));
    EXPECT_EQ(rig.act("finance-1", payment::StopSending{{}, paper, {}}),
              code(Reject::batch_empty));
    EXPECT_EQ(rig.act("finance-1", payment::StopSending{{2, 1}, paper, {}}),
              code(Reject::lines_unordered));
}

// --- "not received" ---

TEST_F(Cases, OnlyAPaidOrderCanBeMissed) {
    rig.to_stage(ListState::paying);
    EXPECT_EQ(rig.act("village-130629100201-1", payment::ClaimNotReceived{rig.list, 0, paper}),
              code(Reject::not_paid));
}

// --- doubts ---

TEST_F(Cases, TwoPersonsOfDifferentBodiesDecideADoubtAndTheSecondHasSeenTheFirst) {
    to_doubt(0);
    const auto words = doubt(0, OrderState::paid);
    ASSERT_EQ(sign("finance-1", words), 0);
    EXPECT_EQ(rig.order(0).state, OrderState::in_doubt);  // one is not enough
    const payment::Previous first = last;
    last.reset();
    EXPECT_EQ(sign("county-3", words), code(Reject::previous_missing));
    last = chain::Digest{1};
    EXPECT_EQ(sign("county-3", words), code(Reject::previous_unknown));
    last = first;
    EXPECT_EQ(sign("finance-2", words), code(Reject::same_body));
    auto other = words;
    other.outcome = OrderState::failed;
    other.reason = Reason::other;
    EXPECT_EQ(sign("county-3", other), code(Reject::previous_unknown));  // not the same words
    ASSERT_EQ(sign("county-3", words), 0);
    EXPECT_EQ(rig.order(0).state, OrderState::paid);
    EXPECT_EQ(rig.order(0).evidence, payment::Evidence::officers);
    EXPECT_EQ(sign("finance-1", words), code(Reject::not_in_doubt));
}

TEST_F(Cases, WithoutCountyFinanceNobodyDecidesADoubt) {
    to_doubt(0);
    const auto words = doubt(0, OrderState::failed);
    ASSERT_EQ(all_sign({"county-3", "auditor"}, words), 0);
    EXPECT_EQ(rig.order(0).state, OrderState::in_doubt);
    ASSERT_EQ(sign("finance-1", words), 0);
    EXPECT_EQ(rig.order(0).state, OrderState::failed);
    EXPECT_EQ(rig.account(rig.account_of(0)).returned_pending, rig.order(0).amount);
}

TEST_F(Cases, AnOldDoubtIsDecidedByCountyFinanceTheBankAndAuditTogether) {
    to_doubt(0);
    add_days(20);  // over the days off in October: more than five working days
    const auto words = doubt(0, OrderState::paid);
    ASSERT_EQ(all_sign({"finance-1", "county-3"}, words), 0);
    EXPECT_EQ(rig.order(0).state, OrderState::in_doubt);
    EXPECT_EQ(sign("agent-403", words), code(Reject::bank_foreign));
    ASSERT_EQ(sign("agent-102", words), 0);
    EXPECT_EQ(rig.order(0).state, OrderState::in_doubt);
    ASSERT_EQ(sign("auditor", words), 0);
    EXPECT_EQ(rig.order(0).state, OrderState::paid);
}

TEST_F(Cases, SilenceBecomesDoubtWhenItsDeadlineIsOver) {
    rig.to_stage(ListState::paying);
    report(0, OrderState::paid);
    report(1, OrderState::accepted);
    rig.wait(24 * 3'600 - 60);
    EXPECT_EQ(rig.order(2).state, OrderState::claimed);
    rig.wait(60);
    EXPECT_EQ(rig.order(2).state, OrderState::in_doubt);
    EXPECT_EQ(rig.order(1).state, OrderState::in_doubt);
    EXPECT_EQ(rig.order(0).state, OrderState::paid);
    EXPECT_EQ(rig.order(2).evidence, payment::Evidence::timeout);
    EXPECT_EQ(rig.account(rig.account_of(2)).locked,
              *rig.order(2).amount.plus(rig.order(5).amount));  // doubt keeps money locked
}

TEST_F(Cases, WithoutItsParametersNothingIsClaimedAndNothingDecided) {
    Rig bare;
    std::erase_if(bare.people.genesis.acts, [](const chain::GenesisAct& act) {
        if (act.type != registry::SetParameter::type) return false;
        return codec::decode<registry::SetParameter>(act.payload)->key.starts_with("payment.");
    });
    ASSERT_TRUE(bare.machine.begin(bare.people.genesis).ok());
    bare.to_stage(ListState::funded);
    EXPECT_EQ(bare.act("finance-2", bare.header<resettle::ReleaseList>()),
              code(Reject::parameter_missing));  // the day cap of R1-19
    const registry::SetParameter none{std::string{payment::parameter_day_cap}, 0, {17'000},
                                      {19'000}, 0, "paper"};
    ASSERT_EQ(bare.act("administrator", none), 0);
    ASSERT_EQ(bare.act("finance-2", bare.header<resettle::ReleaseList>()), 0);
    EXPECT_EQ(bare.act("agent-102", payment::ClaimOrders{102, 1, bare.list, {0}}),
              code(Reject::parameter_missing));
}

// --- breaks ---

TEST_F(Cases, ALaterContradictionNeverOverwritesAndOpensABreak) {
    rig.to_stage(ListState::paying);
    payment::ReportContradiction later{bank(0), rig.list, 0, OrderState::failed, paper};
    EXPECT_EQ(rig.act(agent(0), later), code(Reject::nothing_contradicts));
    report(0, OrderState::paid);
    ASSERT_EQ(rig.act(agent(0), later), 0);
    EXPECT_EQ(rig.order(0).state, OrderState::paid);
    const auto opened = found(1, 1);
    EXPECT_EQ(opened.kind, BreakKind::contradiction);
    EXPECT_EQ(opened.owner, payment::Owner::bank);
    EXPECT_EQ(opened.opened, rig.today());
    EXPECT_EQ(opened.evidence, paper);
    later.told = OrderState::paid;
    EXPECT_EQ(rig.act(agent(0), later), code(Reject::nothing_contradicts));
    later.told = OrderState::returned;
    EXPECT_EQ(rig.act(agent(0), later), code(Reject::outcome_unlawful));
}

TEST_F(Cases, ABreakEndsByTwoBodiesAndOnceOnly) {
    rig.to_stage(ListState::settled);
    close_with({.kind = BreakKind::amount,
                .list = rig.list,
                .line = 0,
                .bank_more = *Fen::of(3)});
    EXPECT_EQ(rig.account(1).open_breaks, 1U);
    EXPECT_TRUE(payment::has_open_break(view(), {rig.list, 0}));
    payment::ResolveBreak words{.account = 1, .number = 1, .evidence = paper};
    auto unknown = words;
    unknown.number = 2;
    EXPECT_EQ(all_sign({"finance-1"}, unknown), code(Reject::break_unknown));
    ASSERT_EQ(all_sign({"finance-1"}, words), 0);
    EXPECT_EQ(rig.account(1).open_breaks, 1U);
    ASSERT_EQ(sign("agent-102", words), 0);
    EXPECT_EQ(rig.account(1).open_breaks, 0U);
    EXPECT_FALSE(payment::has_open_break(view(), {rig.list, 0}));
    ASSERT_TRUE(found(1, 1).ending.has_value());
    EXPECT_EQ(found(1, 1).ending->signers.size(), 2U);
    EXPECT_EQ(sign("finance-1", words), code(Reject::break_ended));
}

TEST_F(Cases, AnOldBreakForcesTheJointDecision) {
    rig.to_stage(ListState::settled);
    close_with({.kind = BreakKind::amount,
                .list = rig.list,
                .line = 0,
                .bank_more = *Fen::of(3)});
    add_days(20);
    const payment::ResolveBreak words{.account = 1, .number = 1, .evidence = paper};
    ASSERT_EQ(all_sign({"finance-1", "agent-102"}, words), 0);
    EXPECT_EQ(rig.account(1).open_breaks, 1U);
    ASSERT_EQ(sign("auditor", words), 0);
    EXPECT_EQ(rig.account(1).open_breaks, 0U);
}

TEST_F(Cases, ADuplicateDebitStopsTheQueueUntilItIsExplainedAndTwoTreasurersResume) {
    rig.to_stage(ListState::released);
    close_with({.kind = BreakKind::duplicate_debit,
                .list = rig.list,
                .line = 0,
                .bank_less = *Fen::of(7)});
    EXPECT_EQ(rig.act("agent-102", payment::ClaimOrders{102, 1, rig.list, {0}}),
              code(Reject::queue_stopped));
    const payment::ResumeSending resume{{1}, paper, {}};
    EXPECT_EQ(all_sign({"finance-1"}, resume), code(Reject::break_open));
    ASSERT_EQ(all_sign({"finance-1", "county-3"},
                       payment::ResolveBreak{.account = 1, .number = 1, .evidence = paper}),
              0);
    last.reset();
    EXPECT_EQ(sign("county-3", resume), static_cast<chain::Code>(registry::Reject::role_wrong));
    ASSERT_EQ(all_sign({"finance-1"}, resume), 0);
    EXPECT_TRUE(rig.account(1).stopped);
    ASSERT_EQ(sign("area-finance", resume), 0);
    EXPECT_FALSE(rig.account(1).stopped);
    EXPECT_EQ(rig.act("agent-102", payment::ClaimOrders{102, 1, rig.list, {0}}), 0);
}

TEST_F(Cases, TwoOfficersOfDifferentBodiesStopSendingInOneBlock) {
    rig.to_stage(ListState::released);
    const payment::StopSending stop{{1, 2}, paper, {}};
    ASSERT_EQ(all_sign({"county-3"}, stop), 0);
    EXPECT_EQ(rig.act("agent-403", payment::ClaimOrders{403, 1, rig.list, {1}}), 0);
    EXPECT_EQ(sign("county-4", stop), code(Reject::same_body));
    ASSERT_EQ(sign("auditor", stop), 0);
    EXPECT_EQ(rig.act("agent-102", payment::ClaimOrders{102, 1, rig.list, {0}}),
              code(Reject::queue_stopped));
    EXPECT_EQ(all_sign({"county-3"}, stop), code(Reject::sending_stopped));
    EXPECT_EQ(all_sign({"finance-1"}, payment::ResumeSending{{3}, paper, {}}),
              code(Reject::sending_not_stopped));
    EXPECT_EQ(all_sign({"finance-1"}, payment::ResumeSending{{99}, paper, {}}),
              code(Reject::account_unknown));
}

// --- a late debit ---

class LateDebit : public Cases {
  protected:
    LateDebit() {
        rig.to_stage(ListState::released);
        rig.claim_all();
        rig.pay_all({{.line = 0, .state = OrderState::failed, .reason = Reason::acct_frozen}});
        rig.close_days(rig.today());
        const payment::Child whole{{rig.list, 0}, rig.order(0).amount};
        const auto under = rig.machine.view();
        chain::Draft draft{under};
        chain::Context context;
        context.ledger_id = rig.machine.ledger().ledger_id;
        context.now = rig.now;
        payment::lock_children(draft, follow_up, {whole});
        payment::release(draft, context, follow_up,
                         {{.line = 0,
                           .account = rig.order(0).account,
                           .payee_bank = 102,
                           .amount = whole.amount,
                           .parent = whole.parent}},
                         rig.today());
        draft.write_to(rig.machine.trie());
        add_days(1);
    }
    void debit_late() {
        close_with({.kind = BreakKind::missing_on_ledger,
                    .list = rig.list,
                    .line = 0,
                    .bank_less = rig.order(0).amount});
    }
    OrderState child() const {
        return chain::must_load<payment::Order>(view(), {follow_up, 0}).state;
    }
    chain::Code free_child() {
        chain::Context context;
        context.now = rig.now;
        const auto verdict = payment::check_fates(
            view(), context,
            {{.order = {follow_up, 0},
              .to = OrderState::released,
              .by = payment::Mover::township}});
        return verdict ? verdict->code : 0;
    }
    static constexpr resettle::ListId follow_up{9, 9, 9};
};

TEST_F(LateDebit, FreezesTheUnclaimedChildAndOpensARecoveryCase) {
    debit_late();
    EXPECT_EQ(child(), OrderState::held);
    EXPECT_EQ(found(1, 1).kind, BreakKind::late_debit);
    EXPECT_EQ(found(1, 1).owner, payment::Owner::finance);
    EXPECT_EQ(free_child(), code(Reject::break_open));
    EXPECT_EQ(payment::check_release_children(view(), {{{rig.list, 0}, {}}})->code,
              code(Reject::break_open));
    ASSERT_EQ(all_sign({"finance-1", "agent-102"},
                       payment::ResolveBreak{.account = 1,
                                             .number = 1,
                                             .how = payment::BreakEnd::bank_corrected,
                                             .evidence = paper}),
              0);
    EXPECT_EQ(free_child(), 0);
}

TEST_F(LateDebit, LeavesAClaimedChildToItsBankAndOpensTheCase) {
    ASSERT_EQ(rig.act("agent-102", payment::ClaimOrders{102, 1, follow_up, {0}}), 0);
    debit_late();
    EXPECT_EQ(child(), OrderState::claimed);
    EXPECT_EQ(rig.account(1).open_breaks, 1U);
}

TEST_F(LateDebit, ABankThatCallsAReplacedOrderPaidFreezesTheChildToo) {
    ASSERT_EQ(rig.act("agent-102", payment::ReportContradiction{102, rig.list, 0,
                                                                OrderState::paid, paper}),
              0);
    EXPECT_EQ(child(), OrderState::held);
    EXPECT_EQ(rig.order(0).state, OrderState::reissued);
}

// --- interest, fees, money made available ---

TEST_F(Cases, InterestIsHeldUntilTwoTreasurersMakeItAvailable) {
    rig.to_stage(ListState::settled);
    payment::NoteCharge charge{.account = 1,
                               .kind = payment::ChargeKind::interest,
                               .amount = *Fen::of(90),
                               .booked = rig.today(),
                               .evidence = paper,
                               .seen = {rig.height, {}}};
    EXPECT_EQ(rig.act("agent-403", charge), code(Reject::bank_foreign));
    ASSERT_EQ(rig.act("agent-102", charge), 0);
    EXPECT_EQ(rig.account(1).interest_held.count(), 90);
    EXPECT_EQ(rig.account(1).available.count(), 0);
    payment::MakeAvailable words{.account = 1, .interest = *Fen::of(91), .document = paper};
    EXPECT_EQ(all_sign({"finance-1"}, words), code(Reject::interest_short));
    words.interest = *Fen::of(90);
    ASSERT_EQ(all_sign({"finance-1"}, words), 0);
    EXPECT_EQ(rig.account(1).available.count(), 0);
    ASSERT_EQ(sign("area-finance", words), 0);
    EXPECT_EQ(rig.account(1).available.count(), 90);
    EXPECT_EQ(rig.account(1).interest_held.count(), 0);
    // A fee comes out of what is available, and never out of what is locked.
    charge.kind = payment::ChargeKind::fee;
    ASSERT_EQ(rig.act("agent-102", charge), 0);
    EXPECT_EQ(rig.account(1).fees.count(), 90);
    charge.amount = *Fen::of(1);
    EXPECT_EQ(rig.act("agent-102", charge), code(Reject::funds_short));
}

TEST_F(Cases, MoneyThatCameBackIsMadeAvailableOrderByOrder) {
    rig.to_stage(ListState::released);
    rig.claim_all();
    rig.pay_all({{.line = 0, .state = OrderState::failed, .reason = Reason::acct_frozen}});
    rig.close_days(rig.today());
    payment::MakeAvailable words{.account = 2, .orders = {{rig.list, 0}}, .document = paper};
    EXPECT_EQ(all_sign({"finance-1"}, words), code(Reject::foreign_order));
    words.account = 1;
    ASSERT_EQ(all_sign({"area-finance", "finance-1"}, words), 0);
    EXPECT_EQ(rig.order(0).state, OrderState::refunded);
    EXPECT_EQ(rig.account(1).available, rig.order(0).amount);
    EXPECT_EQ(rig.account(1).returned_pending, Fen{});
}

// --- two agents of one bank ---

TEST_F(Cases, ASuccessorFencesTheOlderAgentBeforeItDoesAnything) {
    rig.to_stage(ListState::released);
    ASSERT_EQ(rig.act("agent-102", payment::ClaimOrders{102, 1, rig.list, {0}}), 0);
    ASSERT_EQ(rig.act("agent-102", payment::TakeOver{102, 2}), 0);
    EXPECT_EQ(rig.act("agent-102", payment::TakeOver{102, 2}), code(Reject::epoch_not_newer));
    EXPECT_EQ(rig.act("agent-403", payment::TakeOver{102, 3}), code(Reject::bank_foreign));
    const auto result = [&](std::uint32_t epoch, OrderState state) {
        return rig.act("agent-102",
                       payment::ReportResults{102, epoch, rig.list, rig.today(), {{0, state}}});
    };
    // The older one can neither claim nor report.
    EXPECT_EQ(rig.act("agent-102", payment::ClaimOrders{102, 1, rig.list, {3}}),
              code(Reject::epoch_old));
    EXPECT_EQ(result(1, OrderState::paid), code(Reject::epoch_old));
    // The successor claims anew what may never have been sent.
    EXPECT_EQ(result(2, OrderState::paid), code(Reject::epoch_foreign));
    ASSERT_EQ(rig.act("agent-102", payment::ClaimOrders{102, 2, rig.list, {0}}), 0);
    EXPECT_EQ(result(2, OrderState::paid), 0);
}

TEST_F(Cases, ASuccessorReportsWhatItsPredecessorLeftInDoubt) {
    to_doubt(0);
    ASSERT_EQ(rig.act("agent-102", payment::TakeOver{102, 2}), 0);
    ASSERT_EQ(rig.act("agent-102", payment::ReportResults{102,
                                                          2,
                                                          rig.list,
                                                          rig.today(),
                                                          {{.line = 0,
                                                            .state = OrderState::paid,
                                                            .evidence =
                                                                payment::Evidence::enquiry}}}),
              0)
        << rig.last_datum;
    EXPECT_EQ(rig.order(0).state, OrderState::paid);
}

}  // namespace
}  // namespace zhida::rig
