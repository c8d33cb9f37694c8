#include "core/store/block_log.hpp"

#include <algorithm>
#include <array>

namespace zhida::store {

namespace {

using base::Bytes;
using base::ByteView;
using base::Done;
using base::Status;

constexpr std::string_view magic = "zhidalog";
constexpr std::uint32_t version = 1;
constexpr std::size_t segment_head = 8 + 4 + 32 + 8 + 4;
constexpr std::size_t record_head = 4 + 8 + 4;

constexpr std::array<std::uint32_t, 256> crc_table = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t c = i;
        for (int k = 0; k < 8; ++k) c = c >> 1 ^ (c & 1 ? 0x82f63b78U : 0U);
        table[i] = c;
    }
    return table;
}();

Bytes segment_header(const base::ByteArray<32>& id, std::uint64_t first) {
    Bytes out = base::to_bytes(base::view(magic));
    base::append_u32(out, version);
    base::append(out, id);
    base::append_u64(out, first);
    base::append_u32(out, checksum({out}));
    return out;
}

std::string segment_name(std::uint64_t first) {
    Bytes number;
    base::append_u64(number, first);
    return base::hex(number);
}

base::Error damaged(const std::string& where) {
    return base::fail(
        "the block log is damaged at " + where + "; restore it from a backup or a peer",
        "区块日志在 " + where + " 处损坏；请从备份或其他节点恢复");
}

struct Record {
    std::uint32_t size = 0;
    std::uint64_t number = 0;
    Bytes payload;
};

// The record at an offset, or nothing when there is no whole and sound one.
base::Result<std::optional<Record>> record_at(base::File& file, std::uint64_t offset) {
    auto head = file.read(offset, record_head);
    if (!head) return head.error();
    if (head->size() < record_head) return std::optional<Record>{};
    const ByteView view{*head};
    Record record{base::read_u32(view), base::read_u64(view.subspan(4)), {}};
    if (record.size == 0 || record.size > record_bytes_max) return std::optional<Record>{};
    auto payload = file.read(offset + record_head, record.size);
    if (!payload) return payload.error();
    const bool sound = payload->size() == record.size &&
                       checksum({view.subspan(4, 8), *payload}) == base::read_u32(view.subspan(12));
    if (!sound) return std::optional<Record>{};
    record.payload = std::move(*payload);
    return std::optional{std::move(record)};
}

}  // namespace

std::uint32_t checksum(std::initializer_list<ByteView> parts) {
    std::uint32_t crc = 0xffff'ffff;
    for (const ByteView part : parts) {
        for (const base::Byte b : part) crc = crc_table[(crc ^ b) & 0xff] ^ crc >> 8;
    }
    return ~crc;
}

BlockLog::BlockLog(base::Disk& disk, std::string folder, const base::ByteArray<32>& log_id,
                   std::uint64_t segment_bytes)
    : disk_{disk},
      folder_{std::move(folder)},
      log_id_{log_id},
      segment_bytes_{segment_bytes} {}

base::Error BlockLog::poison(base::Error error) {
    poisoned_ = true;
    return error;
}

base::Result<std::unique_ptr<BlockLog>> BlockLog::open(base::Disk& disk, std::string folder,
                                                       const base::ByteArray<32>& log_id,
                                                       std::uint64_t segment_bytes) {
    std::unique_ptr<BlockLog> log{new BlockLog{disk, std::move(folder), log_id, segment_bytes}};
    std::vector<std::string> names = disk.list(log->folder_);
    std::erase_if(names, [](const std::string& name) { return name.size() != 16; });
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (auto done = log->load(names[i], i + 1 == names.size()); !done) return done.error();
    }
    return log;
}

Status BlockLog::load(const std::string& name, bool is_last) {
    auto file = disk_.open(folder_ + "/" + name, false);
    if (!file) return file.error();
    auto head = (*file)->read(0, segment_head);
    if (!head) return head.error();
    if (*head != segment_header(log_id_, last_ + 1) || name != segment_name(last_ + 1)) {
        // A crash may have left the newest file with a torn header and no record in it.
        const ByteView view{*head};
        const bool is_whole =
            head->size() == segment_head &&
            checksum({view.first(segment_head - 4)}) == base::read_u32(view.last(4));
        auto record = record_at(**file, segment_head);
        if (!record) return record.error();
        if (is_last && !is_whole && !*record && name == segment_name(last_ + 1)) {
            return disk_.remove(folder_ + "/" + name);
        }
        return damaged(name + " header");
    }
    Segment segment{last_ + 1, std::move(*file), {}, segment_head};
    if (auto done = scan(segment, is_last); !done) return done;
    last_ += segment.offsets.size();
    segments_.push_back(std::move(segment));
    return Done{};
}

