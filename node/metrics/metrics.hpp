// Figures for Prometheus: its text format 0.0.4, and what many threads count in. A page is written
// anew for each asking; a family's name, kind and help stand once above its values.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zhida::metrics {

using Labels = std::vector<std::pair<std::string_view, std::string>>;

// How long something took, in buckets as Prometheus adds them up.
class Histogram {
  public:
    static constexpr std::array<std::int64_t, 12> bounds_us{
        500,     1'000,   2'500,   5'000,     10'000,    25'000,
        50'000, 100'000, 250'000, 1'000'000, 5'000'000, 30'000'000};
    void add(std::chrono::microseconds time);
    std::uint64_t count(std::size_t bucket) const { return counts_[bucket]; }
    std::uint64_t total() const { return total_; }
    std::int64_t sum_us() const { return sum_us_; }

  private:
    std::array<std::atomic<std::uint64_t>, bounds_us.size()> counts_{};
    std::atomic<std::uint64_t> total_ = 0;
    std::atomic<std::int64_t> sum_us_ = 0;
};

// Counts by a small number, as a refusal's code or an HTTP status.
class Tallies {
  public:
    void add(std::uint32_t what, std::uint64_t more = 1);
    std::map<std::uint32_t, std::uint64_t> all() const;

  private:
    mutable std::mutex mutex_;
    std::map<std::uint32_t, std::uint64_t> counts_;
};

class Page {
  public:
    void gauge(std::string_view name, std::string_view help) { family(name, "gauge", help); }
    void counter(std::string_view name, std::string_view help) { family(name, "counter", help); }
    // A value of the family begun last.
    void value(std::int64_t number, const Labels& labels = {});
    void histogram(std::string_view name, std::string_view help, const Histogram& of);
    const std::string& text() const { return text_; }

  private:
    void family(std::string_view name, std::string_view kind, std::string_view help);
    void line(std::string_view name, const Labels& labels, std::string_view number);
    std::string text_;
    std::string name_;
};

// Resident memory of this process; 0 where the system does not tell.
std::int64_t resident_bytes();

}  // namespace zhida::metrics
