#include "cli/access.hpp"

#include <gtest/gtest.h>

namespace zhida::cli {
namespace {

TEST(Access, ANodeIsNamedByHostAndPort) {
    const auto plain = parse_host_port("node.example:7443");
    ASSERT_TRUE(plain.has_value());
    EXPECT_EQ(plain->host, "node.example");
    EXPECT_EQ(plain->port, 7443);
    const auto six = parse_host_port("[::1]:7443");
    ASSERT_TRUE(six.has_value());
    EXPECT_EQ(six->host, "::1");
    for (const char* bad :
         {"", "node", ":7443", "node:", "node:0", "node:65536", "node:7x", "[]:1"})
        EXPECT_FALSE(parse_host_port(bad).has_value()) << bad;
}

const std::string digest(64, 'a');
std::string status_with(const std::string& sandbox, const std::string& profile,
                        const std::string& root) {
    return R"({"ledger_id":")" + digest + R"(","fingerprint":"f","name":"n","sandbox":)" + sandbox +
           R"(,"profile":")" + profile + R"(","engine":"embedded","height":7,"time":12,)" +
           R"("block_hash":")" + digest + R"(","state_root":")" + root + R"("})";
}

TEST(Access, ANodesStatusIsReadWholeOrNotAtAll) {
    const auto facts = read_facts(status_with("true", "gm", digest));
    ASSERT_TRUE(facts.has_value());
    EXPECT_TRUE(facts->sandbox);
    EXPECT_EQ(facts->profile, crypto::Profile::gm);
    EXPECT_EQ(facts->status.height, 7U);
    EXPECT_EQ(facts->status.time, 12);
    EXPECT_EQ(base::hex(facts->status.state_root), digest);
    EXPECT_FALSE(read_facts(status_with("1", "gm", digest)).has_value());
    EXPECT_FALSE(read_facts(status_with("true", "other", digest)).has_value());
    EXPECT_FALSE(read_facts(status_with("true", "gm", "aa")).has_value());
    EXPECT_FALSE(read_facts("[]").has_value());
    EXPECT_FALSE(read_facts("<html>").has_value());
}

TEST(Access, WithoutAHomeOrANodeNobodyIsAsked) {
    const auto session = open_session(Access{}, reader);
    ASSERT_FALSE(session);
    EXPECT_NE(session.error().en.find("--home"), std::string::npos);
    EXPECT_NE(session.error().zh, session.error().en);
}

}  // namespace
}  // namespace zhida::cli
