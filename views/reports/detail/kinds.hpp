// The makers of reports, and what they share: names of places and banks, and the cut of a question.
#pragma once

#include <map>

#include "views/reports/reports.hpp"

namespace zhida::reports::detail {

using database::Database;
using database::is_nothing;
using database::Kind;
using database::number_in;
using database::Row;
using database::text_in;
using database::Value;

class Names {
  public:
    static base::Result<Names> read(Database& database, const vocabulary::Villages& villages);
    std::string place(std::int64_t code) const;  // of 0, 6, 9 or 12 digits
    std::string bank(std::int64_t code) const;
    std::string organisation(std::int64_t id) const;
    std::string list(const std::string& id) const;  // its number
    // The id of the list with this number or id; nothing for none.
    std::optional<std::string> find_list(const std::string& text) const;

  private:
    const vocabulary::Villages* villages_ = nullptr;
    std::map<std::int64_t, std::string> places_;
    std::map<std::int64_t, std::string> banks_;
    std::map<std::int64_t, std::string> organisations_;
    std::map<std::string, std::string> lists_;
};

struct Asked {
    Database& database;
    const Names& names;
    const Question& question;  // its `list`, if any, is an id, its `by` is one of the report's
    base::Seconds now = 0;     // of the newest block in the views
};

// The villages a code covers, as a condition on a column.
std::string inside(std::string_view column, std::uint64_t within);
std::string item_words(std::int64_t item);

base::Result<Sheet> overview(const Asked& asked);
base::Result<Sheet> banks(const Asked& asked);
base::Result<Sheet> exceptions(const Asked& asked);
base::Result<Sheet> timing(const Asked& asked);
base::Result<Sheet> accounts(const Asked& asked);
base::Result<Sheet> day_book(const Asked& asked);
base::Result<Sheet> reconciliation(const Asked& asked);
base::Result<Sheet> payments(const Asked& asked);

}  // namespace zhida::reports::detail
