// The first sheet of a workbook. The file is kept in a temporary one without a name, since its
// parts lie in any order; its parts are read in a stream.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "intake/tables/detail/sheet.hpp"

namespace zhida::intake {

namespace {

using detail::Relation;

constexpr std::size_t parts_max = 1'000;
constexpr std::uint64_t workbook_bytes_max = 512ULL << 20;
constexpr std::string_view content_types = "[Content_Types].xml";
constexpr std::size_t content_types_bytes_max = 1U << 20;

base::Error no_workbook() {
    return base::fail("the file is no workbook (.xlsx)", "文件不是工作簿（.xlsx）");
}

base::Error has_macros() {
    return base::fail("the workbook has macros", "工作簿含有宏");
}

// A file without a name: nothing is left of it whatever happens.
int nameless_file() {
    const std::string folder = std::filesystem::temp_directory_path().string();
    const int descriptor = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor >= 0) return descriptor;
    std::string name = folder + "/zhida-XXXXXX";
    const int named = ::mkostemp(name.data(), O_CLOEXEC);
    if (named >= 0) ::unlink(name.c_str());
    return named;
}

class WorkbookReader final : public TableReader {
  public:
    explicit WorkbookReader(OnRow on_row)
        : on_row_{std::move(on_row)},
          kept_{nameless_file()} {}
    ~WorkbookReader() override {
        if (kept_ >= 0) ::close(kept_);
    }
    WorkbookReader(const WorkbookReader&) = delete;
    WorkbookReader& operator=(const WorkbookReader&) = delete;
    base::Status feed(std::string_view piece) override;
    base::Status finish() override;

  private:
    base::Status check_parts();
    base::Result<std::size_t> part(const std::string& name) const;
    // The relations of a part, as `_rels/NAME.rels` beside it tells them, with whole paths.
    base::Result<std::map<std::string, Relation>> relations_of(const std::string& name);
    base::Result<std::string> first_sheet(const std::string& workbook,
                                          const std::map<std::string, Relation>& relations);

    OnRow on_row_;
    int kept_;
    std::unique_ptr<Archive> archive_;
};

base::Status WorkbookReader::feed(std::string_view piece) {
    while (!piece.empty()) {
        const ssize_t count = kept_ < 0 ? -1 : ::write(kept_, piece.data(), piece.size());
        if (count <= 0) {
            return base::fail("cannot keep the workbook while it is read",
                              "读取工作簿时无法写入临时文件");
        }
        piece.remove_prefix(static_cast<std::size_t>(count));
    }
    return base::Done{};
}

base::Result<std::size_t> WorkbookReader::part(const std::string& name) const {
    const auto& parts = archive_->entries();
    const auto at = std::ranges::find(parts, name, &ArchiveEntry::name);
    if (at == parts.end()) return no_workbook();
    return static_cast<std::size_t>(at - parts.begin());
}

base::Status WorkbookReader::check_parts() {
    for (const ArchiveEntry& entry : archive_->entries()) {
        const std::string name = in_small_letters(entry.name);
        if (name.find("vbaproject") != name.npos || name.find("macrosheets/") != name.npos) {
            return has_macros();
        }
    }
    const auto types = part(std::string{content_types});
    if (!types) return types.error();
    std::string text;
    const auto done = archive_->read(*types, [&](std::string_view piece) {
        text += piece;
        return text.size() <= content_types_bytes_max;
    });
    if (!done) return done;
    if (text.size() > content_types_bytes_max) return no_workbook();
    if (in_small_letters(text).find("macroenabled") != text.npos) return has_macros();
    return base::Done{};
}

base::Result<std::map<std::string, Relation>> WorkbookReader::relations_of(
    const std::string& name) {
    const std::size_t behind = name.rfind('/') + 1;  // 0 without a folder
    const std::string folder = name.substr(0, behind);
    const auto index = part(folder + "_rels/" + name.substr(behind) + ".rels");
    if (!index) return index.error();
    detail::RelationsVisitor visitor;
    if (auto done = detail::read_xml(*archive_, *index, visitor); !done) return done.error();
    auto relations = visitor.relations();
    for (auto& [id, relation] : relations) {
        std::string& target = relation.target;
        target = target.starts_with('/') ? target.substr(1) : folder + target;
    }
    return relations;
}

base::Result<std::string> WorkbookReader::first_sheet(
    const std::string& workbook, const std::map<std::string, Relation>& relations) {
    const auto index = part(workbook);
    if (!index) return index.error();
    detail::FirstSheetVisitor visitor;
    if (auto done = detail::read_xml(*archive_, *index, visitor); !done) return done.error();
    const auto at = relations.find(visitor.relation());
    if (at == relations.end() || at->second.kind != "worksheet") return no_workbook();
    return at->second.target;
}

std::string target_of(const std::map<std::string, Relation>& relations, std::string_view kind) {
    for (const auto& [id, relation] : relations) {
        if (relation.kind == kind) return relation.target;
    }
    return "";
}

base::Status WorkbookReader::finish() {
    if (kept_ < 0) return feed(" ");
    const int kept = kept_;
    kept_ = -1;
    auto archive = Archive::open(kept, {parts_max, workbook_bytes_max});
    if (!archive) return archive.error();
    archive_ = std::move(*archive);
    if (auto done = check_parts(); !done) return done;
    const auto root = relations_of("");
    if (!root) return root.error();
    const std::string workbook = target_of(*root, "officeDocument");
    const auto relations = relations_of(workbook);
    if (!relations) return relations.error();
    const auto sheet = first_sheet(workbook, *relations);
    if (!sheet) return sheet.error();
    detail::SharedTexts texts;
    if (const std::string name = target_of(*relations, "sharedStrings"); !name.empty()) {
        const auto index = part(name);
        if (!index) return index.error();
        detail::SharedTextsVisitor visitor{texts};
        if (auto done = detail::read_xml(*archive_, *index, visitor); !done) return done;
    }
    const auto index = part(*sheet);
    if (!index) return index.error();
    detail::SheetVisitor visitor{texts, on_row_};
    return detail::read_xml(*archive_, *index, visitor);
}

}  // namespace

std::unique_ptr<TableReader> workbook_reader(OnRow on_row) {
    return std::make_unique<WorkbookReader>(std::move(on_row));
}

}  // namespace zhida::intake
