#include "node/stage/processes.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <thread>

namespace zhida::stage {
namespace {

namespace fs = std::filesystem;

TEST(Processes, ThePeakOfAllIsTheSumOfEachOnesOwn) {
    std::string name = (fs::temp_directory_path() / "zhida-processes-XXXXXX").string();
    const std::string folder = ::mkdtemp(name.data());
    {
        Processes processes{folder + "/processes"};
        for (const char* one : {"one", "other"}) {
            const Program program{
                one, {"/bin/sh", "-c", "echo ready; exec sleep 60"}, folder + "/errors.log"};
            ASSERT_TRUE(processes.start(program).ok());
        }
        // A program that has only just taken the shell's place has hardly a page yet.
        const auto grown = [&](const std::string& one) {
            for (int tries = 0; tries < 2'000 && processes.peak_mb(one) == 0; ++tries) {
                std::this_thread::sleep_for(std::chrono::milliseconds{5});
            }
            return processes.peak_mb(one);
        };
        EXPECT_GT(grown("one"), 0U);
        EXPECT_GT(grown("other"), 0U);
        EXPECT_EQ(processes.peak_mb(), processes.peak_mb("one") + processes.peak_mb("other"));
    }
    fs::remove_all(folder);
}

}  // namespace
}  // namespace zhida::stage
