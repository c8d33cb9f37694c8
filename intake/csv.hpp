// Splits CSV (RFC 4180, list-format.md §2) into rows and fields on bytes, before any decoding.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace zhida::intake {

inline constexpr std::size_t csv_fields_max = 1'000;  // of one row that are kept
// No column takes a longer value: of one, so much is kept that it stays too long to be read.
inline constexpr std::size_t csv_field_bytes_max = 1'024;

struct Row {
    std::vector<std::string> fields;
    bool malformed = false;  // a quote where none may be or never closed
};

// Feeds pieces of a file in; rows come out as they are complete.
class CsvSplitter {
  public:
    // The row may be taken apart by whom it is given to.
    explicit CsvSplitter(std::function<void(Row&)> on_row)
        : on_row_{std::move(on_row)} {}
    void feed(std::string_view piece);
    void finish();  // the last row may end without a line break

  private:
    enum class At { start, plain, quoted, closed };
    void put(char c);
    void end_field();
    void end_row();

    std::function<void(Row&)> on_row_;
    Row row_;
    std::string field_;
    At at_ = At::start;
    bool pending_return_ = false;
    bool any_ = false;
};

}  // namespace zhida::intake
