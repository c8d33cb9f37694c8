// The XML of a worksheet, inside a workbook that is sound else: every row that comes out is UTF-8
// within its limits.
#include <zip.h>

#include "core/base/assert.hpp"
#include "core/codec/reader.hpp"
#include "intake/tables/table_reader.hpp"

using namespace zhida;

namespace {

constexpr std::string_view types = "<Types/>";
constexpr std::string_view root =
    "<Relationships><Relationship Id='a' Type='x/officeDocument' Target='w.xml'/></Relationships>";
constexpr std::string_view workbook = "<workbook><sheets><sheet id='s'/></sheets></workbook>";
constexpr std::string_view relations =
    "<Relationships><Relationship Id='s' Type='x/worksheet' Target='s.xml'/>"
    "<Relationship Id='t' Type='x/sharedStrings' Target='t.xml'/></Relationships>";
constexpr std::string_view shared = "<sst><si><t>one</t></si><si><t>two</t></si></sst>";

void add(zip_t* zip, const char* name, std::string_view text) {
    zip_source_t* const source = zip_source_buffer(zip, text.data(), text.size(), 0);
    const zip_int64_t index = zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8);
    ASSERT(index >= 0);
    ASSERT(zip_set_file_compression(zip, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0) == 0);
}

std::string workbook_with(std::string_view sheet) {
    zip_source_t* const memory = zip_source_buffer_create(nullptr, 0, 0, nullptr);
    zip_source_keep(memory);
    zip_t* const zip = zip_open_from_source(memory, ZIP_CREATE | ZIP_TRUNCATE, nullptr);
    ASSERT(zip != nullptr);
    add(zip, "[Content_Types].xml", types);
    add(zip, "_rels/.rels", root);
    add(zip, "w.xml", workbook);
    add(zip, "_rels/w.xml.rels", relations);
    add(zip, "t.xml", shared);
    add(zip, "s.xml", sheet);
    ASSERT(zip_close(zip) == 0);
    zip_stat_t stat;
    ASSERT(zip_source_stat(memory, &stat) == 0 && zip_source_open(memory) == 0);
    std::string bytes(stat.size, '\0');
    ASSERT(zip_source_read(memory, bytes.data(), bytes.size()) ==
           static_cast<zip_int64_t>(bytes.size()));
    zip_source_close(memory);
    zip_source_free(memory);
    return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes = workbook_with({reinterpret_cast<const char*>(data), size});
    std::size_t rows = 0;
    const auto reader = intake::workbook_reader([&](intake::Row& row) {
        ++rows;
        ASSERT(row.fields.size() <= intake::row_fields_max);
        for (const std::string& field : row.fields) {
            ASSERT(field.size() <= intake::field_bytes_max + 1);
        }
        for (const std::size_t number : row.numbers) {
            ASSERT(number < row.fields.size() && codec::is_utf8(row.fields[number]));
        }
    });
    ASSERT(reader->feed(bytes).ok());
    const auto done = reader->finish();
    if (!done) ASSERT(!done.error().en.empty() && !done.error().zh.empty());
    return 0;
}
