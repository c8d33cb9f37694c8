// Splits CSV (RFC 4180, list-format.md §2) into rows and fields on bytes, before any decoding.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace zhida::intake {

inline constexpr std::size_t csv_fields_max = 1'000;       // of one row that are kept
inline constexpr std::size_t csv_row_bytes_max = 1 << 20;  // longer rows are unreadable

struct Row {
    std::vector<std::string> fields;
    bool malformed = false;  // a quote where none may be, never closed, or too long
};

// Feeds pieces of a file in; rows come out as they are complete.
class CsvSplitter {
  public:
    explicit CsvSplitter(std::function<void(const Row&)> on_row)
        : on_row_{std::move(on_row)} {}
    void feed(std::string_view piece);
    void finish();  // the last row may end without a line break

  private:
    enum class At { start, plain, quoted, closed };
    void put(char c);
    void end_field();
    void end_row();

    std::function<void(const Row&)> on_row_;
    Row row_;
    std::string field_;
    std::size_t bytes_ = 0;
    At at_ = At::start;
    bool pending_return_ = false;
    bool any_ = false;
};

}  // namespace zhida::intake
