// Ctrl-C and SIGTERM while a command works: what must not stay behind is cleared away, in two
// languages, and the process ends with exit 1.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>

namespace zhida::cli {

class Interrupt {
  public:
    // Signals are caught from now on, also after it is gone: the command is over then and clears
    // up by itself.
    explicit Interrupt(std::function<void()> clear);
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;
    // As long as the lock is held nothing is cleared: something is just being made.
    std::unique_lock<std::mutex> hold() { return std::unique_lock{mutex_}; }

  private:
    void watch();
    std::function<void()> clear_;
    std::mutex mutex_;
    std::atomic<bool> over_ = false;
    std::thread watcher_;
};

// Whether a signal came since the first call of catch_signals().
void catch_signals();
bool is_interrupted();

}  // namespace zhida::cli
