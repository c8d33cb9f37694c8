// Webhooks. Each has a thread and a cursor of its own, so a slow or dead receiver delays nobody.
// A delivery is a POST of events in order; it counts as taken with any 2xx answer. It may arrive
// twice (a receiver that answers late, a node that is started again): `Zhida-Delivery` is then the
// same.
//
//   Zhida-Hook: NAME
//   Zhida-Delivery: NAME-<after>
//   Zhida-Timestamp: <seconds since 1970>
//   Zhida-Signature: hmac-sm3=<hex of HMAC-SM3(secret, timestamp ‖ "." ‖ body)>
#pragma once

#include <functional>
#include <memory>

#include "core/base/disk.hpp"
#include "gateway/events.hpp"

namespace zhida::webhooks {

inline constexpr std::size_t hooks_max = 16;
inline constexpr std::size_t events_per_delivery = 100;

struct Hook {
    std::string name;       // a-z 0-9 and -, names its cursor
    std::string url;        // https://HOST:PORT/PATH
    std::string authority;  // PEM; whose certificate the receiver has
    base::Bytes secret;     // 16 bytes at least
    gateway::Kinds kinds;   // empty: all
    friend bool operator==(const Hook&, const Hook&) = default;
};

// Where events come from.
struct Feed {
    std::string ledger_id;
    std::function<base::Result<gateway::EventPage>(std::uint64_t after, std::size_t limit)> read;
    // Waits until the ledger is higher than `above`, at most `time`; its height then.
    std::function<std::uint64_t(std::uint64_t above, std::chrono::milliseconds time)> wait;
};

struct Patience {
    std::chrono::milliseconds pause{1'000};  // after the first failure; doubled after each
    std::chrono::milliseconds pause_max{300'000};
    unsigned attempts = 20;  // failures in a row; then the hook is dead until it is set again
    std::chrono::milliseconds answer{10'000};
};

struct HookState {
    std::string name;
    std::uint64_t lag = 0;  // blocks behind
    unsigned failures = 0;  // in a row
    bool dead = false;
};

class Webhooks {
  public:
    Webhooks(base::Disk& disk, Feed feed, Patience patience = {});
    ~Webhooks();
    // Those that stay as they are go on; new ones begin with what comes from now on, or at their
    // cursor; a dead one is tried again.
    base::Status set(std::vector<Hook> hooks);
    std::vector<HookState> states();

  private:
    struct State;
    class Runner;
    std::unique_ptr<State> state_;
};

}  // namespace zhida::webhooks
