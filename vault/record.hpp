// A line's private part: what the ledger only commits to.
#pragma once

#include "core/base/random.hpp"
#include "core/codec/schema.hpp"
#include "core/crypto/field_tree.hpp"

namespace zhida::vault {

// Every text as the source wrote it; empty where the format allows it.
struct PrivateLine {
    std::string line_no;
    std::string household_no;
    std::string agreement_no;
    std::string payee_kind;
    std::string payee_name;
    std::string payee_id_no;
    std::string account_no;
    std::string cnaps;
    std::string quantity;
    std::string unit;
    std::string unit_price_yuan;
    std::string remark;
    std::string phone;
    static constexpr auto schema() {
        using T = PrivateLine;
        return codec::fields(
            codec::field<1>(&T::line_no, 16), codec::field<2>(&T::household_no, 32),
            codec::field<3>(&T::agreement_no, 32), codec::field<4>(&T::payee_kind, 16),
            codec::field<5>(&T::payee_name, 480), codec::field<6>(&T::payee_id_no, 64),
            codec::field<7>(&T::account_no, 64), codec::field<8>(&T::cnaps, 64),
            codec::field<9>(&T::quantity, 16), codec::field<10>(&T::unit, 64),
            codec::field<11>(&T::unit_price_yuan, 16), codec::field<12>(&T::remark, 240),
            codec::field<13>(&T::phone, 20));
    }
    friend bool operator==(const PrivateLine&, const PrivateLine&) = default;
};

// The record with a fresh salt a field: what is sealed, and what opens.
struct Record {
    PrivateLine line;
    std::vector<crypto::Salt> salts;  // in the order of field_values()
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&Record::line),
                             codec::field<2>(&Record::salts, crypto::fields_max));
    }
};

Record salted(PrivateLine line, base::Random& random);
// Names and values in the fixed order of the commitment, with their salts.
std::vector<crypto::FieldValue> field_values(const Record& record);
inline constexpr std::size_t payee_id_field = 5;
inline constexpr std::size_t field_count = 13;

}  // namespace zhida::vault
