// The bytes as a package's zip, and as a workbook: whatever is opened is within its limits.
#include "intake/archive/archive.hpp"
#include "intake/source/source.hpp"
#include "intake/tables/table_reader.hpp"
#include "tests/fuzz/nameless.hpp"

using namespace zhida;

namespace {

void as_package(const std::uint8_t* data, std::size_t size) {
    const int descriptor = fuzz::file_of(data, size);
    auto source = intake::open_package("/proc/self/fd/" + std::to_string(descriptor));
    if (source) {
        ASSERT((*source)->files().size() <= intake::package_files_max);
        for (const auto& [name, bytes] : (*source)->files()) {
            ASSERT(bytes <= size * intake::archive_ratio_max);
            std::uint64_t seen = 0;
            const auto done = (*source)->read(name, [&](std::string_view piece) {
                seen += piece.size();
                return true;
            });
            ASSERT(seen <= bytes);
            if (done) ASSERT(seen == bytes);
        }
    }
    ::close(descriptor);
}

void as_workbook(const std::uint8_t* data, std::size_t size) {
    const auto reader = intake::workbook_reader(
        [](intake::Row& row) { ASSERT(row.fields.size() <= intake::row_fields_max); });
    if (reader->feed({reinterpret_cast<const char*>(data), size})) (void)reader->finish().ok();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    as_package(data, size);
    as_workbook(data, size);
    return 0;
}
