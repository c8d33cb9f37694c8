#include "views/database/database.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "views/database/testing_postgresql.hpp"

namespace zhida::database {
namespace {

class EitherDatabase : public testing::TestWithParam<std::string> {
  protected:
    void SetUp() override {
        if (GetParam() == "postgresql") {
            auto found = TestingPostgresql::url();
            ASSERT_TRUE(found) << found.error().en;
            url_ = *found;
        } else {
            folder_ = (std::filesystem::temp_directory_path() / "zhida-db-XXXXXX").string();
            ASSERT_NE(::mkdtemp(folder_.data()), nullptr);
            url_ = "sqlite:" + folder_ + "/a b.sqlite";
        }
        database_ = opened();
        ASSERT_TRUE(database_->run("DROP TABLE IF EXISTS things"));
        ASSERT_TRUE(database_->run(
            "CREATE TABLE things (number BIGINT PRIMARY KEY, word TEXT, amount BIGINT)"));
    }
    void TearDown() override {
        database_.reset();
        if (!folder_.empty()) std::filesystem::remove_all(folder_);
    }
    std::unique_ptr<Database> opened() const {
        auto made = Database::open(url_);
        EXPECT_TRUE(made) << made.error().en;
        return made ? std::move(*made) : nullptr;
    }
    base::Status put(const std::vector<Row>& rows) {
        return database_->write("INSERT INTO things VALUES (:number, :word, :amount)",
                                {Kind::number, Kind::text, Kind::number}, rows);
    }
    std::int64_t count(Database& in) {
        auto rows = in.read("SELECT COUNT(*) FROM things", {Kind::number});
        return rows ? number_in(rows->at(0).at(0)) : -1;
    }
    std::string folder_;
    std::string url_;
    std::unique_ptr<Database> database_;
};

TEST_P(EitherDatabase, WholeNumbersTextsAndNothingComeBackAsTheyWere) {
    const std::int64_t large = 9'007'199'254'740'993;  // no double holds it
    const std::vector<Row> rows{{std::int64_t{1}, "容城县 O'Brien :x \\ \"", large},
                                {std::int64_t{2}, Value{}, -large},
                                {std::int64_t{3}, "", Value{}}};
    ASSERT_TRUE(put(rows));
    auto back = database_->read("SELECT number, word, amount FROM things ORDER BY number",
                                {Kind::number, Kind::text, Kind::number});
    ASSERT_TRUE(back) << back.error().en;
    EXPECT_EQ(*back, rows);
}

TEST_P(EitherDatabase, SumsOfAmountsStayWholeNumbers) {
    const std::int64_t large = 9'007'199'254'740'993;
    ASSERT_TRUE(put({{std::int64_t{1}, "a", large}, {std::int64_t{2}, "a", std::int64_t{2}}}));
    auto sum = database_->read("SELECT CAST(SUM(amount) AS BIGINT) FROM things WHERE word = :w",
                               {Kind::number}, {"a"});
    ASSERT_TRUE(sum) << sum.error().en;
    EXPECT_EQ(number_in(sum->at(0).at(0)), large + 2);
}

TEST_P(EitherDatabase, ManyRowsArePutReplacedAndErasedByTheirKeys) {
    const Table pairs{"pairs",
                      {{"a", Kind::text}, {"b", Kind::number}, {"c", Kind::text}},
                      2,
                      {"c, b"}};
    ASSERT_TRUE(database_->run("DROP TABLE IF EXISTS pairs"));
    for (int twice = 0; twice < 2; ++twice) {
        ASSERT_TRUE(database_->create(pairs));
        ASSERT_TRUE(database_->index(pairs));
    }
    std::vector<Row> rows;
    for (std::int64_t i = 0; i < 200; ++i) {
        rows.push_back({i % 2 == 0 ? "even" : "odd", i, i % 3 == 0 ? Value{} : Value{"first"}});
    }
    ASSERT_TRUE(database_->put(pairs, rows));
    rows.resize(150);
    for (Row& row : rows) row[2] = "second";
    ASSERT_TRUE(database_->put(pairs, rows));
    const auto counted = [&](const std::string& where) {
        auto got = database_->read("SELECT COUNT(*) FROM pairs WHERE " + where, {Kind::number});
        return got ? number_in(got->at(0).at(0)) : -1;
    };
    EXPECT_EQ(counted("c = 'second'"), 150);
    EXPECT_EQ(counted("c = 'first'"), 33);
    ASSERT_TRUE(database_->erase(pairs, {{"odd"}, {"none"}}));
    EXPECT_EQ(counted("a = 'odd'"), 0);
    EXPECT_EQ(counted("a = 'even'"), 100);
}

TEST_P(EitherDatabase, WhatIsRolledBackWasNeverThere) {
    ASSERT_TRUE(database_->begin());
    ASSERT_TRUE(put({{std::int64_t{1}, "a", Value{}}}));
    database_->roll_back();
    EXPECT_EQ(count(*database_), 0);
    ASSERT_TRUE(database_->begin());
    ASSERT_TRUE(put({{std::int64_t{1}, "a", Value{}}}));
    ASSERT_TRUE(database_->commit());
    EXPECT_EQ(count(*opened()), 1);
}

TEST_P(EitherDatabase, AReaderSeesTheLastCommitWhileAnotherWrites) {
    const auto reader = opened();
    ASSERT_TRUE(database_->begin());
    ASSERT_TRUE(put({{std::int64_t{1}, "a", Value{}}}));
    EXPECT_EQ(count(*reader), 0);
    ASSERT_TRUE(database_->commit());
    EXPECT_EQ(count(*reader), 1);
}

TEST_P(EitherDatabase, AStatementThatFailsIsToldInBothLanguagesAndTheConnectionGoesOn) {
    const auto failed = database_->run("SELECT nothing FROM nowhere");
    ASSERT_FALSE(failed);
    EXPECT_NE(failed.error().en, failed.error().zh);
    ASSERT_TRUE(put({{std::int64_t{1}, "a", Value{}}}));
    EXPECT_FALSE(put({{std::int64_t{1}, "again", Value{}}}));
    EXPECT_EQ(count(*database_), 1);
}

INSTANTIATE_TEST_SUITE_P(Sqlite, EitherDatabase, testing::Values("sqlite"));
INSTANTIATE_TEST_SUITE_P(Postgresql, EitherDatabase, testing::Values("postgresql"));

TEST(DatabaseUrl, AnythingElseIsRefused) {
    for (const std::string url : {"", "sqlite:", "mysql:host=a", "/a/path"}) {
        EXPECT_FALSE(Database::open(url)) << url;
    }
    EXPECT_FALSE(Database::open("sqlite:/no/such/folder/a.sqlite"));
    EXPECT_FALSE(Database::open("postgresql:host=/no/such/folder dbname=a"));
}

}  // namespace
}  // namespace zhida::database
