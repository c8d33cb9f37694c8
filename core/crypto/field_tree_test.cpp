#include "core/crypto/field_tree.hpp"

#include <gtest/gtest.h>

namespace zhida::crypto {
namespace {

std::vector<FieldValue> record(std::size_t count) {
    std::vector<FieldValue> fields;
    for (std::size_t i = 0; i < count; ++i) {
        FieldValue field{"name" + std::to_string(i), "value" + std::to_string(i), {}};
        field.salt[0] = static_cast<Byte>(i + 1);
        fields.push_back(field);
    }
    return fields;
}

TEST(FieldTree, EveryFieldOpensAgainstTheCommitmentAndNoChangedOneDoes) {
    for (std::size_t count = 1; count <= 14; ++count) {
        const auto fields = record(count);
        const Digest root = field_commitment(Hash::sm3, fields);
        for (std::size_t i = 0; i < count; ++i) {
            const FieldOpening good = open_field(Hash::sm3, fields, i);
            EXPECT_TRUE(check_opening(Hash::sm3, root, good));
            FieldOpening bad = good;
            bad.field.value += "x";
            EXPECT_FALSE(check_opening(Hash::sm3, root, bad));
            bad = good;
            bad.field.name[0] = 'N';
            EXPECT_FALSE(check_opening(Hash::sm3, root, bad));
            bad = good;
            bad.field.salt[31] ^= 1;
            EXPECT_FALSE(check_opening(Hash::sm3, root, bad));
            bad = good;
            bad.count = static_cast<std::uint16_t>(count + 1);
            EXPECT_FALSE(check_opening(Hash::sm3, root, bad));
            for (std::size_t s = 0; s < good.siblings.size(); ++s) {
                bad = good;
                bad.siblings[s][7] ^= 1;
                EXPECT_FALSE(check_opening(Hash::sm3, root, bad));
            }
        }
    }
}

TEST(FieldTree, AnotherSaltHidesTheSameValueBehindAnotherCommitment) {
    auto fields = record(3);
    const Digest first = field_commitment(Hash::sm3, fields);
    fields[1].salt[5] ^= 1;
    EXPECT_NE(field_commitment(Hash::sm3, fields), first);
}

TEST(FieldTree, APartOfARecordDoesNotPassAsARecord) {
    const auto fields = record(4);
    const FieldOpening whole = open_field(Hash::sm3, fields, 0);
    FieldOpening part = whole;
    part.count = 2;
    part.siblings.resize(1);
    EXPECT_FALSE(check_opening(Hash::sm3, field_commitment(Hash::sm3, fields), part));
}

}  // namespace
}  // namespace zhida::crypto
