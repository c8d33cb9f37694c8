// What came out of a list, counted line by line (payment.md §6).
#pragma once

#include <map>
#include <string>

#include "client/state_view.hpp"

namespace zhida::walk {

struct Slot {
    std::uint64_t lines = 0;
    std::int64_t fen = 0;
    friend bool operator==(const Slot&, const Slot&) = default;
};

struct Report {
    std::string list_no;
    std::string_view state;
    bool source_signed = false;
    Slot all;
    Slot paid;
    Slot returned;
    Slot in_doubt;
    std::map<std::string, Slot> rest;  // unsent, withheld, cancelled, deposited, refunded
    std::map<std::string, Slot> failed;
    std::map<std::string, Slot> held;
    std::map<std::string, std::int64_t> balances;  // of the county's special accounts, by bucket
};

// Nothing was paid before release: every line that is not held counts as unsent, of a cancelled
// list as cancelled.
base::Result<Report> report_of(const client::StateView& view, const vocabulary::ListId& list);

}  // namespace zhida::walk
