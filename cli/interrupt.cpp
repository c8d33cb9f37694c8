#include "cli/interrupt.hpp"

#include <chrono>
#include <csignal>
#include <cstdlib>

#include "cli/exit.hpp"

namespace zhida::cli {

namespace {

constexpr std::chrono::milliseconds tick{50};

volatile std::sig_atomic_t caught = 0;

}  // namespace

void catch_signals() {
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
        std::signal(signal, [](int) { caught = 1; });
    }
}

bool is_interrupted() { return caught != 0; }

Interrupt::Interrupt(std::function<void()> clear)
    : clear_{std::move(clear)} {
    catch_signals();
    watcher_ = std::thread{[this] { watch(); }};
}

Interrupt::~Interrupt() {
    over_ = true;
    watcher_.join();
}

void Interrupt::watch() {
    while (!over_) {
        std::this_thread::sleep_for(tick);
        if (!is_interrupted()) continue;
        const std::lock_guard lock{mutex_};
        clear_();
        // Not exit(): the other thread is in the middle of its work.
        std::_Exit(static_cast<int>(Exit::failed));
    }
}

}  // namespace zhida::cli
