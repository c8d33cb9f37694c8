// How many requests somebody may still make: a bucket a caller that fills at a rate and holds twice
// as much as comes in a second.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace zhida::gateway::detail {

inline constexpr std::size_t buckets_max = 10'000;  // callers remembered; the longest unseen go

class Buckets {
  public:
    using Time = std::chrono::steady_clock::time_point;
    // Takes one; false: there is none. A rate of 0 sets no limit.
    bool take(const std::string& who, std::uint32_t per_second, Time now);
    // Whether there is one, without taking it.
    bool has(const std::string& who, std::uint32_t per_second, Time now);

  private:
    struct Bucket {
        std::int64_t us = 0;  // of refilling that lie in it
        Time filled{};
    };
    Bucket& bucket(const std::string& who, Time now);
    std::mutex mutex_;
    std::map<std::string, Bucket> buckets_;
};

}  // namespace zhida::gateway::detail
