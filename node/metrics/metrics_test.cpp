#include "node/metrics/metrics.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace zhida::metrics {
namespace {

TEST(Metrics, APageIsWrittenAsPrometheusReadsIt) {
    Page page;
    page.gauge("zhida_height", "Height of the newest durable block.");
    page.value(7);
    page.counter("zhida_refused_total", "Refused transactions.");
    page.value(2, {{"code", "300"}, {"name", "a \"b\"\\\n"}});
    EXPECT_EQ(page.text(),
              "# HELP zhida_height Height of the newest durable block.\n"
              "# TYPE zhida_height gauge\n"
              "zhida_height 7\n"
              "# HELP zhida_refused_total Refused transactions.\n"
              "# TYPE zhida_refused_total counter\n"
              "zhida_refused_total{code=\"300\",name=\"a \\\"b\\\"\\\\\\n\"} 2\n");
}

TEST(Metrics, ABucketHoldsAllThatTookNoLonger) {
    Histogram h;
    h.add(std::chrono::microseconds{500});
    h.add(std::chrono::microseconds{501});
    h.add(std::chrono::seconds{60});
    Page page;
    page.histogram("t", "Time.", h);
    EXPECT_NE(page.text().find("t_bucket{le=\"0.000500\"} 1\n"), std::string::npos);
    EXPECT_NE(page.text().find("t_bucket{le=\"0.001000\"} 2\n"), std::string::npos);
    EXPECT_NE(page.text().find("t_bucket{le=\"30.000000\"} 2\n"), std::string::npos);
    EXPECT_NE(page.text().find("t_bucket{le=\"+Inf\"} 3\nt_sum 60.001001\nt_count 3\n"),
              std::string::npos);
}

TEST(Metrics, NothingIsLostWhenManyCountAtOnce) {
    Tallies tallies;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 1'000; ++i) tallies.add(200);
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(tallies.all(), (std::map<std::uint32_t, std::uint64_t>{{200, 4'000}}));
}

TEST(Metrics, ThisProcessUsesMemory) { EXPECT_GT(resident_bytes(), 0); }

}  // namespace
}  // namespace zhida::metrics
