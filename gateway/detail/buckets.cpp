#include "gateway/detail/buckets.hpp"

#include <algorithm>

namespace zhida::gateway::detail {

namespace {

constexpr std::int64_t us_max = 2'000'000;  // a full bucket: two seconds of refilling

std::int64_t price(std::uint32_t per_second) { return us_max / 2 / per_second; }

}  // namespace

// Time itself is what a bucket holds, so that no rate is too small for whole numbers.
Buckets::Bucket& Buckets::bucket(const std::string& who, Time now) {
    if (buckets_.size() >= buckets_max && !buckets_.contains(who)) {
        buckets_.erase(std::ranges::min_element(
            buckets_, {}, [](const auto& one) { return one.second.filled; }));
    }
    Bucket& out = buckets_.try_emplace(who, Bucket{us_max, now}).first->second;
    const auto passed = std::chrono::duration_cast<std::chrono::microseconds>(now - out.filled);
    out.us = std::min(us_max, out.us + std::max<std::int64_t>(0, passed.count()));
    out.filled = std::max(out.filled, now);
    return out;
}

bool Buckets::take(const std::string& who, std::uint32_t per_second, Time now) {
    if (per_second == 0) return true;
    const std::lock_guard lock{mutex_};
    Bucket& one = bucket(who, now);
    if (one.us < price(per_second)) return false;
    one.us -= price(per_second);
    return true;
}

bool Buckets::has(const std::string& who, std::uint32_t per_second, Time now) {
    if (per_second == 0) return true;
    const std::lock_guard lock{mutex_};
    return bucket(who, now).us >= price(per_second);
}

}  // namespace zhida::gateway::detail
