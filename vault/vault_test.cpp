#include "vault/vault.hpp"

#include <gtest/gtest.h>

#include "core/store/testing_disk.hpp"
#include "vault/references.hpp"
#include "vault/registrar.hpp"

namespace zhida::vault {
namespace {

constexpr crypto::Profile gm = crypto::Profile::gm;
constexpr ListId list{1, 2, 3};

PrivateLine planted(unsigned n) {
    return {.line_no = std::to_string(n),
            .household_no = "H" + std::to_string(n),
            .agreement_no = "A" + std::to_string(n),
            .payee_kind = "person",
            .payee_name = "欧阳测试" + std::to_string(n),
            .payee_id_no = "11010519491231002X",
            .account_no = "6222020400000000" + std::to_string(100 + n),
            .cnaps = "102134000011",
            .quantity = "1",
            .unit = "亩",
            .unit_price_yuan = "1.00",
            .remark = "",
            .phone = "15400000000"};
}

struct Rig {
    store::TestingDisk disk;
    crypto::SystemRandom random;
    crypto::SigningKey county = crypto::SigningKey::generate(crypto::Algorithm::sm2_sm3);
    crypto::SigningKey bank = crypto::SigningKey::generate(crypto::Algorithm::sm2_sm3);
    crypto::SigningKey other = crypto::SigningKey::generate(crypto::Algorithm::sm2_sm3);
    Vault vault{disk, gm, 2, county, random};

