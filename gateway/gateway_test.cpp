// The API over a node that says what the test wants: who may, what is refused, what comes back.
#include "gateway/gateway.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>

#include "client/credential.hpp"
#include "gateway/detail/route_table.hpp"
#include "gateway/detail/schema.hpp"
#include "gateway/testing_node.hpp"

namespace zhida::gateway {
namespace {

using transport::Request;
using transport::Response;
using vocabulary::Role;

constexpr std::uint32_t office = 7;

class GatewayTest : public testing::Test {
  protected:
    GatewayTest() {
        node_.office_number = office;
        node_.callers.push_back(caller(1, office, {Role::importer}));
        node_.callers.push_back(caller(2, 9, {Role::bank_agent}));
        node_.callers.push_back(caller(3, 8, {Role::auditor}));
        node_.sources["XA-ZQ"] = key_.public_key();
    }
    Caller caller(std::uint32_t person, std::uint32_t organisation, std::vector<Role> roles) {
        keys_.emplace(person, crypto::SigningKey::generate(crypto::Algorithm::sm2_sm3));
        return {organisation, person, keys_.at(person).public_key(), std::move(roles), ""};
    }
    Request request(std::uint32_t person, const std::string& method, const std::string& target,
                    const std::string& body = "", base::Seconds off = 0) {
        const client::Identity who{0, person, Role::auditor, keys_.at(person)};
        return {method,
                target,
                {{"Authorization", client::authorization(who, {method, target, body},
                                                         node_.now + off)}},
                body,
                "",
                "10.0.0.1"};
    }
    Response ask(std::uint32_t person, const std::string& method, const std::string& target,
                 const std::string& body = "") {
        return api_.handle(request(person, method, target, body));
    }
    Response ask_as_source(const std::string& method, const std::string& target,
                           const std::string& body = "") {
        return api_.handle({method,
                            target,
                            {{"Authorization", client::source_authorization(
                                                   "XA-ZQ", key_, {method, target, body},
                                                   node_.now)}},
                            body,
                            "",
                            "10.0.0.2"});
    }

