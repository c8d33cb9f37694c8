// CSV in either encoding: the rows are the same wherever the file is cut into pieces, and no value
// is kept longer than it may be.
#include "core/base/assert.hpp"
#include "core/codec/reader.hpp"
#include "intake/tables/table_reader.hpp"

using namespace zhida;

namespace {

std::vector<std::string> rows_of(std::string_view text, std::size_t piece,
                                 intake::Encoding encoding) {
    std::vector<std::string> rows;
    const auto reader = intake::csv_reader(encoding, [&](intake::Row& row) {
        ASSERT(row.fields.size() <= intake::row_fields_max);
        std::string one = row.malformed ? "!" : "";
        for (const std::string& field : row.fields) {
            const bool is_text = encoding == intake::Encoding::utf8 || field == intake::not_text ||
                                 codec::is_utf8(field);
            ASSERT(is_text);
            one += std::to_string(field.size()) + ":" + field;
        }
        rows.push_back(std::move(one));
    });
    for (std::size_t at = 0; at < text.size(); at += piece) {
        ASSERT(reader->feed(text.substr(at, piece)).ok());
    }
    ASSERT(reader->finish().ok());
    return rows;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text{reinterpret_cast<const char*>(data) + 1, size - 1};
    const std::size_t piece = data[0] % 64U + 1;
    const auto encoding = data[0] < 128 ? intake::Encoding::utf8 : intake::Encoding::gb18030;
    ASSERT(rows_of(text, piece, encoding) == rows_of(text, text.size() + 1, encoding));
    return 0;
}
