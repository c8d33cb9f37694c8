#include "contracts/resettle/types/courses.hpp"

#include "contracts/resettle/types/form.hpp"

namespace zhida::resettle {

using chain::refuse;
using chain::Verdict;

Verdict check_form(const SuspendList& m) { return check_reason(m.reason); }
Verdict check_form(const ResumeList&) { return std::nullopt; }

Verdict check_form(const DetachSections& m) {
    if (auto verdict = check_reason(m.reason)) return verdict;
    return check_ascending(m.sections, Reject::chunk_empty, [](SectionNumber s) { return s; });
}

Verdict check_form(const WithholdOrders& m) {
    if (!vocabulary::is_officer_reason(m.reason)) return refuse(Reject::reason_unlawful);
    return check_lines(m.lines);
}

Verdict check_form(const DepositOrder&) { return std::nullopt; }

Verdict check_form(const RefundOrders& m) {
    if (auto verdict = check_reason(m.reason)) return verdict;
    return check_lines(m.lines);
}

Verdict check_form(const MarkPersons& m) {
    if (m.payees.empty()) return refuse(Reject::chunk_empty);
    for (std::size_t i = 1; i < m.payees.size(); ++i) {
        if (!(m.payees[i - 1] < m.payees[i])) return refuse(Reject::payees_unordered);
    }
    return std::nullopt;
}

base::Bytes mark_statement(const MarkPersons& m) {
    base::Bytes bytes = base::to_bytes(base::view("zhida/persons/1"));
    base::append_u16(bytes, m.programme);
    bytes.push_back(static_cast<base::Byte>(m.mark));
    bytes.push_back(m.ended ? 1 : 0);
    base::append(bytes, m.document);
    for (const vocabulary::Reference& payee : m.payees) base::append(bytes, payee);
    return bytes;
}

}  // namespace zhida::resettle