    std::vector<Record> write(unsigned count) {
        auto writer = vault.begin(
            list, {{2, county.public_key()}, {11, bank.public_key()}, {12, other.public_key()}});
        EXPECT_TRUE(writer.ok());
        std::vector<Record> records;
        for (unsigned n = 0; n < count; ++n) {
            records.push_back(salted(planted(n), random));
            EXPECT_TRUE((*writer)->add(records.back(), {2, n % 2 == 0 ? 11U : 12U}).ok());
        }
        EXPECT_TRUE((*writer)->finish().ok());
        return records;
    }
};

TEST(Vault, TheOwnerReadsEveryLineAndABankOnlyItsOwn) {
    Rig rig;
    const auto records = rig.write(6);
    for (unsigned n = 0; n < 6; ++n) EXPECT_EQ(rig.vault.read(list, n)->line, records[n].line);
    EXPECT_FALSE(rig.vault.read(list, 6).ok());
    const auto sealed = rig.vault.sealed_for(list, 11, 0, 100);
    ASSERT_TRUE(sealed.ok());
    const auto sent = codec::decode<SealedLines>(codec::encode(*sealed));
    const auto opened = open_lines(gm, 11, rig.bank, *sent);
    ASSERT_TRUE(opened.ok());
    ASSERT_EQ(opened->size(), 3U);
    for (const OpenedLine& one : *opened) {
        EXPECT_EQ(one.line % 2, 0U);
        EXPECT_EQ(one.record.line, records[one.line].line);
    }
    EXPECT_FALSE(open_lines(gm, 11, rig.other, *sealed).ok());
    EXPECT_FALSE(open_lines(gm, 12, rig.bank, *sealed).ok());
    EXPECT_FALSE(rig.vault.sealed_for(list, 99, 0, 100).ok());
}

TEST(Vault, SwappedOrAlteredRecordsAreRefused) {
    Rig rig;
    rig.write(6);
    const auto sealed = *rig.vault.sealed_for(list, 11, 0, 100);
    auto bad = sealed;
    std::swap(bad.lines[0].sealed, bad.lines[1].sealed);
    EXPECT_FALSE(open_lines(gm, 11, rig.bank, bad).ok());
    bad = sealed;
    std::swap(bad.lines[0].line, bad.lines[1].line);
    EXPECT_FALSE(open_lines(gm, 11, rig.bank, bad).ok());
    for (std::size_t i = 0; i < sealed.lines[0].sealed.size(); i += 11) {
        bad = sealed;
        bad.lines[0].sealed[i] ^= 1;
        EXPECT_FALSE(open_lines(gm, 11, rig.bank, bad).ok());
    }
    for (std::size_t i = 0; i < sealed.lines[0].sealed_key.size(); ++i) {
        bad = sealed;
        bad.lines[0].sealed_key[i] ^= 1;
        EXPECT_FALSE(open_lines(gm, 11, rig.bank, bad).ok());
    }
    bad = sealed;
    bad.wrapped_list_key[70] ^= 1;
    EXPECT_FALSE(open_lines(gm, 11, rig.bank, bad).ok());
}

TEST(Vault, AListThatWasNotFinishedIsAnOrphanAndIsCleaned) {
    Rig rig;
    rig.write(2);
    {
        auto writer = rig.vault.begin({9}, {{2, rig.county.public_key()}});
        ASSERT_TRUE(writer.ok());
        ASSERT_TRUE((*writer)->add(salted(planted(1), rig.random), {2}).ok());
    }
    EXPECT_FALSE(rig.vault.has({9}));
    EXPECT_FALSE(rig.vault.begin(list, {{2, rig.county.public_key()}}).ok());
    EXPECT_EQ(*rig.vault.clean_orphans(), 1U);
    EXPECT_EQ(*rig.vault.clean_orphans(), 0U);
    EXPECT_TRUE(rig.vault.has(list));
}

TEST(Vault, ADiscardedListLeavesNoFileAndMayBeWrittenAgain) {
    Rig rig;
    rig.write(3);
    EXPECT_EQ(rig.vault.lists(), std::vector<ListId>{list});
    ASSERT_TRUE(rig.vault.discard(list).ok());
    EXPECT_FALSE(rig.vault.has(list));
    EXPECT_TRUE(rig.vault.lists().empty());
    for (const auto& [path, content] : rig.disk.files)
        EXPECT_EQ(path.find(base::hex(list)), std::string::npos) << path;
    EXPECT_TRUE(rig.vault.discard(list).ok());
    rig.write(3);
    EXPECT_TRUE(rig.vault.read(list, 2).ok());
}

TEST(Vault, WhatWasShreddedIsGoneFromEveryFileAndTheOthersStay) {
    Rig rig;
    const auto records = rig.write(6);
    const auto sealed = *rig.vault.sealed_for(list, 11, 2, 1);  // as a copy somewhere has it
    EXPECT_EQ(*rig.vault.shred(list, 2), 1U);
    EXPECT_EQ(*rig.vault.shred(list, 2), 0U);
    EXPECT_FALSE(rig.vault.read(list, 2).ok());
    EXPECT_EQ(rig.vault.read(list, 3)->line, records[3].line);
    EXPECT_EQ(rig.vault.sealed_for(list, 11, 0, 100)->lines.size(), 2U);  // of 0, 2 and 4
    // Neither the sealed record nor a sealed key lies anywhere, synced or not.
    ASSERT_EQ(sealed.lines.size(), 1U);
    const auto gone = [&](const base::Bytes& bytes) {
        for (const auto& [path, content] : rig.disk.files) {
            for (const auto* const all : {&content->now, &content->synced}) {
                const std::string_view text = base::as_text(*all);
                if (text.find(base::as_text(bytes)) != text.npos) return false;
            }
        }
        return true;
    };
    EXPECT_TRUE(gone(sealed.lines[0].sealed));
    EXPECT_TRUE(gone(sealed.lines[0].sealed_key));
    EXPECT_FALSE(gone(rig.vault.sealed_for(list, 11, 0, 1)->lines[0].sealed));
    EXPECT_EQ(*rig.vault.shred(list, std::nullopt), 5U);
    for (unsigned n = 0; n < 6; ++n) EXPECT_FALSE(rig.vault.read(list, n).ok());
    EXPECT_EQ(*rig.vault.shred({9}, std::nullopt), 0U);
    EXPECT_EQ(*rig.vault.shred(list, 99), 0U);
}

TEST(Vault, AFileThatCannotBeWrittenIsToldAndShreddedNextTime) {
    Rig rig;
    rig.write(3);
    rig.disk.fail_from = rig.disk.operations + 1;
    EXPECT_FALSE(rig.vault.shred(list, 1).ok());
    rig.disk.fail_from = 0;
    EXPECT_EQ(*rig.vault.shred(list, 1), 1U);
    EXPECT_FALSE(rig.vault.read(list, 1).ok());
}

// Whatever form a person's data could take on the disk.
std::vector<std::string> forms_of(const std::string& text) {
    return {text, base::hex(base::view(text)), base::base64(base::view(text)).substr(0, 10)};
}

TEST(Vault, NoFileHoldsANameOrNumberInAnyForm) {
    Rig rig;
    rig.write(50);
    auto references = References::open(rig.disk, rig.county, rig.random);
    ASSERT_TRUE(references.ok());
    for (unsigned n = 0; n < 50; ++n) {
        ASSERT_TRUE((*references)->of(ReferenceKind::payee, 1, planted(n).payee_id_no).ok());
        ASSERT_TRUE((*references)->of(ReferenceKind::agreement, 1, planted(n).agreement_no).ok());
    }
    ASSERT_TRUE((*references)->sync().ok());
    std::size_t bytes = 0;
    for (const auto& [path, content] : rig.disk.files) {
        const std::string all{base::as_text(content->now)};
        bytes += all.size();
        for (unsigned n = 0; n < 50; ++n) {
            const PrivateLine line = planted(n);
            for (const std::string& secret :
                 {line.payee_name, line.payee_id_no, line.account_no, line.phone}) {
                for (const std::string& form : forms_of(secret)) {
                    EXPECT_EQ(all.find(form), all.npos) << path;
                }
            }
        }
    }
    EXPECT_GT(bytes, 10'000U);
}

TEST(References, AreTheSameInLaterListsAndDifferentInAnotherProgramme) {
    Rig rig;
    vocabulary::Reference first{};
    {
        auto references = *References::open(rig.disk, rig.county, rig.random);
        first = *references->of(ReferenceKind::payee, 1, "x");
        EXPECT_EQ(*references->of(ReferenceKind::payee, 1, "x"), first);
        EXPECT_NE(*references->of(ReferenceKind::payee, 2, "x"), first);
        EXPECT_NE(*references->of(ReferenceKind::household, 1, "x"), first);
        ASSERT_TRUE(references->sync().ok());
    }
    auto again = *References::open(rig.disk, rig.county, rig.random);
    EXPECT_EQ(*again->of(ReferenceKind::payee, 1, "x"), first);
    EXPECT_FALSE(References::open(rig.disk, rig.bank, rig.random).ok());
    auto& bytes = rig.disk.files.at("vault/references")->now;
    bytes[3] ^= 1;
    EXPECT_FALSE(References::open(rig.disk, rig.county, rig.random).ok());
}

TEST(References, AFailedSyncStopsThemUntilTheyAreOpenedAgain) {
    Rig rig;
    auto references = *References::open(rig.disk, rig.county, rig.random);
    ASSERT_TRUE(references->of(ReferenceKind::payee, 1, "x").ok());
    rig.disk.fail_from = rig.disk.operations + 2;  // the write is done, the sync is not
    EXPECT_FALSE(references->sync().ok());
    rig.disk.fail_from = 0;
    EXPECT_FALSE(references->sync().ok());
    auto again = *References::open(rig.disk, rig.county, rig.random);
    ASSERT_TRUE(again->of(ReferenceKind::payee, 1, "x").ok());
    EXPECT_TRUE(again->sync().ok());
}

TEST(Registrar, TagsAreTheSameForTheSamePersonAndNeedATrueOpening) {
    Rig rig;
    Registrar registrar{crypto::Hash::sm3, {7}, rig.county};
    const Record record = salted(planted(1), rig.random);
    const auto fields = field_values(record);
    const auto commitment = crypto::field_commitment(crypto::Hash::sm3, fields);
    TagRequest request{commitment, crypto::open_field(crypto::Hash::sm3, fields, payee_id_field),
                       {1},        1,
                       11'001};
    const auto first = registrar.tag(list, {request}, 1);
    ASSERT_TRUE(first.ok());
    const Record again = salted(planted(1), rig.random);  // new salts, same person
    const auto other_fields = field_values(again);
    TagRequest same{crypto::field_commitment(crypto::Hash::sm3, other_fields),
                    crypto::open_field(crypto::Hash::sm3, other_fields, payee_id_field),
                    {1},
                    1,
                    11'001};
    EXPECT_EQ(registrar.tag(list, {same}, 1)->tags, first->tags);
    same.installment = 2;
    EXPECT_NE(registrar.tag(list, {same}, 1)->tags, first->tags);
    same.installment = 1;
    same.agreement = {2};  // the tag follows the reference that the registrar signs
    EXPECT_NE(registrar.tag(list, {same}, 1)->tags, first->tags);
    request.number.field.value = "110105194912310038";
    EXPECT_FALSE(registrar.tag(list, {request}, 1).ok());
    // The name's opening is true, but it is not the number.
    request.number = crypto::open_field(crypto::Hash::sm3, fields, 4);
    EXPECT_FALSE(registrar.tag(list, {request}, 1).ok());
    EXPECT_FALSE(registrar.tag(list, {}, 1).ok());
}

TEST(Registrar, MoreOpeningsThanItsLimitInOneSecondAreRefused) {
    Rig rig;
    Registrar registrar{crypto::Hash::sm3, {7}, rig.county};
    const Record record = salted(planted(1), rig.random);
    const auto fields = field_values(record);
    const std::vector<TagRequest> chunk(
        500, {crypto::field_commitment(crypto::Hash::sm3, fields),
              crypto::open_field(crypto::Hash::sm3, fields, payee_id_field),
              {},
              1,
              1});
    for (std::uint64_t n = 0; n < openings_per_second_max / 500; ++n) {
        ASSERT_TRUE(registrar.tag(list, chunk, 5).ok());
    }
    EXPECT_FALSE(registrar.tag(list, chunk, 5).ok());
    EXPECT_TRUE(registrar.tag(list, chunk, 6).ok());
}

}  // namespace
}  // namespace zhida::vault
