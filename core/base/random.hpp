// The port to randomness. Nothing in core/ or contracts/ may draw; keys, salts and references are
// drawn outside and arrive as bytes.
#pragma once

#include <cstddef>

#include "core/base/bytes.hpp"

namespace zhida::base {

class Random {
  public:
    virtual ~Random() = default;
    virtual void fill(Byte* to, std::size_t count) = 0;

    template <std::size_t n>
    ByteArray<n> draw() {
        ByteArray<n> out{};
        fill(out.data(), n);
        return out;
    }
};

}  // namespace zhida::base
