// What the registrar signs for the lines of a chunk (wire.md §4): that each tag was made from the
// person behind this very commitment. The contract makes the same bytes from the chunk.
#pragma once

#include <vector>

#include "contracts/vocabulary/words.hpp"
#include "core/base/bytes.hpp"

namespace zhida::vocabulary {

struct TagStatement {
    Tag tag{};
    base::ByteArray<32> commitment{};
    Reference agreement{};
    std::uint8_t installment = 0;
    ItemCode item = 0;
};

base::Bytes tag_statement_bytes(const ListId& list, const std::vector<TagStatement>& lines);

}  // namespace zhida::vocabulary
