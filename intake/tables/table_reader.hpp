// A table's rows, whatever file they come in. Pieces of the file go in, rows of UTF-8 text come out
// as they are complete. A value that is not text in the file's encoding comes out as `not_text`,
// which no form takes.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace zhida::intake {

inline constexpr std::size_t row_fields_max = 1'000;  // of one row that are kept
// No column takes a longer value: of one, so much is kept that it stays too long to be read.
inline constexpr std::size_t field_bytes_max = 1'024;
inline constexpr std::string_view not_text = "\xff";

struct Row {
    std::vector<std::string> fields;
    bool malformed = false;  // it cannot be read as a row at all
    std::vector<std::size_t> numbers;  // the fields that a workbook holds as numbers, not as texts
};

// The row may be taken apart by whom it is given to.
using OnRow = std::function<void(Row&)>;

class TableReader {
  public:
    virtual ~TableReader() = default;
    // An error is about the file as a whole: it is no table.
    virtual base::Status feed(std::string_view piece) = 0;
    virtual base::Status finish() = 0;
};

enum class Encoding { utf8, gb18030 };
std::unique_ptr<TableReader> csv_reader(Encoding encoding, OnRow on_row);
// The first sheet of a workbook (.xlsx) without macros. A formula is not text.
std::unique_ptr<TableReader> workbook_reader(OnRow on_row);

}  // namespace zhida::intake
