// SQLite as the books use it.
#pragma once

#include <sqlite3.h>

#include "banks/sim/book.hpp"
#include "core/base/assert.hpp"

namespace zhida::sim {

// A thin owner of the connection. Statements are few and short-lived; speed is not the point here.
class Book::Database {
  public:
    explicit Database(sqlite3* held)
        : held_{held} {}
    ~Database() { sqlite3_close(held_); }
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    bool run(const char* sql) {
        return sqlite3_exec(held_, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
    }

    class Query {
      public:
        Query(sqlite3* database, const char* sql) {
            ASSERT(sqlite3_prepare_v2(database, sql, -1, &held_, nullptr) == SQLITE_OK);
        }
        ~Query() { sqlite3_finalize(held_); }
        Query(const Query&) = delete;
        Query& operator=(const Query&) = delete;
        Query& text(std::string_view t) {
            sqlite3_bind_text(held_, ++bound_, t.data(), static_cast<int>(t.size()),
                              SQLITE_TRANSIENT);
            return *this;
        }
        Query& number(std::int64_t n) {
            sqlite3_bind_int64(held_, ++bound_, n);
            return *this;
        }
        bool row() { return sqlite3_step(held_) == SQLITE_ROW; }
        bool done() { return sqlite3_step(held_) == SQLITE_DONE; }
        std::int64_t get_number(int column) { return sqlite3_column_int64(held_, column); }
        std::string get_text(int column) {
            const auto* const bytes = sqlite3_column_text(held_, column);
            return reinterpret_cast<const char*>(bytes);
        }

      private:
        sqlite3_stmt* held_ = nullptr;
        int bound_ = 0;
    };
    Query query(const char* sql) { return {held_, sql}; }

  private:
    sqlite3* held_;
};

}  // namespace zhida::sim
