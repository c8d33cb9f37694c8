#include "vault/record.hpp"

namespace zhida::vault {

namespace {

struct Named {
    const char* name;
    std::string PrivateLine::* member;
};

constexpr Named named[] = {
    {"line_no", &PrivateLine::line_no},
    {"household_no", &PrivateLine::household_no},
    {"agreement_no", &PrivateLine::agreement_no},
    {"payee_kind", &PrivateLine::payee_kind},
    {"payee_name", &PrivateLine::payee_name},
    {"payee_id_no", &PrivateLine::payee_id_no},
    {"account_no", &PrivateLine::account_no},
    {"cnaps", &PrivateLine::cnaps},
    {"quantity", &PrivateLine::quantity},
    {"unit", &PrivateLine::unit},
    {"unit_price_yuan", &PrivateLine::unit_price_yuan},
    {"remark", &PrivateLine::remark},
    {"phone", &PrivateLine::phone},
};
static_assert(std::size(named) == field_count);
static_assert(named[payee_id_field].member == &PrivateLine::payee_id_no);

}  // namespace

Record salted(PrivateLine line, base::Random& random) {
    Record record{std::move(line), {}};
    record.salts.resize(std::size(named));
    for (crypto::Salt& salt : record.salts) random.fill(salt.data(), salt.size());
    return record;
}

std::vector<crypto::FieldValue> field_values(const Record& record) {
    ASSERT(record.salts.size() == std::size(named));
    std::vector<crypto::FieldValue> fields;
    fields.reserve(std::size(named));
    for (std::size_t i = 0; i < std::size(named); ++i) {
        fields.push_back({named[i].name, record.line.*(named[i].member), record.salts[i]});
    }
    return fields;
}

}  // namespace zhida::vault
