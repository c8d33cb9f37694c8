// Byte strings and their printed forms. A view never owns; a Bytes always does.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zhida::base {

using Byte = std::uint8_t;
using Bytes = std::vector<Byte>;
using ByteView = std::span<const Byte>;
template <std::size_t n>
using ByteArray = std::array<Byte, n>;

// The bytes of a text, without copying.
inline ByteView view(std::string_view text) {
    return {reinterpret_cast<const Byte*>(text.data()), text.size()};
}
// The bytes seen as a text, without copying or checking.
inline std::string_view as_text(ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline Bytes to_bytes(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

bool equal(ByteView a, ByteView b);
void append(Bytes& to, ByteView what);
// Big-endian, so that byte order is number order.
void append_u16(Bytes& to, std::uint16_t n);
void append_u32(Bytes& to, std::uint32_t n);
void append_u64(Bytes& to, std::uint64_t n);
std::uint64_t read_u64(ByteView eight_bytes);
std::uint32_t read_u32(ByteView four_bytes);

// Lower-case hexadecimal.
std::string hex(ByteView bytes);
// Either letter case; nothing for an odd length or another character.
std::optional<Bytes> unhex(std::string_view text);
// RFC 4648 base32 in lower case without padding.
std::string base32(ByteView bytes);
// RFC 4648 base64 with padding.
std::string base64(ByteView bytes);
std::optional<Bytes> unbase64(std::string_view text);

template <std::size_t n>
std::optional<ByteArray<n>> to_array(ByteView bytes) {
    if (bytes.size() != n) return std::nullopt;
    ByteArray<n> out{};
    for (std::size_t i = 0; i < n; ++i) out[i] = bytes[i];
    return out;
}

}  // namespace zhida::base
