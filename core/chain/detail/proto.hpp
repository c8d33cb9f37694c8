// Protobuf as CometBFT's Go code writes it: fields in order, zero scalars left out, sub-messages
// that Go holds by value written even when they are empty.
#pragma once

#include <string_view>

#include "core/base/bytes.hpp"

namespace zhida::chain::detail {

class Proto {
  public:
    Proto& number(unsigned field, std::uint64_t n) {
        if (n != 0) key(field, 0).varint(n);
        return *this;
    }
    Proto& fixed(unsigned field, std::uint64_t n) {
        if (n == 0) return *this;
        key(field, 1);
        for (unsigned i = 0; i < 8; ++i) out_.push_back(static_cast<base::Byte>(n >> (8 * i)));
        return *this;
    }
    Proto& bytes(unsigned field, base::ByteView b) {
        if (!b.empty()) message(field, b);
        return *this;
    }
    Proto& text(unsigned field, std::string_view t) { return bytes(field, base::view(t)); }
    Proto& message(unsigned field, base::ByteView encoded) {
        key(field, 2).varint(encoded.size());
        base::append(out_, encoded);
        return *this;
    }
    Proto& varint(std::uint64_t n) {
        for (; n >= 0x80; n >>= 7) out_.push_back(static_cast<base::Byte>(n | 0x80));
        out_.push_back(static_cast<base::Byte>(n));
        return *this;
    }
    const base::Bytes& done() const { return out_; }

  private:
    Proto& key(unsigned field, unsigned wire) { return varint(field << 3 | wire); }
    base::Bytes out_;
};

}  // namespace zhida::chain::detail
