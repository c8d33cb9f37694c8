#include "core/crypto/detail/fast_sm3.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

namespace zhida::crypto::detail {

namespace {

using base::Byte;
using Word = std::uint32_t;
constexpr std::size_t block_bytes = 64;
constexpr std::size_t length_bytes = 8;
constexpr std::size_t rounds = 64;

// The round constants, already turned left by the number of their round.
constexpr std::array<Word, rounds> turned = [] {
    std::array<Word, rounds> out{};
    for (std::size_t j = 0; j < rounds; ++j) {
        out[j] = std::rotl(j < 16 ? Word{0x79cc4519} : Word{0x7a879d8a}, static_cast<int>(j % 32));
    }
    return out;
}();

constexpr Word p0(Word x) { return x ^ std::rotl(x, 9) ^ std::rotl(x, 17); }
constexpr Word p1(Word x) { return x ^ std::rotl(x, 15) ^ std::rotl(x, 23); }

struct Registers {
    Word a, b, c, d, e, f, g, h;
};

// One round; the caller renames the registers instead of moving them. The sums are grouped so that
// what waits for the round before is added last.
template <std::size_t j>
[[gnu::always_inline]] inline void turn(Word& a, Word& b, Word c, Word& d, Word& e, Word& f, Word g,
                                        Word& h, Word w, Word w_four_on) {
    const Word a12 = std::rotl(a, 12);
    const Word ss1 = std::rotl(a12 + (e + turned[j]), 7);
    const Word ss2 = ss1 ^ a12;
    const Word ff = j < 16 ? a ^ b ^ c : (a & b) | ((a | b) & c);
    const Word gg = j < 16 ? e ^ f ^ g : ((f ^ g) & e) ^ g;
    d = ss2 + (ff + d + (w ^ w_four_on));
    h = p0(ss1 + (gg + h + w));
    b = std::rotl(b, 9);
    f = std::rotl(f, 19);
}

using Window = std::array<Word, 16>;

// Word j of the expanded message. The window holds the sixteen words before it, in a ring.
template <std::size_t j>
[[gnu::always_inline]] inline Word word(Window& w) {
    if constexpr (j >= 16) {
        w[j % 16] = p1(w[j % 16] ^ w[(j - 9) % 16] ^ std::rotl(w[(j - 3) % 16], 15)) ^
                    std::rotl(w[(j - 13) % 16], 7) ^ w[(j - 6) % 16];
    }
    return w[j % 16];
}

template <std::size_t j>
[[gnu::always_inline]] inline void four_turns(Registers& r, Window& w) {
    const std::array<Word, 4> now{w[j % 16], w[(j + 1) % 16], w[(j + 2) % 16], w[(j + 3) % 16]};
    const std::array<Word, 4> next{word<j + 4>(w), word<j + 5>(w), word<j + 6>(w), word<j + 7>(w)};
    turn<j>(r.a, r.b, r.c, r.d, r.e, r.f, r.g, r.h, now[0], next[0]);
    turn<j + 1>(r.d, r.a, r.b, r.c, r.h, r.e, r.f, r.g, now[1], next[1]);
    turn<j + 2>(r.c, r.d, r.a, r.b, r.g, r.h, r.e, r.f, now[2], next[2]);
    turn<j + 3>(r.b, r.c, r.d, r.a, r.f, r.g, r.h, r.e, now[3], next[3]);
}

template <std::size_t... j>
[[gnu::always_inline]] inline void all_turns(Registers& r, Window& w, std::index_sequence<j...>) {
    (four_turns<4 * j>(r, w), ...);
}

Word load(const Byte* four) {
    return Word{four[0]} << 24 | Word{four[1]} << 16 | Word{four[2]} << 8 | Word{four[3]};
}

void compress(Registers& chained, const Byte* block) {
    Window w{};
    for (std::size_t i = 0; i < w.size(); ++i) w[i] = load(block + 4 * i);
    Registers r = chained;
    all_turns(r, w, std::make_index_sequence<rounds / 4>{});
    chained = {chained.a ^ r.a, chained.b ^ r.b, chained.c ^ r.c, chained.d ^ r.d,
               chained.e ^ r.e, chained.f ^ r.f, chained.g ^ r.g, chained.h ^ r.h};
}

}  // namespace

base::ByteArray<32> fast_sm3(base::ByteView whole) {
    Registers chained{0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600,
                      0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e};
    base::ByteView rest = whole;
    for (; rest.size() >= block_bytes; rest = rest.subspan(block_bytes)) {
        compress(chained, rest.data());
    }
    // The rest, a one bit, zeros, and the length in bits at the end of the last block.
    base::ByteArray<2 * block_bytes> last{};
    std::copy(rest.begin(), rest.end(), last.begin());
    last[rest.size()] = 0x80;
    const std::size_t end = rest.size() + 1 + length_bytes <= block_bytes ? block_bytes
                                                                          : 2 * block_bytes;
    std::uint64_t bits = std::uint64_t{whole.size()} * 8;
    for (std::size_t i = 1; i <= length_bytes; ++i, bits >>= 8) {
        last[end - i] = static_cast<Byte>(bits);
    }
    for (std::size_t at = 0; at < end; at += block_bytes) compress(chained, last.data() + at);

    const std::array<Word, 8> words{chained.a, chained.b, chained.c, chained.d,
                                    chained.e, chained.f, chained.g, chained.h};
    base::ByteArray<32> out{};
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = static_cast<Byte>(words[i / 4] >> (24 - 8 * (i % 4)));
    }
    return out;
}

}  // namespace zhida::crypto::detail
