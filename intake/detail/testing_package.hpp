// A small package for tests: rows that a test changes, written with digests and counts that fit.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "intake/package.hpp"

namespace zhida::intake::testing {

// The reference data of the tree and the samples' source system.
Terms terms();
std::string file(const std::string& path);

struct SmallPackage {
    SmallPackage();

    using Fields = std::vector<std::string>;
    // Row 0 is the header.
    std::vector<Fields> agreements;
    std::vector<Fields> lines;
    std::vector<Fields> standards;
    std::map<std::string, std::string> manifest;  // field → JSON
    std::map<std::string, std::string> other_files;
    std::string agreements_begin;  // in front of the first row
    std::string lines_end;         // behind the last row
    // lines.xlsx in place of lines.csv, holding this; made of the rows when it is `rows`.
    std::string workbook;

    // A cell by its column's name; a row that is not there yet is a copy of the one before.
    std::string& line(std::size_t row, std::string_view column);
    std::string& agreement(std::size_t row, std::string_view column);
    std::string& standard(std::size_t row, std::string_view column);

    // Every file by name, the manifest among them. The tables are in the manifest's encoding.
    std::map<std::string, std::string> files() const;
    Judgement judged(const Terms& terms) const;
    Judgement judged() const { return judged(unsigned_terms()); }
    // `lines.csv 3 R1-05 amount_yuan` for each fault; `unreadable` when it is no package.
    std::vector<std::string> faults() const;
    static const Terms& unsigned_terms();
};

// A folder or file of its own below the system's temporary one; gone with the object.
class Scratch {
  public:
    Scratch();
    ~Scratch();
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    const std::string& path() const { return path_; }

  private:
    std::string path_;
};

void write_file(const std::string& path, std::string_view text);
// `unreadable` and why, `clean`, or the faults as SmallPackage tells them.
std::vector<std::string> told(const Judgement& judgement);
std::string to_gb18030(const std::string& utf8);

}  // namespace zhida::intake::testing
