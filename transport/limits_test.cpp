// What a server does with too many, too slow and endless exchanges, on real sockets.
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <atomic>
#include <ctime>
#include <thread>

#include "transport/certificates.hpp"
#include "transport/http.hpp"

namespace zhida::transport {
namespace {

using std::chrono::milliseconds;

const Issued& authority() {
    static const Issued made = *make_authority("test authority", std::time(nullptr));
    return made;
}

ServerSetting setting() {
    const auto issued = *issue(authority(), "server", "", std::time(nullptr));
    ServerSetting out{.credentials = {issued.certificate, issued.key, ""}, .mutual = false};
    out.head_time = out.body_time = milliseconds{200};
    return out;
}

Client client(const Server& to, milliseconds timeout = std::chrono::seconds{5}) {
    return Client{{"127.0.0.1", to.port(), {"", "", authority().certificate}, timeout}};
}

Response echo(const Request& r) { return {.type = "text/plain", .body = r.target + r.address}; }

// Says exactly these bytes over TLS and returns all that comes back until the other side closes.
std::string say(std::uint16_t port, const std::string& bytes) {
    SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
    BIO* const bio = BIO_new_ssl_connect(context);
    BIO_set_conn_hostname(bio, ("127.0.0.1:" + std::to_string(port)).c_str());
    std::string heard;
    if (BIO_do_handshake(bio) == 1) {
        BIO_write(bio, bytes.data(), static_cast<int>(bytes.size()));
        char buffer[4'096];
        for (int n = 1; n > 0;) {
            n = BIO_read(bio, buffer, sizeof buffer);
            if (n > 0) heard.append(buffer, static_cast<std::size_t>(n));
        }
    }
    BIO_free_all(bio);
    SSL_CTX_free(context);
    return heard;
}

TEST(TransportLimits, AConnectionBeyondTheLimitIsTold503AndTheOthersGoOn) {
    ServerSetting with = setting();
    with.connections = 1;
    const auto s = std::move(*Server::start(with, echo));
    Client first = client(*s);
    EXPECT_EQ(first.send({.method = "GET", .target = "/"})->status, 200U);
    Client second = client(*s);
    const auto away = second.send({.method = "GET", .target = "/"});
    ASSERT_TRUE(away) << away.error().en;
    EXPECT_EQ(away->status, 503U);
    EXPECT_EQ(*away->field("Retry-After"), "1");
    EXPECT_NE(away->body.find("连接数已达上限"), std::string::npos);
    EXPECT_EQ(first.send({.method = "GET", .target = "/"})->status, 200U);
    s->limit(2, 2);
    EXPECT_EQ(client(*s).send({.method = "GET", .target = "/"})->status, 200U);
}

TEST(TransportLimits, OneAddressCannotTakeEveryConnection) {
    ServerSetting with = setting();
    with.connections_per_address = 1;
    const auto s = std::move(*Server::start(with, echo));
    {
        Client first = client(*s);
        EXPECT_EQ(first.send({.method = "GET", .target = "/"})->body, "/127.0.0.1");
        EXPECT_EQ(client(*s).send({.method = "GET", .target = "/"})->status, 503U);
    }
    unsigned status = 503;
    while (status == 503) status = client(*s).send({.method = "GET", .target = "/"})->status;
    EXPECT_EQ(status, 200U);
}

TEST(TransportLimits, ARequestThatDoesNotComeInTimeIsTold408) {
    std::atomic<int> handled = 0;
    const auto s = std::move(*Server::start(setting(), [&](const Request&) {
        ++handled;
        return Response{};
    }));
    EXPECT_EQ(say(s->port(), "GET / HTT").substr(0, 12), "HTTP/1.1 408");
    EXPECT_EQ(say(s->port(), "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf").substr(0, 12),
              "HTTP/1.1 408");
    EXPECT_EQ(handled, 0);
}

TEST(TransportLimits, GarbageIsTold400AndEveryRequestOfAPipelineIsAnswered) {
    const auto s = std::move(*Server::start(setting(), echo));
    EXPECT_EQ(say(s->port(), std::string("\0\xff\x01garbage\r\n\r\n", 14)).substr(0, 12),
              "HTTP/1.1 400");
    EXPECT_EQ(say(s->port(), "GET / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n")
                  .substr(0, 12),
              "HTTP/1.1 400");
    const std::string heard = say(s->port(),
                                  "GET /one HTTP/1.1\r\n\r\nGET /two HTTP/1.1\r\n\r\n"
                                  "GET /three HTTP/1.1\r\nConnection: close\r\n\r\n");
    const auto one = heard.find("/one");
    const auto two = heard.find("/two");
    const auto three = heard.find("/three");
    ASSERT_NE(three, std::string::npos);
    EXPECT_LT(one, two);
    EXPECT_LT(two, three);
}

TEST(TransportLimits, ABodyIsNotReadBeforeItsHeadIsAdmitted) {
    std::atomic<int> handled = 0;
    ServerSetting with = setting();
    with.admit = [](const Request& head) -> Admission {
        if (head.field("X-Key") == nullptr) return {.refusal = Response{.status = 401}};
        return {.body_max = 200'000};
    };
    const auto s = std::move(*Server::start(with, [&](const Request&) {
        ++handled;
        return Response{};
    }));
    const std::string head = "POST / HTTP/1.1\r\nContent-Length: 30000000\r\n";
    EXPECT_EQ(say(s->port(), head + "\r\n").substr(0, 12), "HTTP/1.1 401");
    EXPECT_EQ(say(s->port(), head + "X-Key: 1\r\n\r\n").substr(0, 12), "HTTP/1.1 413");
    EXPECT_EQ(handled, 0);
    const Request fits{"POST", "/", {{"X-Key", "1"}}, std::string(200'000, 'x'), ""};
    EXPECT_EQ(client(*s).send(fits)->status, 200U);
    const Request small{"POST", "/", {}, std::string(small_body_bytes_max, 'x'), ""};
    EXPECT_EQ(client(*s).send(small)->status, 200U);
}

TEST(TransportLimits, AnEndlessBodyEndsAtTheLimitOfItsRoute) {
    ServerSetting with = setting();
    with.admit = [](const Request&) { return Admission{.body_max = 10}; };
    const auto s = std::move(*Server::start(with, echo));
    const std::string head = "POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    EXPECT_EQ(say(s->port(), head + "4\r\nabcd\r\n7\r\nabcdefg\r\n0\r\n\r\n").substr(0, 12),
              "HTTP/1.1 413");
}

TEST(TransportLimits, AllBodiesTogetherStayWithinTheirBudget) {
    ServerSetting with = setting();
    with.bodies_max = 150'000;
    with.body_time = std::chrono::seconds{5};
    std::atomic<bool> entered = false;
    std::atomic<bool> leave = false;
    const auto s = std::move(*Server::start(with, [&](const Request&) {
        entered = true;
        while (!leave) std::this_thread::yield();
        return Response{};
    }));
    const Request large{"POST", "/", {}, std::string(100'000, 'x'), ""};
    std::thread first{[&] { EXPECT_EQ(client(*s).send(large)->status, 200U); }};
    while (!entered) std::this_thread::yield();
    EXPECT_EQ(say(s->port(), "POST / HTTP/1.1\r\nContent-Length: 100000\r\n\r\n").substr(0, 12),
              "HTTP/1.1 503");
    leave = true;
    first.join();
    EXPECT_EQ(client(*s).send(large)->status, 200U);
}

TEST(TransportLimits, WhatIsAnsweredAtOnceWaitsForNoWorker) {
    ServerSetting with = setting();
    with.workers = 1;
    with.at_once = [](const Request& r) -> std::optional<Response> {
        if (r.target != "/health") return std::nullopt;
        return Response{.body = "well"};
    };
    std::atomic<bool> entered = false;
    std::atomic<bool> leave = false;
    const auto s = std::move(*Server::start(with, [&](const Request& r) {
        entered = true;
        while (!leave) std::this_thread::yield();
        return echo(r);
    }));
    std::thread slow{[&] { EXPECT_TRUE(client(*s).send({.method = "GET", .target = "/slow"})); }};
    while (!entered) std::this_thread::yield();
    EXPECT_EQ(client(*s).send({.method = "GET", .target = "/health"})->body, "well");
    leave = true;
    slow.join();
}

// Gives a number at each look, and an end after the third.
class Counting final : public Source {
  public:
    explicit Counting(std::atomic<int>& looks)
        : looks_{looks} {}
    bool take(std::string& out) override {
        if (looks_++ % 2 == 0) return true;  // nothing new now
        out = "piece " + std::to_string(++given_) + "\n";
        return given_ < 3;
    }

  private:
    std::atomic<int>& looks_;
    int given_ = 0;
};

TEST(TransportLimits, ASourceIsSentPieceByPieceUntilItsEnd) {
    std::atomic<int> looks = 0;
    ServerSetting with = setting();
    with.stream_pause = milliseconds{10};
    const auto s = std::move(*Server::start(with, [&](const Request&) {
        return Response{.type = "text/event-stream", .source = std::make_shared<Counting>(looks)};
    }));
    Client c = client(*s);
    std::vector<std::string> pieces;
    const auto end = c.follow({.method = "GET", .target = "/"}, [&](std::string_view piece) {
        pieces.emplace_back(piece);
        return true;
    });
    ASSERT_TRUE(end) << end.error().en;
    EXPECT_EQ(pieces, (std::vector<std::string>{"piece 1\n", "piece 2\n", "piece 3\n"}));
    EXPECT_EQ(end->type, "text/event-stream");
}

class Endless final : public Source {
  public:
    explicit Endless(std::atomic<int>& looks)
        : looks_{looks} {}
    bool take(std::string& out) override {
        out = looks_++ == 0 ? "first" : "";
        return true;
    }

  private:
    std::atomic<int>& looks_;
};

TEST(TransportLimits, AWokenServerLooksAtItsSourcesAndAStopEndsThem) {
    std::atomic<int> looks = 0;
    const auto s = std::move(*Server::start(setting(), [&](const Request&) {
        return Response{.source = std::make_shared<Endless>(looks)};
    }));
    Client c = client(*s);
    const auto end = c.follow({.method = "GET", .target = "/"}, [&](std::string_view) {
        const int before = looks;
        while (looks <= before) {
            s->wake();
            std::this_thread::yield();
        }
        s->stop(milliseconds{2'000});
        return true;
    });
    EXPECT_FALSE(end);  // cut off, which a reader must not take for the end
    EXPECT_GE(looks, 2);
}

}  // namespace
}  // namespace zhida::transport
