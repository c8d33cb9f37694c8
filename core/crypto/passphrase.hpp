// A key from a passphrase, costly to guess: scrypt (RFC 7914).
#pragma once

#include "core/base/result.hpp"
#include "core/crypto/sealing.hpp"

namespace zhida::crypto {

// 128 MiB and about half a second a guess.
struct Cost {
    std::uint8_t log_n = 17;
    std::uint8_t r = 8;
    std::uint8_t p = 1;
};
inline constexpr std::uint8_t log_n_max = 22;
inline constexpr std::size_t passphrase_bytes_min = 12;
inline constexpr std::size_t passphrase_bytes_max = 1'024;

// Refuses a passphrase outside the bounds, and a cost that this machine would not survive.
base::Result<Key> key_from_passphrase(std::string_view passphrase, ByteView salt, Cost cost);

}  // namespace zhida::crypto
