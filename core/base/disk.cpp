#include "core/base/disk.hpp"

namespace zhida::base {

Status replace_file(Disk& disk, std::string_view path, ByteView bytes) {
    const std::string fresh = std::string{path} + ".new";
    auto file = disk.open(fresh, true);
    if (!file) return file.error();
    if (auto done = (*file)->truncate(0); !done) return done;
    if (auto done = (*file)->write(0, bytes); !done) return done;
    if (auto done = (*file)->sync(); !done) return done;
    return disk.rename(fresh, path);
}

Result<Bytes> read_file(Disk& disk, std::string_view path) {
    auto file = disk.open(path, false);
    if (!file) return file.error();
    const std::uint64_t size = (*file)->size();
    auto bytes = (*file)->read(0, static_cast<std::size_t>(size));
    if (bytes && bytes->size() != size)
        return fail("read " + std::string{path} + ": file ended early");
    return bytes;
}

}  // namespace zhida::base
