// The connector against the simulated bank, over a real socket with mutual TLS.
#include <filesystem>
#include <thread>

#include "tests/iso/world.hpp"

namespace zhida::iso {

std::string against_schema(const std::string& xml) {
    return against_schema(xml, std::string{ZHIDA_SOURCE_DIR} + "/build/schemas");
}

namespace {

using bank_port::Answer;
using bank_port::EntryKind;
using bank_port::Instruction;
using vocabulary::Reason;
using namespace std::chrono_literals;

std::string new_book(const std::string& name) {
    const std::string path = testing::TempDir() + "zhida-" + name + ".sqlite";
    for (const char* tail : {"", "-wal", "-shm"}) std::filesystem::remove(path + tail);
    return path;
}

TEST(Link, PaysAndRefusesAsTheAccountsAre) {
    World world;
    ASSERT_TRUE(world.deposit(1'000'00));
    const auto answers = world.link()->submit(
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
        EXPECT_EQ(answers[i].end_to_end_id, id_of(static_cast<int>(i) + 1));
        EXPECT_EQ(answers[i].answer, expected[i].first) << i;
        EXPECT_EQ(answers[i].reason, expected[i].second) << i;
    }
    EXPECT_EQ(world.checked, 2U);  // pain.001 and pain.002 met their schemas
}

TEST(Link, AReturnComesTheNextDayByNotification) {
    World world;
    world.deposit(1'000'00);
    const auto link = world.link();
    link->submit("m", {order(1), order(2, "returns_next_day")});
    ASSERT_TRUE(world.move_to("2019-09-24"));
    ASSERT_TRUE(world.move_to("2019-09-24"));  // said again, nothing happens
    const auto entries = link->entries(0);
    ASSERT_TRUE(entries) << entries.error().en;
    ASSERT_EQ(entries->size(), 4U);
    EXPECT_EQ((*entries)[0].kind, EntryKind::deposit);
    EXPECT_EQ((*entries)[0].reference, "funds");
    EXPECT_EQ((*entries)[1].kind, EntryKind::payment);
    EXPECT_EQ((*entries)[1].amount.count(), 123'45);
    EXPECT_EQ((*entries)[3].kind, EntryKind::returned);
    EXPECT_EQ((*entries)[3].reference, id_of(2));
    EXPECT_EQ((*entries)[3].reason, Reason::acct_closed);
    EXPECT_EQ(base::to_text((*entries)[3].booked), "2019-09-24");
    EXPECT_EQ(link->entries(3)->size(), 1U);
    EXPECT_TRUE(link->entries(4)->empty());
}

TEST(Link, AStatementStaysAsItWasServedAndTheNextOneContinuesIt) {
    const std::string path = new_book("cut-off");
    base::Bytes served;
    {
        World world{path};
        world.deposit(1'000'00);
        const auto link = world.link();
        link->submit("m1", {order(1)});
        const auto first = link->statement(monday);
        ASSERT_TRUE(first && *first);
        EXPECT_EQ((*first)->opening.count(), 0);
        EXPECT_EQ((*first)->closing.count(), 1'000'00 - 123'45);
        EXPECT_EQ((*first)->entries.size(), 2U);
        EXPECT_EQ(against_schema(std::string{base::as_text((*first)->bytes)}), "");
        served = (*first)->bytes;
        EXPECT_EQ(link->submit("m2", {order(2)})[0].answer, Answer::paid);  // after the cut-off
        EXPECT_EQ((*link->statement(monday))->bytes, served);
    }
    World world{path};
    world.deposit(5'00, "late");
    const auto link = world.link();
    EXPECT_EQ((*link->statement(monday))->bytes, served);
    EXPECT_FALSE(link->statement(base::plus_days(monday, 1)));  // not over, and no "no movement"
    ASSERT_TRUE(world.move_to("2019-09-24"));
    const auto second = link->statement(base::plus_days(monday, 1));
    ASSERT_TRUE(second && *second) << second.error().en;
    EXPECT_EQ((*second)->opening.count(), 1'000'00 - 123'45);
    EXPECT_EQ((*second)->entries.front().sequence, 3U);
    EXPECT_EQ((*second)->entries.size(), 2U);
    const auto none = link->statement(base::Date{18'100});
    ASSERT_TRUE(none);
    EXPECT_FALSE(*none);
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

TEST(Link, AccountsMayBeAddedWhileTheBankRuns) {
    World world;
    const std::string header = "account_no,holder_name,holder_id_no,bank_code,state\n";
    EXPECT_EQ(world.control("/control/accounts", header + "new,张三,id,102,normal\n"), 200U);
    EXPECT_EQ(world.control("/control/accounts",
                            header + "newer,张三,id,102,normal\n" + "other,张三,id,403,normal\n"),
              200U);
    const auto answers = world.link()->verify(
        {{"new", "张三", "id"}, {"newer", "张三", "id"}, {"other", "张三", "id"}});
    ASSERT_TRUE(answers);
    EXPECT_EQ(*answers, (std::vector{Reason::none, Reason::none, Reason::acct_not_found}));
    EXPECT_EQ(world.control("/control/accounts", "a,b\n1,2\n"), 400U);
}

TEST(Link, WhateverSpoilsAReplyTheOrderIsUnknownThenFoundAndDebitedOnce) {
    World world;
    world.deposit(100'000'00);
    const auto link = world.link();
    int n = 0;
    for (const char* fault :
         {"lose_replies", "rubbish", "errors", "cut_short", "stale", "oversize"}) {
        ASSERT_TRUE(world.fault(fault)) << fault;
        const std::string id = id_of(++n);
        const auto lost = link->submit("m" + std::to_string(n), {order(n)});
        ASSERT_EQ(lost.size(), 1U);
        EXPECT_EQ(lost[0].answer, Answer::unknown) << fault;
        EXPECT_EQ(link->enquire({id})[0].answer, Answer::paid) << fault;
        EXPECT_EQ(link->submit("again" + std::to_string(n), {order(n)})[0].answer, Answer::paid);
        EXPECT_EQ(world.read("/control/debits?id=" + id), R"({"debits":1})") << fault;
    }
    ASSERT_TRUE(world.fault("lose_answers"));
    EXPECT_EQ(link->enquire({id_of(1)})[0].answer, Answer::unknown);
    const std::string summary = world.read("/control/summary");
    EXPECT_NE(summary.find("\"debits\":6,\"twice\":0"), std::string::npos) << summary;
}

TEST(Link, ALostRequestLooksLikeALostReplyButNothingWasPaid) {
    World world;
    world.deposit(100'000'00);
    const auto link = world.link();
    ASSERT_TRUE(world.fault("lose_requests"));
    EXPECT_EQ(link->submit("m1", {order(1)})[0].answer, Answer::unknown);
    EXPECT_EQ(link->enquire({id_of(1)})[0].answer, Answer::unheard);
    EXPECT_EQ(world.book->counts().payments, 0);
    EXPECT_EQ(link->submit("m2", {order(1)})[0].answer, Answer::paid);
}

TEST(Link, AnotherContentUnderAKnownIdProvesNothing) {
    World world;
    world.deposit(100'000'00);
    const auto link = world.link();
    EXPECT_EQ(link->submit("m1", {order(1)})[0].answer, Answer::paid);
    EXPECT_EQ(link->submit("m2", {order(1, "normal", 1)})[0].answer, Answer::unknown);
    EXPECT_EQ(world.book->debits_of(id_of(1)), 1U);
}

TEST(Link, ASlowBankIsGivenUpAndDoesNotKeepTheControllerWaiting) {
    World world;
    world.deposit(100'000'00);
    ASSERT_TRUE(world.fault("delay_ms", 1'500));
    const auto link = world.link("agent-102", 300ms);
    const auto before = std::chrono::steady_clock::now();
    EXPECT_EQ(link->submit("m1", {order(1)})[0].answer, Answer::unknown);
    EXPECT_TRUE(world.fault("delay_ms", 0));
    EXPECT_LT(std::chrono::steady_clock::now() - before, 1'200ms);
    while (world.book->counts().payments == 0) std::this_thread::sleep_for(10ms);
    EXPECT_EQ(world.link()->enquire({id_of(1)})[0].answer, Answer::paid);
}

TEST(Link, OnlyTheBanksOwnAgentAndTheControllerAreHeard) {
    World world;
    const auto foreign = world.link("agent-403");
    EXPECT_FALSE(foreign->verify({{"normal", "张三", "id"}}));
    EXPECT_FALSE(foreign->statement(monday));
    EXPECT_FALSE(foreign->entries(0));
    EXPECT_EQ(foreign->submit("m", {order(1)})[0].answer, Answer::unknown);
    EXPECT_EQ(world.book->counts().payments, 0);
    EXPECT_EQ(world.ask("agent-403", "GET", "/camt.054?after=0").status, 403U);
    EXPECT_EQ(world.ask("control", "GET", "/camt.054?after=0").status, 403U);
    EXPECT_EQ(world.ask("agent-102", "POST", "/control/deposit", "{}").status, 403U);
}

TEST(Link, ACertificateOfAnotherAuthorityReachesNothing) {
    World world;
    const auto stranger = *transport::make_authority("stranger", std::time(nullptr));
    transport::Credentials forged = issue(stranger, "agent-102");
    forged.authority = world.authority.certificate;
    const auto link = connect(world.server->port(), forged);
    EXPECT_EQ(link->submit("m", {order(1)})[0].answer, Answer::unknown);
    EXPECT_FALSE(link->verify({{"normal", "张三", "id"}}));
    EXPECT_EQ(world.book->counts().payments, 0);
}

TEST(Link, ABankOfAnotherAuthorityIsNotTalkedTo) {
    World world;
    const auto stranger = *transport::make_authority("stranger", std::time(nullptr));
    transport::Credentials deceived = issue(world.authority, "agent-102");
    deceived.authority = stranger.certificate;
    EXPECT_EQ(connect(world.server->port(), deceived)->submit("m", {order(1)})[0].answer,
              Answer::unknown);
    EXPECT_EQ(world.book->counts().payments, 0);
}

TEST(Link, BooksDayAndDepositsSurviveARestartAndADepositCountsOnce) {
    const std::string path = new_book("restart");
    {
        World world{path};
        EXPECT_TRUE(world.deposit(500'00));
        EXPECT_TRUE(world.deposit(500'00));
        EXPECT_EQ(world.control("/control/deposit", R"({"reference":"funds","fen":1})"), 409U);
        EXPECT_TRUE(world.move_to("2019-09-24"));
        EXPECT_EQ(world.link()->submit("m", {order(1)})[0].answer, Answer::paid);
    }
    World world{path};
    EXPECT_TRUE(world.deposit(500'00));
    EXPECT_EQ(world.book->balance(), 500'00 - 123'45);
    EXPECT_EQ(base::to_text(world.book->today()), "2019-09-24");
    EXPECT_EQ(world.link()->enquire({id_of(1)})[0].answer, Answer::paid);
    EXPECT_EQ(world.control("/control/clock", R"({"day":"2019-09-23"})"), 409U);
}

TEST(Link, AFullMessagePassesAndTheBankRefusesOneOrderMore) {
    World world;
    world.deposit(1'000'000'00);
    std::vector<Instruction> orders;
    for (int n = 1; n <= 500; ++n) orders.push_back(order(n, "normal", 100));
    for (const auto& answer : world.link()->submit("full", orders)) {
        EXPECT_EQ(answer.answer, Answer::paid);
    }
    for (auto& one : orders) one.end_to_end_id[0] = 'x';
    orders.push_back(order(501, "normal", 100));
    const std::string more = connector::write_orders({"县财政局", account, "102"}, "more",
                                                     "2019-09-23T12:00:00+08:00", monday, orders);
    EXPECT_EQ(world.ask("agent-102", "POST", "/pain.001", more).status, 400U);
    EXPECT_EQ(world.book->counts().payments, 500);
}

TEST(Link, MoreEntriesThanOneNotificationHoldsComeInSeveral) {
    World world;
    world.deposit(1'000'000'00);
    const auto link = world.link();
    for (int message = 0; message < 5; ++message) {
        std::vector<Instruction> orders;
        for (int n = 1; n <= 500; ++n) orders.push_back(order(message * 500 + n, "normal", 100));
        link->submit("m" + std::to_string(message), orders);
    }
    const auto page = world.ask("agent-102", "GET", "/camt.054?after=0");
    EXPECT_EQ(connector::read_notification(page.body)->size(), simd::entries_per_notification_max);
    const auto entries = link->entries(0);
    ASSERT_TRUE(entries) << entries.error().en;
    EXPECT_EQ(entries->size(), 2'501U);
}

TEST(Link, ARequestThatIsNoneIsRefusedAndChangesNothing) {
    World world;
    const auto agent = [&](const std::string& method, const std::string& target,
                           const std::string& body = "") {
        return world.ask("agent-102", method, target, body).status;
    };
    EXPECT_EQ(agent("GET", "/nowhere"), 404U);
    EXPECT_EQ(agent("GET", "/pain.001"), 404U);
    EXPECT_EQ(agent("POST", "/pain.001", "<html/>"), 400U);
    EXPECT_EQ(agent("POST", "/accounts", "{}"), 400U);
    EXPECT_EQ(agent("POST", "/accounts", R"({"accounts":[1]})"), 400U);
    EXPECT_EQ(agent("GET", "/camt.053?day=2019-02-30"), 400U);
    EXPECT_EQ(agent("GET", "/camt.053?day=2030-01-01"), 409U);
    EXPECT_EQ(agent("GET", "/camt.054?after=-1"), 400U);
    EXPECT_EQ(agent("GET", "/camt.054?after=1e9"), 400U);
    std::string ids;
    for (int n = 0; n <= 500; ++n) ids += id_of(n) + "\n";
    EXPECT_EQ(agent("POST", "/status", ids), 400U);
    std::string accounts = R"({"accounts":[{})";
    for (int n = 0; n < 500; ++n) accounts += ",{}";
    EXPECT_EQ(agent("POST", "/accounts", accounts + "]}"), 400U);
    EXPECT_EQ(world.control("/control/clock", R"({"day":"tomorrow"})"), 400U);
    EXPECT_EQ(world.control("/control/deposit", R"({"reference":"a","fen":0})"), 400U);
    EXPECT_EQ(world.control("/control/deposit", R"({"reference":"","fen":1})"), 400U);
    EXPECT_EQ(world.control("/control/deposit", R"({"reference":"a","fen":1.5})"), 400U);
    EXPECT_EQ(world.control("/control/faults", R"({"lose_everything":1})"), 400U);
    EXPECT_EQ(world.control("/control/faults", R"({"errors":1000001})"), 400U);
    EXPECT_EQ(world.control("/control/faults", R"({"errors":1000000})"), 200U);
    EXPECT_EQ(world.control("/control/faults", R"({"delay_ms":600001})"), 400U);
    EXPECT_EQ(world.control("/control/faults", "{}"), 200U);
    EXPECT_EQ(world.control("/control/nothing", "{}"), 404U);
    EXPECT_EQ(world.book->balance(), 0);
    EXPECT_EQ(world.book->today(), monday);
}

}  // namespace
}  // namespace zhida::iso
