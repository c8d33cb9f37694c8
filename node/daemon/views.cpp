#include "node/daemon/views.hpp"

#include <sys/resource.h>

#include "node/logging/logging.hpp"

namespace zhida::daemon {

namespace {

using logging::Level;

// Blocks of so long are taken together: figures of a section are then made anew once, not often.
constexpr std::chrono::milliseconds gathering{500};
constexpr std::chrono::milliseconds look_again{1'000};
constexpr std::chrono::milliseconds try_again{5'000};
constexpr std::chrono::seconds farewell{10};
constexpr int politeness = 10;  // the ledger's threads come first

}  // namespace

Views::Views(std::string url, SharedLedger& shared, ordering::Embedded& engine,
             const chain::Machine& machine, feed::Pending& pending)
    : url_{std::move(url)},
      shared_{shared},
      source_{shared, engine, machine, pending} {
    thread_ = std::thread{[this] { work(); }};
}

void Views::stop() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    stopping_changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

Views::Lag Views::lag() {
    Lag lag{.height = height_, .building = building_, .failing = failing_};
    const auto status = shared_.status();
    if (status && status->height > lag.height) lag.blocks = status->height - lag.height;
    return lag;
}

bool Views::pause(std::chrono::milliseconds time) {
    std::unique_lock lock{mutex_};
    return !stopping_changed_.wait_for(lock, time, [&] { return stopping_; });
}

bool Views::catch_up(database::Database& database,
                     std::chrono::steady_clock::time_point deadline) {
    tables::Follower follower{database, source_};
    while (std::chrono::steady_clock::now() < deadline) {
        auto step = follower.step();
        if (!step) {
            if (!failing_.exchange(true)) {
                logging::write(Level::warning, "views are behind", {{"why", step.error().en}});
            }
            return false;
        }
        failing_ = false;
        height_ = step->height;
        building_ = step->building;
        if (step->caught_up) return true;
    }
    return true;
}

void Views::work() {
    ::setpriority(PRIO_PROCESS, 0, politeness);  // on Linux: of this thread
    std::unique_ptr<database::Database> database;
    do {
        if (!database) {
            auto opened = database::Database::open(url_);
            if (opened) database = std::move(*opened);
            if (!opened && !failing_.exchange(true)) {
                logging::write(Level::warning, "views cannot be opened",
                               {{"why", opened.error().en}});
            }
        }
        // A piece at a time, so that a stop waits for one piece only.
        const auto now = std::chrono::steady_clock::now();
        if (!database || !catch_up(*database, now + look_again)) {
            database.reset();
            if (!pause(try_again)) return;
            continue;
        }
        if (building_) continue;
        shared_.wait_above(height_, look_again);
    } while (pause(building_ ? std::chrono::milliseconds{0} : gathering));
    if (database) catch_up(*database, std::chrono::steady_clock::now() + farewell);
}

}  // namespace zhida::daemon
