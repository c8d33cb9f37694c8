#include "node/stage/processes.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace zhida::stage {

namespace {

constexpr std::chrono::milliseconds tick{50};
constexpr int ready_ms = 60'000;
constexpr std::chrono::seconds stop_time{15};

// The first line a child writes, or nothing.
bool has_spoken(int from) {
    std::string line;
    pollfd wait{from, POLLIN, 0};
    while (::poll(&wait, 1, ready_ms) > 0) {
        char byte = 0;
        if (::read(from, &byte, 1) != 1) return false;
        if (byte == '\n') return true;
        line.push_back(byte);
    }
    return false;
}

std::uint64_t peak_of(pid_t id) {
    std::ifstream in{"/proc/" + std::to_string(id) + "/status"};
    std::string word;
    while (in >> word) {
        std::uint64_t kilobytes = 0;
        if (word == "VmHWM:" && in >> kilobytes) return kilobytes / 1'024;
    }
    return 0;
}

}  // namespace

Processes::Processes(std::string list_path)
    : list_path_{std::move(list_path)},
      watcher_{[this] { watch(); }} {}

Processes::~Processes() { stop(); }

base::Status Processes::launch(Child& child, bool wait) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return base::fail("no pipe", "无法创建管道");
    std::vector<char*> words;
    for (std::string& word : child.program.words) words.push_back(word.data());
    words.push_back(nullptr);
    const pid_t parent = ::getpid();
    const pid_t id = ::fork();
    if (id == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);  // no orphans when the parent is killed
        if (::getppid() != parent) ::_exit(1);
        ::setpgid(0, 0);  // Ctrl-C goes to the parent, which stops the children in order
        ::dup2(ends[1], STDOUT_FILENO);
        const int errors =
            ::open(child.program.errors.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
        if (errors >= 0) ::dup2(errors, STDERR_FILENO);
        ::execv(words[0], words.data());
        ::_exit(127);
    }
    ::close(ends[1]);
    child.id = id;
    const bool ready = id > 0 && (!wait || has_spoken(ends[0]));
    // A child that is started again keeps a closed pipe: it writes its line to nobody.
    ::close(ends[0]);
    if (ready) return base::Done{};
    return base::fail(child.program.name + " did not start; see " + child.program.errors,
                      child.program.name + " 未能启动，见 " + child.program.errors);
}

base::Status Processes::start(const Program& program) {
    const std::lock_guard lock{mutex_};
    children_.push_back({program, 0});
    const base::Status done = launch(children_.back(), true);
    if (!done) children_.pop_back();
    write_list();
    return done;
}

void Processes::write_list() {
    {
        std::ofstream out{list_path_ + ".new", std::ios::trunc};
        for (const Child& child : children_) out << child.program.name << " " << child.id << "\n";
    }
    std::rename((list_path_ + ".new").c_str(), list_path_.c_str());
}

void Processes::watch() {
    while (!stopping_) {
        std::this_thread::sleep_for(tick);
        const std::lock_guard lock{mutex_};
        note_peaks();
        for (Child& child : children_) {
            if (stopping_ || child.id <= 0) continue;
            int status = 0;
            if (::waitpid(child.id, &status, WNOHANG) != child.id) continue;
            ++restarts_;
            (void)launch(child, false).ok();
            write_list();
        }
    }
}

void Processes::stop() {
    stopping_ = true;
    if (watcher_.joinable()) watcher_.join();
    const std::lock_guard lock{mutex_};
    for (Child& child : children_) {
        if (child.id > 0) ::kill(child.id, SIGTERM);
    }
    const auto until = std::chrono::steady_clock::now() + stop_time;
    for (Child& child : children_) {
        int status = 0;
        while (child.id > 0 && ::waitpid(child.id, &status, WNOHANG) == 0) {
            if (std::chrono::steady_clock::now() > until) ::kill(child.id, SIGKILL);
            std::this_thread::sleep_for(tick / 5);
        }
    }
    children_.clear();
    ::unlink(list_path_.c_str());
}

void Processes::note_peaks() {
    for (const Child& child : children_) {
        if (child.id <= 0) continue;
        auto& peak = peaks_[child.program.name];
        peak = std::max(peak, peak_of(child.id));
    }
}

std::uint64_t Processes::peak_mb(const std::string& name) {
    const std::lock_guard lock{mutex_};
    note_peaks();
    return peaks_[name];
}

std::uint64_t Processes::peak_mb() {
    const std::lock_guard lock{mutex_};
    note_peaks();
    std::uint64_t sum = 0;
    for (const auto& [name, peak] : peaks_) sum += peak;
    return sum;
}

}  // namespace zhida::stage
