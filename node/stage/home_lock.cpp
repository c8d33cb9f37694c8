#include "node/stage/home_lock.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <thread>
#include <utility>

namespace zhida::stage {

namespace {

constexpr std::chrono::milliseconds tick{50};
// Children of a parent that was killed have been told to stop; they need no longer than this.
constexpr std::chrono::seconds ending_max{20};
constexpr std::size_t id_digits_max = 20;

// The process that took the lock; 0 when the file does not say.
pid_t holder(int file) {
    char text[id_digits_max];
    const ssize_t size = ::pread(file, text, sizeof text, 0);
    pid_t id = 0;
    if (size > 0) std::from_chars(text, text + size, id);
    return id;
}

bool lives(pid_t id) { return id > 0 && (::kill(id, 0) == 0 || errno == EPERM); }

}  // namespace

base::Result<HomeLock> HomeLock::take(const std::string& home) {
    // Not closed on exec: the children hold it too.
    const int file = ::open((home + "/lock").c_str(), O_CREAT | O_RDWR, 0600);
    if (file < 0) return base::fail("cannot write in " + home, "无法写入 " + home);
    HomeLock lock{file};
    const auto until = std::chrono::steady_clock::now() + ending_max;
    while (::flock(file, LOCK_EX | LOCK_NB) != 0) {
        const pid_t id = holder(file);
        if (lives(id) || std::chrono::steady_clock::now() > until) {
            const std::string who = std::to_string(id);
            return base::fail(home + " is run already, by process " + who + "; stop that one first",
                              home + " 已由进程 " + who + " 运行，请先停止它");
        }
        std::this_thread::sleep_for(tick);
    }
    const std::string id = std::to_string(::getpid()) + "\n";
    if (::ftruncate(file, 0) != 0 || ::pwrite(file, id.data(), id.size(), 0) < 0) {
        return base::fail("cannot write in " + home, "无法写入 " + home);
    }
    return lock;
}

HomeLock::HomeLock(HomeLock&& other) noexcept
    : file_{std::exchange(other.file_, -1)} {}

HomeLock::~HomeLock() {
    if (file_ >= 0) ::close(file_);
}

}  // namespace zhida::stage
