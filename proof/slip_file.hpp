// The slip as a file: 8 bytes of magic, the SHA-256 of what follows, then the CBOR deflated (zlib).
// The digest is what a printed page quotes, and catches a damaged file at once.
#pragma once

#include "core/base/result.hpp"
#include "proof/slip.hpp"

namespace zhida::proof {

inline constexpr std::size_t slip_file_bytes_max = 1 << 20;   // of the file
inline constexpr std::size_t slip_plain_bytes_max = 4 << 20;  // of its content

Bytes write_file(const Slip& slip);
// The content behind the container; nothing when the container is damaged, or grows too large.
std::optional<Bytes> open_file(ByteView file);
Bytes close_file(ByteView content);

}  // namespace zhida::proof
