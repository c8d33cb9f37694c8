#include "node/denials/denials.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

namespace zhida::denials {
namespace {

namespace fs = std::filesystem;

constexpr base::Seconds noon = 1'774'324'800;  // 2026-03-24 12:00 in China
constexpr base::Seconds day = 86'400;

class Denials : public testing::Test {
  protected:
    void SetUp() override {
        fs::remove_all(folder_);
        fs::create_directories(folder_);
    }
    void write(int lines, base::Seconds at = noon) {
        const auto log = *DenialLog::open(folder_, [at] { return at; });
        for (int i = 0; i < lines; ++i)
            ASSERT_TRUE(log->write({{"why", "role"}, {"path", "/v1/\"" + std::to_string(i)}}));
    }
    std::string file(const std::string& date) { return folder_ + "/denials-" + date + ".jsonl"; }
    std::vector<std::string> lines(const std::string& date) {
        std::ifstream in{file(date)};
        std::vector<std::string> out;
        for (std::string line; std::getline(in, line);) out.push_back(line);
        return out;
    }
    void put(const std::string& date, const std::vector<std::string>& all) {
        std::ofstream out{file(date), std::ios::trunc};
        for (const auto& line : all) out << line << "\n";
    }
    std::string folder_ = testing::TempDir() + "zhida-denials-test";
};

TEST_F(Denials, DaysFollowOneAnotherInOneChain) {
    write(3);
    write(2, noon + day);
    const auto whole = verify(folder_);
    ASSERT_TRUE(whole) << whole.error().en;
    EXPECT_EQ(whole->lines, 5U);
    EXPECT_EQ(whole->days, 2U);
    EXPECT_EQ(lines("2026-03-24").size(), 3U);
    EXPECT_EQ(lines("2026-03-25").size(), 2U);
}

TEST_F(Denials, AnEmptyLogIsWhole) { EXPECT_EQ(verify(folder_)->lines, 0U); }

TEST_F(Denials, ALineTakenOutAlteredOrMovedIsNoticedAndLocated) {
    write(5);
    const auto all = lines("2026-03-24");
    const auto told = [&](std::vector<std::string> changed) {
        put("2026-03-24", changed);
        const auto found = verify(folder_);
        return found ? std::string{"whole"} : found.error().en;
    };
    EXPECT_EQ(told(all), "whole");
    EXPECT_EQ(told({all[0], all[2], all[3], all[4]}).substr(0, 26), "denials-2026-03-24.jsonl:2");
    EXPECT_EQ(told({all[1], all[2], all[3], all[4]}).substr(0, 26), "denials-2026-03-24.jsonl:1");
    EXPECT_EQ(told({all[0], all[2], all[1], all[3], all[4]}).substr(25, 1), "2");
    auto altered = all;
    altered[2].replace(altered[2].find("role"), 4, "rate");
    EXPECT_EQ(told(altered).substr(0, 26), "denials-2026-03-24.jsonl:4");
    EXPECT_EQ(told({all[0], all[1], all[2], all[3]}).substr(0, 14), "the end of the");
    altered = all;
    altered[4].replace(altered[4].find("role"), 4, "rate");
    EXPECT_EQ(told(altered).substr(0, 14), "the end of the");
    EXPECT_EQ(told({}).substr(0, 14), "the end of the");
}

TEST_F(Denials, AWholeDayTakenOutIsNoticed) {
    write(2);
    write(2, noon + day);
    write(2, noon + 2 * day);
    fs::remove(file("2026-03-25"));
    EXPECT_FALSE(verify(folder_));
}

TEST_F(Denials, ALineTornByAPowerCutIsKeptAndTheLogGoesOn) {
    write(2);
    std::ofstream{file("2026-03-24"), std::ios::app} << "{\"n\":3,\"ti";
    write(2);
    const auto whole = verify(folder_);
    ASSERT_TRUE(whole) << whole.error().en;
    EXPECT_EQ(whole->lines, 5U);
}

TEST_F(Denials, ManyThreadsWriteOneChain) {
    {
        const auto log = *DenialLog::open(folder_, [] { return noon; });
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&] {
                for (int i = 0; i < 50; ++i) EXPECT_TRUE(log->write({{"why", "rate"}}));
            });
        }
        for (auto& thread : threads) thread.join();
    }
    EXPECT_EQ(verify(folder_)->lines, 200U);
}

TEST_F(Denials, AFactThatIsTooLongIsCutOff) {
    const auto log = *DenialLog::open(folder_, [] { return noon; });
    ASSERT_TRUE(log->write({{"path", std::string(10'000, 'x')}}));
    EXPECT_LT(lines("2026-03-24")[0].size(), 600U);
}

}  // namespace
}  // namespace zhida::denials
