#include "cli/signing.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "cli/importing.hpp"

namespace zhida::cli {
namespace {

Session somebody() {
    return {.ledger = nullptr,
            .who = {7, 70, vocabulary::Role::county_officer,
                    crypto::SigningKey::generate(crypto::Algorithm::ed25519)},
            .name = "county-1",
            .home = {},
            .facts = {}};
}

Sent sent_with(chain::Code code, const std::string& datum) {
    Sent sent{.act = "approve_list", .receipt = {}, .height = 12, .sections = {}};
    sent.receipt.transaction[0] = 0xab;
    sent.receipt.code = code;
    sent.receipt.datum = datum;
    return sent;
}

TEST(SigningAnswer, AReceiptNamesTransactionAndBlock) {
    const Answer answer = answer_of(somebody(), {sent_with(0, "")});
    EXPECT_EQ(answer.exit, Exit::done);
    EXPECT_FALSE(answer.error.has_value());
    EXPECT_FALSE(answer.json.contains("refusal"));
    const auto& receipt = answer.json.at("receipts").as_array().at(0).as_object();
    EXPECT_EQ(receipt.at("transaction").as_string().subview(0, 4), "ab00");
    EXPECT_EQ(receipt.at("height").to_number<int>(), 12);
    EXPECT_NE(answer.text.find("ab00"), std::string::npos);
    EXPECT_EQ(answer.json.at("by").as_object().at("role").as_string(), "county_officer");
}

TEST(SigningAnswer, ARefusalHasItsNumberInBothLanguagesAndFailsTheCommand) {
    const Answer answer = answer_of(somebody(), {sent_with(0, ""), sent_with(4202, "RECEIVING")});
    EXPECT_EQ(answer.exit, Exit::failed);
    ASSERT_TRUE(answer.error.has_value());
    for (const std::string& text : {answer.error->zh, answer.error->en}) {
        EXPECT_NE(text.find("4202"), std::string::npos);
        EXPECT_NE(text.find("RECEIVING"), std::string::npos);
    }
    EXPECT_NE(answer.error->zh, answer.error->en);
    const auto& refusal = answer.json.at("refusal").as_object();
    EXPECT_EQ(refusal.at("code").to_number<int>(), 4202);
    EXPECT_EQ(refusal.at("name").as_string(), "list_state_wrong");
    EXPECT_EQ(answer.json.at("receipts").as_array().size(), 2U);
    EXPECT_NE(answer.text.find("approve_list"), std::string::npos);  // what was done before
}

TEST(ImportAnswer, BadLinesAreATableAndExitTwo) {
    const Answer answer = bad_lines(
        R"({"errors":[{"file":"lines.csv","row":3,"line_no":2,"code":"FORM","field":"amount",)"
        R"("value_masked":"1*","message_zh":"金额有误","message_en":"bad amount"},)"
        R"({"file":"manifest.json","row":null,"line_no":null,"code":"FORM","field":"",)"
        R"("value_masked":"","message_zh":"合计不符","message_en":"total"}]})");
    EXPECT_EQ(answer.exit, Exit::bad_lines);
    EXPECT_EQ(answer.json.at("errors").as_array().size(), 2U);
    EXPECT_NE(answer.text.find("金额有误"), std::string::npos);
    EXPECT_EQ(answer.text.find("null"), std::string::npos);
    ASSERT_TRUE(answer.error.has_value());
    EXPECT_EQ(answer.error->en.find("2 bad lines"), 0U);
    EXPECT_EQ(bad_lines("<html>").exit, Exit::failed);
}

TEST(ImportAnswer, APackageThatAnotherKeySignedIsNotTheSources) {
    const std::string data = std::string{ZHIDA_SOURCE_DIR} + "/tests/data/";
    const std::string good = data + "rongcheng-2019-0001";
    EXPECT_TRUE(check_source(good, data + "source-key.pem"));
    EXPECT_FALSE(check_source(data, data + "source-key.pem"));
    EXPECT_FALSE(check_source(good, data + "nowhere.pem"));
}

}  // namespace
}  // namespace zhida::cli
