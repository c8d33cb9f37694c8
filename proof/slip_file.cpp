#include "proof/slip_file.hpp"

#include <zlib.h>

#include <algorithm>

namespace zhida::proof {

namespace {

constexpr std::string_view magic = "ZHIDA\x01\r\n";
constexpr std::size_t head = magic.size() + 32;

}  // namespace

Bytes close_file(ByteView content) {
    auto size = compressBound(static_cast<uLong>(content.size()));
    Bytes deflated(size);
    const int done = compress2(deflated.data(), &size, content.data(),
                               static_cast<uLong>(content.size()), Z_BEST_COMPRESSION);
    ASSERT(done == Z_OK);  // the bound was kept
    deflated.resize(size);
    Bytes file = base::to_bytes(base::view(magic));
    base::append(file, crypto::digest(crypto::Hash::sha256, deflated));
    base::append(file, deflated);
    return file;
}

Bytes write_file(const Slip& slip) { return close_file(codec::encode(slip)); }

std::optional<Bytes> open_file(ByteView file) {
    if (file.size() < head || file.size() > slip_file_bytes_max) return std::nullopt;
    if (!base::equal(file.first(magic.size()), base::view(magic))) return std::nullopt;
    const ByteView deflated = file.subspan(head);
    const auto digest = crypto::digest(crypto::Hash::sha256, deflated);
    if (!base::equal(file.subspan(magic.size(), 32), digest)) return std::nullopt;
    // Room for what a slip usually holds, then more, up to the limit.
    for (std::size_t room = 64 * 1'024;; room = std::min(room * 8, slip_plain_bytes_max)) {
        Bytes content(room);
        auto size = static_cast<uLongf>(room);
        auto taken = static_cast<uLong>(deflated.size());
        const int done = uncompress2(content.data(), &size, deflated.data(), &taken);
        if (done == Z_OK && taken == deflated.size()) {
            content.resize(size);
            return content;
        }
        if (done != Z_BUF_ERROR || room == slip_plain_bytes_max) return std::nullopt;
    }
}

}  // namespace zhida::proof