Status BlockLog::scan(Segment& segment, bool is_last) {
    const std::uint64_t size = segment.file->size();
    while (segment.end < size) {
        auto record = record_at(*segment.file, segment.end);
        if (!record) return record.error();
        const std::uint64_t expected = segment.first + segment.offsets.size();
        if (!*record || (*record)->number != expected) break;
        segment.offsets.push_back(segment.end);
        segment.end += record_head + (*record)->size;
    }
    if (segment.end >= size) return Done{};
    auto rest = segment.file->read(segment.end, static_cast<std::size_t>(size - segment.end));
    if (!rest) return rest.error();
    const auto written = std::ranges::find_if(*rest, [](base::Byte b) { return b != 0; });
    if (written == rest->end()) return Done{};
    // A sound later record behind a broken one means damage, not a torn last write.
    for (std::size_t at = 1; at + record_head < rest->size(); ++at) {
        const ByteView head = ByteView{*rest}.subspan(at, record_head);
        const std::uint64_t number = base::read_u64(head.subspan(4));
        if (number <= segment.first + segment.offsets.size() || number > last_ + 1'000'000'000)
            continue;
        auto later = record_at(*segment.file, segment.end + at);
        if (!later) return later.error();
        if (*later) return damaged(segment_name(segment.first) + "+" + std::to_string(segment.end));
    }
    if (!is_last) return damaged(segment_name(segment.first) + "+" + std::to_string(segment.end));
    return cut_tail(segment);
}

Status BlockLog::cut_tail(Segment& segment) {
    const std::uint64_t size = segment.file->size();
    if (auto done = segment.file->truncate(segment.end); !done) return done;
    if (auto done = segment.file->preallocate(size); !done) return done;
    return segment.file->sync();
}

Status BlockLog::new_segment(std::uint64_t first, std::uint64_t size) {
    // The segment before must be whole first: a crash may keep a newer file and lose an older
    // write.
    if (auto done = sync(); !done) return done;
    const std::string path = folder_ + "/" + segment_name(first);
    auto file = disk_.open(path, true);
    if (!file) return file.error();
    if (auto done = (*file)->preallocate(size); !done) return done;
    if (auto done = (*file)->write(0, segment_header(log_id_, first)); !done) return done;
    if (auto done = disk_.sync_folder(folder_); !done) return done;
    segments_.push_back({first, std::move(*file), {}, segment_head});
    dirty_ = true;
    return Done{};
}

Status BlockLog::append(ByteView record) {
    if (poisoned_) return base::fail("the block log failed before and takes nothing more");
    if (record.empty() || record.size() > record_bytes_max) {
        return base::fail("a block log record has 1 byte to 32 MiB");
    }
    const std::uint64_t need = record_head + record.size();
    const bool full = segments_.empty() || (!segments_.back().offsets.empty() &&
                                            segments_.back().end + need > segment_bytes_);
    if (full) {
        const std::uint64_t size = std::max(segment_bytes_, segment_head + need);
        if (auto done = new_segment(last_ + 1, size); !done) return poison(done.error());
    }
    Segment& segment = segments_.back();
    Bytes head;
    base::append_u32(head, static_cast<std::uint32_t>(record.size()));
    base::append_u64(head, last_ + 1);
    base::append_u32(head, checksum({ByteView{head}.subspan(4), record}));
    base::append(head, record);
    if (auto done = segment.file->write(segment.end, head); !done) return poison(done.error());
    dirty_ = true;
    segment.offsets.push_back(segment.end);
    segment.end += need;
    ++last_;
    return Done{};
}

Status BlockLog::sync() {
    if (poisoned_) return base::fail("the block log failed before and takes nothing more");
    if (!dirty_) return Done{};
    if (auto done = segments_.back().file->sync(); !done) return poison(done.error());
    dirty_ = false;
    return Done{};
}

base::Result<Bytes> BlockLog::read_at(const Segment& segment, std::size_t index) const {
    auto record = record_at(*segment.file, segment.offsets[index]);
    if (!record) return record.error();
    if (!*record || (*record)->number != segment.first + index) {
        return damaged("record " + std::to_string(segment.first + index));
    }
    return std::move((*record)->payload);
}

base::Result<Bytes> BlockLog::read(std::uint64_t number) {
    for (const Segment& segment : segments_) {
        const bool inside =
            number >= segment.first && number < segment.first + segment.offsets.size();
        if (inside) return read_at(segment, static_cast<std::size_t>(number - segment.first));
    }
    return base::fail("there is no block " + std::to_string(number),
                      "没有区块 " + std::to_string(number));
}

Status BlockLog::each(std::uint64_t from, const std::function<bool(std::uint64_t, Bytes)>& visit) {
    for (const Segment& segment : segments_) {
        for (std::size_t i = 0; i < segment.offsets.size(); ++i) {
            if (segment.first + i < from) continue;
            auto record = read_at(segment, i);
            if (!record) return record.error();
            if (!visit(segment.first + i, std::move(*record))) return Done{};
        }
    }
    return Done{};
}

// --- copying ---

namespace {

// How far a segment is sound, and whether anything readable or half written lies behind that.
struct Extent {
    std::uint64_t end = segment_head;
    std::uint64_t records = 0;
    Bytes newest;
    bool is_damaged = false;  // a sound record behind a broken one
    bool has_rest = false;    // bytes other than zero behind the last sound record
};

base::Result<Extent> extent_of(base::File& file, std::uint64_t first) {
    Extent extent;
    while (true) {
        auto record = record_at(file, extent.end);
        if (!record) return record.error();
        if (!*record || (*record)->number != first + extent.records) break;
        extent.end += record_head + (*record)->size;
        ++extent.records;
        extent.newest = std::move((*record)->payload);
    }
    auto rest = file.read(extent.end, static_cast<std::size_t>(segment_bytes_default));
    if (!rest) return rest.error();
    extent.has_rest = std::ranges::any_of(*rest, [](base::Byte b) { return b != 0; });
    for (std::size_t at = 1; extent.has_rest && at + record_head < rest->size(); ++at) {
        const std::uint64_t number = base::read_u64(ByteView{*rest}.subspan(at + 4, 8));
        if (number <= first + extent.records || number > first + 1'000'000'000) continue;
        auto later = record_at(file, extent.end + at);
        if (!later) return later.error();
        extent.is_damaged = extent.is_damaged || later->has_value();
    }
    return extent;
}

}  // namespace

base::Result<LogCopy> copy_log(
    base::Disk& disk, const std::string& folder, const base::ByteArray<32>& log_id,
    const std::function<Status(const std::string& name, ByteView bytes)>& take) {
    std::vector<std::string> names = disk.list(folder);
    std::erase_if(names, [](const std::string& name) { return name.size() != 16; });
    LogCopy copy;
    for (const std::string& name : names) {
        const bool is_last = name == names.back();
        auto file = disk.open(folder + "/" + name, false);
        if (!file) return file.error();
        auto extent = extent_of(**file, copy.last + 1);
        // The writer may have finished one record and begun the next while this was reading.
        if (extent && extent->is_damaged) extent = extent_of(**file, copy.last + 1);
        if (!extent) return extent.error();
        auto bytes = (*file)->read(0, static_cast<std::size_t>(extent->end));
        if (!bytes) return bytes.error();
        const Bytes head = segment_header(log_id, copy.last + 1);
        const bool has_head = bytes->size() >= segment_head &&
                              base::equal(ByteView{*bytes}.first(segment_head), head);
        if (!has_head && is_last && extent->records == 0) break;  // a segment just begun
        if (!has_head || extent->is_damaged || (!is_last && extent->has_rest)) {
            return damaged(name + "+" + std::to_string(extent->end));
        }
        if (auto done = (*file)->sync(); !done) return done.error();
        if (auto done = take(name, *bytes); !done) return done.error();
        if (extent->records > 0) copy.newest = std::move(extent->newest);
        copy.last += extent->records;
    }
    return copy;
}

}  // namespace zhida::store
