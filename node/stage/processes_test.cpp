#include "node/stage/processes.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

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
        EXPECT_GT(processes.peak_mb("one"), 0U);
        EXPECT_GT(processes.peak_mb("other"), 0U);
        EXPECT_EQ(processes.peak_mb(), processes.peak_mb("one") + processes.peak_mb("other"));
    }
    fs::remove_all(folder);
}

}  // namespace
}  // namespace zhida::stage
