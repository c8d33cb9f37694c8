#include "intake/source/source.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "intake/source/detail/sources.hpp"

namespace zhida::intake {

namespace {

constexpr std::string_view archive_beginnings[] = {
    std::string_view{"PK\x03\x04", 4}, std::string_view{"Rar!\x1a\x07", 6},
    std::string_view{"7z\xbc\xaf\x27\x1c", 6}, std::string_view{"\x1f\x8b\x08", 3},
    std::string_view{"\xfd" "7zXZ", 5}, std::string_view{"BZh", 3}};

// Documents that are zip files by their nature; they are never opened, but for lines.xlsx.
constexpr std::string_view document_endings[] = {".xlsx", ".docx", ".pptx", ".ofd", ".odt", ".ods"};

base::Error archive_inside(std::string_view name) {
    return base::fail(shown_name(name) + " is an archive inside the package",
                      shown_name(name) + " 是包内嵌套的压缩包");
}

bool may_be_document(std::string_view name) {
    const std::string small = in_small_letters(name);
    return std::ranges::any_of(document_endings,
                               [&](std::string_view end) { return small.ends_with(end); });
}

base::Status check_file(PackageSource& source, std::string_view name) {
    if (detail::is_archive(name)) return archive_inside(name);
    if (may_be_document(name)) return base::Done{};
    bool archive = false;
    auto done = source.read(name, [&](std::string_view piece) {
        archive = std::ranges::any_of(archive_beginnings, [&](std::string_view beginning) {
            return piece.starts_with(beginning);
        });
        return false;
    });
    if (!done) return done;
    return archive ? base::Status{archive_inside(name)} : done;
}

base::Status check(PackageSource& source) {
    std::set<std::string> names;
    std::uint64_t bytes = 0;
    for (const auto& [name, size] : source.files()) {
        bytes += size;
        if (!names.insert(in_small_letters(name)).second) {
            return base::fail("two files are named " + shown_name(name) + " but for letter case",
                              "两个文件名仅大小写不同：" + shown_name(name));
        }
        if (auto done = check_file(source, name); !done) return done;
    }
    if (bytes > package_bytes_max) return base::fail("larger than 512 MB", "超过 512 MB");
    return base::Done{};
}

}  // namespace

bool detail::is_archive(std::string_view name) {
    constexpr std::string_view endings[] = {".zip", ".7z",  ".rar", ".tar", ".gz",
                                            ".tgz", ".bz2", ".xz",  ".zst", ".jar"};
    const std::string small = in_small_letters(name);
    return std::ranges::any_of(endings, [&](std::string_view end) { return small.ends_with(end); });
}

base::Result<std::unique_ptr<PackageSource>> open_package(const std::string& path) {
    std::error_code failed;
    auto source = std::filesystem::is_regular_file(path, failed) ? detail::open_zip(path)
                                                                 : detail::open_folder(path);
    if (!source) return source;
    if (auto done = check(**source); !done) return done.error();
    return source;
}

base::Result<std::string> read_small(PackageSource& source, std::string_view name,
                                     std::size_t bytes_max) {
    std::string text;
    const auto at = source.files().find(name);
    if (at == source.files().end()) return text;
    if (at->second > bytes_max) {
        const std::string most = std::to_string(bytes_max);
        return base::fail(shown_name(name) + " is larger than " + most + " bytes",
                          shown_name(name) + " 超过 " + most + " 字节");
    }
    const auto done = source.read(name, [&](std::string_view piece) {
        text += piece;
        return text.size() <= bytes_max;
    });
    if (!done) return done.error();
    return text;
}

}  // namespace zhida::intake
