// Writes deterministic CBOR (RFC 8949 §4.2.1, wire.md §2): shortest heads, definite lengths.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/bytes.hpp"

namespace zhida::codec {

class Writer {
  public:
    explicit Writer(base::Bytes& out)
        : out_{out} {}
    void uint(std::uint64_t n) { head(0, n); }
    void bytes(base::ByteView b) {
        head(2, b.size());
        base::append(out_, b);
    }
    void text(std::string_view t) {
        head(3, t.size());
        base::append(out_, base::view(t));
    }
    void array(std::size_t count) { head(4, count); }
    void map(std::size_t count) { head(5, count); }
    void boolean(bool b) { out_.push_back(b ? 0xf5 : 0xf4); }
    void null() { out_.push_back(0xf6); }

  private:
    void head(unsigned major, std::uint64_t n);
    base::Bytes& out_;
};

}  // namespace zhida::codec
