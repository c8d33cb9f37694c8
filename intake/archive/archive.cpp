#include "intake/archive/archive.hpp"

#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include <algorithm>
#include <array>
#include <set>

#include "core/codec/reader.hpp"
#include "intake/archive/detail/directory.hpp"
#include "intake/encoding/gb18030.hpp"

namespace zhida::intake {

namespace {

constexpr std::size_t shown_bytes_max = 120;

base::Error refuse(const std::string& name, const std::string& en, const std::string& zh) {
    return base::fail(shown_name(name) + " in the zip archive " + en,
                      "zip 压缩包中的 " + shown_name(name) + " " + zh);
}

base::Error damaged() {
    return base::fail("the zip archive is damaged or cut off", "zip 压缩包已损坏或不完整");
}

bool has_unsafe_part(std::string_view name) {
    while (true) {
        const std::size_t slash = name.find('/');
        const std::string_view part = name.substr(0, slash);
        if (part == "." || part == "..") return true;
        if (slash == name.npos) return false;
        if (part.empty()) return true;  // also an absolute path
        name.remove_prefix(slash + 1);
    }
}

bool is_unsafe_name(std::string_view name) {
    const bool is_drive = name.size() > 1 && name[1] == ':';
    return name.empty() || name.size() > archive_name_bytes_max || is_drive ||
           name.find('\\') != name.npos || has_unsafe_part(name);
}

// Neither a plain file nor a folder, as the system says on which the archive was made.
bool is_special(zip_t* zip, zip_uint64_t index) {
    zip_uint8_t system = 0;
    zip_uint32_t attributes = 0;
    if (zip_file_get_external_attributes(zip, index, 0, &system, &attributes) != 0) return true;
    if (system != ZIP_OPSYS_UNIX && system != ZIP_OPSYS_OS_X) return false;
    const mode_t kind = static_cast<mode_t>(attributes >> 16) & S_IFMT;
    return kind != 0 && kind != S_IFREG && kind != S_IFDIR;
}

// What some programs write in the encoding of a Chinese desktop without saying so.
std::string utf8_name(const char* raw) {
    std::string name = raw == nullptr ? "" : raw;
    if (codec::is_utf8(name)) return name;
    return gb18030_to_utf8(name).value_or("");
}

}  // namespace

std::string shown_name(std::string_view name) {
    const bool plain = name.size() <= shown_bytes_max && codec::is_utf8(name) &&
                       std::ranges::none_of(name, [](char c) { return c >= 0 && c < ' '; });
    return plain && !name.empty() ? std::string{name} : "?";
}

std::string in_small_letters(std::string_view text) {
    std::string out{text};
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

struct Archive::Handle {
    explicit Handle(zip_t* opened)
        : zip{opened} {}
    ~Handle() { zip_discard(zip); }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    zip_t* zip;
};

Archive::Archive(std::unique_ptr<Handle> handle)
    : handle_{std::move(handle)} {}
Archive::~Archive() = default;

base::Result<std::unique_ptr<Archive>> Archive::open(int descriptor, const ArchiveLimits& limits) {
    struct stat status {};
    const bool readable = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
    const auto bytes = static_cast<std::uint64_t>(readable ? status.st_size : 0);
    const auto announced = detail::announced_entries(descriptor, bytes);
    std::optional<base::Error> error;
    if (!announced) {
        error = announced.error();
    } else if (*announced > limits.entries_max) {
        const std::string most = std::to_string(limits.entries_max);
        error = base::fail("the zip archive has more than " + most + " entries",
                           "zip 压缩包的条目超过 " + most + " 个");
    }
    zip_t* const zip = error ? nullptr : zip_fdopen(descriptor, ZIP_CHECKCONS, nullptr);
    if (zip == nullptr) {
        ::close(descriptor);
        return error ? *error : damaged();
    }
    std::unique_ptr<Archive> archive{new Archive{std::make_unique<Handle>(zip)}};
    if (auto done = archive->take_entries(bytes, limits); !done) return done.error();
    return archive;
}

base::Status Archive::take_entries(std::uint64_t archive_bytes, const ArchiveLimits& limits) {
    zip_t* const zip = handle_->zip;
    std::set<std::string> names;
    std::uint64_t total = 0;
    const auto count = static_cast<zip_uint64_t>(zip_get_num_entries(zip, 0));
    for (zip_uint64_t i = 0; i < count; ++i) {
        zip_stat_t stat;
        if (zip_stat_index(zip, i, 0, &stat) != 0) return damaged();
        const std::string name = utf8_name(zip_get_name(zip, i, ZIP_FL_ENC_RAW));
        if (is_unsafe_name(name)) return refuse(name, "has an unsafe name", "名称不安全");
        if (is_special(zip, i)) return refuse(name, "is a link or no plain file", "不是普通文件");
        if (stat.encryption_method != ZIP_EM_NONE) return refuse(name, "is encrypted", "已加密");
        if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE) {
            return refuse(name, "is packed in an unusual way", "压缩方式不受支持");
        }
        if (!names.insert(in_small_letters(name)).second) {
            return refuse(name, "stands there twice", "重复出现");
        }
        if (stat.size / archive_ratio_max > stat.comp_size ||
            stat.size > stat.comp_size * archive_ratio_max) {
            return refuse(name, "unpacks to more than 100 times its size", "解压比超过 100");
        }
        total += std::min(stat.size, limits.bytes_max + 1);
        if (total > limits.bytes_max || total > archive_bytes * archive_ratio_max) {
            const std::string most = std::to_string(limits.bytes_max >> 20);
            return base::fail("the zip archive unpacks to more than " + most +
                                  " MB, or to more than 100 times its size",
                              "zip 压缩包解压后超过 " + most + " MB，或解压比超过 100");
        }
        entries_.push_back({name, stat.size});
    }
    return base::Done{};
}

base::Status Archive::read(std::size_t index, const Visit& visit) {
    const ArchiveEntry& entry = entries_[index];
    const auto broken = [&] { return refuse(entry.name, "is damaged", "已损坏"); };
    zip_file_t* const file = zip_fopen_index(handle_->zip, index, 0);
    if (file == nullptr) return broken();
    const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> closing{file, zip_fclose};
    std::string piece(piece_bytes, '\0');
    std::uint64_t done = 0;
    while (true) {
        const auto count = zip_fread(file, piece.data(), piece.size());
        if (count < 0) return broken();
        if (count == 0) break;
        done += static_cast<std::uint64_t>(count);
        if (done > entry.bytes) return broken();
        const bool more = visit(std::string_view{piece}.substr(0, static_cast<std::size_t>(count)));
        if (!more) return base::Done{};
    }
    return done == entry.bytes ? base::Status{base::Done{}} : base::Status{broken()};
}

}  // namespace zhida::intake
