// A small deterministic generator (splitmix64) and a one-to-one scattering of numbers.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/base/assert.hpp"

namespace zhida::generator::detail {

class Chance {
  public:
    explicit Chance(std::uint64_t seed)
        : state_{seed} {}
    std::uint64_t draw() {
        state_ += 0x9e3779b97f4a7c15;
        std::uint64_t z = state_;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        return z ^ z >> 31;
    }
    // From `least` to `most`, both included. The bias of the remainder does not matter here.
    std::uint64_t between(std::uint64_t least, std::uint64_t most) {
        ASSERT(least <= most);
        return least + draw() % (most - least + 1);
    }
    bool percent(std::uint64_t n) { return between(1, 100) <= n; }
    template <std::size_t n>
    std::string_view one_of(const std::array<std::string_view, n>& words) {
        return words[between(0, n - 1)];
    }

  private:
    std::uint64_t state_;
};

// FNV-1a: names a text by a number, the same on every machine.
constexpr std::uint64_t number_of(std::string_view text) {
    std::uint64_t n = 0xcbf29ce484222325;
    for (const char c : text) n = (n ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return n;
}

// n → n × factor mod size: one-to-one when the two share no divisor, so that numbers in a row come
// out scattered and are still all different.
std::uint64_t scattered(std::uint64_t n, std::uint64_t factor, std::uint64_t size);

}  // namespace zhida::generator::detail
