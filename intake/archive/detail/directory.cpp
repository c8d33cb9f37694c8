#include "intake/archive/detail/directory.hpp"

#include <unistd.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace zhida::intake::detail {

namespace {

constexpr std::size_t end_record_bytes = 22;
constexpr std::size_t locator_bytes = 20;  // of a 64-bit directory, in front of the end record
constexpr std::size_t comment_bytes_max = 65'535;
constexpr std::string_view end_mark{"PK\x05\x06", 4};
constexpr std::string_view locator_mark{"PK\x06\x07", 4};

base::Error no_directory() {
    return base::fail("the zip archive is damaged or cut off", "zip 压缩包已损坏或不完整");
}

std::string tail_of(int descriptor, std::uint64_t file_bytes) {
    constexpr std::uint64_t tail_max = locator_bytes + end_record_bytes + comment_bytes_max;
    std::string tail(static_cast<std::size_t>(std::min(file_bytes, tail_max)), '\0');
    std::size_t done = 0;
    while (done < tail.size()) {
        const auto at = static_cast<off_t>(file_bytes - tail.size() + done);
        const ssize_t count = ::pread(descriptor, tail.data() + done, tail.size() - done, at);
        if (count <= 0) break;
        done += static_cast<std::size_t>(count);
    }
    tail.resize(done);
    return tail;
}

}  // namespace

base::Result<std::size_t> announced_entries(int descriptor, std::uint64_t file_bytes) {
    const std::string tail = tail_of(descriptor, file_bytes);
    std::optional<std::size_t> most;
    for (std::size_t at = tail.find(end_mark); at != tail.npos; at = tail.find(end_mark, at + 1)) {
        if (tail.size() - at < end_record_bytes) break;
        const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(tail[at + i]); };
        const std::size_t count = byte(10) + std::size_t{256} * byte(11);
        most = std::max(most.value_or(0), count);
        const bool is_64_bit =
            at >= locator_bytes && tail.compare(at - locator_bytes, 4, locator_mark) == 0;
        if (is_64_bit) {
            return base::fail("the zip archive has a 64-bit directory", "zip 压缩包使用 64 位目录");
        }
    }
    if (!most) return no_directory();
    return *most;
}

}  // namespace zhida::intake::detail
