#include "node/posix/posix_disk.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace zhida::node {

namespace {

using base::Bytes;
using base::Done;
using base::Status;

constexpr mode_t only_owner = 0600;

base::Error failed(const std::string& what) {
    const std::string why = std::strerror(errno);
    return base::fail(what + ": " + why, what + "：" + why);
}

class PosixFile final : public base::File {
  public:
    PosixFile(int descriptor, std::string path)
        : descriptor_{descriptor},
          path_{std::move(path)} {}
    ~PosixFile() override { ::close(descriptor_); }
    PosixFile(const PosixFile&) = delete;
    PosixFile& operator=(const PosixFile&) = delete;

    std::uint64_t size() const override {
        struct stat found{};
        return ::fstat(descriptor_, &found) == 0 ? static_cast<std::uint64_t>(found.st_size) : 0;
    }

    base::Result<Bytes> read(std::uint64_t offset, std::size_t count) override {
        const std::uint64_t end = size();
        if (offset >= end) return Bytes{};
        Bytes out(static_cast<std::size_t>(std::min<std::uint64_t>(count, end - offset)));
        std::size_t done = 0;
        while (done < out.size()) {
            const auto got = ::pread(descriptor_, out.data() + done, out.size() - done,
                                     static_cast<off_t>(offset + done));
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return failed("read " + path_);
            if (got == 0) break;
            done += static_cast<std::size_t>(got);
        }
        out.resize(done);
        return out;
    }

    Status write(std::uint64_t offset, base::ByteView bytes) override {
        std::size_t done = 0;
        while (done < bytes.size()) {
            const auto put = ::pwrite(descriptor_, bytes.data() + done, bytes.size() - done,
                                      static_cast<off_t>(offset + done));
            if (put < 0 && errno == EINTR) continue;
            if (put <= 0) return failed("write " + path_);
            done += static_cast<std::size_t>(put);
        }
        return Done{};
    }

    Status preallocate(std::uint64_t bytes) override {
        if (bytes <= size()) return Done{};
        const int code = ::posix_fallocate(descriptor_, 0, static_cast<off_t>(bytes));
        if (code == 0) return Done{};
        errno = code;
        return failed("preallocate " + path_);
    }

    Status truncate(std::uint64_t bytes) override {
        if (::ftruncate(descriptor_, static_cast<off_t>(bytes)) == 0) return Done{};
        return failed("truncate " + path_);
    }

    Status sync() override {
        if (::fdatasync(descriptor_) == 0) return Done{};
        return failed("sync " + path_);
    }

  private:
    int descriptor_;
    std::string path_;
};

}  // namespace

base::Result<std::unique_ptr<base::File>> PosixDisk::open(std::string_view path, bool create) {
    const std::string file = whole(path);
    if (create) {
        std::error_code ignored;
        std::filesystem::create_directories(std::filesystem::path{file}.parent_path(), ignored);
    }
    const int flags = O_RDWR | O_CLOEXEC | (create ? O_CREAT : 0);
    const int descriptor = ::open(file.c_str(), flags, only_owner);
    if (descriptor < 0) return failed("open " + file);
    return std::unique_ptr<base::File>{new PosixFile{descriptor, file}};
}

bool PosixDisk::exists(std::string_view path) { return std::filesystem::exists(whole(path)); }

std::vector<std::string> PosixDisk::list(std::string_view folder) {
    std::vector<std::string> names;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator{whole(folder), ignored}) {
        names.push_back(entry.path().filename().string());
    }
    std::ranges::sort(names);
    return names;
}

Status PosixDisk::rename(std::string_view from, std::string_view to) {
    if (::rename(whole(from).c_str(), whole(to).c_str()) != 0) {
        return failed("rename " + std::string{from});
    }
    const std::size_t slash = to.rfind('/');
    return sync_folder(slash == std::string_view::npos ? std::string_view{} : to.substr(0, slash));
}

Status PosixDisk::remove(std::string_view path) {
    if (::unlink(whole(path).c_str()) == 0 || errno == ENOENT) return Done{};
    return failed("remove " + std::string{path});
}

Status PosixDisk::sync_folder(std::string_view folder) {
    const int descriptor = ::open(whole(folder).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return failed("open folder " + std::string{folder});
    const int code = ::fsync(descriptor);
    ::close(descriptor);
    return code == 0 ? Status{Done{}} : Status{failed("sync folder " + std::string{folder})};
}

}  // namespace zhida::node
