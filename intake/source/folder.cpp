#include <filesystem>
#include <fstream>

#include "intake/source/detail/sources.hpp"

namespace zhida::intake::detail {

namespace {

namespace fs = std::filesystem;

class FolderSource final : public PackageSource {
  public:
    explicit FolderSource(std::string path)
        : path_{std::move(path)} {}
    // What lies in the folder: plain files, nothing nested.
    base::Status list();
    base::Status read(std::string_view name, const Visit& visit) override;

  private:
    std::string path_;
};

base::Status FolderSource::list() {
    std::error_code failed;
    fs::directory_iterator entry{path_, failed};
    for (; !failed && entry != fs::directory_iterator{}; entry.increment(failed)) {
        const std::string name = entry->path().filename().string();
        if (entry->symlink_status(failed).type() != fs::file_type::regular) {
            return base::fail(shown_name(name) + " is no plain file",
                              shown_name(name) + " 不是普通文件");
        }
        files_.emplace(name, entry->file_size(failed));
        if (failed) break;
        if (files_.size() > package_files_max) {
            return base::fail("more than 66 files", "文件超过 66 个");
        }
    }
    if (failed) {
        return base::fail("the folder cannot be opened: " + path_, "文件夹无法打开：" + path_);
    }
    return base::Done{};
}

base::Status FolderSource::read(std::string_view name, const Visit& visit) {
    std::ifstream in{path_ + "/" + std::string{name}, std::ios::binary};
    std::string piece(piece_bytes, '\0');
    while (in) {
        in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        const auto count = static_cast<std::size_t>(in.gcount());
        if (count > 0 && !visit(std::string_view{piece}.substr(0, count))) return base::Done{};
    }
    if (in.eof()) return base::Done{};
    return base::fail(shown_name(name) + " cannot be read", shown_name(name) + " 无法读取");
}

}  // namespace

base::Result<std::unique_ptr<PackageSource>> open_folder(const std::string& path) {
    auto source = std::make_unique<FolderSource>(path);
    if (auto done = source->list(); !done) return done.error();
    return std::unique_ptr<PackageSource>{std::move(source)};
}

}  // namespace zhida::intake::detail
