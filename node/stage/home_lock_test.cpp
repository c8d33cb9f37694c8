#include "node/stage/home_lock.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>

namespace zhida::stage {
namespace {

namespace fs = std::filesystem;

struct Folder {
    std::string path;
    Folder() {
        std::string name = (fs::temp_directory_path() / "zhida-lock-XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~Folder() { fs::remove_all(path); }
};

TEST(HomeLock, ASecondCommandIsToldWhoRunsTheCountyAndTheFirstOneGoesOn) {
    const Folder home;
    std::optional<HomeLock> first;
    auto taken = HomeLock::take(home.path);
    ASSERT_TRUE(taken);
    first.emplace(std::move(*taken));
    for (int tries = 0; tries < 2; ++tries) {
        const auto second = HomeLock::take(home.path);
        ASSERT_FALSE(second);
        EXPECT_NE(second.error().en.find(std::to_string(::getpid())), std::string::npos);
    }
    first.reset();
    EXPECT_TRUE(HomeLock::take(home.path));
}

TEST(HomeLock, AfterAParentThatDiedItsChildrenAreWaitedFor) {
    const Folder home;
    const std::string mark = home.path + "/ended";
    const pid_t parent = ::fork();
    if (parent == 0) {
        const auto taken = HomeLock::take(home.path);
        if (::fork() == 0) {
            std::this_thread::sleep_for(std::chrono::milliseconds{300});
            std::ofstream{mark} << "yes";
        }
        ::_exit(taken ? 0 : 1);  // as if killed: nothing is released by hand
    }
    int status = 0;
    ASSERT_EQ(::waitpid(parent, &status, 0), parent);
    ASSERT_EQ(status, 0);
    EXPECT_TRUE(HomeLock::take(home.path));
    EXPECT_TRUE(fs::exists(mark));
}

TEST(HomeLock, AFolderThatIsNotThereIsNamed) {
    const auto none = HomeLock::take("/nowhere/at/all");
    ASSERT_FALSE(none);
    EXPECT_NE(none.error().zh.find("/nowhere/at/all"), std::string::npos);
}

}  // namespace
}  // namespace zhida::stage
