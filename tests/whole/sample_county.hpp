// A county in one process, on a disk in memory: with the sample list of tests/data, or with a small
// one of its own, so that a test can afford to play it from the file to the closed list.
#pragma once

#include <gtest/gtest.h>

#include <functional>

#include "core/store/testing_disk.hpp"
#include "node/sandbox/sandbox.hpp"

namespace zhida::whole {

// Of the folder tests/data, with its last slash.
std::string data();
std::string file(const std::string& path);
intake::Terms terms();

// A package that lies on the disk while it is judged.
struct Package {
    std::string folder;
    std::string accounts;
};

struct County {
    store::TestingDisk disk;
    std::unique_ptr<sandbox::Sandbox> sandbox;
    using Change = std::function<void(sandbox::Setting&)>;
    static void no_change(sandbox::Setting&) {}
    County();
    County(const Package& package, const intake::Terms& with, const Change& change);
    // Why agents could not finish their newest turns.
    std::string troubles() const;
    void play(std::initializer_list<base::Status (walk::Walk::*)()> steps);
};

inline constexpr std::uint64_t small_lines = 120;
std::unique_ptr<County> small_county(const County::Change& change = County::no_change);

}  // namespace zhida::whole
