#include "contracts/resettle/types/single.hpp"

#include "contracts/resettle/types/form.hpp"

namespace zhida::resettle {

using chain::refuse;
using chain::Verdict;

Verdict check_form(const GrantMandate& m) {
    const bool sound = m.line_cap.count() > 0 && m.line_cap <= m.day_cap && m.from <= m.until;
    if (!sound) return refuse(Reject::mandate_malformed);
    return std::nullopt;
}

Verdict check_form(const PayOnSignature& m) {
    if (m.document == base::ByteArray<32>{}) return refuse(Reject::evidence_malformed);
    return check_lines(m.lines);
}

Verdict check_form(const CancelOrders& m) {
    if (auto verdict = check_reason(m.reason)) return verdict;
    return check_lines(m.lines);
}

Verdict check_form(const CorrectItem& m) {
    if (m.item == 0) return refuse(Reject::evidence_malformed);
    return std::nullopt;
}

}  // namespace zhida::resettle
