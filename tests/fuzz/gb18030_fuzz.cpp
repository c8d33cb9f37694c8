// GB18030: what is decoded is UTF-8, and decoding of two texts behind one another is that of both.
#include "core/base/assert.hpp"
#include "core/codec/reader.hpp"
#include "intake/encoding/gb18030.hpp"

using namespace zhida;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    intake::Gb18030Decoder decoder;
    const auto whole = decoder.decode(text);
    ASSERT(!whole || codec::is_utf8(*whole));
    const auto first = decoder.decode(text.substr(0, size / 2));
    const auto second = decoder.decode(text.substr(size / 2));
    if (first && second) ASSERT(whole == *first + *second);
    return 0;
}
