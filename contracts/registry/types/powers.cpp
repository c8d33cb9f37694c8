#include "contracts/registry/types/powers.hpp"

namespace zhida::registry {

using chain::refuse;
using chain::Verdict;

base::Bytes rotation_bytes(const crypto::Digest& ledger_id, PersonId person,
                           const base::Bytes& public_key) {
    base::Bytes out = base::to_bytes(base::view("zhida/key/1"));
    base::append(out, ledger_id);
    base::append_u32(out, person);
    base::append(out, public_key);
    return out;
}

namespace {

Verdict check_key(crypto::Algorithm algorithm, const base::Bytes& bytes) {
    if (crypto::is_valid({algorithm, bytes})) return std::nullopt;
    return refuse(Reject::key_malformed);
}

bool overlap(const PackEntry& a, const PackEntry& b) {
    return a.key == b.key && a.region == b.region && a.valid_from <= b.valid_to &&
           b.valid_from <= a.valid_to;
}

}  // namespace

Verdict check_form(const Delegate& m) {
    if (m.to == 0 || m.reason.empty() || m.id == DelegationId{}) return refuse(Reject::field_empty);
    if (m.until <= m.from || m.until > time_max) return refuse(Reject::period_reversed);
    if (vocabulary::word_of(m.role)->machine) return refuse(Reject::delegation_unsupported);
    return std::nullopt;
}

Verdict check_form(const EndDelegation& m) {
    if (m.id == DelegationId{}) return refuse(Reject::field_empty);
    return std::nullopt;
}

Verdict check_form(const RotateKey& m) { return check_key(m.algorithm, m.public_key); }

Verdict check_form(const RecoverKey& m) {
    if (m.person == 0 || m.reason.empty()) return refuse(Reject::field_empty);
    return check_key(m.algorithm, m.public_key);
}

Verdict check_form(const Suspend& m) {
    if (m.id == 0 || m.reason.empty()) return refuse(Reject::field_empty);
    return std::nullopt;
}

Verdict check_form(const Resume& m) {
    if (m.id == 0 || m.reason.empty()) return refuse(Reject::field_empty);
    return std::nullopt;
}

// No figure twice: which of two counts would depend on their order on the paper.
Verdict check_form(const SetParameters& m) {
    if (m.document.empty() || m.entries.empty()) return refuse(Reject::field_empty);
    for (std::size_t i = 0; i < m.entries.size(); ++i) {
        const PackEntry& one = m.entries[i];
        if (one.key.empty()) return refuse(Reject::field_empty, "key");
        if (one.valid_to < one.valid_from) return refuse(Reject::period_reversed, one.key);
        for (std::size_t k = 0; k < i; ++k) {
            if (overlap(one, m.entries[k])) return refuse(Reject::pack_overlaps, one.key);
        }
    }
    return std::nullopt;
}

Verdict check_form(const ConfirmTime& m) {
    if (m.to == 0 || m.reason.empty()) return refuse(Reject::field_empty);
    if (m.to > time_max) return refuse(chain::Reject::payload_malformed);
    return std::nullopt;
}

}  // namespace zhida::registry
