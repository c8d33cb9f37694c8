// The texts of a package's files.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <vector>

#include "tools/generator/detail/household.hpp"
#include "tools/generator/generator.hpp"

namespace zhida::generator::detail {

// One CSV row; quotes a field that needs it.
void append_row(std::string& to, std::initializer_list<std::string_view> fields);

// What must come out for the lines of one account (list-format.md §4).
struct Slot {
    std::uint64_t lines = 0;
    std::int64_t fen = 0;
    void add(std::int64_t amount) {
        ++lines;
        fen += amount;
    }
};
struct Expected {
    Slot all;
    Slot paid;
    Slot returned;
    std::map<std::string, Slot> failed;
    std::map<std::string, Slot> held;
};

// A row that was made bad on purpose.
struct BadRow {
    std::uint64_t row = 0;
    std::string_view code;
};

struct Totals {
    std::uint64_t agreements = 0;
    std::uint64_t lines = 0;
    std::int64_t fen = 0;
};

std::string standards_text(const std::vector<Price>& prices);
std::string manifest_text(const Order& order, const Totals& totals, const Product& files);
std::string report_text(const Expected& expected);
std::string report_text(const std::vector<BadRow>& bad_rows, const std::string& file);

}  // namespace zhida::generator::detail
