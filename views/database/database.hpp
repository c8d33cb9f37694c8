// A connection to the database that holds the views. Two kinds, one way of speaking: whole numbers
// (64 bits), texts, and nothing. One caller at a time.
//
//   sqlite:PATH                                 a file, made when it is not there
//   postgresql:host=/run/… dbname=zhida         what libpq takes
//   postgresql://user@host/zhida
//
// In statements a value stands as `:name`; values are bound in the order they stand there.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "core/base/result.hpp"

namespace zhida::database {

using Value = std::variant<std::monostate, std::int64_t, std::string>;
using Row = std::vector<Value>;
enum class Kind : std::uint8_t { number, text };

struct Column {
    std::string name;
    Kind kind = Kind::number;
};
struct Table {
    std::string name;
    std::vector<Column> columns;       // those of the key first
    std::size_t key = 1;               // how many
    std::vector<std::string> indexes;  // each the columns of one, as in SQL
};

// Empty where the value is nothing or of the other kind.
std::int64_t number_in(const Value& value);
std::string text_in(const Value& value);
inline bool is_nothing(const Value& value) { return value.index() == 0; }

class Database {
  public:
    static base::Result<std::unique_ptr<Database>> open(const std::string& url);
    ~Database();

    base::Status run(const std::string& statement);
    // The statement once for each row, prepared once.
    base::Status write(const std::string& statement, const std::vector<Kind>& kinds,
                       const std::vector<Row>& rows);
    // Nothing happens where it is there already.
    base::Status create(const Table& table);
    base::Status index(const Table& table);
    // Rows with different keys; one that is there with its key is replaced.
    base::Status put(const Table& table, const std::vector<Row>& rows);
    // All rows whose first columns are these values.
    base::Status erase(const Table& table, const std::vector<Row>& keys);
    // Rows with columns of these kinds.
    base::Result<std::vector<Row>> read(const std::string& query, const std::vector<Kind>& kinds,
                                        const Row& given = {});
    // Everything between the two is there or is not, also after a crash.
    base::Status begin();
    base::Status commit();
    // Undoes what is not committed; nothing happens when nothing was begun.
    void roll_back();

  private:
    struct State;
    explicit Database(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace zhida::database
