#include "contracts/payment/types/messages.hpp"

namespace zhida::payment {

namespace {

using chain::refuse;
using chain::Verdict;

template <class T, class Get>
Verdict check_lines(const std::vector<T>& items, Get line_of) {
    if (items.empty()) return refuse(Reject::batch_empty);
    for (std::size_t i = 1; i < items.size(); ++i) {
        if (line_of(items[i]) <= line_of(items[i - 1])) {
            return refuse(Reject::lines_unordered, std::to_string(line_of(items[i])));
        }
    }
    return std::nullopt;
}

}  // namespace

Verdict check_form(const OpenAccount& m) {
    if (m.id == 0 || m.bank == 0) return refuse(Reject::account_unknown);
    return std::nullopt;
}

Verdict check_form(const SetRoute& m) {
    if (m.account == 0) return refuse(Reject::account_unknown);
    return std::nullopt;
}

Verdict check_form(const NoteCredit& m) {
    if (m.amount == Fen{}) return refuse(Reject::amount_zero);
    return std::nullopt;
}

Verdict check_form(const ClaimOrders& m) {
    return check_lines(m.lines, [](LineNumber line) { return line; });
}

Verdict check_form(const ReportResults& m) {
    if (auto verdict = check_lines(m.outcomes, [](const Outcome& o) { return o.line; })) {
        return verdict;
    }
    for (const Outcome& o : m.outcomes) {
        const bool lawful = o.state == OrderState::paid || o.state == OrderState::failed ||
                            o.state == OrderState::accepted || o.state == OrderState::in_doubt;
        if (!lawful) return refuse(Reject::outcome_unlawful, std::to_string(o.line));
        if (o.state == OrderState::failed && o.reason == Reason::none) {
            return refuse(Reject::reason_missing, std::to_string(o.line));
        }
        // Silence proves nothing: it can only put an order in doubt.
        if (o.evidence == Evidence::timeout && o.state != OrderState::in_doubt) {
            return refuse(Reject::outcome_unlawful, std::to_string(o.line));
        }
        if (o.evidence == Evidence::officers) {
            return refuse(Reject::outcome_unlawful, std::to_string(o.line));
        }
    }
    return std::nullopt;
}

Verdict check_form(const ReportReturns& m) {
    if (auto verdict = check_lines(m.returns, [](const ReturnedOrder& o) { return o.line; })) {
        return verdict;
    }
    for (const ReturnedOrder& o : m.returns) {
        if (o.reason == Reason::none) return refuse(Reject::reason_missing, std::to_string(o.line));
    }
    return std::nullopt;
}

Verdict check_form(const CloseDay& m) {
    if (m.last_sequence < m.first_sequence) return refuse(Reject::day_reversed, "sequence");
    return std::nullopt;
}

Verdict check_form(const ConfirmClose& m) {
    if (m.account == 0) return refuse(Reject::account_unknown);
    return std::nullopt;
}

std::string end_to_end_id(crypto::Hash hash, const chain::Digest& ledger_id, const ListId& list,
                          LineNumber line) {
    base::Bytes order = base::to_bytes(list);
    base::append_u32(order, line);
    const auto whole = crypto::digest(hash, {base::view("zhida/order/1"), ledger_id, order});
    return base::base32(base::ByteView{whole}.first(20));
}

chain::Digest close_digest(crypto::Hash hash, const CloseDay& close) {
    return crypto::digest(hash, {base::view("zhida/close/1"), codec::encode(close)});
}

}  // namespace zhida::payment
