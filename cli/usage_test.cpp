#include "cli/usage.hpp"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

namespace zhida::cli {
namespace {

base::Error error_of(std::vector<std::string> words) {
    CLI::App app;
    int port = 0;
    std::string list;
    app.add_option("--list", list)->required();
    app.add_option("--port", port)->check(CLI::Range(1, 9));
    std::reverse(words.begin(), words.end());  // as the library takes them
    try {
        app.parse(words);
    } catch (const CLI::ParseError& error) {
        return usage_error(error);
    }
    return {};
}

TEST(Usage, AWrongCommandLineIsToldInBothLanguagesByTheNameOfWhatIsWrong) {
    for (const auto& [words, zh, named] :
         {std::tuple{std::vector<std::string>{}, "缺少", "--list"},
          std::tuple{std::vector<std::string>{"--list", "a", "--foo"}, "不认识", "--foo"},
          std::tuple{std::vector<std::string>{"--list", "a", "--port", "10"}, "值有误", "--port"},
          std::tuple{std::vector<std::string>{"--list", "a", "--port", "x"}, "值有误", "--port"}}) {
        const base::Error error = error_of(words);
        EXPECT_NE(error.en.find(named), std::string::npos) << error.en;
        EXPECT_NE(error.zh.find(named), std::string::npos) << error.zh;
        EXPECT_NE(error.zh.find(zh), std::string::npos) << error.zh;
    }
}

}  // namespace
}  // namespace zhida::cli
