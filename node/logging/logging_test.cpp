#include "node/logging/logging.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cstdio>
#include <fstream>

namespace zhida::logging {
namespace {

TEST(Logging, ALineIsOneJsonObjectAndQuotesAreHarmless) {
    const std::string path = testing::TempDir() + "zhida-logging-test.log";
    std::remove(path.c_str());
    ASSERT_TRUE(open(path, Level::info));
    write(Level::info, "started", {{"height", std::uint64_t{7}}, {"sandbox", true}});
    write(Level::debug, "not shown");
    write(Level::error, "failed", {{"why", std::string{"a \"quoted\"\nline {}"}}});
    std::ifstream in{path};
    std::string line;
    ASSERT_TRUE(std::getline(in, line));
    auto first = boost::json::parse(line).as_object();
    EXPECT_EQ(first.at("what").as_string(), "started");
    EXPECT_EQ(first.at("height").as_int64(), 7);
    EXPECT_TRUE(first.at("sandbox").as_bool());
    EXPECT_TRUE(first.contains("time"));
    ASSERT_TRUE(std::getline(in, line));
    auto second = boost::json::parse(line).as_object();
    EXPECT_EQ(second.at("why").as_string(), "a \"quoted\"\nline {}");
    EXPECT_FALSE(std::getline(in, line));
}

TEST(Logging, TheLevelChangesWhileTheLogIsOpen) {
    const std::string path = testing::TempDir() + "zhida-logging-level-test.log";
    std::remove(path.c_str());
    ASSERT_TRUE(open(path, Level::error));
    write(Level::info, "before");
    set_level(Level::debug);
    write(Level::info, "after");
    std::ifstream in{path};
    std::string line;
    ASSERT_TRUE(std::getline(in, line));
    EXPECT_NE(line.find("after"), std::string::npos);
}

TEST(Logging, AFolderThatIsNotThereIsAnErrorAndNotACrash) {
    EXPECT_FALSE(open("/dev/null/none/zhida.log", Level::info));
}

}  // namespace
}  // namespace zhida::logging
