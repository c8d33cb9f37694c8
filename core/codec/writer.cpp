#include "core/codec/writer.hpp"

namespace zhida::codec {

void Writer::head(unsigned major, std::uint64_t n) {
    const unsigned top = major << 5;
    if (n < 24) {
        out_.push_back(static_cast<base::Byte>(top | n));
    } else if (n <= 0xff) {
        out_.push_back(static_cast<base::Byte>(top | 24));
        out_.push_back(static_cast<base::Byte>(n));
    } else if (n <= 0xffff) {
        out_.push_back(static_cast<base::Byte>(top | 25));
        base::append_u16(out_, static_cast<std::uint16_t>(n));
    } else if (n <= 0xffff'ffff) {
        out_.push_back(static_cast<base::Byte>(top | 26));
        base::append_u32(out_, static_cast<std::uint32_t>(n));
    } else {
        out_.push_back(static_cast<base::Byte>(top | 27));
        base::append_u64(out_, n);
    }
}

}  // namespace zhida::codec
