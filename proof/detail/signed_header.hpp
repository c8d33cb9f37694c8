// A header and the commit over it.
#pragma once

#include "core/base/result.hpp"
#include "core/chain/block.hpp"

namespace zhida::proof::detail {

// What stands against the header being the one that the commit signs.
std::optional<base::Error> header_trouble(const chain::Header& header, const chain::Commit& commit);
// What stands against the commit: `validators` are the header's, two thirds have signed, and every
// signature in it is sound.
std::optional<base::Error> commit_trouble(const chain::Header& header, const chain::Commit& commit,
                                          const std::vector<base::Bytes>& validators);

}  // namespace zhida::proof::detail
