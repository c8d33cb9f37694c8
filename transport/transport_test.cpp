#include <gtest/gtest.h>

#include <atomic>
#include <ctime>
#include <thread>

#include "transport/certificates.hpp"
#include "transport/http.hpp"

namespace zhida::transport {
namespace {

const Issued& authority() {
    static const Issued made = *make_authority("test authority", std::time(nullptr));
    return made;
}

Credentials credentials(const std::string& name, const Issued& by = authority()) {
    const auto issued = *issue(by, name, "", std::time(nullptr));
    return {issued.certificate, issued.key, authority().certificate};
}

std::unique_ptr<Server> server(Handler handler, bool mutual = true, std::size_t body_max = 1'000) {
    ServerSetting setting{.credentials = credentials("server"), .mutual = mutual};
    setting.body_max = body_max;
    setting.head_time = setting.body_time = std::chrono::milliseconds{300};
    auto started = Server::start(setting, std::move(handler));
    EXPECT_TRUE(started) << started.error().en;
    return std::move(*started);
}

Client client(const Server& to, Credentials with,
              std::chrono::milliseconds timeout = std::chrono::seconds{5}) {
    return Client{{"127.0.0.1", to.port(), std::move(with), timeout}};
}

Response echo(const Request& r) {
    return {.type = "text/plain", .body = r.method + " " + r.target + " " + r.peer + " " + r.body};
}

TEST(Transport, BothSidesKnowEachOtherAndAConnectionServesManyRequests) {
    const auto s = server(echo);
    Client c = client(*s, credentials("agent-102"));
    for (int i = 0; i < 3; ++i) {
        const auto answer = c.send({.method = "POST", .target = "/a?b=c", .body = "hello"});
        ASSERT_TRUE(answer) << answer.error().en;
        EXPECT_EQ(answer->status, 200U);
        EXPECT_EQ(answer->body, "POST /a?b=c agent-102 hello");
    }
}

TEST(Transport, APeerWithoutACertificateOfTheAuthorityIsTurnedAway) {
    std::atomic<int> handled = 0;
    const auto s = server([&](const Request&) {
        ++handled;
        return Response{};
    });
    const Issued stranger = *make_authority("stranger", std::time(nullptr));
    Credentials nobody;
    nobody.authority = authority().certificate;
    EXPECT_FALSE(client(*s, credentials("agent-102", stranger)).send({"GET", "/", {}, "", ""}));
    EXPECT_FALSE(client(*s, nobody).send({"GET", "/", {}, "", ""}));
    EXPECT_EQ(handled, 0);
}

TEST(Transport, AServerOfAnotherAuthorityIsNotTalkedTo) {
    const auto s = server(echo, false);
    const Issued stranger = *make_authority("stranger", std::time(nullptr));
    Credentials with;
    with.authority = stranger.certificate;
    EXPECT_FALSE(client(*s, with).send({"GET", "/", {}, "", ""}));
    with.authority = authority().certificate;
    EXPECT_TRUE(client(*s, with).send({"GET", "/", {}, "", ""}));
}

TEST(Transport, ABodyOrHeadBeyondItsLimitIsRefusedBeforeTheHandler) {
    std::atomic<int> handled = 0;
    const auto s = server([&](const Request&) {
        ++handled;
        return Response{};
    });
    Client c = client(*s, credentials("a"));
    const auto body = c.send({"POST", "/", {}, std::string(1'001, 'x'), ""});
    ASSERT_TRUE(body);
    EXPECT_EQ(body->status, 413U);
    const auto head = c.send({"GET", "/", {{"X-Long", std::string(head_bytes_max, 'x')}}, "", ""});
    ASSERT_TRUE(head) << head.error().en;
    EXPECT_EQ(head->status, 431U);
    // Many small fields count together, whatever pieces they come in.
    const auto fields = [](std::size_t count) { return std::vector<Field>(count, {"X", "yz"}); };
    const auto many = c.send({"GET", "/", fields(head_bytes_max / 6), "", ""});
    ASSERT_TRUE(many) << many.error().en;
    EXPECT_EQ(many->status, 431U);
    EXPECT_EQ(handled, 0);
    const auto few = c.send({"GET", "/", fields(head_bytes_max / 10), "", ""});
    ASSERT_TRUE(few) << few.error().en;
    EXPECT_EQ(few->status, 200U);
    EXPECT_EQ(c.send({"POST", "/", {}, std::string(1'000, 'x'), ""})->status, 200U);
}

TEST(Transport, AReplyThatIsLostIsAnErrorAndTheRequestIsNotSentAgain) {
    std::atomic<int> handled = 0;
    const auto s = server([&](const Request&) {
        ++handled;
        return Response{.hang_up = true};
    });
    Client c = client(*s, credentials("a"));
    EXPECT_FALSE(c.send({"POST", "/", {}, "", ""}));
    EXPECT_EQ(handled, 1);
}

TEST(Transport, ASlowAnswerIsGivenUpAfterTheClientsTime) {
    const auto s = server([](const Request&) {
        std::this_thread::sleep_for(std::chrono::milliseconds{400});
        return Response{};
    });
    EXPECT_FALSE(
        client(*s, credentials("a"), std::chrono::milliseconds{50}).send({"GET", "/", {}, "", ""}));
}

TEST(Transport, StoppingLetsTheRequestUnderWayFinish) {
    std::atomic<bool> entered = false;
    const auto s = server([&](const Request& r) {
        entered = true;
        std::this_thread::sleep_for(std::chrono::milliseconds{200});
        return echo(r);
    });
    Client c = client(*s, credentials("a"));
    std::thread stopper{[&] {
        while (!entered) std::this_thread::yield();
        s->stop(std::chrono::seconds{5});
    }};
    const auto answer = c.send({"GET", "/last", {}, "", ""});
    stopper.join();
    ASSERT_TRUE(answer) << answer.error().en;
    EXPECT_EQ(answer->body, "GET /last a ");
    EXPECT_FALSE(c.send({"GET", "/later", {}, "", ""}));
}

TEST(Transport, ManyClientsAreServedAtOnce) {
    const auto s = server(echo);
    std::vector<std::thread> threads;
    std::atomic<int> right = 0;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&, i] {
            Client c = client(*s, credentials("c" + std::to_string(i)));
            for (int n = 0; n < 20; ++n) {
                const auto answer = c.send({"GET", "/" + std::to_string(n), {}, "", ""});
                if (answer &&
                    answer->body == "GET /" + std::to_string(n) + " c" + std::to_string(i) + " ")
                    ++right;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(right, 160);
}

TEST(Transport, FieldsAndParametersAreFoundAsSent) {
    const Request r{"GET", "/p?a=1&b=%E4%B8%AD+x&c", {{"X-Key", "v"}}, "", ""};
    EXPECT_EQ(*r.field("x-key"), "v");
    EXPECT_EQ(r.field("x"), nullptr);
    EXPECT_EQ(r.path(), "/p");
    EXPECT_EQ(*r.parameter("a"), "1");
    EXPECT_EQ(*r.parameter("b"), "中 x");
    EXPECT_EQ(*r.parameter("c"), "");
    EXPECT_FALSE(r.parameter("d"));
    EXPECT_EQ(r.parameter_names(), (std::vector<std::string>{"a", "b", "c"}));
}

TEST(Transport, OnlyAnHttpsAddressIsOne) {
    EXPECT_EQ(read_url("https://a.example:8443/x?y=1")->path, "/x?y=1");
    EXPECT_EQ(read_url("https://a.example:8443/x?y=1")->port, 8443);
    EXPECT_EQ(read_url("https://[::1]/")->host, "::1");
    EXPECT_EQ(read_url("https://a.example")->port, 443);
    for (const char* bad : {"http://a/", "https://", "https://a:0/", "https://a:99999/",
                            "https://a:x/", "https://u@a/", "https://a/ b", "ftp://a/"}) {
        EXPECT_FALSE(read_url(bad)) << bad;
    }
}

TEST(Transport, AKeyThatIsNotTheCertificatesIsRefusedAtTheStart) {
    Credentials mixed = credentials("server");
    mixed.key = credentials("other").key;
    EXPECT_FALSE(Server::start({.credentials = mixed}, echo));
}

}  // namespace
}  // namespace zhida::transport
