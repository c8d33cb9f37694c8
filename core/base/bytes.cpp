#include "core/base/bytes.hpp"

#include <algorithm>

namespace zhida::base {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view base32_digits = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::string_view base64_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::optional<unsigned> hex_value(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
    return std::nullopt;
}

void append_big_endian(Bytes& to, std::uint64_t n, unsigned bytes) {
    for (unsigned i = bytes; i-- > 0;) to.push_back(static_cast<Byte>(n >> (8 * i)));
}

std::uint64_t read_big_endian(ByteView bytes) {
    std::uint64_t n = 0;
    for (Byte b : bytes) n = (n << 8) | b;
    return n;
}

}  // namespace

bool equal(ByteView a, ByteView b) { return std::ranges::equal(a, b); }
void append(Bytes& to, ByteView what) { to.insert(to.end(), what.begin(), what.end()); }
void append_u16(Bytes& to, std::uint16_t n) { append_big_endian(to, n, 2); }
void append_u32(Bytes& to, std::uint32_t n) { append_big_endian(to, n, 4); }
void append_u64(Bytes& to, std::uint64_t n) { append_big_endian(to, n, 8); }
std::uint64_t read_u64(ByteView eight_bytes) { return read_big_endian(eight_bytes.first(8)); }
std::uint32_t read_u32(ByteView four_bytes) {
    return static_cast<std::uint32_t>(read_big_endian(four_bytes.first(4)));
}

std::string hex(ByteView bytes) {
    std::string out;
    out.reserve(2 * bytes.size());
    for (Byte b : bytes) {
        out.push_back(hex_digits[b >> 4]);
        out.push_back(hex_digits[b & 15]);
    }
    return out;
}

std::optional<Bytes> unhex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    Bytes out;
    out.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const auto high = hex_value(text[i]);
        const auto low = hex_value(text[i + 1]);
        if (!high || !low) return std::nullopt;
        out.push_back(static_cast<Byte>(*high << 4 | *low));
    }
    return out;
}

std::string base32(ByteView bytes) {
    std::string out;
    unsigned held = 0;
    unsigned bits = 0;
    for (Byte b : bytes) {
        held = held << 8 | b;
        bits += 8;
        while (bits >= 5) {
            bits -= 5;
            out.push_back(base32_digits[held >> bits & 31U]);
        }
        held &= (1U << bits) - 1U;
    }
    if (bits > 0) out.push_back(base32_digits[held << (5 - bits) & 31U]);
    return out;
}

std::string base64(ByteView bytes) {
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t n = std::min<std::size_t>(3, bytes.size() - i);
        unsigned held = 0;
        for (std::size_t k = 0; k < 3; ++k) held = held << 8 | (k < n ? bytes[i + k] : 0U);
        for (std::size_t k = 0; k < 4; ++k) {
            out.push_back(k <= n ? base64_digits[held >> (18 - 6 * k) & 63U] : '=');
        }
    }
    return out;
}

std::optional<Bytes> unbase64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    Bytes out;
    for (std::size_t i = 0; i < text.size(); i += 4) {
        unsigned held = 0;
        unsigned padding = 0;
        for (std::size_t k = 0; k < 4; ++k) {
            const char c = text[i + k];
            const bool may_pad = i + 4 == text.size() && k >= 2;
            if (c == '=' && may_pad) {
                ++padding;
                held <<= 6;
                continue;
            }
            const std::size_t value = base64_digits.find(c);
            if (value == std::string_view::npos || padding > 0) return std::nullopt;
            held = held << 6 | static_cast<unsigned>(value);
        }
        const ByteArray<3> three{static_cast<Byte>(held >> 16), static_cast<Byte>(held >> 8),
                                 static_cast<Byte>(held)};
        append(out, ByteView{three}.first(3 - padding));
    }
    if (base64(out) != text) return std::nullopt;  // no stray bits under the padding
    return out;
}

}  // namespace zhida::base
