// The commitment of a private record (wire.md §5): a Merkle root over its fields, each hidden
// behind its own 256-bit salt, so that one field can be opened and the others stay unknown.
//
//   leaf = HMAC(salt, "zhida/field/1" ‖ u16 name length ‖ name ‖ value)
//   node = H(0x01 ‖ left ‖ right); the left side holds the largest power of two below the count
//   root = H(0x02 ‖ u16 count ‖ top)   so that a short record cannot pass as a part of a longer one
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/crypto/digest.hpp"

namespace zhida::crypto {

using Salt = base::ByteArray<32>;

struct FieldValue {
    std::string name;
    std::string value;
    Salt salt{};
};

inline constexpr std::size_t fields_max = 64;

Digest field_commitment(Hash hash, const std::vector<FieldValue>& fields);

// One field laid open, with what is needed to climb to the commitment.
struct FieldOpening {
    FieldValue field;
    std::uint16_t index = 0;
    std::uint16_t count = 0;
    std::vector<Digest> siblings;  // from the leaf upwards
};
FieldOpening open_field(Hash hash, const std::vector<FieldValue>& fields, std::size_t index);
bool check_opening(Hash hash, const Digest& commitment, const FieldOpening& opening);

}  // namespace zhida::crypto
