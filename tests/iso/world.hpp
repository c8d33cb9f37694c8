// A simulated bank behind a real server and the connector before it, in one process. Every message
// that passes is held against its schema; a bad one fails the test at the end.
#pragma once

#include <gtest/gtest.h>

#include <ctime>
#include <mutex>

#include "banks/connector/connector.hpp"
#include "banks/simd/service.hpp"
#include "tests/iso/schema.hpp"
#include "transport/certificates.hpp"

namespace zhida::iso {

inline constexpr base::Date monday{18'162};  // 2019-09-23
inline const std::string account = "ZHUANHU-102";

// With the schemas that tools/fetch_schemas.sh brought.
std::string against_schema(const std::string& xml);

inline transport::Credentials issue(const transport::Issued& authority, const std::string& name) {
    const auto issued = *transport::issue(authority, name, "", std::time(nullptr));
    return {issued.certificate, issued.key, authority.certificate};
}

inline std::unique_ptr<connector::Connector> connect(
    std::uint16_t port, transport::Credentials credentials,
    std::chrono::milliseconds timeout = std::chrono::seconds{5}) {
    return std::make_unique<connector::Connector>(
        connector::Sender{"县财政局", account, "102"},
        transport::ClientSetting{"127.0.0.1", port, std::move(credentials), timeout},
        [] { return base::start_of_day_in_china(monday) + 36'000; });
}

inline std::string id_of(int n) {
    std::string id = std::to_string(n);
    return std::string(32 - id.size(), '0') + id;
}

inline bank_port::Instruction order(int n, const std::string& to = "normal",
                                    std::int64_t fen = 123'45) {
    return {id_of(n), *vocabulary::Fen::of(fen), "张三", to, "102134000011", "征迁补偿"};
}

// One account of each state; the number is the state's name.
inline std::vector<sim::KnownAccount> accounts_of_each_state() {
    std::vector<sim::KnownAccount> accounts;
    for (const char* state : {"normal", "name_mismatch", "closed", "closes_before_payment",
                              "freezes_before_payment", "returns_next_day"}) {
        const std::string holder = std::string{state} == "name_mismatch" ? "别人" : "张三";
        accounts.push_back({state, holder, "id", "102", state});
    }
    return accounts;
}

struct World {
    transport::Issued authority = *transport::make_authority("county", std::time(nullptr));
    std::unique_ptr<sim::Book> book;
    std::unique_ptr<simd::Service> service;
    std::unique_ptr<transport::Server> server;
    std::size_t checked = 0;       // messages that were held against their schema
    std::vector<std::string> bad;  // what a schema said against a message

    explicit World(const std::string& path = ":memory:") {
        book = std::move(*sim::Book::open(path));
        EXPECT_TRUE(book->know(accounts_of_each_state(), "102"));
        EXPECT_TRUE(book->today() >= monday || book->move_to(monday));
        service = std::make_unique<simd::Service>(*book, "102");
        transport::ServerSetting setting{.credentials = issue(authority, "bank-102")};
        server = std::move(*transport::Server::start(setting, [this](const auto& request) {
            auto response = service->handle(request);
            const std::lock_guard lock{mutex_};
            check(request.body);
            if (response.type == "application/xml") check(response.body);
            return response;
        }));
    }
    ~World() {
        server.reset();
        EXPECT_TRUE(bad.empty()) << bad.front();
    }
    std::unique_ptr<connector::Connector> link(
        const std::string& name = "agent-102",
        std::chrono::milliseconds timeout = std::chrono::seconds{5}) const {
        return connect(server->port(), issue(authority, name), timeout);
    }
    transport::Response ask(const std::string& name, const std::string& method,
                            const std::string& target, const std::string& body = "") const {
        transport::Client client{{"127.0.0.1", server->port(), issue(authority, name)}};
        auto answer = client.send({method, target, {}, body, ""});
        return answer ? std::move(*answer) : transport::Response{.status = 0};
    }
    unsigned control(const std::string& path, const std::string& body) const {
        return ask("control", "POST", path, body).status;
    }
    std::string read(const std::string& target) const { return ask("control", "GET", target).body; }
    bool deposit(std::int64_t fen, const std::string& reference = "funds") const {
        return control("/control/deposit", R"({"reference":")" + reference + R"(","fen":)" +
                                               std::to_string(fen) + "}") == 200;
    }
    bool move_to(const std::string& day) const {
        return control("/control/clock", R"({"day":")" + day + "\"}") == 200;
    }
    bool fault(const std::string& name, int count = 1) const {
        return control("/control/faults", "{\"" + name + "\":" + std::to_string(count) + "}") ==
               200;
    }

  private:
    void check(const std::string& body) {
        if (body.find("<Document") == std::string::npos || !body.ends_with("</Document>")) return;
        ++checked;
        const std::string why = against_schema(body);
        if (!why.empty()) bad.push_back(why);
    }
    std::mutex mutex_;
};

}  // namespace zhida::iso
