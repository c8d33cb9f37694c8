// A test that runs on SQLite and on PostgreSQL alike, with empty tables each time.
#pragma once

#include <gtest/gtest.h>

#include <map>

#include "tests/views/replayed_ledger.hpp"
#include "views/tables/follower.hpp"

namespace zhida::testing_views {

class EitherDatabase : public testing::TestWithParam<std::string> {
  protected:
    void SetUp() override;
    void TearDown() override;
    void begin_empty();
    void reopen();
    // Steps until the tables have caught up.
    void follow(feed::Source& source);
    std::int64_t count(const std::string& from);
    // Every row of every table, by table.
    using Dump = std::map<std::string, std::vector<database::Row>>;
    Dump dump();
    static void expect_same(const Dump& wanted, const Dump& have);

    std::string folder_;
    std::string url_;
    std::unique_ptr<database::Database> database_;
};

}  // namespace zhida::testing_views
