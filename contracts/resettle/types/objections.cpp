#include "contracts/resettle/types/objections.hpp"

#include "contracts/resettle/types/form.hpp"

namespace zhida::resettle {

using chain::refuse;
using chain::Verdict;

vocabulary::Reference body_reference(vocabulary::OrganisationId organisation) {
    vocabulary::Reference out{};
    for (std::size_t i = 0; i < 4; ++i) {
        out[out.size() - 1 - i] = static_cast<base::Byte>(organisation >> 8 * i);
    }
    return out;
}

Verdict check_form(const RaiseObjection& m) {
    if (m.objector == vocabulary::Reference{}) return refuse(Reject::objector_wrong);
    return std::nullopt;
}

Verdict check_form(const DecideObjection&) { return std::nullopt; }
Verdict check_form(const LiftHolds& m) { return check_lines(m.lines); }
Verdict check_form(const ClearAccounts& m) { return check_lines(m.lines); }

}  // namespace zhida::resettle
