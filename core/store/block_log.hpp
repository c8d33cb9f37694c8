// The append-only log of blocks: the durable truth. Segments are preallocated, every record carries
// its number and a checksum, and one sync makes a whole group durable.
//
//   segment file `log/<first number, 16 hex digits>`
//     header: "zhidalog" ‖ u32 version ‖ 32 bytes log id ‖ u64 first number ‖ u32 checksum
//     record: u32 payload size ‖ u64 number ‖ u32 checksum of number and payload ‖ payload
// After the last record the file holds zeros. Opening cuts a torn tail off only where nothing
// readable follows it; damage anywhere else is refused and never served.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "core/base/disk.hpp"

namespace zhida::store {

inline constexpr std::uint64_t segment_bytes_default = 64 << 20;
inline constexpr std::uint32_t record_bytes_max = 32 << 20;

// CRC-32C (Castagnoli) of the parts one after the other.
std::uint32_t checksum(std::initializer_list<base::ByteView> parts);

class BlockLog {
  public:
    // `log_id` tells this log's files from another's that were put in its place.
    static base::Result<std::unique_ptr<BlockLog>> open(
        base::Disk& disk, std::string folder, const base::ByteArray<32>& log_id,
        std::uint64_t segment_bytes = segment_bytes_default);
    // 0 while the log is empty; the first record has number 1.
    std::uint64_t last() const { return last_; }
    // Writes; durable only after the next sync(). After any failure every later call fails.
    base::Status append(base::ByteView record);
    base::Status sync();
    // Records from number `from` on, in order, until `visit` says false.
    base::Status each(std::uint64_t from,
                      const std::function<bool(std::uint64_t number, base::Bytes record)>& visit);
    base::Result<base::Bytes> read(std::uint64_t number);

  private:
    struct Segment {
        std::uint64_t first = 0;
        std::unique_ptr<base::File> file;
        std::vector<std::uint64_t> offsets;  // of its records
        std::uint64_t end = 0;
    };
    BlockLog(base::Disk& disk, std::string folder, const base::ByteArray<32>& log_id,
             std::uint64_t segment_bytes);
    base::Status load(const std::string& name, bool is_last);
    base::Status scan(Segment& segment, bool is_last);
    base::Status cut_tail(Segment& segment);
    base::Status new_segment(std::uint64_t first, std::uint64_t size);
    base::Result<base::Bytes> read_at(const Segment& segment, std::size_t index) const;
    base::Error poison(base::Error error);

    base::Disk& disk_;
    std::string folder_;
    base::ByteArray<32> log_id_;
    std::uint64_t segment_bytes_;
    std::vector<Segment> segments_;
    std::uint64_t last_ = 0;
    bool dirty_ = false;
    bool poisoned_ = false;
};

// What a copy of a log ends with.
struct LogCopy {
    std::uint64_t last = 0;  // 0: the log is empty
    base::Bytes newest;      // the record with that number
};
// Copies a log beside the process that writes it: `take` gets each segment's file up to its last
// sound record. Nothing is changed, all that is handed out is durable, and damage is refused.
base::Result<LogCopy> copy_log(
    base::Disk& disk, const std::string& folder, const base::ByteArray<32>& log_id,
    const std::function<base::Status(const std::string& name, base::ByteView bytes)>& take);

}  // namespace zhida::store
