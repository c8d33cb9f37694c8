// Every alteration of a sound slip fails, and the part that was altered is named.
#include <gtest/gtest.h>

#include "core/crypto/field_tree.hpp"
#include "core/store/pruned_trie.hpp"
#include "proof/slip_file.hpp"
#include "proof/verify.hpp"
#include "tests/proof/kept_ledger.hpp"

namespace zhida::proof {
namespace {

using payment::OrderState;

std::string part_of(const Bytes& file) {
    const auto result = verify(file, &KeptLedger::get().trust());
    const auto* failure = std::get_if<Failure>(&result);
    if (failure == nullptr) return "sound";
    EXPECT_FALSE(failure->why.zh.empty());
    return std::string{name_of(failure->part)};
}

Slip paid() { return KeptLedger::get().slip(KeptLedger::get().line_in(OrderState::paid)); }
Slip other() { return KeptLedger::get().slip(KeptLedger::get().line_in(OrderState::returned)); }

// The slip of another line of the same section.
Slip neighbour(const Slip& of) {
    KeptLedger& kept = KeptLedger::get();
    for (LineNumber n = 0; n < kept.lines(); ++n) {
        if (n == of.line) continue;
        Slip slip = kept.slip(n);
        if (slip.section == of.section) return slip;
    }
    ADD_FAILURE() << "a section of one line";
    return of;
}

struct Alteration {
    std::string_view name;
    std::string_view part;
    void (*alter)(Slip&);
};

void flip(Bytes& bytes, std::size_t at) { bytes[at % bytes.size()] ^= 0x01; }

const Alteration alterations[] = {
    {"another format", "form", [](Slip& s) { s.format = "zhida-slip/2"; }},
    {"the other profile", "state", [](Slip& s) { s.profile = crypto::Profile::intl; }},
    {"a validator's key", "commit", [](Slip& s) { flip(s.validators[0], 3); }},
    {"no validators", "commit", [](Slip& s) { s.validators.clear(); }},
    {"a validator twice", "commit", [](Slip& s) { s.validators.push_back(s.validators[0]); }},
    {"the header's height", "header", [](Slip& s) { ++s.header.height; }},
    {"the header's time", "header", [](Slip& s) { ++s.header.time; }},
    {"the header's state root", "header", [](Slip& s) { flip(s.header.app_hash, 0); }},
    {"the header's proposer", "header", [](Slip& s) { flip(s.header.proposer_address, 0); }},
    {"the header's chain", "header", [](Slip& s) { s.header.chain_id += "x"; }},
    {"the commit's height", "commit", [](Slip& s) { ++s.commit.height; }},
    {"the commit's round", "commit", [](Slip& s) { ++s.commit.round; }},
    {"the commit's block", "header", [](Slip& s) { flip(s.commit.block_id.hash, 0); }},
    {"the commit's parts", "commit", [](Slip& s) { flip(s.commit.block_id.parts_hash, 0); }},
    {"the vote's signature", "commit", [](Slip& s) { flip(s.commit.signatures[0].signature, 9); }},
    {"the vote's time", "commit", [](Slip& s) { ++s.commit.signatures[0].time; }},
    {"the vote's address", "commit", [](Slip& s) { flip(s.commit.signatures[0].address, 0); }},
    {"the vote's kind", "commit", [](Slip& s) { s.commit.signatures[0].flag = 1; }},
    {"no vote", "commit", [](Slip& s) { s.commit.signatures.clear(); }},
    {"an entry of the state", "state", [](Slip& s) { flip(s.state, s.state.size() / 2); }},
    {"less of the state", "state", [](Slip& s) { s.state.pop_back(); }},
    {"the state of another line", "line", [](Slip& s) { s.state = neighbour(s).state; }},
    {"another list", "list", [](Slip& s) { s.list[0] ^= 1; }},
    {"another section", "section", [](Slip& s) { s.section = 999; }},
    {"another line", "line", [](Slip& s) { ++s.line; }},
    {"a neighbour's amount", "line", [](Slip& s) { ++s.to_section[0].sum; }},
    {"a neighbour's count", "line", [](Slip& s) { ++s.to_section[0].count; }},
    {"a neighbour's side", "line",
     [](Slip& s) { s.to_section[0].sibling_is_left = !s.to_section[0].sibling_is_left; }},
    {"a shorter way to the section", "line", [](Slip& s) { s.to_section.pop_back(); }},
    {"another section's sum", "section", [](Slip& s) { --s.to_list[0].sum; }},
    {"another section's digest", "section", [](Slip& s) { s.to_list[0].hash[0] ^= 1; }},
    {"an approval of the village", "approval", [](Slip& s) { flip(s.section_approvals[0], 200); }},
    {"an approval's signature", "approval",
     [](Slip& s) { flip(s.list_approvals[0], s.list_approvals[0].size() - 1); }},
    {"a missing approval", "approval", [](Slip& s) { s.list_approvals.pop_back(); }},
    {"approvals in another order", "approval",
     [](Slip& s) { std::swap(s.list_approvals[0], s.list_approvals[1]); }},
    {"an approval of another place", "approval",
     [](Slip& s) { s.section_approvals[0] = s.list_approvals[0]; }},
    {"the claim", "claim", [](Slip& s) { flip(*s.claim, 100); }},
    {"no claim", "claim", [](Slip& s) { s.claim.reset(); }},
    {"another order's claim", "claim", [](Slip& s) { s.claim = s.result; }},
    {"the result", "result", [](Slip& s) { flip(*s.result, 100); }},
    {"no result", "result", [](Slip& s) { s.result.reset(); }},
    {"another order's result", "result", [](Slip& s) { s.result = other().result; }},
    {"the bank's close", "witness", [](Slip& s) { flip(s.witness->close, 150); }},
    {"no close", "witness", [](Slip& s) { s.witness->close.clear(); }},
    {"something else the bank signed", "witness", [](Slip& s) { s.witness->close = *s.claim; }},
    {"the quoted block", "witness", [](Slip& s) { ++s.witness->quoted.time; }},
    {"the quoted history", "witness",
     [](Slip& s) { flip(s.witness->history, s.witness->history.size() - 3); }},
    {"the place in the history", "witness", [](Slip& s) { s.witness->index ^= 1; }},
    {"the way up the history", "witness", [](Slip& s) { s.witness->path.pop_back(); }},
    {"a header on the way down", "witness", [](Slip& s) { ++s.witness->descent.back().time; }},
    {"a missing header on the way", "witness", [](Slip& s) { s.witness->descent.pop_back(); }},
    {"the result's place in its block", "witness", [](Slip& s) { ++s.witness->transaction_index; }},
    {"the number of transactions", "witness", [](Slip& s) { ++s.witness->transactions; }},
};

TEST(Alteration, OfEachPartFailsWithItsName) {
    const Slip sound = paid();
    ASSERT_EQ(part_of(write_file(sound)), "sound");
    ASSERT_TRUE(sound.witness);
    ASSERT_GE(std::size(alterations), 30u);
    for (const Alteration& one : alterations) {
        Slip slip = sound;
        one.alter(slip);
        EXPECT_EQ(part_of(write_file(slip)), one.part) << one.name;
    }
}

TEST(Alteration, OfAnyByteOfTheFileFails) {
    const Bytes sound = write_file(paid());
    for (std::size_t i = 0; i < sound.size(); ++i) {
        Bytes file = sound;
        file[i] ^= static_cast<base::Byte>(1U << (i % 8));
        EXPECT_EQ(part_of(file), "container") << i;
    }
    Bytes longer = sound;
    longer.push_back(0);
    EXPECT_EQ(part_of(longer), "container");
    EXPECT_EQ(part_of({}), "container");
    EXPECT_EQ(part_of(Bytes(slip_file_bytes_max + 1, 0)), "container");
}

TEST(Alteration, OfAnyByteOfTheContentFails) {
    const Bytes sound = codec::encode(paid());
    for (std::size_t i = 0; i < sound.size(); i += 7) {
        Bytes content = sound;
        content[i] ^= static_cast<base::Byte>(1U << (i % 8));
        EXPECT_NE(part_of(close_file(content)), "sound") << i;
    }
}

TEST(Alteration, AContentThatGrowsWithoutEndIsNotUnpacked) {
    EXPECT_EQ(part_of(close_file(Bytes(slip_plain_bytes_max + 1, 0))), "container");
}

TEST(Alteration, OfAnOpenedFieldFailsAsOpening) {
    // The kept ledger's vault is not kept: an opening of something else never fits.
    Slip slip = paid();
    std::vector<crypto::FieldValue> fields{{"payee_name", "甲", {}}, {"account_no", "1", {}}};
    const auto o = crypto::open_field(crypto::Hash::sm3, fields, 0);
    slip.openings.push_back(
        {o.field.name, o.field.value, o.field.salt, o.index, o.count, o.siblings});
    EXPECT_EQ(part_of(write_file(slip)), "opening");
}

}  // namespace
}  // namespace zhida::proof
