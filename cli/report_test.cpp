#include "cli/report.hpp"

#include <gtest/gtest.h>

namespace zhida::cli {
namespace {

walk::Report small_report() {
    walk::Report report;
    report.all = {3, 600};
    report.paid = {1, 100};
    report.rest["unsent"] = {1, 200};
    report.rest["cancelled"] = {1, 300};
    return report;
}

const Figures figures{{{"import", 0.0004}, {"pay", 61.0009}, {"total", 4.46}}, 700, 250};

TEST(Report, SecondsArePlainDecimalsOfWholeMilliseconds) {
    const std::string text = report_json(small_report(), {}, figures);
    EXPECT_NE(text.find("\"seconds\":{\"import\":0.000,\"approve\":0.000,\"pay\":61.001,"
                        "\"close\":0.000,\"total\":4.460},\"peak_rss_mb\":700}"),
              std::string::npos)
        << text;
}

TEST(Report, SlotsOutsideTheStraightPathShowWhenTheyOccurAndOnlyThen) {
    const std::string text = report_json(small_report(), {}, figures);
    EXPECT_NE(text.find("\"unsent\":{\"lines\":1,\"fen\":200}"), std::string::npos) << text;
    EXPECT_NE(text.find("\"cancelled\":{\"lines\":1,\"fen\":300}"), std::string::npos) << text;
    for (const char* slot : {"withheld", "deposited", "refunded"})
        EXPECT_EQ(text.find(slot), std::string::npos);
    EXPECT_NE(report_table(small_report(), {}, figures).find("cancelled"), std::string::npos);
}

TEST(Report, PeopleSeeThePeakOfTheNodeBesideThatOfAll) {
    const std::string text = report_table(small_report(), {}, figures);
    EXPECT_NE(text.find("700 MB"), std::string::npos) << text;
    EXPECT_NE(text.find("zhidad 250 MB"), std::string::npos) << text;
}

}  // namespace
}  // namespace zhida::cli
