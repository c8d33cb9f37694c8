// Splits CSV (RFC 4180, list-format.md §2) into rows and fields on bytes, before any decoding.
#pragma once

#include "intake/tables/table_reader.hpp"

namespace zhida::intake {

// Feeds pieces of a file in; rows come out as they are complete. Malformed is a row with a quote
// where none may be, or one that is never closed.
class CsvSplitter {
  public:
    explicit CsvSplitter(OnRow on_row)
        : on_row_{std::move(on_row)} {}
    void feed(std::string_view piece);
    void finish();  // the last row may end without a line break

  private:
    enum class At { start, plain, quoted, closed };
    void take(char c);
    void put(char c);
    void put_run(std::string_view run);
    void end_field();
    void end_row();

    OnRow on_row_;
    Row row_;
    std::string field_;
    At at_ = At::start;
    bool pending_return_ = false;
    bool any_ = false;
};

}  // namespace zhida::intake
