#include "contracts/resettle/types/evidence.hpp"

#include <algorithm>

namespace zhida::resettle {

using chain::refuse;
using chain::Verdict;
using vocabulary::Reference;

Evidence::Key evidence_key(EvidenceKind kind, const Reference& agreement,
                           vocabulary::VillageCode village, std::uint8_t installment,
                           vocabulary::ItemCode item) {
    const EvidenceShape& shape = shape_of(kind);
    Reference subject = agreement;
    if (shape.of_village) {
        subject = {};
        for (std::size_t i = 0; i < 8; ++i) {
            subject[15 - i] = static_cast<base::Byte>(village >> (8 * i));
        }
    }
    const auto part = shape.item ? item : shape.instalment ? installment : std::uint16_t{0};
    return {static_cast<std::uint8_t>(kind), subject, part};
}

Verdict check_form(const RequireEvidence& m) {
    for (const EvidenceRule& rule : m.rules) {
        const bool sound = rule.kind != EvidenceKind::collective && rule.from_installment > 0;
        if (!sound) return refuse(Reject::evidence_malformed);
        if (std::ranges::count(m.rules, rule) > 1) return refuse(Reject::evidence_malformed);
    }
    return std::nullopt;
}

Verdict check_form(const RecordEvidence& m) {
    if (m.entries.empty()) return refuse(Reject::chunk_empty);
    for (std::size_t i = 0; i < m.entries.size(); ++i) {
        const EvidenceEntry& one = m.entries[i];
        const EvidenceShape& shape = shape_of(one.kind);
        const bool fits = shape.of_village == (one.village != 0) &&
                          shape.of_village == (one.agreement == Reference{}) &&
                          shape.instalment == (one.installment != 0) &&
                          shape.item == (one.item != 0) && shape.payee == one.payee.has_value() &&
                          shape.day == one.day.has_value() &&
                          one.document != base::ByteArray<32>{};
        if (!fits) return refuse(Reject::evidence_malformed, std::to_string(i));
    }
    return std::nullopt;
}

}  // namespace zhida::resettle
