#include "intake/detail/testing_zip.hpp"

#include <zlib.h>

#include "core/base/assert.hpp"

namespace zhida::intake::testing {

namespace {

constexpr std::uint16_t stored = 0;
constexpr std::uint16_t deflated = 8;

std::string number(std::uint64_t value, int bytes) {
    std::string out;
    for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> (8 * i) & 0xff));
    return out;
}

std::string deflate_raw(const std::string& text) {
    z_stream stream{};
    ASSERT(deflateInit2(&stream, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string out(deflateBound(&stream, text.size()) + 16, '\0');
    std::string in = text;
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    ASSERT(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

}  // namespace

std::string zip_end(std::uint16_t count, std::uint32_t bytes, std::uint32_t offset) {
    return std::string{"PK\x05\x06"} + number(0, 4) + number(count, 2) + number(count, 2) +
           number(bytes, 4) + number(offset, 4) + number(0, 2);
}

std::string zip_of(const std::vector<ZipEntry>& entries) {
    std::string file;
    std::string directory;
    for (const ZipEntry& entry : entries) {
        const std::string data = entry.packed ? deflate_raw(entry.content) : entry.content;
        const std::uint16_t method = entry.method != 0xffff ? entry.method
                                     : entry.packed         ? deflated
                                                            : stored;
        const auto* const bytes = reinterpret_cast<const Bytef*>(entry.content.data());
        const auto sum = crc32(0, bytes, static_cast<uInt>(entry.content.size()));
        const auto told_sum = entry.told_sum.value_or(static_cast<std::uint32_t>(sum));
        const std::string middle =
            number(20, 2) + number(entry.flags, 2) + number(method, 2) + number(0x6000, 2) +
            number(0x4f32, 2) + number(told_sum, 4) + number(data.size(), 4) +
            number(entry.told_bytes.value_or(static_cast<std::uint32_t>(entry.content.size())), 4);
        const std::string& local = entry.local_name.empty() ? entry.name : entry.local_name;
        const std::size_t offset = file.size();
        file += "PK\x03\x04" + middle + number(local.size(), 2) + number(0, 2) + local + data;
        directory += "PK\x01\x02" + number(3 << 8 | 20, 2) + middle + number(entry.name.size(), 2) +
                     number(0, 8) + number(std::uint64_t{entry.unix_mode} << 16, 4) +
                     number(offset, 4) + entry.name;
    }
    const auto at = static_cast<std::uint32_t>(file.size());
    return file + directory +
           zip_end(static_cast<std::uint16_t>(entries.size()),
                   static_cast<std::uint32_t>(directory.size()), at);
}

}  // namespace zhida::intake::testing
