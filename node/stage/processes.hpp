// Child processes that are kept alive: one that ends without being told to is started again. The
// list of their process ids lies in a file, so that tests can kill them.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/base/result.hpp"

namespace zhida::stage {

struct Program {
    std::string name;
    std::vector<std::string> words;  // the program and its arguments
    std::string errors;              // file for its standard error
};

class Processes {
  public:
    explicit Processes(std::string list_path);
    ~Processes();
    // Starts it and waits until it has said that it is ready (its first line).
    base::Status start(const Program& program);
    // SIGTERM to all, in the order they were started; then waits.
    void stop();
    std::uint64_t restarts() const { return restarts_; }
    // Highest resident memory of the process with this name since it was started, in MB.
    std::uint64_t peak_mb(const std::string& name);
    // Of all of them: the sum of their peaks.
    std::uint64_t peak_mb();

  private:
    struct Child {
        Program program;
        pid_t id = 0;
    };
    void watch();
    void note_peaks();
    base::Status launch(Child& child, bool wait);
    void write_list();

    std::string list_path_;
    std::mutex mutex_;
    std::vector<Child> children_;
    std::map<std::string, std::uint64_t> peaks_;
    std::atomic<bool> stopping_ = false;
    std::atomic<std::uint64_t> restarts_ = 0;
    std::thread watcher_;
};

}  // namespace zhida::stage
