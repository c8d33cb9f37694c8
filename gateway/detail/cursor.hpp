// Where a page ended, as callers carry it: bytes nobody need understand, good for the same question
// only. A check keeps an invented or a mixed-up one from being taken.
#pragma once

#include "core/base/bytes.hpp"
#include "core/crypto/digest.hpp"

namespace zhida::gateway::detail {

inline constexpr std::size_t cursor_check_bytes = 8;

// `question`: path and filters, without limit and cursor.
std::string make_cursor(std::string_view question, base::ByteView position);
// Nothing: it was made for another question, or by somebody else.
std::optional<base::Bytes> read_cursor(std::string_view question, std::string_view cursor);

}  // namespace zhida::gateway::detail
