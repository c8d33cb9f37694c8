// What people see: progress on a terminal, tables, and JSON for machines.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace zhida::cli {

// A numbered step with a bar that fills on a terminal; plain lines elsewhere; nothing when quiet.
class Progress {
  public:
    Progress(bool quiet, std::size_t steps);
    ~Progress() { break_off(); }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    void step(const std::string& zh, const std::string& en);
    void move(std::size_t done, std::size_t total);
    void finish();     // the last step is done: fills its bar, ends its line
    void break_off();  // ends its line as it is, so that an error stands on one of its own

  private:
    void draw(std::size_t done, std::size_t total);
    bool quiet_;
    bool terminal_;
    std::size_t steps_;
    std::size_t number_ = 0;
    std::size_t columns_ = 0;  // of the terminal
    std::string title_;
    int drawn_ = -1;  // percent
};

// A step's line on a terminal of so many columns: the bars of all steps stand below one another,
// and the line is always shorter than the terminal, so that it can be drawn over.
std::string bar_line(const std::string& title, std::size_t percent, std::size_t columns);
// Of the terminal behind a file descriptor; nothing when there is none.
std::optional<std::size_t> columns_of(int file);
// Columns of a terminal a text takes: Chinese characters take two.
std::size_t width_of(const std::string& text);
// The text in at most so many columns; what is cut off shows as one `…`.
std::string shortened(const std::string& text, std::size_t columns);

inline constexpr std::size_t table_columns_max = 100;
// Rows under a header, columns aligned; numbers to the right. A table that is too wide shortens its
// widest column of words. A line feed in a heading begins its next line. Without rows it says so.
std::string table(const std::vector<std::string>& header,
                  const std::vector<std::vector<std::string>>& rows,
                  std::size_t columns = table_columns_max);
// `1,234.50` yuan.
std::string yuan(std::int64_t fen);

// To the file, or to standard output; its last line is ended when it is not.
base::Status write_out(const std::optional<std::string>& path, const std::string& text);

}  // namespace zhida::cli