    TestingNode node_;
    std::map<std::uint32_t, crypto::SigningKey> keys_;
    crypto::SigningKey key_ = crypto::SigningKey::generate(crypto::Algorithm::sm2_sm3);
    Gateway api_{node_, {}};
};

TEST_F(GatewayTest, EveryRouteOfTheDocumentIsAnsweredAndNoOther) {
    for (const auto& route : Gateway::routes()) {
        std::string path{route.path};
        for (std::size_t at = path.find('{'); at != std::string::npos; at = path.find('{'))
            path.replace(at, path.find('}') - at + 1, "1");
        const Response r = api_.handle({std::string{route.method}, path, {}, "", "", "127.0.0.1"});
        EXPECT_EQ(r.status, route.open ? 200U : 401U) << route.method << " " << route.path;
    }
    EXPECT_EQ(ask(3, "GET", "/v1/nothing").status, 404U);
    EXPECT_EQ(ask(3, "DELETE", "/v1/status").status, 405U);
    EXPECT_EQ(ask(3, "GET", "/").status, 404U);
}

TEST_F(GatewayTest, TheDocumentIsServedAndIsTheOneInTheTree) {
    std::ifstream in{std::string{ZHIDA_SOURCE_DIR} + "/gateway/openapi.json"};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    const Response r = api_.handle({"GET", "/openapi.json", {}, "", "", ""});
    EXPECT_EQ(boost::json::parse(r.body), boost::json::parse(text));
}

TEST_F(GatewayTest, ARequestThatIsOldAlteredOrSignedByNobodyIsDeniedAndNoted) {
    const auto status = [&](Request r) { return api_.handle(r).status; };
    EXPECT_EQ(status(request(3, "GET", "/v1/status")), 200U);
    EXPECT_EQ(status(request(3, "GET", "/v1/status", "", -client::credential_seconds_max)), 200U);
    EXPECT_EQ(status(request(3, "GET", "/v1/status", "", -client::credential_seconds_max - 1)),
              401U);
    EXPECT_EQ(status(request(3, "GET", "/v1/status", "", client::credential_seconds_max + 1)),
              401U);
    Request altered = request(3, "POST", "/v1/transactions", "body");
    altered.body = "bodx";
    EXPECT_EQ(status(altered), 401U);
    Request elsewhere = request(3, "GET", "/v1/lists?limit=1");
    elsewhere.target = "/v1/lists?limit=2";
    EXPECT_EQ(status(elsewhere), 401U);
    node_.callers.pop_back();  // its key is revoked
    EXPECT_EQ(status(request(3, "GET", "/v1/status")), 401U);
    ASSERT_EQ(node_.denials.size(), 5U);
    EXPECT_EQ(node_.denials[0].why, "credential");
    EXPECT_EQ(node_.denials[0].address, "10.0.0.1");
    EXPECT_EQ(node_.denials[2].path, "/v1/transactions");
}

TEST_F(GatewayTest, WhoLacksTheRoleOrTheOfficeIsDeniedWithTheRequestsId) {
    EXPECT_EQ(ask(2, "POST", "/v1/statements", "<x/>").status, 200U);
    EXPECT_EQ(ask(3, "POST", "/v1/statements", "<x/>").status, 403U);
    EXPECT_EQ(ask(1, "GET", "/v1/packages").status, 200U);
    const Response r = ask(3, "GET", "/v1/packages");
    EXPECT_EQ(r.status, 403U);
    ASSERT_EQ(node_.denials.size(), 2U);
    EXPECT_EQ(node_.denials[1].why, "role");
    EXPECT_EQ(node_.denials[1].who, "3");
    EXPECT_EQ(node_.denials[1].request, *r.field("X-Request-Id"));
    node_.office_number = office + 1;
    EXPECT_EQ(ask(1, "GET", "/v1/packages").status, 403U);
}

TEST_F(GatewayTest, EachParameterIsHeldToItsLimitsAndTheWrongOneIsNamed) {
    const auto told = [&](const std::string& target) {
        const Response r = ask(3, "GET", target);
        return std::to_string(r.status) + r.body;
    };
    EXPECT_EQ(told("/v1/lists?limit=1000").substr(0, 3), "200");
    for (const char* bad : {"limit=1001", "limit=0", "limit=x", "limit=", "limit=-1",
                            "limit=99999999999999999999"}) {
        const std::string answer = told("/v1/lists?" + std::string{bad});
        EXPECT_EQ(answer.substr(0, 3), "400") << bad;
        EXPECT_NE(answer.find("limit: a whole number from 1 to 1000"), std::string::npos) << bad;
        EXPECT_NE(answer.find("limit：应为 1 至 1000 的整数"), std::string::npos) << bad;
    }
    EXPECT_NE(told("/v1/lists?colour=red").find("no query parameter colour"), std::string::npos);
    EXPECT_EQ(told("/v1/lists/0123456789ABCDEF").substr(0, 3), "400");
    EXPECT_EQ(told("/v1/lists/0123456789abcde").substr(0, 3), "400");
    EXPECT_EQ(told("/v1/banks/1000/orders").substr(0, 3), "400");
    EXPECT_EQ(told("/v1/orders").substr(0, 3), "400");
    EXPECT_EQ(told("/v1/events?kind=list_changed,nonsense").substr(0, 3), "400");
}

TEST_F(GatewayTest, ABodyIsHeldToItsRoutesSizeTypeAndSchema) {
    EXPECT_EQ(ask(2, "POST", "/v1/transactions", std::string((1 << 20) + 1, 'x')).status, 413U);
    EXPECT_EQ(ask(3, "GET", "/v1/status", "x").status, 413U);
    Request typed = request(2, "POST", "/v1/statements", "<x/>");
    typed.fields.push_back({"Content-Type", "text/html"});
    EXPECT_EQ(api_.handle(typed).status, 415U);
    const std::string digest(64, 'a');
    const auto offer = [&](const std::string& files) {
        return ask_as_source("POST", "/v1/deliveries", R"({"list_no":"N","files":)" + files + "}");
    };
    EXPECT_EQ(offer(R"([{"name":"a","size":1,"sm3":")" + digest + R"("}])").status, 200U);
    const Response bad = offer(R"([{"name":"a","size":-1,"sm3":")" + digest + R"("}])");
    EXPECT_EQ(bad.status, 400U);
    EXPECT_NE(bad.body.find("/files/0/size"), std::string::npos) << bad.body;
    EXPECT_EQ(offer(R"([{"name":"a","size":1}])").status, 400U);
    EXPECT_EQ(offer(R"([{"name":"../a","size":1,"sm3":")" + digest + R"("}])").status, 400U);
    EXPECT_EQ(offer(R"([],"more":1)").status, 400U);
    EXPECT_EQ(offer("[").status, 400U);
    EXPECT_EQ(offer(std::string(60'000, '[')).status, 400U);
}

TEST_F(GatewayTest, NothingOfABodyIsWantedFromWhoeverIsNotKnown) {
    Request head = request(2, "POST", "/v1/statements");
    EXPECT_EQ(api_.admit(head).body_max, 25'165'824U);
    head.fields.clear();
    EXPECT_EQ(api_.admit(head).refusal->status, 401U);
    EXPECT_EQ(api_.admit(request(3, "POST", "/v1/nothing")).refusal->status, 404U);
    EXPECT_EQ(api_.admit(request(3, "GET", "/v1/status")).body_max, 0U);
}

TEST_F(GatewayTest, ACallerBeyondItsRateIsTold429AndOthersGoOn) {
    api_.set_policy({.requests_per_second = 1});
    EXPECT_EQ(ask(3, "GET", "/v1/status").status, 200U);
    EXPECT_EQ(ask(3, "GET", "/v1/status").status, 200U);
    const Response r = ask(3, "GET", "/v1/status");
    EXPECT_EQ(r.status, 429U);
    EXPECT_EQ(*r.field("Retry-After"), "1");
    EXPECT_EQ(node_.denials.back().why, "rate");
    EXPECT_EQ(ask(2, "GET", "/v1/status").status, 200U);
}

TEST_F(GatewayTest, AnAddressThatIsDeniedTooOftenPauses) {
    api_.set_policy({.denials_per_second = 1});
    const Request nobody{"GET", "/v1/status", {}, "", "", "10.0.0.1"};
    EXPECT_EQ(api_.handle(nobody).status, 401U);
    EXPECT_EQ(api_.handle(nobody).status, 401U);
    EXPECT_EQ(api_.handle(nobody).status, 429U);
    EXPECT_EQ(ask(3, "GET", "/v1/status").status, 429U);  // of the same address
    EXPECT_EQ(ask_as_source("GET", "/v1/deliveries/0000000000000000").status, 404U);
    EXPECT_EQ(api_.handle({"GET", "/health", {}, "", "", "10.0.0.1"}).status, 200U);
}

TEST_F(GatewayTest, FollowersBeyondTheirSeatsAreTold503UntilOneGoes) {
    api_.set_policy({.subscribers = 1});
    auto first = ask(3, "GET", "/v1/events/stream");
    ASSERT_TRUE(first.source);
    EXPECT_EQ(api_.figures().subscribers, 1U);
    EXPECT_EQ(ask(3, "GET", "/v1/events/stream").status, 503U);
    first.source.reset();
    EXPECT_TRUE(ask(3, "GET", "/v1/events/stream").source);
}

TEST_F(GatewayTest, AStreamEndsWhenItsKeyIsRevoked) {
    const auto stream = ask(3, "GET", "/v1/events/stream?after=0").source;
    std::string out;
    EXPECT_TRUE(stream->take(out));
    EXPECT_EQ(out, ": alive\n\n");
    node_.events_made.push_back({1, 0, 400, {}});
    out.clear();
    EXPECT_TRUE(stream->take(out));
    EXPECT_EQ(out.substr(0, 30), "id: 1.1\nevent: list_changed\nda");
    node_.callers.pop_back();
    node_.events_made.push_back({2, 0, 400, {}});
    out.clear();
    EXPECT_FALSE(stream->take(out));
}

TEST_F(GatewayTest, AnEventIdNamesWhereAFollowerGoesOn) {
    node_.events_made = {{1, 0, 400, {}}, {1, 0, 401, {}}, {2, 0, 400, {}}};
    const auto ids = [&](const std::string& last) {
        Request r = request(3, "GET", "/v1/events/stream?after=0");
        if (!last.empty()) r.fields.push_back({"Last-Event-ID", last});
        std::string out;
        const Response response = api_.handle(r);
        if (!response.source) return std::to_string(response.status);
        response.source->take(out);
        std::string found;
        for (std::size_t at = out.find("id: "); at != std::string::npos;
             at = out.find("id: ", at + 1))
            found += out.substr(at + 4, 3) + " ";
        return found;
    };
    EXPECT_EQ(ids(""), "1.1 1.2 2.1 ");
    EXPECT_EQ(ids("1.1"), "1.2 2.1 ");
    EXPECT_EQ(ids("1.2"), "2.1 ");
    EXPECT_EQ(ids("2.1"), "");
    EXPECT_EQ(ids("0.1"), "400");
    EXPECT_EQ(ids("x.y"), "400");
}

TEST_F(GatewayTest, APageLeadsToTheNextAndItsCursorFitsNoOtherQuestion) {
    for (std::uint8_t i = 1; i <= 5; ++i) node_.add_list(i, i % 2 == 0 ? "PAYING" : "CLOSED");
    const auto page = [&](const std::string& query) {
        const Response r = ask(3, "GET", "/v1/lists?" + query);
        EXPECT_EQ(r.status, 200U) << r.body;
        return boost::json::parse(r.body).as_object();
    };
    const auto first = page("limit=2&state=CLOSED");
    ASSERT_EQ(first.at("lists").as_array().size(), 2U);
    const std::string cursor{first.at("next").as_string()};
    const auto second = page("limit=2&state=CLOSED&cursor=" + cursor);
    EXPECT_EQ(second.at("lists").as_array().size(), 1U);
    EXPECT_TRUE(second.at("next").is_null());
    EXPECT_EQ(ask(3, "GET", "/v1/lists?state=PAYING&cursor=" + cursor).status, 400U);
    std::string altered = cursor;
    altered.back() = altered.back() == '0' ? '1' : '0';
    EXPECT_EQ(ask(3, "GET", "/v1/lists?state=CLOSED&cursor=" + altered).status, 400U);
}

TEST_F(GatewayTest, AnEntityTagHoldsForTheStateTheTargetAndTheOffice) {
    const auto tag = [&](std::uint32_t person, const std::string& target) {
        return *ask(person, "GET", target).field("ETag");
    };
    const std::string mine = tag(3, "/v1/lists");
    EXPECT_NE(mine, tag(2, "/v1/lists"));
    EXPECT_NE(mine, tag(3, "/v1/lists?limit=5"));
    Request again = request(3, "GET", "/v1/lists");
    again.fields.push_back({"If-None-Match", mine});
    const int before = node_.looks;
    EXPECT_EQ(api_.handle(again).status, 304U);
    EXPECT_EQ(node_.looks, before);  // nothing was looked up for it
    node_.root[0] ^= 1;
    EXPECT_EQ(api_.handle(again).status, 200U);
    EXPECT_EQ(ask(3, "GET", "/v1/status").field("ETag"), nullptr);
}

TEST_F(GatewayTest, MetricsAreForTheirAddressesOnlyAndCanBeSwitchedOff) {
    const auto status = [&](const std::string& address) {
        return api_.handle({"GET", "/metrics", {}, "", "", address}).status;
    };
    EXPECT_EQ(status("127.0.0.1"), 200U);
    EXPECT_EQ(status("10.0.0.1"), 403U);
    EXPECT_EQ(node_.denials.back().why, "address");
    api_.set_policy({.metrics_from = {"10.0.0.1"}});
    EXPECT_EQ(status("10.0.0.1"), 200U);
    api_.set_policy({.metrics = false});
    EXPECT_EQ(status("127.0.0.1"), 404U);
}

TEST_F(GatewayTest, ASourceSystemSeesItsOwnDeliveriesOnly) {
    node_.delivered.source_system = "XA-ZQ";
    EXPECT_EQ(ask_as_source("GET", "/v1/deliveries/0000000000000000").status, 200U);
    node_.delivered.source_system = "OTHER";
    EXPECT_EQ(ask_as_source("GET", "/v1/deliveries/0000000000000000").status, 404U);
    EXPECT_EQ(ask_as_source("PUT", "/v1/deliveries/0000000000000000/a?offset=0", "x").status, 404U);
    EXPECT_EQ(ask(1, "GET", "/v1/deliveries/0000000000000000").status, 401U);
    EXPECT_EQ(ask_as_source("GET", "/v1/status").status, 401U);
}

TEST_F(GatewayTest, AnAnswerIsAsTheDocumentSays) {
    node_.add_list(1, "PAYING");
    node_.delivered.source_system = "XA-ZQ";
    const auto fault = [&](std::uint32_t person, const std::string& path,
                           const std::string& target) -> std::string {
        const Response r = person == 0 ? ask_as_source("GET", target) : ask(person, "GET", target);
        const auto* const schema = detail::answer_schema("GET", path, r.status);
        if (schema == nullptr) return "no schema for " + std::to_string(r.status);
        return detail::schema_fault(*schema, boost::json::parse(r.body)).value_or("");
    };
    EXPECT_EQ(fault(3, "/v1/status", "/v1/status"), "");
    EXPECT_EQ(fault(3, "/v1/lists", "/v1/lists"), "");
    EXPECT_EQ(fault(3, "/v1/events", "/v1/events"), "");
    EXPECT_EQ(fault(3, "/v1/lists/{list}", "/v1/lists/0100000000000000"), "");
    EXPECT_EQ(fault(3, "/v1/lists/{list}", "/v1/lists/ff00000000000000"), "");
    EXPECT_EQ(fault(1, "/v1/packages", "/v1/packages"), "");
    EXPECT_EQ(fault(0, "/v1/deliveries/{delivery}", "/v1/deliveries/0000000000000000"), "");
    const auto* const status = detail::answer_schema("GET", "/v1/status", 200);
    EXPECT_EQ(detail::schema_fault(*status, boost::json::parse("{}")), "/ledger_id: is missing");
}

}  // namespace
}  // namespace zhida::gateway
