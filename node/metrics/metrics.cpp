#include "node/metrics/metrics.hpp"

#include <unistd.h>

#include <fstream>

namespace zhida::metrics {

namespace {

constexpr std::int64_t us_per_second = 1'000'000;

// Seconds with six digits behind the point, by whole numbers.
std::string seconds_text(std::int64_t us) {
    std::string fraction = std::to_string(us % us_per_second);
    fraction.insert(0, 6 - fraction.size(), '0');
    return std::to_string(us / us_per_second) + "." + fraction;
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '\\' || c == '"') out.push_back('\\');
        if (c == '\n') out.append("\\n");
        if (c != '\n') out.push_back(c);
    }
    return out + "\"";
}

}  // namespace

void Histogram::add(std::chrono::microseconds time) {
    for (std::size_t i = 0; i < bounds_us.size(); ++i) {
        if (time.count() <= bounds_us[i]) ++counts_[i];
    }
    ++total_;
    sum_us_ += time.count();
}

void Tallies::add(std::uint32_t what, std::uint64_t more) {
    const std::lock_guard lock{mutex_};
    counts_[what] += more;
}

std::map<std::uint32_t, std::uint64_t> Tallies::all() const {
    const std::lock_guard lock{mutex_};
    return counts_;
}

void Page::family(std::string_view name, std::string_view kind, std::string_view help) {
    name_ = name;
    text_.append("# HELP ").append(name).append(" ").append(help);
    text_.append("\n# TYPE ").append(name).append(" ").append(kind).append("\n");
}

void Page::value(std::int64_t number, const Labels& labels) {
    line(name_, labels, std::to_string(number));
}

void Page::line(std::string_view name, const Labels& labels, std::string_view number) {
    text_.append(name);
    for (std::size_t i = 0; i < labels.size(); ++i) {
        text_.append(i == 0 ? "{" : ",").append(labels[i].first).append("=");
        text_.append(quoted(labels[i].second));
    }
    text_.append(labels.empty() ? " " : "} ").append(number).append("\n");
}

void Page::histogram(std::string_view name, std::string_view help, const Histogram& of) {
    family(name, "histogram", help);
    const std::string base{name};
    const std::uint64_t total = of.total();
    for (std::size_t i = 0; i < Histogram::bounds_us.size(); ++i) {
        const std::uint64_t count = std::min(of.count(i), total);
        line(base + "_bucket", {{"le", seconds_text(Histogram::bounds_us[i])}},
             std::to_string(count));
    }
    line(base + "_bucket", {{"le", "+Inf"}}, std::to_string(total));
    line(base + "_sum", {}, seconds_text(of.sum_us()));
    line(base + "_count", {}, std::to_string(total));
}

std::int64_t resident_bytes() {
    std::ifstream in{"/proc/self/statm"};
    std::int64_t all = 0;
    std::int64_t resident = 0;
    if (!(in >> all >> resident)) return 0;
    return resident * ::sysconf(_SC_PAGESIZE);
}

}  // namespace zhida::metrics
