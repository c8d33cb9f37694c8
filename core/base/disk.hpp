// The port to a disk. The real one lies in node/; tests use one in memory that can lose, tear and
// refuse writes. Paths are relative to the root the disk was made with; '/' parts folders.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"

namespace zhida::base {

class File {
  public:
    virtual ~File() = default;
    virtual std::uint64_t size() const = 0;
    // Up to `count` bytes from `offset`; fewer only at the end of the file.
    virtual Result<Bytes> read(std::uint64_t offset, std::size_t count) = 0;
    virtual Status write(std::uint64_t offset, ByteView bytes) = 0;
    // Grows the file with zeros, blocks reserved, so that later writes inside need no new metadata.
    virtual Status preallocate(std::uint64_t size) = 0;
    virtual Status truncate(std::uint64_t size) = 0;
    // Durable when it returns. After a failure the process must stop: never tried again
    // (reliability.md §1.1).
    virtual Status sync() = 0;
};

class Disk {
  public:
    virtual ~Disk() = default;
    // Opens for reading and writing; makes the file and its folders when `create`.
    virtual Result<std::unique_ptr<File>> open(std::string_view path, bool create) = 0;
    virtual bool exists(std::string_view path) = 0;
    // Names directly inside the folder, sorted; empty for a folder that is not there.
    virtual std::vector<std::string> list(std::string_view folder) = 0;
    // Atomic; the folder entry is durable when it returns.
    virtual Status rename(std::string_view from, std::string_view to) = 0;
    virtual Status remove(std::string_view path) = 0;
    virtual Status sync_folder(std::string_view folder) = 0;
};

// Writes a whole file so that after a crash either the old or the new one is there.
Status replace_file(Disk& disk, std::string_view path, ByteView bytes);
Result<Bytes> read_file(Disk& disk, std::string_view path);

}  // namespace zhida::base
