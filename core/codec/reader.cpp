#include "core/codec/reader.hpp"

namespace zhida::codec {

namespace {

// The least code point that needs 2, 3 and 4 bytes; anything below is an overlong form.
constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};

unsigned sequence_length(unsigned char lead) {
    if (lead < 0x80) return 1;
    if (lead >> 5 == 0x06) return 2;
    if (lead >> 4 == 0x0e) return 3;
    if (lead >> 3 == 0x1e) return 4;
    return 0;
}

}  // namespace

bool is_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const unsigned length = sequence_length(lead);
        if (length == 0 || i + length > text.size()) return false;
        std::uint32_t point = length == 1 ? lead : lead & (0x7fU >> length);
        for (unsigned k = 1; k < length; ++k) {
            const auto c = static_cast<unsigned char>(text[i + k]);
            if (c >> 6 != 2) return false;
            point = point << 6 | (c & 0x3fU);
        }
        const bool surrogate = point >= 0xd800 && point <= 0xdfff;
        if (point < least[length] || point > 0x10ffff || surrogate) return false;
        i += length;
    }
    return true;
}

base::Byte Reader::next() {
    if (!ok_ || rest_.empty()) {
        ok_ = false;
        return 0;
    }
    const base::Byte b = rest_.front();
    rest_ = rest_.subspan(1);
    return b;
}

std::uint64_t Reader::head(unsigned major) {
    const base::Byte first = next();
    if (!ok_ || first >> 5 != major) {
        ok_ = false;
        return 0;
    }
    const unsigned info = first & 31U;
    if (info < 24) return info;
    if (info > 27) {
        ok_ = false;
        return 0;
    }
    const unsigned width = 1U << (info - 24);
    std::uint64_t n = 0;
    for (unsigned i = 0; i < width; ++i) n = n << 8 | next();
    const std::uint64_t shorter = info == 24 ? 24 : 1ULL << (4 * width);
    if (n < shorter) ok_ = false;  // a shorter head would have held it
    return ok_ ? n : 0;
}

base::ByteView Reader::take(std::uint64_t count, std::size_t max) {
    if (!ok_ || count > max || count > rest_.size()) {
        ok_ = false;
        return {};
    }
    const auto taken = rest_.first(static_cast<std::size_t>(count));
    rest_ = rest_.subspan(static_cast<std::size_t>(count));
    return taken;
}

base::ByteView Reader::bytes(std::size_t max) { return take(head(2), max); }

std::string_view Reader::text(std::size_t max) {
    const std::string_view t = base::as_text(take(head(3), max));
    if (!is_utf8(t)) ok_ = false;
    return ok_ ? t : std::string_view{};
}

std::size_t Reader::enter(unsigned major, std::size_t max) {
    const std::uint64_t count = head(major);
    // Every item takes at least one byte, so a count above the rest is a lie told early.
    if (!ok_ || count > max || count > rest_.size() || ++depth_ > depth_max) {
        ok_ = false;
        return 0;
    }
    return static_cast<std::size_t>(count);
}

bool Reader::boolean() {
    const base::Byte b = next();
    if (b != 0xf4 && b != 0xf5) ok_ = false;
    return ok_ && b == 0xf5;
}

bool Reader::take_null() {
    if (!ok_ || rest_.empty() || rest_.front() != 0xf6) return false;
    rest_ = rest_.subspan(1);
    return true;
}

}  // namespace zhida::codec
