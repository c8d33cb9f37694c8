// How the words of the domain are written in CBOR.
#pragma once

#include "contracts/vocabulary/money.hpp"
#include "core/codec/schema.hpp"

namespace zhida::codec {

template <>
struct Scalar<vocabulary::Fen> {
    static std::uint64_t out(vocabulary::Fen f) { return static_cast<std::uint64_t>(f.count()); }
    static std::optional<vocabulary::Fen> in(std::uint64_t n) {
        if (n > static_cast<std::uint64_t>(vocabulary::Fen::count_max)) return std::nullopt;
        return vocabulary::Fen::of(static_cast<std::int64_t>(n));
    }
};

}  // namespace zhida::codec
