#include "tests/views/either_database.hpp"

#include <stdlib.h>

#include <filesystem>

#include "views/database/testing_postgresql.hpp"

namespace zhida::testing_views {

using database::Kind;

void EitherDatabase::SetUp() {
    if (GetParam() == "postgresql") {
        auto found = database::TestingPostgresql::url();
        ASSERT_TRUE(found) << found.error().en;
        url_ = *found;
    } else {
        folder_ = (std::filesystem::temp_directory_path() / "zhida-views-XXXXXX").string();
        ASSERT_NE(::mkdtemp(folder_.data()), nullptr);
        url_ = "sqlite:" + folder_ + "/views.sqlite";
    }
    reopen();
    begin_empty();
}

void EitherDatabase::TearDown() {
    database_.reset();
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
}

void EitherDatabase::reopen() {
    database_.reset();
    auto made = database::Database::open(url_);
    ASSERT_TRUE(made) << made.error().en;
    database_ = std::move(*made);
}

void EitherDatabase::begin_empty() {
    ASSERT_TRUE(database_->run("DROP TABLE IF EXISTS cursor_now"));
}

void EitherDatabase::follow(feed::Source& source) {
    tables::Follower follower{*database_, source};
    while (true) {
        const auto step = follower.step();
        ASSERT_TRUE(step) << step.error().en;
        if (step->caught_up) return;
    }
}

std::int64_t EitherDatabase::count(const std::string& from) {
    auto rows = database_->read("SELECT COUNT(*) FROM " + from, {Kind::number});
    EXPECT_TRUE(rows) << rows.error().en;
    return rows ? database::number_in(rows->at(0).at(0)) : -1;
}

EitherDatabase::Dump EitherDatabase::dump() {
    Dump out;
    for (const auto& table : tables::all()) {
        std::string columns;
        std::vector<Kind> kinds;
        for (const auto& column : table.columns) {
            columns += (columns.empty() ? "" : ", ") + column.name;
            kinds.push_back(column.kind);
        }
        auto rows = database_->read(
            "SELECT " + columns + " FROM " + table.name + " ORDER BY " + columns, kinds);
        EXPECT_TRUE(rows) << rows.error().en;
        if (rows) out[table.name] = std::move(*rows);
    }
    return out;
}

void EitherDatabase::expect_same(const Dump& wanted, const Dump& have) {
    for (const auto& [table, rows] : wanted) {
        const auto& other = have.at(table);
        EXPECT_EQ(other.size(), rows.size()) << table;
        for (std::size_t i = 0; i < std::min(rows.size(), other.size()); ++i) {
            if (other[i] == rows[i]) continue;
            ADD_FAILURE() << table << ", row " << i << ": " << testing::PrintToString(other[i])
                          << " and not " << testing::PrintToString(rows[i]);
            break;
        }
    }
}

}  // namespace zhida::testing_views
