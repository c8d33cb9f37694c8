#include "contracts/resettle/types/follow_ups.hpp"

namespace zhida::resettle {

using chain::refuse;
using chain::Verdict;

ListId follow_up_id(crypto::Hash hash, const ListId& follows, std::uint16_t number) {
    base::Bytes bytes = base::to_bytes(base::view("zhida/follow-up/1"));
    base::append(bytes, follows);
    base::append_u16(bytes, number);
    const auto whole = crypto::digest(hash, bytes);
    return *base::to_array<8>(base::ByteView{whole}.first(8));
}

std::string follow_up_no(std::string_view list_no, std::uint16_t number) {
    return std::string{list_no} + "/" + std::to_string(number);
}

Verdict check_form(const OpenFollowUp& m) {
    if (m.number == 0 || m.number > follow_ups_per_list_max) {
        return refuse(Reject::count_outside, std::to_string(m.number));
    }
    return check_sections(m.sections);
}

Verdict check_form(const AddFollowUpLines& m) {
    if (m.origins.size() != m.lines.lines.size()) return refuse(Reject::origin_missing);
    return check_form(m.lines);
}

}  // namespace zhida::resettle
