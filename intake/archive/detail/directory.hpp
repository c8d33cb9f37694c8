// The end of a zip file, looked at before anything trusts it.
#pragma once

#include <cstdint>

#include "core/base/result.hpp"

namespace zhida::intake::detail {

// The number of entries that the directory announces, the largest of several announcements. Fails
// when the file has no directory, or one of the 64-bit kind, which nothing within our limits needs.
base::Result<std::size_t> announced_entries(int descriptor, std::uint64_t file_bytes);

}  // namespace zhida::intake::detail
