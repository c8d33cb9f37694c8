#include "core/crypto/field_tree.hpp"

#include <span>

#include "core/base/assert.hpp"

namespace zhida::crypto {

namespace {

using Leaves = std::span<const Digest>;

std::size_t left_size(std::size_t n) {
    std::size_t size = 1;
    while (size * 2 < n) size *= 2;
    return size;
}

Digest leaf_of(Hash hash, const FieldValue& field) {
    Bytes head = base::to_bytes(base::view("zhida/field/1"));
    base::append_u16(head, static_cast<std::uint16_t>(field.name.size()));
    return hmac(hash, field.salt, {head, base::view(field.name), base::view(field.value)});
}

Digest node_of(Hash hash, const Digest& left, const Digest& right) {
    const Byte mark = 0x01;
    return digest(hash, {ByteView{&mark, 1}, left, right});
}

Digest top_of(Hash hash, Leaves leaves) {
    if (leaves.size() == 1) return leaves[0];
    const std::size_t left = left_size(leaves.size());
    return node_of(hash, top_of(hash, leaves.first(left)), top_of(hash, leaves.subspan(left)));
}

Digest root_of(Hash hash, std::size_t count, const Digest& top) {
    Bytes head{0x02};
    base::append_u16(head, static_cast<std::uint16_t>(count));
    return digest(hash, {head, top});
}

std::vector<Digest> leaves_of(Hash hash, const std::vector<FieldValue>& fields) {
    ASSERT(!fields.empty() && fields.size() <= fields_max);
    std::vector<Digest> leaves;
    leaves.reserve(fields.size());
    for (const FieldValue& field : fields) leaves.push_back(leaf_of(hash, field));
    return leaves;
}

void climb_down(Hash hash, Leaves leaves, std::size_t index, std::vector<Digest>& siblings) {
    if (leaves.size() == 1) return;
    const std::size_t left = left_size(leaves.size());
    const bool goes_left = index < left;
    climb_down(hash, goes_left ? leaves.first(left) : leaves.subspan(left),
               goes_left ? index : index - left, siblings);
    siblings.push_back(top_of(hash, goes_left ? leaves.subspan(left) : leaves.first(left)));
}

std::optional<Digest> climb_up(Hash hash, std::size_t index, std::size_t count, const Digest& leaf,
                               Leaves siblings) {
    if (count == 1) return siblings.empty() ? std::optional{leaf} : std::nullopt;
    if (siblings.empty()) return std::nullopt;
    const std::size_t left = left_size(count);
    const bool goes_left = index < left;
    const auto below =
        climb_up(hash, goes_left ? index : index - left, goes_left ? left : count - left, leaf,
                 siblings.first(siblings.size() - 1));
    if (!below) return std::nullopt;
    return goes_left ? node_of(hash, *below, siblings.back())
                     : node_of(hash, siblings.back(), *below);
}

}  // namespace

Digest field_commitment(Hash hash, const std::vector<FieldValue>& fields) {
    return root_of(hash, fields.size(), top_of(hash, leaves_of(hash, fields)));
}

FieldOpening open_field(Hash hash, const std::vector<FieldValue>& fields, std::size_t index) {
    ASSERT(index < fields.size());
    FieldOpening opening{fields[index],
                         static_cast<std::uint16_t>(index),
                         static_cast<std::uint16_t>(fields.size()),
                         {}};
    climb_down(hash, leaves_of(hash, fields), index, opening.siblings);
    return opening;
}

bool check_opening(Hash hash, const Digest& commitment, const FieldOpening& opening) {
    const bool fits = opening.count > 0 && opening.count <= fields_max &&
                      opening.index < opening.count && opening.siblings.size() <= fields_max;
    if (!fits || opening.field.name.size() > 0xffff) return false;
    const auto top = climb_up(hash, opening.index, opening.count, leaf_of(hash, opening.field),
                              opening.siblings);
    return top && root_of(hash, opening.count, *top) == commitment;
}

}  // namespace zhida::crypto
