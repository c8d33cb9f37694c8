#include <fcntl.h>

#include <optional>

#include "intake/source/detail/sources.hpp"

namespace zhida::intake::detail {

namespace {

class ZipSource final : public PackageSource {
  public:
    explicit ZipSource(std::unique_ptr<Archive> archive)
        : archive_{std::move(archive)} {}
    // All files at the root, or all in one folder.
    base::Status list();
    base::Status read(std::string_view name, const Visit& visit) override;

  private:
    std::unique_ptr<Archive> archive_;
    std::map<std::string, std::size_t, std::less<>> entry_of_;
};

base::Status ZipSource::list() {
    const auto& entries = archive_->entries();
    std::optional<std::string> folder;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const std::string& name = entries[i].name;
        const std::size_t slash = name.find('/');
        const std::size_t begin = slash == name.npos ? 0 : slash + 1;
        const bool nested = name.find('/', begin) != name.npos;
        if (nested || (folder && *folder != name.substr(0, begin))) {
            return base::fail(shown_name(name) + " lies neither at the root nor in the one folder",
                              shown_name(name) + " 不在压缩包根目录或唯一的文件夹内");
        }
        folder = name.substr(0, begin);
        if (entries[i].is_folder()) continue;
        files_.emplace(name.substr(begin), entries[i].bytes);
        entry_of_.emplace(name.substr(begin), i);
    }
    if (files_.size() > package_files_max) return base::fail("more than 66 files", "文件超过 66 个");
    return base::Done{};
}

base::Status ZipSource::read(std::string_view name, const Visit& visit) {
    return archive_->read(entry_of_.find(name)->second, visit);
}

}  // namespace

base::Result<std::unique_ptr<PackageSource>> open_zip(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return base::fail(path + " cannot be opened", "无法打开 " + path);
    // One entry more: the folder itself.
    auto archive = Archive::open(descriptor, {package_files_max + 1, package_bytes_max});
    if (!archive) return archive.error();
    auto source = std::make_unique<ZipSource>(std::move(*archive));
    if (auto done = source->list(); !done) return done.error();
    return std::unique_ptr<PackageSource>{std::move(source)};
}

}  // namespace zhida::intake::detail
