// Judges a package again and again. zhida-bench-intake PACKAGE DATA [TIMES]
#include <sys/resource.h>
#include <sys/time.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>

#include "contracts/vocabulary/money.hpp"
#include "intake/package.hpp"

namespace {

using namespace zhida;

double processor_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::string text_of(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

// What the judging of one package took; the verdict in `rows`: good lines, or bad rows below 0.
struct Run {
    double seconds = 0;
    double processor = 0;
    std::int64_t rows = 0;
};

Run run(const std::string& package, const std::string& data) {
    const auto from = std::chrono::steady_clock::now();
    const double processor = processor_seconds();
    intake::Terms terms{.line_cap_fen = vocabulary::line_cap_fen};
    terms.villages = intake::read_villages(text_of(data + "/villages.csv"));
    if (auto calendar = intake::read_calendar(data + "/calendar")) terms.calendar = *calendar;
    if (auto cover = intake::read_cover(package))
        terms.sources[cover->manifest.source_system] = std::nullopt;
    const auto judged = intake::judge(package, terms);
    Run out;
    if (const auto* const content = std::get_if<intake::Content>(&judged))
        out.rows = static_cast<std::int64_t>(content->lines.size());
    if (const auto* const bad = std::get_if<intake::Faults>(&judged))
        out.rows = -static_cast<std::int64_t>(bad->faults.size());
    out.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
    out.processor = processor_seconds() - processor;
    return out;
}

}  // namespace

int main(int count, char** words) {
    if (count < 3) {
        std::cerr << "zhida-bench-intake PACKAGE DATA [TIMES]\n";
        return 1;
    }
    const int times = count > 3 ? std::max(1, std::atoi(words[3])) : 3;
    Run best = run(words[1], words[2]);
    for (int i = 1; i < times; ++i) {
        const Run one = run(words[1], words[2]);
        best.seconds = std::min(best.seconds, one.seconds);
        best.processor = std::min(best.processor, one.processor);
    }
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    std::cout << "rows " << best.rows << "\nseconds " << best.seconds << "\nprocessor_seconds "
              << best.processor << "\npeak_mb " << usage.ru_maxrss / 1024 << std::endl;
    return best.rows > 0 ? 0 : 1;
}
