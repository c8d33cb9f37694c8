#include "views/database/database.hpp"

#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <deque>

namespace zhida::database {

namespace {

constexpr std::string_view sqlite_scheme = "sqlite:";
constexpr std::string_view postgresql_scheme = "postgresql:";
// Waits for another process that writes (a report is being read, a rebuild was asked for).
constexpr const char* busy_wait = "PRAGMA busy_timeout = 10000";

base::Error trouble(const std::string& doing, const std::exception& error) {
    return base::fail("the views' database, " + doing + ": " + error.what(),
                      "视图数据库错误（" + doing + "）：" + error.what());
}

// A place for one column's value, where SOCI reads it from or puts it.
struct Holder {
    Kind kind = Kind::number;
    long long number = 0;
    std::string text;
    soci::indicator shown = soci::i_ok;

    void set(const Value& value) {
        shown = is_nothing(value) ? soci::i_null : soci::i_ok;
        number = number_in(value);
        text = text_in(value);
    }
    Value get() const {
        if (shown == soci::i_null) return {};
        if (kind == Kind::text) return text;
        return std::int64_t{number};
    }
};

std::deque<Holder> holders_of(const std::vector<Kind>& kinds) {
    std::deque<Holder> holders;
    for (const Kind kind : kinds) holders.push_back({.kind = kind, .text = {}});
    return holders;
}

void bind(soci::statement& statement, std::deque<Holder>& holders) {
    for (Holder& one : holders) {
        if (one.kind == Kind::text) {
            statement.exchange(soci::use(one.text, one.shown));
        } else {
            statement.exchange(soci::use(one.number, one.shown));
        }
    }
}

void receive(soci::statement& statement, std::deque<Holder>& holders) {
    for (Holder& one : holders) {
        if (one.kind == Kind::text) {
            statement.exchange(soci::into(one.text, one.shown));
        } else {
            statement.exchange(soci::into(one.number, one.shown));
        }
    }
}

}  // namespace

std::int64_t number_in(const Value& value) {
    const auto* const number = std::get_if<std::int64_t>(&value);
    return number ? *number : 0;
}

std::string text_in(const Value& value) {
    const auto* const text = std::get_if<std::string>(&value);
    return text ? *text : std::string{};
}

struct Database::State {
    soci::session session;
    // SQLite takes the writer's place at once: a reader that turns writer may find it taken.
    std::string begin = "BEGIN";
    std::string clustered;  // rows lie in the order of their keys
    bool begun = false;
};

Database::Database(std::unique_ptr<State> state)
    : state_{std::move(state)} {}
Database::~Database() = default;

base::Result<std::unique_ptr<Database>> Database::open(const std::string& url) {
    auto state = std::make_unique<State>();
    try {
        if (url.starts_with(sqlite_scheme) && url.size() > sqlite_scheme.size()) {
            // Quoted, so that a path with a blank stays one word.
            const std::string path = url.substr(sqlite_scheme.size());
            state->session.open(soci::sqlite3, "db=\"" + path + "\"");
            state->session << busy_wait;
            // A reader never waits for the writer; a crash leaves the last commit.
            std::string mode;
            state->session << "PRAGMA journal_mode = WAL", soci::into(mode);
            state->session << "PRAGMA synchronous = NORMAL";
            state->begin = "BEGIN IMMEDIATE";
            state->clustered = " WITHOUT ROWID";
        } else if (url.starts_with(postgresql_scheme)) {
            const bool is_uri = url.starts_with("postgresql://");
            state->session.open(soci::postgresql,
                                is_uri ? url : url.substr(postgresql_scheme.size()));
            state->session << "SET client_min_messages TO warning";
            // A crash may take the last commits; the cursor goes with them.
            state->session << "SET synchronous_commit TO off";
        } else {
            return base::fail("a views' database is sqlite:PATH or postgresql:…",
                              "视图数据库应写作 sqlite:路径 或 postgresql:…");
        }
    } catch (const std::exception& error) {
        return trouble("open", error);
    }
    return std::unique_ptr<Database>{new Database{std::move(state)}};
}

base::Status Database::run(const std::string& statement) {
    try {
        state_->session << statement;
    } catch (const std::exception& error) {
        return trouble(statement.substr(0, 60), error);
    }
    return base::Done{};
}

base::Status Database::write(const std::string& statement, const std::vector<Kind>& kinds,
                             const std::vector<Row>& rows) {
    if (rows.empty()) return base::Done{};
    try {
        auto holders = holders_of(kinds);
        soci::statement prepared{state_->session};
        bind(prepared, holders);
        prepared.alloc();
        prepared.prepare(statement);
        prepared.define_and_bind();
        for (const Row& row : rows) {
            ASSERT(row.size() == holders.size());
            for (std::size_t i = 0; i < row.size(); ++i) holders[i].set(row[i]);
            prepared.execute(true);
        }
    } catch (const std::exception& error) {
        return trouble(statement.substr(0, 60), error);
    }
    return base::Done{};
}

namespace {

constexpr std::size_t rows_per_statement = 64;

std::string joined(const Table& table, std::size_t from, std::size_t to,
                   const std::string& before, const std::string& between,
                   const std::string& after = "") {
    std::string out;
    for (std::size_t i = from; i < to; ++i) {
        const std::string& name = table.columns[i].name;
        out += (i == from ? "" : between) + before + name + after;
    }
    return out;
}

// `INSERT INTO t (a, b) VALUES (:a0, :b0), (:a1, :b1) … ON CONFLICT (a) DO UPDATE …`
std::string put_statement(const Table& table, std::size_t rows) {
    const std::size_t all = table.columns.size();
    std::string out = "INSERT INTO " + table.name + " (" + joined(table, 0, all, "", ", ");
    for (std::size_t row = 0; row < rows; ++row) {
        const std::string number = std::to_string(row);
        out += (row == 0 ? ") VALUES (" : ", (") + joined(table, 0, all, ":", ", ", number) + ")";
    }
    out += " ON CONFLICT (" + joined(table, 0, table.key, "", ", ") + ") DO ";
    if (table.key == all) return out + "NOTHING";
    std::string set;
    for (std::size_t i = table.key; i < all; ++i) {
        const std::string& name = table.columns[i].name;
        set += (set.empty() ? "" : ", ") + name + " = excluded." + name;
    }
    return out + "UPDATE SET " + set;
}

}  // namespace

base::Status Database::create(const Table& table) {
    std::string columns;
    for (const Column& column : table.columns) {
        columns += column.name + (column.kind == Kind::text ? " TEXT" : " BIGINT") + ", ";
    }
    return run("CREATE TABLE IF NOT EXISTS " + table.name + " (" + columns + "PRIMARY KEY (" +
               joined(table, 0, table.key, "", ", ") + "))" + state_->clustered);
}

base::Status Database::index(const Table& table) {
    std::size_t number = 0;
    for (const std::string& columns : table.indexes) {
        auto done = run("CREATE INDEX IF NOT EXISTS " + table.name + "_" +
                        std::to_string(++number) + " ON " + table.name + " (" + columns + ")");
        if (!done) return done;
    }
    return base::Done{};
}

base::Status Database::put(const Table& table, const std::vector<Row>& rows) {
    const std::size_t whole = rows.size() / rows_per_statement * rows_per_statement;
    std::vector<Kind> kinds;
    for (const Column& column : table.columns) kinds.push_back(column.kind);
    std::vector<Kind> wide_kinds;
    for (std::size_t i = 0; whole > 0 && i < rows_per_statement; ++i) {
        wide_kinds.insert(wide_kinds.end(), kinds.begin(), kinds.end());
    }
    std::vector<Row> wide;
    for (std::size_t i = 0; i < whole; ++i) {
        if (i % rows_per_statement == 0) wide.emplace_back().reserve(wide_kinds.size());
        wide.back().insert(wide.back().end(), rows[i].begin(), rows[i].end());
    }
    if (auto done = write(put_statement(table, rows_per_statement), wide_kinds, wide); !done)
        return done;
    const std::vector<Row> rest(rows.begin() + static_cast<std::ptrdiff_t>(whole), rows.end());
    return write(put_statement(table, 1), kinds, rest);
}

base::Status Database::erase(const Table& table, const std::vector<Row>& keys) {
    if (keys.empty()) return base::Done{};
    std::string where;
    std::vector<Kind> kinds;
    for (std::size_t i = 0; i < keys[0].size(); ++i) {
        const Column& column = table.columns[i];
        where += (i == 0 ? "" : " AND ") + column.name + " = :" + column.name;
        kinds.push_back(column.kind);
    }
    return write("DELETE FROM " + table.name + " WHERE " + where, kinds, keys);
}

base::Result<std::vector<Row>> Database::read(const std::string& query,
                                              const std::vector<Kind>& kinds, const Row& given) {
    std::vector<Row> rows;
    try {
        std::vector<Kind> given_kinds;
        for (const Value& value : given) {
            const bool is_text = std::holds_alternative<std::string>(value);
            given_kinds.push_back(is_text ? Kind::text : Kind::number);
        }
        auto asked = holders_of(given_kinds);
        for (std::size_t i = 0; i < given.size(); ++i) asked[i].set(given[i]);
        auto got = holders_of(kinds);
        soci::statement prepared{state_->session};
        bind(prepared, asked);
        receive(prepared, got);
        prepared.alloc();
        prepared.prepare(query);
        prepared.define_and_bind();
        prepared.execute();
        while (prepared.fetch()) {
            Row& row = rows.emplace_back();
            for (const Holder& one : got) row.push_back(one.get());
        }
    } catch (const std::exception& error) {
        return trouble(query.substr(0, 60), error);
    }
    return rows;
}

base::Status Database::begin() {
    auto done = run(state_->begin);
    state_->begun = done.ok();
    return done;
}

base::Status Database::commit() {
    state_->begun = false;
    return run("COMMIT");
}

void Database::roll_back() {
    if (!state_->begun) return;
    state_->begun = false;
    (void)run("ROLLBACK");
}

}  // namespace zhida::database
