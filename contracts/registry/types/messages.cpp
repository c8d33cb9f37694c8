#include "contracts/registry/types/messages.hpp"

namespace zhida::registry {

namespace {

chain::Verdict check_key(crypto::Algorithm algorithm, const base::Bytes& bytes) {
    if (crypto::is_valid({algorithm, bytes})) return std::nullopt;
    return chain::refuse(Reject::key_malformed);
}

chain::Verdict refuse_if(bool wrong, Reject code, std::string datum = {}) {
    if (!wrong) return std::nullopt;
    return chain::refuse(code, std::move(datum));
}

}  // namespace

chain::Verdict check_form(const RegisterOrganisation& m) {
    return refuse_if(m.id == 0 || m.title.empty(), Reject::field_empty);
}

chain::Verdict check_form(const RegisterPerson& m) {
    if (m.id == 0 || m.organisation == 0) return chain::refuse(Reject::field_empty);
    return check_key(m.algorithm, m.public_key);
}

chain::Verdict check_form(const AddKey& m) {
    if (m.person == 0) return chain::refuse(Reject::field_empty);
    return check_key(m.algorithm, m.public_key);
}

chain::Verdict check_form(const RevokeKey& m) {
    return refuse_if(m.reason.empty(), Reject::field_empty, "reason");
}

chain::Verdict check_form(const GrantRole& m) {
    return refuse_if(m.person == 0 || m.organisation == 0, Reject::field_empty);
}

chain::Verdict check_form(const RevokeRole& m) {
    return refuse_if(m.person == 0 || m.organisation == 0, Reject::field_empty);
}

chain::Verdict check_form(const SetParameter& m) {
    if (m.key.empty() || m.document.empty()) return chain::refuse(Reject::field_empty);
    return refuse_if(m.valid_to < m.valid_from, Reject::period_reversed, m.key);
}

chain::Verdict check_form(const SetCalendar& m) {
    return refuse_if(m.year < 1949 || m.off.empty(), Reject::field_empty, std::to_string(m.year));
}

chain::Verdict check_form(const RegisterSource& m) {
    if (m.source_system.empty()) return chain::refuse(Reject::field_empty);
    if (!m.public_key) return std::nullopt;
    return check_key(crypto::Algorithm::sm2_sm3, *m.public_key);
}

chain::Verdict check_form(const MoveClock& m) {
    if (m.to > time_max) return chain::refuse(chain::Reject::payload_malformed);
    return refuse_if(m.to == 0, Reject::field_empty);
}

}  // namespace zhida::registry
