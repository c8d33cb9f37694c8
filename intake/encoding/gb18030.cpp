#include "intake/encoding/gb18030.hpp"

#include <iconv.h>

#include <algorithm>

#include "core/base/assert.hpp"
#include "core/codec/reader.hpp"

namespace zhida::intake {

namespace {

// Two bytes of GB18030 become at most three of UTF-8, one becomes one.
constexpr std::size_t growth_max = 2;

}  // namespace

// The converter is part of the C library; a system without it cannot run this program.
Gb18030Decoder::Gb18030Decoder()
    : converter_{iconv_open("UTF-8", "GB18030")} {
    ASSERT(converter_ != reinterpret_cast<void*>(-1));
}

Gb18030Decoder::~Gb18030Decoder() { iconv_close(converter_); }

std::optional<std::string> Gb18030Decoder::decode(std::string_view text) {
    if (std::ranges::all_of(text, [](char c) { return c >= 0; })) return std::string{text};
    iconv(converter_, nullptr, nullptr, nullptr, nullptr);  // as if newly opened
    std::string out(text.size() * growth_max, '\0');
    char* from = const_cast<char*>(text.data());  // the interface is older than const; not written
    std::size_t from_left = text.size();
    char* to = out.data();
    std::size_t to_left = out.size();
    if (iconv(converter_, &from, &from_left, &to, &to_left) != 0 || from_left != 0) {
        return std::nullopt;
    }
    out.resize(out.size() - to_left);
    if (!codec::is_utf8(out)) return std::nullopt;
    return out;
}

std::optional<std::string> gb18030_to_utf8(std::string_view text) {
    Gb18030Decoder decoder;
    return decoder.decode(text);
}

}  // namespace zhida::intake
