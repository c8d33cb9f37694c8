// Zip archives for tests, byte by byte, so that anything in them can be a lie.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace zhida::intake::testing {

struct ZipEntry {
    std::string name;
    std::string content;
    bool packed = true;             // deflate; else stored
    std::uint16_t flags = 0;        // 1: encrypted
    std::uint16_t method = 0xffff;  // another than `packed` says
    std::uint32_t unix_mode = 0100'644;
    std::optional<std::uint32_t> told_bytes;  // another unpacked size than the true one
    std::optional<std::uint32_t> told_sum;    // another CRC than the true one
    std::string local_name;                   // another name than the directory says
};

std::string zip_of(const std::vector<ZipEntry>& entries);
// What a directory of `count` entries and `bytes` ends with, at `offset` in the file.
std::string zip_end(std::uint16_t count, std::uint32_t bytes, std::uint32_t offset);

}  // namespace zhida::intake::testing
