#include "node/settings/settings.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace zhida::settings {
namespace {

std::string file(const std::string& text) {
    const std::string path = testing::TempDir() + "zhida-settings-test.toml";
    std::ofstream{path} << text;
    return path;
}

base::Status read(const std::string& text, std::string& name, std::uint16_t& port) {
    auto settings = Settings::read(file(text));
    if (!settings) return settings.error();
    settings->take("http", "address", name);
    settings->take("http", "port", port);
    return settings->finish();
}

TEST(Settings, KeysAreTakenAndMissingOnesKeepTheirDefault) {
    std::string name = "127.0.0.1";
    std::uint16_t port = 1;
    EXPECT_TRUE(read("[http]\nport = 7443 # a comment\n", name, port));
    EXPECT_EQ(name, "127.0.0.1");
    EXPECT_EQ(port, 7443);
}

TEST(Settings, SwitchesAndListsOfTextsAreTakenAsTheyStand) {
    const auto look = [](const std::string& text, bool& on, std::vector<std::string>& from) {
        auto settings = *Settings::read(file(text));
        settings.take("metrics", "enabled", on);
        settings.take("metrics", "from", from);
        return settings.finish();
    };
    bool on = true;
    std::vector<std::string> from{"127.0.0.1"};
    EXPECT_TRUE(look("[metrics]\nenabled = false\nfrom = [\"::1\", \"10.0.0.1\"]\n", on, from));
    EXPECT_FALSE(on);
    EXPECT_EQ(from, (std::vector<std::string>{"::1", "10.0.0.1"}));
    EXPECT_FALSE(look("[metrics]\nenabled = 1\n", on, from));
    EXPECT_FALSE(look("[metrics]\nfrom = [1]\n", on, from));
    EXPECT_FALSE(look("[metrics]\nfrom = \"127.0.0.1\"\n", on, from));
}

TEST(Settings, ASectionMayStandSeveralTimesAndEachIsTakenByItself) {
    const auto names = [](const std::string& text) {
        std::vector<std::string> out;
        auto settings = *Settings::read(file(text));
        settings.each("hook", [&](Settings& one) { one.take("hook", "name", out.emplace_back()); });
        return settings.finish() ? out : std::vector<std::string>{"wrong"};
    };
    EXPECT_EQ(names("[[hook]]\nname = \"a\"\n[[hook]]\nname = \"b\"\n"),
              (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(names(""), std::vector<std::string>{});
    EXPECT_EQ(names("[[hook]]\nnme = \"a\"\n"), std::vector<std::string>{"wrong"});
    EXPECT_EQ(names("[hook]\nname = \"a\"\n"), std::vector<std::string>{"wrong"});
}

TEST(Settings, WhatIsWrongIsToldWithItsLine) {
    std::string name;
    std::uint16_t port = 0;
    const auto place = [&](const std::string& text) {
        const auto done = read(text, name, port);
        return done ? std::string{"fine"} : done.error().en.substr(done.error().en.find(":"));
    };
    EXPECT_EQ(place("[http]\nprot = 1\n").substr(0, 10), ":2:8 prot:");
    EXPECT_EQ(place("[http]\nport = \"x\"\n").substr(0, 10), ":2:8 port:");
    EXPECT_EQ(place("[http]\nport = 70000\n").substr(0, 10), ":2:8 port:");
    EXPECT_EQ(place("[http]\nport = -1\n").substr(0, 10), ":2:8 port:");
    EXPECT_EQ(place("[other]\nport = 1\n").find("unknown section") != std::string::npos, true);
    EXPECT_NE(place("[http\n"), "fine");
    EXPECT_FALSE(Settings::read("/nowhere/zhidad.toml"));
}

}  // namespace
}  // namespace zhida::settings
