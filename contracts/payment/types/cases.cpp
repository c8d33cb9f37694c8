#include "contracts/payment/types/cases.hpp"

namespace zhida::payment {

namespace {

using chain::refuse;
using chain::Verdict;

Verdict expect_digest(const chain::Digest& digest) {
    if (digest == chain::Digest{}) return refuse(Reject::evidence_missing);
    return std::nullopt;
}

// Paid, or failed with a reason: the only ends that people or a late word can tell.
Verdict expect_end(OrderState state, Reason reason) {
    if (state != OrderState::paid && state != OrderState::failed) {
        return refuse(Reject::outcome_unlawful);
    }
    if (state == OrderState::failed && reason == Reason::none) {
        return refuse(Reject::reason_missing);
    }
    return std::nullopt;
}

Verdict expect_accounts(const std::vector<AccountId>& accounts) {
    if (accounts.empty()) return refuse(Reject::batch_empty);
    for (std::size_t i = 1; i < accounts.size(); ++i) {
        if (accounts[i] <= accounts[i - 1]) {
            return refuse(Reject::lines_unordered, std::to_string(accounts[i]));
        }
    }
    return std::nullopt;
}

}  // namespace

Verdict check_form(const RequestRecall& m) {
    if (m.reason == Reason::none) return refuse(Reject::reason_missing);
    return expect_digest(m.document);
}

Verdict check_form(const AnswerRecall& m) { return expect_digest(m.evidence); }

Verdict check_form(const ClaimNotReceived& m) { return expect_digest(m.document); }

Verdict check_form(const AnswerNotReceived& m) { return expect_digest(m.evidence); }

Verdict check_form(const ReportContradiction& m) {
    if (auto verdict = expect_end(m.told, Reason::other)) return verdict;
    return expect_digest(m.evidence);
}

Verdict check_form(const ResolveDoubt& m) {
    if (auto verdict = expect_end(m.outcome, m.reason)) return verdict;
    return expect_digest(m.evidence);
}

Verdict check_form(const ResolveBreak& m) { return expect_digest(m.evidence); }

Verdict check_form(const MakeAvailable& m) {
    if (m.interest == Fen{} && m.orders.empty()) return refuse(Reject::amount_zero);
    return expect_digest(m.document);
}

Verdict check_form(const StopSending& m) {
    if (auto verdict = expect_accounts(m.accounts)) return verdict;
    return expect_digest(m.document);
}

Verdict check_form(const ResumeSending& m) {
    if (auto verdict = expect_accounts(m.accounts)) return verdict;
    return expect_digest(m.document);
}

Verdict check_form(const NoteCharge& m) {
    if (m.amount == Fen{}) return refuse(Reject::amount_zero);
    return expect_digest(m.evidence);
}

Verdict check_form(const TakeOver& m) {
    if (m.epoch == 0) return refuse(Reject::epoch_old, "0");
    return std::nullopt;
}

}  // namespace zhida::payment
