// The connector against the simulated bank, over a real socket with mutual TLS. Every message that
// passes is held against the official schema.
#include <gtest/gtest.h>

#include <ctime>
#include <filesystem>
#include <fstream>

#include "banks/connector/connector.hpp"
#include "banks/simd/service.hpp"
#include "tests/iso/schema.hpp"
#include "transport/certificates.hpp"

namespace zhida::iso {
namespace {

using bank_port::Answer;
using bank_port::EntryKind;
using bank_port::Instruction;
using vocabulary::Fen;
using vocabulary::Reason;

constexpr base::Date monday{18'162};

std::string against_schema(const std::string& xml) {
    return iso::against_schema(xml, std::string{ZHIDA_SOURCE_DIR} + "/build/schemas");
}

struct World {
    transport::Issued authority = *transport::make_authority("county", std::time(nullptr));
    std::unique_ptr<sim::Book> book;
    std::unique_ptr<simd::Service> service;
    std::unique_ptr<transport::Server> server;
    std::vector<std::string> bad;  // what a schema said against a message

    explicit World(const std::string& path = ":memory:") {
        book = std::move(*sim::Book::open(path));
        std::vector<sim::KnownAccount> accounts;
        for (const char* state : {"normal", "name_mismatch", "closed", "closes_before_payment",
                                  "freezes_before_payment", "returns_next_day"}) {
            const std::string holder = std::string{state} == "name_mismatch" ? "别人" : "张三";
            accounts.push_back({state, holder, "id", "102", state});
        }
        EXPECT_TRUE(book->know(accounts, "102"));
        EXPECT_TRUE(book->today() >= monday || book->move_to(monday));
        service = std::make_unique<simd::Service>(*book, "102");
        transport::ServerSetting setting{.credentials = credentials("bank-102")};
        server = std::move(*transport::Server::start(setting, [this](const auto& request) {
            check(request.body);
            auto response = service->handle(request);
            check(response.body);
            return response;
        }));
    }
    void check(const std::string& body) {
        if (!body.starts_with("<Document")) return;
        const std::string why = against_schema(body);
        if (!why.empty()) bad.push_back(why);
    }
    transport::Credentials credentials(const std::string& name) const {
        const auto issued = *transport::issue(authority, name, "", std::time(nullptr));
        return {issued.certificate, issued.key, authority.certificate};
    }
    std::unique_ptr<connector::Connector> link(const std::string& name = "agent-102") const {
        return std::make_unique<connector::Connector>(
            connector::Sender{"县财政局", "ZHUANHU-102", "102"},
            transport::ClientSetting{"127.0.0.1", server->port(), credentials(name),
                                     std::chrono::seconds{5}},
            [] { return base::start_of_day_in_china(monday) + 36'000; });
    }
    unsigned control(const std::string& path, const std::string& body, std::string* out = nullptr) {
        transport::Client client{{"127.0.0.1", server->port(), credentials("control")}};
        const auto answer = client.send({out ? "GET" : "POST", path, {}, body, ""});
        if (answer && out) *out = answer->body;
        return answer ? answer->status : 0;
    }
    ~World() { EXPECT_TRUE(bad.empty()) << bad.front(); }
};

std::string id_of(int n) {
    std::string id = std::to_string(n);
    return std::string(32 - id.size(), '0') + id;
}

Instruction order(int n, const std::string& account = "normal", std::int64_t fen = 123'45) {
    return {id_of(n), *Fen::of(fen), "张三", account, "102134000011", "征迁补偿"};
}

TEST(Link, PaysRefusesAndReturnsAsTheAccountsAre) {
    World world;
    ASSERT_EQ(world.control("/control/deposit", R"({"reference":"funds","fen":100000})"), 200U);
    const auto link = world.link();
    const auto answers = link->submit(
        "message-1", {order(1), order(2, "name_mismatch"), order(3, "closes_before_payment"),
                      order(4, "freezes_before_payment"), order(5, "returns_next_day"),
                      order(6, "nobody"), order(7, "normal", 90'000'00)});
    ASSERT_EQ(answers.size(), 7U);
    const std::vector<std::pair<Answer, Reason>> expected{
        {Answer::paid, Reason::none},           {Answer::refused, Reason::acct_name_mismatch},
        {Answer::refused, Reason::acct_closed}, {Answer::refused, Reason::acct_frozen},
        {Answer::paid, Reason::none},           {Answer::refused, Reason::acct_not_found},
        {Answer::refused, Reason::funds_short}};
    for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ(answers[i].answer, expected[i].first) << i;
        EXPECT_EQ(answers[i].reason, expected[i].second) << i;
    }
    ASSERT_EQ(world.control("/control/clock", R"({"day":"2019-09-24"})"), 200U);
    const auto entries = link->entries(0);
    ASSERT_TRUE(entries) << entries.error().en;
    ASSERT_EQ(entries->size(), 4U);
    EXPECT_EQ((*entries)[0].kind, EntryKind::deposit);
    EXPECT_EQ((*entries)[0].reference, "funds");
    EXPECT_EQ((*entries)[1].amount.count(), 123'45);
    EXPECT_EQ((*entries)[3].kind, EntryKind::returned);
    EXPECT_EQ((*entries)[3].reference, id_of(5));
    EXPECT_EQ((*entries)[3].reason, Reason::acct_closed);
    EXPECT_EQ(link->entries(3)->size(), 1U);
    EXPECT_TRUE(link->entries(4)->empty());
    const auto statement = link->statement(monday);
    ASSERT_TRUE(statement && *statement);
    EXPECT_EQ((*statement)->opening.count(), 0);
    EXPECT_EQ((*statement)->closing.count(), 100'000 - 2 * 123'45);
    EXPECT_EQ((*statement)->entries.size(), 3U);
    EXPECT_EQ((*link->statement(monday))->bytes, (*statement)->bytes);
    EXPECT_FALSE(*link->statement(base::Date{18'100}));
}

TEST(Link, VerificationNamesTheReason) {
    World world;
    const auto answers = world.link()->verify({{"normal", "张三", "id"},
                                               {"closed", "张三", "id"},
                                               {"name_mismatch", "张三", "id"},
                                               {"nobody", "张三", "id"}});
    ASSERT_TRUE(answers) << answers.error().en;
    EXPECT_EQ(*answers, (std::vector<Reason>{Reason::none, Reason::acct_closed,
                                             Reason::acct_name_mismatch, Reason::acct_not_found}));
}

TEST(Link, WhateverSpoilsAReplyTheOrderIsUnknownThenFoundAndDebitedOnce) {
    World world;
    world.control("/control/deposit", R"({"reference":"funds","fen":10000000})");
    const auto link = world.link();
    int n = 0;
    for (const char* fault : {"lose_replies", "rubbish", "errors"}) {
        world.control("/control/faults", "{\"" + std::string{fault} + "\":1}");
        ++n;
        const auto lost = link->submit("m" + std::to_string(n), {order(n)});
        ASSERT_EQ(lost.size(), 1U);
        EXPECT_EQ(lost[0].answer, Answer::unknown) << fault;
        EXPECT_EQ(link->enquire({id_of(n)})[0].answer, Answer::paid) << fault;
        EXPECT_EQ(link->submit("again", {order(n)})[0].answer, Answer::paid);
        EXPECT_EQ(world.book->debits_of(id_of(n)), 1U);
    }
    world.control("/control/faults", R"({"lose_answers":1})");
    EXPECT_EQ(link->enquire({id_of(1)})[0].answer, Answer::unknown);
    EXPECT_EQ(link->enquire({id_of(99)})[0].answer, Answer::unknown);  // never heard of
    std::string summary;
    EXPECT_EQ(world.control("/control/summary", "", &summary), 200U);
    EXPECT_NE(summary.find("\"debits\":3,\"twice\":0"), std::string::npos) << summary;
}

TEST(Link, OnlyTheBanksOwnAgentAndTheControllerAreHeard) {
    World world;
    const auto foreign = world.link("agent-403");
    EXPECT_FALSE(foreign->verify({{"normal", "张三", "id"}}));
    EXPECT_EQ(foreign->submit("m", {order(1)})[0].answer, Answer::unknown);
    EXPECT_EQ(world.book->counts().payments, 0);
    transport::Client agent{{"127.0.0.1", world.server->port(), world.credentials("agent-102")}};
    EXPECT_EQ(agent.send({"POST", "/control/deposit", {}, "{}", ""})->status, 403U);
    EXPECT_EQ(agent.send({"GET", "/nowhere", {}, "", ""})->status, 404U);
}

TEST(Link, BooksDayAndDepositsSurviveARestartAndADepositCountsOnce) {
    const std::string path = testing::TempDir() + "zhida-link-test.sqlite";
    for (const char* tail : {"", "-wal", "-shm"}) std::filesystem::remove(path + tail);
    {
        World world{path};
        const std::string deposit = R"({"reference":"funds","fen":50000})";
        EXPECT_EQ(world.control("/control/deposit", deposit), 200U);
        EXPECT_EQ(world.control("/control/deposit", deposit), 200U);
        EXPECT_EQ(world.control("/control/clock", R"({"day":"2019-09-24"})"), 200U);
        EXPECT_EQ(world.link()->submit("m", {order(1)})[0].answer, Answer::paid);
    }
    World world{path};
    EXPECT_EQ(world.book->balance(), 50'000 - 123'45);
    EXPECT_EQ(base::to_text(world.book->today()), "2019-09-24");
    EXPECT_EQ(world.link()->enquire({id_of(1)})[0].answer, Answer::paid);
    EXPECT_EQ(world.control("/control/clock", R"({"day":"2019-09-23"})"), 409U);
}

TEST(Link, AFullMessagePassesAndOneOrderMoreIsRefusedWhole) {
    World world;
    world.control("/control/deposit", R"({"reference":"funds","fen":100000000})");
    std::vector<Instruction> orders;
    for (int n = 1; n <= 500; ++n) orders.push_back(order(n, "normal", 100));
    const auto link = world.link();
    for (const auto& answer : link->submit("full", orders)) EXPECT_EQ(answer.answer, Answer::paid);
    for (auto& one : orders) one.end_to_end_id[0] = 'x';
    orders.push_back(order(501));
    for (const auto& a : link->submit("more", orders)) EXPECT_EQ(a.answer, Answer::unknown);
    EXPECT_EQ(world.book->counts().payments, 500);
}

TEST(Messages, AForeignAMalformedAndADoubleAnswerAreNoAnswer) {
    const simd::Stamp stamp{"102", "2019-09-23T12:00:00+08:00", "PSR-1", "ZHUANHU-102"};
    const std::string good = simd::write_status(
        stamp, "m1", "m1", {{id_of(1), Answer::paid, {}}, {id_of(2), Answer::accepted, {}}});
    EXPECT_EQ(against_schema(good), "");
    ASSERT_TRUE(connector::read_status(good, "m1"));
    EXPECT_EQ(connector::read_status(good, "m1")->at(id_of(2)).answer, Answer::accepted);
    EXPECT_FALSE(connector::read_status(good, "m2"));
    EXPECT_FALSE(connector::read_status(good.substr(0, good.size() / 2), "m1"));
    EXPECT_FALSE(connector::read_status("<!DOCTYPE x [<!ENTITY a \"b\">]>" + good, "m1"));
    EXPECT_FALSE(connector::read_status("<html/>", "m1"));
    const auto replaced = [&](const std::string& from, const std::string& to) {
        std::string text = good;
        text.replace(text.find(from), from.size(), to);
        return text;
    };
    EXPECT_FALSE(connector::read_status(replaced("ACSC", "XXXX"), "m1"));
    EXPECT_FALSE(connector::read_status(replaced(id_of(1), id_of(2)), "m1"));
    EXPECT_FALSE(connector::read_status(replaced("pain.002.001.12", "pain.002.001.03"), "m1"));
}

TEST(Messages, AnOrderFileWithAWrongCountSumOrDoctypeIsRefused) {
    const connector::Sender sender{"县财政局", "ZHUANHU-102", "102"};
    const std::string good = connector::write_orders(sender, "m1", "2019-09-23T12:00:00+08:00",
                                                     monday, {order(1), order(2)});
    EXPECT_EQ(against_schema(good), "");
    const auto read = simd::read_orders(good);
    ASSERT_TRUE(read) << read.error().en;
    EXPECT_EQ(read->instructions[1].amount.count(), 123'45);
    EXPECT_EQ(read->instructions[0].payee_name, "张三");
    const auto refused = [&](const std::string& from, const std::string& to) {
        std::string text = good;
        text.replace(text.find(from), from.size(), to);
        return !simd::read_orders(text);
    };
    EXPECT_TRUE(refused("<NbOfTxs>2", "<NbOfTxs>3"));
    EXPECT_TRUE(refused("<CtrlSum>246.90", "<CtrlSum>246.91"));
    EXPECT_TRUE(refused("CNY", "EUR"));
    EXPECT_TRUE(refused("123.45", "1e3"));
    EXPECT_TRUE(refused("<Document", "<!DOCTYPE a><Document"));
    EXPECT_TRUE(refused("pain.001.001.11", "pain.001.001.09"));
}

TEST(Schema, AMessageThatBreaksItIsFound) {
    const simd::Stamp stamp{"102", "not a time", "PSR-1", "ZHUANHU-102"};
    EXPECT_NE(against_schema(simd::write_status(stamp, "m1", "m1", {})), "");
}

}  // namespace
}  // namespace zhida::iso
