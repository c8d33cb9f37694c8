// The formats of wire.md against vectors that a second reader made (tests/golden/wire_check.py).
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>

#include "contracts/resettle/types/messages.hpp"
#include "contracts/vocabulary/tag_statement.hpp"
#include "core/chain/transaction.hpp"
#include "core/crypto/field_tree.hpp"

namespace zhida::rig {
namespace {

using boost::json::object;

const object& vectors() {
    static const object all = [] {
        std::ifstream in{std::string{ZHIDA_SOURCE_DIR} + "/tests/golden/wire/vectors.json"};
        const std::string text{std::istreambuf_iterator<char>{in}, {}};
        return boost::json::parse(text).as_object();
    }();
    return all;
}

std::string text(const object& from, const char* name) {
    return std::string{from.at(name).as_string()};
}
base::Bytes bytes(const object& from, const char* name) { return *base::unhex(text(from, name)); }
template <std::size_t n>
base::ByteArray<n> array(const object& from, const char* name) {
    return *base::to_array<n>(bytes(from, name));
}
std::int64_t number(const object& from, const char* name) {
    const auto& value = from.at(name);
    return value.is_string() ? std::stoll(std::string{value.as_string()}) : value.as_int64();
}
template <class N>
N small(const object& from, const char* name) {
    return static_cast<N>(number(from, name));
}
crypto::Hash hash_named(const std::string& name) {
    return name == "sm3" ? crypto::Hash::sm3 : crypto::Hash::sha256;
}

TEST(WireGolden, AnEnvelopeIsReadSignedOverAndNamedAsTheSecondReaderSays) {
    ASSERT_EQ(vectors().at("envelope").as_array().size(), 2U);
    for (const auto& value : vectors().at("envelope").as_array()) {
        const auto& one = value.as_object();
        const auto& in = one.at("body").as_object();
        chain::Body body{.version = small<std::uint64_t>(in, "1"),
                         .ledger_id = array<32>(in, "2"),
                         .type = small<std::uint16_t>(in, "3"),
                         .payload = bytes(in, "4"),
                         .organisation = small<std::uint32_t>(in, "5"),
                         .person = small<std::uint32_t>(in, "6"),
                         .role = small<std::uint8_t>(in, "7"),
                         .key_id = array<8>(in, "9"),
                         .algorithm = crypto::Algorithm::sm2_sm3,
                         .business_reference = bytes(in, "11"),
                         .not_after = number(in, "12")};
        if (in.at("8").is_string()) body.delegation = bytes(in, "8");
        EXPECT_EQ(base::hex(codec::encode(body)), text(one, "body_bytes"));
        EXPECT_EQ(base::hex(chain::signing_bytes(codec::encode(body))), text(one, "signed_bytes"));
        const crypto::PublicKey key{crypto::Algorithm::sm2_sm3, bytes(one, "public_key")};
        EXPECT_EQ(crypto::key_id(key), body.key_id);
        const auto signature = array<64>(one, "signature");
        EXPECT_TRUE(crypto::verify(key, bytes(one, "signed_bytes"), signature));
        const auto whole = codec::encode(chain::Envelope{codec::encode(body), signature});
        EXPECT_EQ(base::hex(whole), text(one, "envelope"));
        EXPECT_EQ(base::hex(chain::transaction_digest(whole)), text(one, "transaction"));
        EXPECT_EQ(codec::encode(*codec::decode<chain::Envelope>(whole)), whole);
    }
}

TEST(WireGolden, ALineHasItsBytesAndItsLeaf) {
    for (const auto& value : vectors().at("line").as_array()) {
        const auto& one = value.as_object();
        const resettle::Line line{.payee = array<16>(one, "payee"),
                                  .tag = array<16>(one, "tag"),
                                  .agreement = array<16>(one, "agreement"),
                                  .installment = small<std::uint8_t>(one, "installment"),
                                  .item = small<vocabulary::ItemCode>(one, "item"),
                                  .bank = small<vocabulary::BankCode>(one, "bank"),
                                  .amount = *vocabulary::Fen::of(number(one, "amount")),
                                  .commitment = array<32>(one, "commitment")};
        EXPECT_EQ(base::hex(codec::encode(line)), text(one, "bytes"));
        for (const char* name : {"sm3", "sha256"}) {
            const auto leaf = resettle::line_leaf(hash_named(name), line.commitment, line.amount);
            EXPECT_EQ(base::hex(leaf.hash), text(one, (std::string{"leaf_"} + name).c_str()));
        }
    }
}

TEST(WireGolden, ASectionsSumTreeEndsAtItsRootSumAndCount) {
    for (const auto& value : vectors().at("sum_tree").as_array()) {
        const auto& one = value.as_object();
        const auto hash = hash_named(text(one, "hash"));
        std::vector<resettle::SumNode> leaves;
        for (const auto& line : one.at("lines").as_array()) {
            const auto& in = line.as_object();
            leaves.push_back(resettle::line_leaf(hash, array<32>(in, "commitment"),
                                                 *vocabulary::Fen::of(number(in, "amount"))));
        }
        const auto root = resettle::sum_root(hash, leaves);
        ASSERT_TRUE(root.has_value());
        EXPECT_EQ(base::hex(root->hash), text(one, "root"));
        EXPECT_EQ(root->sum, small<std::uint64_t>(one, "sum"));
        EXPECT_EQ(root->count, small<std::uint64_t>(one, "count"));
        const auto village = small<vocabulary::VillageCode>(one, "village");
        EXPECT_EQ(base::hex(resettle::section_leaf(hash, village, *root).hash),
                  text(one, "section_leaf"));
    }
}

TEST(WireGolden, ARecordsCommitmentFollowsFromItsFieldsAndSalts) {
    for (const auto& value : vectors().at("field_commitment").as_array()) {
        const auto& one = value.as_object();
        std::vector<crypto::FieldValue> fields;
        for (const auto& field : one.at("fields").as_array()) {
            const auto& in = field.as_object();
            fields.push_back({text(in, "name"), text(in, "value"), array<32>(in, "salt")});
        }
        const auto hash = hash_named(text(one, "hash"));
        EXPECT_EQ(base::hex(crypto::field_commitment(hash, fields)), text(one, "commitment"));
    }
}

TEST(WireGolden, ATagStatementHasItsBytes) {
    for (const auto& value : vectors().at("tag_statement").as_array()) {
        const auto& one = value.as_object();
        std::vector<vocabulary::TagStatement> lines;
        for (const auto& line : one.at("lines").as_array()) {
            const auto& in = line.as_object();
            lines.push_back({array<16>(in, "tag"), array<32>(in, "commitment"),
                             array<16>(in, "agreement"), small<std::uint8_t>(in, "installment"),
                             small<vocabulary::ItemCode>(in, "item")});
        }
        EXPECT_EQ(base::hex(vocabulary::tag_statement_bytes(array<8>(one, "list"), lines)),
                  text(one, "bytes"));
    }
}

TEST(WireGolden, OverlaysAndWhatIsSignedOverThem) {
    for (const auto& value : vectors().at("overlay").as_array()) {
        const auto& one = value.as_object();
        const auto hash = hash_named(text(one, "hash"));
        std::vector<crypto::Digest> overlays;
        const auto& sections = one.at("sections").as_array();
        for (std::size_t i = 0; i < sections.size(); ++i) {
            std::vector<resettle::HeldLine> held;
            for (const auto& line : sections[i].as_array()) {
                const auto& in = line.as_object();
                held.push_back({small<vocabulary::LineNumber>(in, "line"),
                                small<vocabulary::Reason>(in, "reason")});
            }
            overlays.push_back(resettle::overlay_digest(hash, held));
            EXPECT_EQ(base::hex(overlays[i]),
                      std::string{one.at("overlays").as_array()[i].as_string()});
        }
        const auto whole = resettle::list_overlay(hash, overlays);
        EXPECT_EQ(base::hex(whole), text(one, "list_overlay"));
        EXPECT_EQ(base::hex(resettle::signed_subject(hash, array<8>(one, "list"),
                                                     array<32>(one, "header"), whole)),
                  text(one, "signed_subject"));
    }
}

}  // namespace
}  // namespace zhida::rig
