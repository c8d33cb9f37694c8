// A zip archive that a stranger made. It is opened only when nothing in it can do harm: no
// encrypted entry, link, path that leaves the archive, name that stands twice (letter case
// ignored), or entry that unpacks to more than 100 times its size; and not more entries or bytes
// than the limits say. Memory stays small whatever is in it: the directory is bounded before it is
// read, and entries come in pieces.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace zhida::intake {

inline constexpr std::uint64_t archive_ratio_max = 100;  // unpacked to packed
inline constexpr std::size_t archive_name_bytes_max = 255;
inline constexpr std::size_t piece_bytes = 1 << 16;

// Takes the next piece; false when no more is wanted.
using Visit = std::function<bool(std::string_view)>;

struct ArchiveLimits {
    std::size_t entries_max = 0;
    std::uint64_t bytes_max = 0;  // unpacked, all entries together
};

struct ArchiveEntry {
    std::string name;  // UTF-8; a folder's ends with a slash
    std::uint64_t bytes = 0;
    bool is_folder() const { return name.ends_with('/'); }
};

class Archive {
  public:
    // Takes the open file over, also when it is refused.
    static base::Result<std::unique_ptr<Archive>> open(int descriptor, const ArchiveLimits& limits);
    ~Archive();
    Archive(const Archive&) = delete;
    Archive& operator=(const Archive&) = delete;

    const std::vector<ArchiveEntry>& entries() const { return entries_; }
    // Fails when the entry is damaged or holds another number of bytes than it says.
    base::Status read(std::size_t index, const Visit& visit);

  private:
    struct Handle;
    explicit Archive(std::unique_ptr<Handle> handle);
    base::Status take_entries(std::uint64_t archive_bytes, const ArchiveLimits& limits);

    std::unique_ptr<Handle> handle_;
    std::vector<ArchiveEntry> entries_;
};

// A name as messages show it: itself when it is text of bearable length, else `?`.
std::string shown_name(std::string_view name);
// Small letters for capitals, A to Z alone.
std::string in_small_letters(std::string_view text);

}  // namespace zhida::intake
