// One table of a package, streamed: its digest, its header matched to columns, its rows.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/crypto/digest.hpp"
#include "intake/source/source.hpp"
#include "intake/tables/table_reader.hpp"

namespace zhida::intake::detail {

struct Column {
    std::string_view name;
    std::string_view zh;   // empty: this file has no Chinese header
    bool is_yuan = false;  // a number of a workbook has its two places here, also when they are 0
};

struct TableResult {
    crypto::Digest digest{};
    std::uint32_t rows = 0;  // behind the header, readable or not
    bool header_bad = false;
    std::string
        header_fault;  // the column that is missing, unknown or repeated; empty: no one column
    std::string header_value;
    bool too_many_rows = false;  // reading stopped there
};

// A row of the file: number from 1; fields in the order of the columns, or malformed.
struct TableRow {
    std::uint32_t number = 0;
    bool whole = false;  // can be read as a row with all its fields
    std::vector<std::string> fields;
};

using MakeReader = std::function<std::unique_ptr<TableReader>(OnRow)>;

// Reads the file piece by piece. With a bad header the rows are counted and not handed on.
base::Result<TableResult> read_table(PackageSource& source, std::string_view name,
                                     const MakeReader& make_reader,
                                     const std::vector<Column>& columns, std::uint32_t rows_max,
                                     const std::function<void(TableRow&)>& on_row);
// The digest of a file that is no table.
base::Result<crypto::Digest> file_digest(PackageSource& source, std::string_view name);

}  // namespace zhida::intake::detail
