#include <gtest/gtest.h>

#include <fstream>

#include "contracts/payment/types/records.hpp"
#include "proof/slip_file.hpp"
#include "proof/state_proof.hpp"
#include "proof/verify.hpp"
#include "tests/proof/kept_ledger.hpp"

namespace zhida::proof {
namespace {

using payment::OrderState;

// A printed slip is a set of at most eight QR codes (wire.md §8) of 2,953 bytes each.
constexpr std::size_t eight_codes_bytes = 8 * 2'953;

Reading sound(const Slip& slip, const Trust* trust) {
    auto result = verify(write_file(slip), trust);
    if (const auto* failure = std::get_if<Failure>(&result)) {
        ADD_FAILURE() << name_of(failure->part) << ": " << failure->why.en;
        return {};
    }
    return std::get<Reading>(std::move(result));
}

TEST(Slip, OfEveryLineVerifiesAndTellsItsOutcome) {
    KeptLedger& kept = KeptLedger::get();
    std::map<std::string, unsigned> outcomes;
    std::size_t largest = 0;
    for (LineNumber n = 0; n < kept.lines(); ++n) {
        const Slip slip = kept.slip(n);
        largest = std::max(largest, write_file(slip).size());
        const Reading reading = sound(slip, &kept.trust());
        EXPECT_TRUE(reading.issuer_known);
        EXPECT_TRUE(reading.sandbox);
        EXPECT_EQ(reading.line, n);
        EXPECT_EQ(reading.list_lines, kept.lines());
        const auto order =
            chain::load<payment::Order>(chain::TrieView{kept.state()}, {kept.list(), n});
        ASSERT_EQ(reading.order.has_value(), order.has_value());
        ++outcomes[order ? std::string{payment::word_of(order->state).name} : "no order"];
        const bool has_result = order && order->result;
        EXPECT_EQ(reading.witness.has_value(), has_result) << n;
    }
    EXPECT_GT(outcomes["PAID"], 0u);
    EXPECT_GT(outcomes["FAILED"], 0u);
    EXPECT_GT(outcomes["RETURNED"], 0u);
    EXPECT_GT(outcomes["no order"] + outcomes["HELD"], 0u);
    EXPECT_LE(largest, eight_codes_bytes);
    EXPECT_LE(largest, 10u * 1'024);  // of this ledger; docs/adr/0006 says what makes it up
}

TEST(Slip, NamesTheWitnessAndAllWhoSigned) {
    KeptLedger& kept = KeptLedger::get();
    const Reading reading = sound(kept.slip(kept.line_in(OrderState::paid)), &kept.trust());
    // Two village, two township, two county, new area, lock, release, closing.
    EXPECT_EQ(reading.approvals.size(), 10u);
    for (const ApprovalRead& one : reading.approvals) {
        EXPECT_TRUE(one.key_published);
        EXPECT_NE(one.organisation.front(), '#') << one.organisation;
    }
    ASSERT_TRUE(reading.witness);
    EXPECT_TRUE(reading.booked);
    EXPECT_FALSE(reading.claimed_by.empty());
    EXPECT_EQ(reading.claimed_by, reading.result_by);
    for (const Language language : {Language::zh, Language::en}) {
        const std::string words = in_words(reading, language);
        const std::string first = words.substr(0, words.find('\n'));
        EXPECT_NE(first.find(language == Language::zh ? "沙盒" : "SANDBOX"), std::string::npos);
        EXPECT_NE(words.find(reading.witness->bank), std::string::npos);
        EXPECT_NE(words.find(reading.fingerprint), std::string::npos);
    }
}

TEST(Slip, WithoutAWitnessSaysThatThereIsOneOperator) {
    KeptLedger& kept = KeptLedger::get();
    Slip slip = kept.slip(kept.line_in(OrderState::paid));
    slip.witness.reset();
    const Reading reading = sound(slip, &kept.trust());
    EXPECT_NE(in_words(reading, Language::en).find("One operator"), std::string::npos);
    EXPECT_NE(in_words(reading, Language::zh).find("一家机构"), std::string::npos);
}

TEST(Slip, WithoutATrustFileIsConsistentAndItsIssuerUnknown) {
    KeptLedger& kept = KeptLedger::get();
    const Reading reading = sound(kept.slip(0), nullptr);
    EXPECT_FALSE(reading.issuer_known);
    EXPECT_NE(in_words(reading, Language::en).find("issuer unknown"), std::string::npos);
}

TEST(Slip, OfAnotherLedgerThanTheTrustFilesFails) {
    KeptLedger& kept = KeptLedger::get();
    const Bytes file = write_file(kept.slip(kept.line_in(OrderState::paid)));
    const auto part_under = [&](const std::function<void(Trust&)>& change) {
        Trust other = kept.trust();
        change(other);
        const auto result = verify(file, &other);
        const auto* failure = std::get_if<Failure>(&result);
        return failure ? std::string{name_of(failure->part)} : "sound";
    };
    EXPECT_EQ(part_under([](Trust& t) { t.ledger_id[0] ^= 1; }), "trust");
    EXPECT_EQ(part_under([](Trust& t) { t.validators[0][0] ^= 1; }), "trust");
    EXPECT_EQ(part_under([](Trust& t) { t.chain_id += "x"; }), "trust");
    EXPECT_EQ(part_under([](Trust& t) { t.sandbox = false; }), "trust");
    EXPECT_EQ(part_under([](Trust& t) { t.keys.clear(); }), "witness");
}

TEST(Slip, OfALineThatIsNotThereIsNotIssued) {
    KeptLedger& kept = KeptLedger::get();
    EXPECT_FALSE(issue(kept.sources(), kept.list(), kept.lines(), {}, {}).ok());
    ListId other = kept.list();
    other[0] ^= 1;
    EXPECT_FALSE(issue(kept.sources(), other, 0, {}, {}).ok());
}

std::string golden(const std::string& name) {
    std::ifstream in{std::string{ZHIDA_SOURCE_DIR} + "/tests/golden/slips/" + name,
                     std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

TEST(Slip, OfEveryReleasedVersionVerifiesForEver) {
    const auto trust = trust_from_json(golden("1.trust.json"));
    ASSERT_TRUE(trust.ok());
    const auto result = verify(base::view(golden("1.zhida")), &*trust);
    ASSERT_TRUE(std::holds_alternative<Reading>(result));
    const Reading& reading = std::get<Reading>(result);
    EXPECT_EQ(reading.order, OrderState::paid);
    EXPECT_EQ(reading.list_no, "RC-2019-0777");
    EXPECT_EQ(reading.opened.size(), 3u);
    EXPECT_TRUE(reading.witness);
    EXPECT_EQ(in_words(reading, Language::zh), golden("1.zh.txt"));
    EXPECT_EQ(in_words(reading, Language::en), golden("1.en.txt"));
}

TEST(TrustFile, ReadsBackWhatItWroteAndRefusesOthers) {
    const Trust& trust = KeptLedger::get().trust();
    const std::string text = to_json(trust);
    const auto read = trust_from_json(text);
    ASSERT_TRUE(read.ok()) << read.error().en;
    EXPECT_EQ(to_json(*read), text);
    EXPECT_EQ(read->keys.size(), trust.keys.size());
    EXPECT_GT(trust.keys.size(), 20u);
    for (const auto* word : {"zhida-trust/1", "ledger_id", "fingerprint", "validators", "gm",
                             "public_key", "chain_id", "title"}) {
        std::string changed = text;
        changed.replace(changed.find(word), 2, "xx");
        EXPECT_FALSE(trust_from_json(changed).ok()) << word;
    }
    EXPECT_FALSE(trust_from_json("").ok());
    EXPECT_FALSE(trust_from_json("[]").ok());
    EXPECT_FALSE(trust_from_json(std::string(trust_file_bytes_max + 1, ' ')).ok());
}

TEST(StateProof, ShowsPresenceAndAbsenceUnderASignedHeader) {
    KeptLedger& kept = KeptLedger::get();
    const Bytes there = chain::key_of<payment::Batch>({kept.list()});
    Bytes gone = there;
    gone.back() ^= 1;
    EXPECT_EQ(check(prove(kept.sources(), there), there), store::Shown::present);
    EXPECT_EQ(check(prove(kept.sources(), gone), gone), store::Shown::absent);
    StateProof changed = prove(kept.sources(), there);
    changed.leaf_value[0] ^= 1;
    EXPECT_EQ(check(changed, there), store::Shown::broken);
    changed = prove(kept.sources(), there);
    changed.commit.signatures[0].signature[5] ^= 1;
    EXPECT_EQ(check(changed, there), store::Shown::broken);
    changed = prove(kept.sources(), there);
    changed.header.time += 1;
    EXPECT_EQ(check(changed, there), store::Shown::broken);
}

}  // namespace
}  // namespace zhida::proof
