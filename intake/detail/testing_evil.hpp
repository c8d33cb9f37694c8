// Judging what somebody made to harm: in a process of its own that may take only so much memory.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "intake/detail/testing_package.hpp"
#include "intake/detail/testing_zip.hpp"

namespace zhida::intake::testing {

// Beyond what the test program itself takes.
inline constexpr std::size_t judging_bytes_max = 192U << 20;

using Files = std::map<std::string, std::string>;

struct Evil {
    std::string name;
    std::function<void(const std::string& folder)> make;  // fills the empty folder
    std::string expected;  // the faults joined by `; `; behind `unreadable: ` a part of the reason
    std::string path;      // below the folder; the folder itself when empty
};

// The verdict; `died` when judging needed more memory than it may, or did not end well.
std::string verdict_on(const std::string& path);
// Judges each, and tells which came out otherwise than expected.
void expect_each(const std::vector<Evil>& cases);

// A small package with something changed before its digests are made, or behind them.
Evil changed(const std::string& name, const std::function<void(SmallPackage&)>& change,
             const std::string& expected);
Evil altered(const std::string& name, const std::function<void(Files&)>& change,
             const std::string& expected);
// A zip of the small package's files with its entries changed.
Evil zipped(const std::string& name, const std::function<void(std::vector<ZipEntry>&)>& change,
            const std::string& expected);
// These bytes as the zip.
Evil zip_bytes(const std::string& name, const std::string& bytes, const std::string& expected);

}  // namespace zhida::intake::testing
