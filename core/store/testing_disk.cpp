#include "core/store/testing_disk.hpp"

#include <algorithm>

namespace zhida::store {

namespace {

using base::Bytes;
using base::Done;
using base::fail;

class TestingFile final : public base::File {
  public:
    TestingFile(TestingDisk& disk, std::shared_ptr<TestingDisk::Content> content)
        : disk_{disk},
          content_{std::move(content)} {}

    std::uint64_t size() const override { return content_->now.size(); }
    base::Result<Bytes> read(std::uint64_t offset, std::size_t count) override {
        const Bytes& all = content_->now;
        if (offset >= all.size()) return Bytes{};
        const std::size_t from = static_cast<std::size_t>(offset);
        return base::to_bytes(
            base::ByteView{all}.subspan(from, std::min(count, all.size() - from)));
    }
    base::Status write(std::uint64_t offset, base::ByteView bytes) override {
        const bool fails = !disk_.step();
        if (fails && !disk_.short_writes) return fail("write: no space");
        if (fails) bytes = bytes.first(bytes.size() / 2);
        const std::size_t end = static_cast<std::size_t>(offset) + bytes.size();
        if (content_->now.size() < end) content_->now.resize(end);
        std::copy(bytes.begin(), bytes.end(),
                  content_->now.begin() + static_cast<std::ptrdiff_t>(offset));
        if (fails) return fail("write: no space");
        return Done{};
    }
    base::Status preallocate(std::uint64_t size) override {
        if (!disk_.step()) return fail("preallocate: no space");
        if (disk_.reserves && content_->now.size() < size)
            content_->now.resize(static_cast<std::size_t>(size));
        return Done{};
    }
    base::Status truncate(std::uint64_t size) override {
        if (!disk_.step()) return fail("truncate: input/output error");
        content_->now.resize(static_cast<std::size_t>(size));
        return Done{};
    }
    base::Status sync() override {
        if (!disk_.step()) return fail("sync: input/output error");
        content_->synced = content_->now;
        return Done{};
    }

  private:
    TestingDisk& disk_;
    std::shared_ptr<TestingDisk::Content> content_;
};

}  // namespace

bool TestingDisk::step() {
    ++operations;
    if (fails_once) return operations != fail_from;
    return fail_from == 0 || operations < fail_from;
}

base::Result<std::unique_ptr<base::File>> TestingDisk::open(std::string_view path, bool create) {
    auto found = files.find(path);
    if (found == files.end()) {
        if (!create) return fail("open " + std::string{path} + ": no such file");
        if (!step()) return fail("open: no space");
        found = files.emplace(std::string{path}, std::make_shared<Content>()).first;
    }
    return std::unique_ptr<base::File>{new TestingFile{*this, found->second}};
}

bool TestingDisk::exists(std::string_view path) { return files.contains(path); }

std::vector<std::string> TestingDisk::list(std::string_view folder) {
    std::vector<std::string> names;
    const std::string prefix = std::string{folder} + "/";
    for (const auto& [path, content] : files) {
        if (!path.starts_with(prefix)) continue;
        const std::string rest = path.substr(prefix.size());
        const std::string name = rest.substr(0, rest.find('/'));
        if (names.empty() || names.back() != name) names.push_back(name);
    }
    return names;
}

base::Status TestingDisk::rename(std::string_view from, std::string_view to) {
    if (!step()) return fail("rename: input/output error");
    const auto found = files.find(from);
    if (found == files.end()) return fail("rename: no such file");
    found->second->entry_synced = true;
    files.insert_or_assign(std::string{to}, found->second);
    files.erase(files.find(from));
    return Done{};
}

base::Status TestingDisk::remove(std::string_view path) {
    if (!step()) return fail("remove: input/output error");
    const auto found = files.find(path);
    if (found != files.end()) files.erase(found);
    return Done{};
}

base::Status TestingDisk::sync_folder(std::string_view folder) {
    if (!step()) return fail("sync folder: input/output error");
    const std::string prefix = std::string{folder} + "/";
    for (const auto& [path, content] : files) {
        if (path.starts_with(prefix)) content->entry_synced = true;
    }
    return Done{};
}

TestingDisk TestingDisk::after_crash(Loss loss, unsigned seed) const {
    TestingDisk left;
    left.reserves = reserves;
    for (const auto& [path, content] : files) {
        if (loss != Loss::nothing && !content->entry_synced && content->synced.empty()) continue;
        auto kept = std::make_shared<Content>();
        kept->now = loss == Loss::nothing ? content->now : content->synced;
        if (loss == Loss::torn) {
            // A front part of what was written but not synced has reached the platter.
            kept->now.resize(content->now.size());
            std::size_t first = 0;
            while (first < kept->now.size() && kept->now[first] == content->now[first]) ++first;
            const std::size_t changed = kept->now.size() - first;
            const std::size_t keep = changed == 0 ? 0 : (seed * 2'654'435'761U) % changed;
            std::copy_n(content->now.begin() + static_cast<std::ptrdiff_t>(first), keep,
                        kept->now.begin() + static_cast<std::ptrdiff_t>(first));
        }
        kept->synced = kept->now;
        kept->entry_synced = true;
        left.files.emplace(path, std::move(kept));
    }
    return left;
}

}  // namespace zhida::store
