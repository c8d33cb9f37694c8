// What a bank may answer and what the connector makes of it: whatever is not wholly sound is
// unknown. The bank here says what the test tells it.
#include <algorithm>
#include <thread>

#include "tests/iso/world.hpp"

namespace zhida::iso {
namespace {

using bank_port::Answer;
using bank_port::Entry;
using bank_port::EntryKind;
using bank_port::Instruction;
using bank_port::OrderAnswer;
using transport::Response;
using vocabulary::Fen;
using vocabulary::Reason;

const simd::Stamp stamp{"102", "2019-09-23T12:00:00+08:00", "PSR-1", account};

struct Scripted {
    transport::Issued authority = *transport::make_authority("county", std::time(nullptr));
    Response answer;
    std::chrono::milliseconds pause{0};
    int asked = 0;
    std::unique_ptr<transport::Server> server = std::move(*transport::Server::start(
        {.credentials = issue(authority, "bank-102")}, [this](const transport::Request&) {
            ++asked;
            std::this_thread::sleep_for(pause);
            return answer;
        }));
    std::unique_ptr<connector::Connector> link =
        connect(server->port(), issue(authority, "agent-102"), std::chrono::milliseconds{400});

    void xml(const std::string& body) { answer = {.type = "application/xml", .body = body}; }
};

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

std::string status_of(const std::vector<OrderAnswer>& answers) {
    return simd::write_status(stamp, "m1", "m1", answers);
}

std::string refused_with(const std::string& code) {
    return replaced(status_of({{id_of(1), Answer::refused, Reason::acct_closed}}), "AC04", code);
}

TEST(Unsound, NoReplyThatIsNotAWholeStatusReportSaysAnythingOfAnOrder) {
    const std::string good = status_of({{id_of(1), Answer::paid, {}}});
    ASSERT_EQ(against_schema(good), "");
    const std::string group = "<OrgnlMsgId>m1</OrgnlMsgId>";
    const std::vector<std::pair<std::string, Response>> replies{
        {"hang up", {.hang_up = true}},
        {"500", {.status = 500, .type = "application/xml", .body = good}},
        {"503", {.status = 503, .body = ""}},
        {"302", {.status = 302, .type = "application/xml", .body = good}},
        {"404", {.status = 404, .type = "application/xml", .body = good}},
        {"202", {.status = 202, .type = "application/xml", .body = good}},
        {"HTML", {.type = "text/html", .body = "<html><body>维护中</body></html>"}},
        {"HTML as XML", {.type = "application/xml", .body = "<html><body>ok</body></html>"}},
        {"XML as text", {.type = "text/plain", .body = good}},
        {"nothing", {.type = "application/xml", .body = ""}},
        {"garbage", {.type = "application/xml", .body = std::string(4'096, '\xFF')}}};
    Scripted bank;
    for (const auto& [name, reply] : replies) {
        bank.answer = reply;
        EXPECT_EQ(bank.link->submit("m1", {order(1)})[0].answer, Answer::unknown) << name;
    }
    bank.xml(good);
    EXPECT_EQ(bank.link->submit("m1", {order(1)})[0].answer, Answer::paid);
    bank.pause = std::chrono::milliseconds{600};
    EXPECT_EQ(bank.link->submit("m1", {order(1)})[0].answer, Answer::unknown);
}

TEST(Unsound, AStatusReportThatIsAlteredAnywhereThatCountsIsNone) {
    const std::string good =
        status_of({{id_of(1), Answer::paid, {}}, {id_of(2), Answer::accepted, {}}});
    const auto read = connector::read_status(good, "m1");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->at(id_of(1)).answer, Answer::paid);
    EXPECT_EQ(read->at(id_of(2)).answer, Answer::accepted);
    EXPECT_FALSE(connector::read_status(good, "m2"));
    for (std::size_t size = 0; size < good.size(); ++size) {
        EXPECT_FALSE(connector::read_status(good.substr(0, size), "m1")) << size;
    }
    const auto altered = [&](const std::string& from, const std::string& to) {
        return connector::read_status(replaced(good, from, to), "m1").has_value();
    };
    EXPECT_FALSE(altered("ACSC", "XXXX"));
    EXPECT_FALSE(altered("<TxSts>ACSC</TxSts>", ""));
    EXPECT_FALSE(altered(id_of(1), id_of(2)));  // one id twice
    EXPECT_FALSE(altered(id_of(1), ""));
    EXPECT_FALSE(altered("pain.002.001.12", "pain.002.001.03"));
    EXPECT_FALSE(altered("CstmrPmtStsRpt><GrpHdr", "Other><GrpHdr"));
    EXPECT_FALSE(altered("<Document", "<!DOCTYPE a [<!ENTITY b \"c\">]><Document"));
    EXPECT_FALSE(altered("<Document", "<!doctype a><Document"));
}

TEST(Unsound, AMessageBeyondTheBoundIsNotRead) {
    std::string xml = status_of({{id_of(1), Answer::paid, {}}});
    xml.resize(connector::xml_bytes_max, ' ');
    EXPECT_TRUE(connector::read_status(xml, "m1"));
    xml += ' ';
    EXPECT_FALSE(connector::read_status(xml, "m1"));
    std::string orders = connector::write_orders({"县财政局", account, "102"}, "m1",
                                                 "2019-09-23T12:00:00+08:00", monday, {order(1)});
    orders.resize(simd::xml_bytes_max, ' ');
    EXPECT_TRUE(simd::read_orders(orders));
    orders += ' ';
    EXPECT_FALSE(simd::read_orders(orders));
}

TEST(Unsound, AMissingOrderIsUnknownAndAForeignOneVoidsTheWholeReply) {
    Scripted bank;
    bank.xml(status_of({{id_of(2), Answer::paid, {}}}));
    auto answers = bank.link->submit("m1", {order(1), order(2)});
    ASSERT_EQ(answers.size(), 2U);
    EXPECT_EQ(answers[0].answer, Answer::unknown);
    EXPECT_EQ(answers[1].answer, Answer::paid);
    bank.xml(status_of({{id_of(1), Answer::paid, {}}, {id_of(3), Answer::paid, {}}}));
    answers = bank.link->submit("m1", {order(1), order(2)});
    EXPECT_EQ(answers[0].answer, Answer::unknown);
    EXPECT_EQ(answers[1].answer, Answer::unknown);
}

TEST(Unsound, AnEnquiryIsJudgedAsAPaymentsAnswerIs) {
    Scripted bank;
    bank.xml(simd::write_status(stamp, "ENQUIRY", "ENQUIRY", {{id_of(1), Answer::paid, {}}}));
    EXPECT_EQ(bank.link->enquire({id_of(1)})[0].answer, Answer::paid);
    EXPECT_EQ(bank.link->enquire({id_of(2)})[0].answer, Answer::unknown);
    bank.xml(status_of({{id_of(1), Answer::paid, {}}}));  // some payment's answer
    EXPECT_EQ(bank.link->enquire({id_of(1)})[0].answer, Answer::unknown);
    bank.answer = {.hang_up = true};
    EXPECT_EQ(bank.link->enquire({id_of(1)})[0].answer, Answer::unknown);
}

TEST(Unsound, OnlyARefusalWithAFinalCodeIsARefusal) {
    const std::vector<std::pair<std::string, Reason>> final_codes{
        {"AC01", Reason::acct_not_found},     {"AC03", Reason::acct_not_found},
        {"AC04", Reason::acct_closed},        {"AC06", Reason::acct_frozen},
        {"BE01", Reason::acct_name_mismatch}, {"BE16", Reason::acct_id_mismatch},
        {"BE17", Reason::acct_id_mismatch},   {"AM02", Reason::limit},
        {"AM04", Reason::funds_short},        {"MS03", Reason::other}};
    for (const auto& [code, reason] : final_codes) {
        ASSERT_EQ(against_schema(refused_with(code)), "");
        const auto answer = connector::read_status(refused_with(code), "m1")->at(id_of(1));
        EXPECT_EQ(answer.answer, Answer::refused) << code;
        EXPECT_EQ(answer.reason, reason) << code;
    }
    // Duplicate, not found, system error, told in words, none: it may have been paid.
    for (const char* code : {"AM05", "DU04", "NOOR", "TM01", "NARR", "ED05", "XXXX", ""}) {
        const auto answer = connector::read_status(refused_with(code), "m1")->at(id_of(1));
        EXPECT_EQ(answer.answer, Answer::unknown) << code;
        EXPECT_EQ(answer.reason, Reason::none) << code;
    }
}

TEST(Unsound, EveryStatusOfABankThatTookTheOrderIsAcceptedAndNotPaid) {
    for (const char* status : {"ACTC", "ACCP", "ACSP", "ACWC", "PDNG"}) {
        const std::string xml = replaced(status_of({{id_of(1), Answer::paid, {}}}), "ACSC", status);
        ASSERT_EQ(against_schema(xml), "");
        EXPECT_EQ(connector::read_status(xml, "m1")->at(id_of(1)).answer, Answer::accepted);
    }
}

TEST(Unsound, ARefusalOfTheWholeMessageSaysNothingOfItsOrders) {
    const std::string xml = replaced(status_of({}), "</OrgnlGrpInfAndSts>",
                                     "<GrpSts>RJCT</GrpSts></OrgnlGrpInfAndSts>");
    ASSERT_EQ(against_schema(xml), "");
    Scripted bank;
    bank.xml(xml);
    EXPECT_EQ(bank.link->submit("m1", {order(1)})[0].answer, Answer::unknown);
}

TEST(Unsound, WhatCannotBeSaidExactlyIsNotSent) {
    Scripted bank;
    bank.xml(status_of({{id_of(1), Answer::paid, {}}}));
    const auto sent = [&](const std::string& message, const std::vector<Instruction>& orders) {
        const int before = bank.asked;
        const auto answers = bank.link->submit(message, orders);
        const bool unknown = std::ranges::all_of(
            answers, [](const OrderAnswer& one) { return one.answer == Answer::unknown; });
        EXPECT_TRUE(bank.asked != before || unknown);
        return bank.asked != before;
    };
    const auto with = [](auto member, const std::string& text) {
        Instruction one = order(1);
        one.*member = text;
        return std::vector{one};
    };
    const auto han = [](std::size_t n) {
        std::string text;
        while (n-- > 0) text += "汉";
        return text;
    };
    EXPECT_TRUE(sent(std::string(35, 'm'), {order(1)}));
    EXPECT_FALSE(sent(std::string(36, 'm'), {order(1)}));
    EXPECT_FALSE(sent("", {order(1)}));
    EXPECT_FALSE(sent("m", {}));
    EXPECT_FALSE(sent("m", {order(1), order(1)}));
    EXPECT_FALSE(sent("m", {order(1, "normal", 0)}));
    EXPECT_TRUE(sent("m", with(&Instruction::end_to_end_id, std::string(35, 'e'))));
    EXPECT_FALSE(sent("m", with(&Instruction::end_to_end_id, std::string(36, 'e'))));
    EXPECT_TRUE(sent("m", with(&Instruction::payee_account, std::string(34, '1'))));
    EXPECT_FALSE(sent("m", with(&Instruction::payee_account, std::string(35, '1'))));
    EXPECT_TRUE(sent("m", with(&Instruction::payee_name, han(140))));
    EXPECT_FALSE(sent("m", with(&Instruction::payee_name, han(141))));
    EXPECT_FALSE(sent("m", with(&Instruction::payee_name, "张\x01三")));
    EXPECT_FALSE(sent("m", with(&Instruction::payee_cnaps, "")));
    EXPECT_TRUE(sent("m", with(&Instruction::purpose, han(140))));
    EXPECT_FALSE(sent("m", with(&Instruction::purpose, han(141))));
    std::vector<Instruction> many;
    for (int n = 1; n <= 500; ++n) many.push_back(order(n));
    EXPECT_TRUE(sent("m", many));
    many.push_back(order(501));
    EXPECT_FALSE(sent("m", many));
    const int before = bank.asked;
    std::vector<std::string> ids;
    for (int n = 1; n <= 501; ++n) ids.push_back(id_of(n));
    EXPECT_EQ(bank.link->enquire(ids).size(), 501U);
    EXPECT_EQ(bank.asked, before);
}

TEST(Unsound, MarkupInANameArrivesAsTheName) {
    Instruction one = order(1);
    one.payee_name = "<&\"张]]>三' ";
    const auto xml = connector::write_orders({"县财政局", account, "102"}, "m1",
                                             "2019-09-23T12:00:00+08:00", monday, {one});
    EXPECT_EQ(against_schema(xml), "");
    const auto read = simd::read_orders(xml);
    ASSERT_TRUE(read) << read.error().en;
    EXPECT_EQ(read->instructions[0].payee_name, one.payee_name);
}

TEST(Unsound, AnOrderFileWithAWrongCountSumOrDoctypeIsRefused) {
    const std::string good =
        connector::write_orders({"县财政局", account, "102"}, "m1", "2019-09-23T12:00:00+08:00",
                                monday, {order(1), order(2)});
    EXPECT_EQ(against_schema(good), "");
    ASSERT_TRUE(simd::read_orders(good));
    EXPECT_EQ(simd::read_orders(good)->instructions[1].amount.count(), 123'45);
    const auto refused = [&](const std::string& from, const std::string& to) {
        return !simd::read_orders(replaced(good, from, to));
    };
    EXPECT_TRUE(refused("<NbOfTxs>2", "<NbOfTxs>3"));
    EXPECT_TRUE(refused("<CtrlSum>246.90", "<CtrlSum>246.91"));
    EXPECT_TRUE(refused("CNY", "EUR"));
    EXPECT_TRUE(refused("123.45", "1e3"));
    EXPECT_TRUE(refused("123.45", "123.450"));
    EXPECT_TRUE(refused("<Document", "<!DOCTYPE a><Document"));
    EXPECT_TRUE(refused("pain.001.001.11", "pain.001.001.09"));
}

TEST(Schema, AMessageThatBreaksItIsFound) {
    const simd::Stamp wrong{"102", "not a time", "PSR-1", account};
    EXPECT_NE(against_schema(simd::write_status(wrong, "m1", "m1", {})), "");
}

TEST(Schema, AMissingSchemaFailsWithTheWayToGetIt) {
    const std::string why = iso::against_schema(status_of({}), testing::TempDir() + "none");
    EXPECT_NE(why.find("tools/fetch_schemas.sh"), std::string::npos) << why;
}

}  // namespace
}  // namespace zhida::iso
