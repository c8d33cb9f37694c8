#include "contracts/privacy/types/messages.hpp"

#include <algorithm>

namespace zhida::privacy {

chain::Digest proposal_digest(crypto::Hash hash, const ProposeErasure& proposal) {
    return crypto::digest(hash, {base::view("zhida/erasure/1"), codec::encode(proposal)});
}

chain::Verdict check_form(const ProposeErasure& m) {
    if (m.parts.empty()) return chain::refuse(Reject::nothing_named);
    if (m.document == chain::Digest{}) return chain::refuse(Reject::document_missing);
    const auto not_after = [](const auto& a, const auto& b) { return a >= b; };
    for (std::size_t i = 0; i < m.parts.size(); ++i) {
        const auto& lines = m.parts[i].lines;
        const bool again = i > 0 && m.parts[i - 1].list >= m.parts[i].list;
        if (again || std::ranges::adjacent_find(lines, not_after) != lines.end()) {
            return chain::refuse(Reject::not_ascending, base::hex(m.parts[i].list));
        }
    }
    return std::nullopt;
}

chain::Verdict check_form(const ApproveErasure& m) {
    if (m.proposal == chain::Digest{}) return chain::refuse(Reject::nothing_named);
    return std::nullopt;
}

}  // namespace zhida::privacy
