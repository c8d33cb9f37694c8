#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>

#include "node/daemon/config.hpp"
#include "node/installation/installation.hpp"

namespace zhida::installation {
namespace {

namespace fs = std::filesystem;

constexpr const char* settings =
    "# mine\n[node]\nport = 1\n\n[http]\nport = 22  # why\nkey = \"a b\"\n";

TEST(SettingsFiles, OneValueChangesAndCommentsStay) {
    EXPECT_EQ(with_value(settings, "http", "port", "333"),
              "# mine\n[node]\nport = 1\n\n[http]\nport = 333  # why\nkey = \"a b\"\n");
    EXPECT_EQ(with_value(settings, "http", "key", "\"c\""),
              "# mine\n[node]\nport = 1\n\n[http]\nport = 22  # why\nkey = \"c\"\n");
    EXPECT_EQ(with_value("[a]\nx=1\n[b]\nx=1", "b", "x", "2"), "[a]\nx=1\n[b]\nx=2\n");
}

TEST(SettingsFiles, AValueThatIsNotThereIsAddedToItsSection) {
    EXPECT_EQ(with_value("[a]\nx = 1\n[b]\n", "a", "y", "2"), "[a]\ny = 2\nx = 1\n[b]\n");
    EXPECT_EQ(with_value("[a]\nx = 1\n", "b", "y", "2"), "[a]\nx = 1\n\n[b]\ny = 2\n");
    EXPECT_EQ(with_value("[a]\nport_max = 1\n", "a", "port", "2"),
              "[a]\nport = 2\nport_max = 1\n");
}

// An installation in a folder of its own.
struct Made {
    std::string root;
    Place place;
    Made() {
        std::string name = (fs::temp_directory_path() / "zhida-settings-XXXXXX").string();
        root = ::mkdtemp(name.data());
        const std::string data = std::string{ZHIDA_SOURCE_DIR} + "/data";
        place = {root + "/home", data + "/villages.csv", data + "/calendar"};
        county::Plan plan{.ledger_name = "test", .county = 130629, .villages = {130629100201}};
        EXPECT_TRUE(create(place, plan));
    }
    ~Made() { fs::remove_all(root); }
    std::string node() const { return place.folder + "/node/zhidad.toml"; }
    std::string agent(int bank) const {
        return place.folder + "/agents/" + std::to_string(bank) + "/agent.toml";
    }
};

TEST(SettingsFiles, WhatPeopleChangedStaysAtTheNextStart) {
    const Made made;
    const auto first = settle_settings(made.place);
    ASSERT_TRUE(first);
    const auto text = with_value(*read_text(made.node()), "http", "workers", "40") + "# mine\n";
    ASSERT_TRUE(write_text(made.node(), text));
    const auto again = settle_settings(made.place);
    ASSERT_TRUE(again);
    EXPECT_EQ(*read_text(made.node()), text);
    EXPECT_EQ(again->node, first->node);
    EXPECT_EQ(again->banks, first->banks);
}

TEST(SettingsFiles, ATakenPortIsReplacedEverywhereAndNothingElseIs) {
    const Made made;
    const auto first = settle_settings(made.place);
    ASSERT_TRUE(first);
    const auto text = with_value(*read_text(made.node()), "log", "level", "\"debug\"");
    ASSERT_TRUE(write_text(made.node(), text));
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(first->node);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(::bind(socket, reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
    ASSERT_EQ(::listen(socket, 1), 0);
    const auto again = settle_settings(made.place);
    ::close(socket);
    ASSERT_TRUE(again);
    EXPECT_NE(again->node, first->node);
    EXPECT_EQ(again->banks, first->banks);
    const auto port = std::to_string(again->node);
    EXPECT_EQ(*read_text(made.node()), with_value(text, "http", "port", port));
    const auto agent = *read_text(made.agent(102));
    EXPECT_EQ(agent, with_value(agent, "node", "port", port));
}

TEST(SettingsFiles, VillagesThatWereMovedAreFoundAgainAndAFileThatIsWrongIsRefused) {
    Made made;
    ASSERT_TRUE(settle_settings(made.place));
    const auto text = *read_text(made.node());
    ASSERT_TRUE(write_text(made.node(), with_value(text, "office", "villages", "\"/gone.csv\"")));
    ASSERT_TRUE(settle_settings(made.place));
    EXPECT_EQ(*read_text(made.node()), text);
    ASSERT_TRUE(write_text(made.node(), with_value(text, "http", "portt", "1")));
    EXPECT_FALSE(settle_settings(made.place));
}

}  // namespace
}  // namespace zhida::installation
