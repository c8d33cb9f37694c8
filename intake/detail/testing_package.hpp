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

    // A cell by its column's name; a row that is not there yet is a copy of the one before.
    std::string& line(std::size_t row, std::string_view column);
    std::string& agreement(std::size_t row, std::string_view column);
    std::string& standard(std::size_t row, std::string_view column);

    Judgement judged(const Terms& terms) const;
    Judgement judged() const { return judged(unsigned_terms()); }
    // `lines.csv 3 R1-05 amount_yuan` for each fault; `unreadable` when it is no package.
    std::vector<std::string> faults() const;
    static Terms unsigned_terms();

  private:
    void write(const std::string& folder) const;
};

}  // namespace zhida::intake::testing
