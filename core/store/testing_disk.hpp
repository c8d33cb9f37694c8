// A disk in memory for tests: it keeps apart what was synced and what was only written, fails the
// n-th operation on demand, and shows what a crash leaves behind.
#pragma once

#include <map>
#include <memory>

#include "core/base/disk.hpp"

namespace zhida::store {

class TestingDisk final : public base::Disk {
  public:
    struct Content {
        base::Bytes now;
        base::Bytes synced;
        bool entry_synced = false;  // the folder entry outlives a crash
    };

    base::Result<std::unique_ptr<base::File>> open(std::string_view path, bool create) override;
    bool exists(std::string_view path) override;
    std::vector<std::string> list(std::string_view folder) override;
    base::Status rename(std::string_view from, std::string_view to) override;
    base::Status remove(std::string_view path) override;
    base::Status sync_folder(std::string_view folder) override;

    // The operation with this number (counted from 1) and all after it fail; 0: none does.
    std::uint64_t fail_from = 0;
    // Only that one fails: a disk that was full, or answered EIO, once.
    bool fails_once = false;
    // A write that fails has put the front half of its bytes in place.
    bool short_writes = false;
    // Off: room is not set aside, so that files are as long as what was written to them.
    bool reserves = true;
    std::uint64_t operations = 0;
    bool step();  // false: this operation fails

    enum class Loss { all_unsynced, nothing, torn };
    // What is on the disk after a power cut. `torn` keeps a part of each unsynced change.
    TestingDisk after_crash(Loss loss, unsigned seed) const;

    std::map<std::string, std::shared_ptr<Content>, std::less<>> files;
};

}  // namespace zhida::store
