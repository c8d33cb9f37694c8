// Changed records and new blocks into rows, and the figures kept of sections and villages.
#pragma once

#include "views/feed/source.hpp"
#include "views/tables/detail/projector.hpp"

namespace zhida::tables::detail {

// All tables, the derived ones too.
std::vector<database::Table> all_tables();

// Drops what is there and makes every table empty, and the view `line_facts` over them.
base::Status create_anew(database::Database& database);

// Writes the rows of changed records and notes what became stale by them.
base::Status put_entries(database::Database& database, const std::vector<feed::Entry>& entries,
                         bool note_stale);
base::Status put_blocks(database::Database& database, feed::Source& source,
                        const feed::Head& head, const std::vector<feed::Block>& blocks);

// Makes everything stale, for the end of a build.
base::Status make_all_stale(database::Database& database);
// Makes the figures of up to `limit` stale sections and villages anew; whether that was all.
base::Result<bool> refresh(database::Database& database, std::size_t limit);

}  // namespace zhida::tables::detail
