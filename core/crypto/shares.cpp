#include "core/crypto/shares.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <sstream>

namespace zhida::crypto {

namespace {

constexpr std::string_view word = "zhida-share-1";
constexpr std::size_t check_bytes = 4;

// Branchless: which bits the secret has must not show in the time it takes.
Byte times(Byte a, Byte b) {
    unsigned sum = 0;
    unsigned shifted = a;
    const unsigned factor = b;
    for (unsigned bit = 0; bit < 8; ++bit) {
        sum ^= shifted & (0U - (factor >> bit & 1U));
        shifted = (shifted << 1U) ^ (0x11bU & (0U - (shifted >> 7U & 1U)));
    }
    return static_cast<Byte>(sum);
}

// a²⁵⁴ is a's inverse; the numbers of shares are never 0.
Byte inverse(Byte a) {
    Byte out = 1;
    for (int i = 0; i < 254; ++i) out = times(out, a);
    return out;
}

base::ByteArray<8> set_of(const Key& secret) {
    const Digest whole = hmac(Hash::sm3, secret, {base::view("zhida/shares/1")});
    return *base::to_array<8>(ByteView{whole}.first(8));
}

Bytes check_of(std::string_view text) {
    const Digest whole = digest(Hash::sm3, base::view(text));
    return base::to_bytes(ByteView{whole}.first(check_bytes));
}

// What the share weighs at 0, among the places of all that are used.
Byte weight(const std::vector<Share>& shares, std::size_t at) {
    Byte out = 1;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        if (i == at) continue;
        const Byte apart = shares[i].number ^ shares[at].number;
        out = times(out, times(shares[i].number, inverse(apart)));
    }
    return out;
}

}  // namespace

std::vector<Share> deal(const Key& secret, unsigned threshold, unsigned count,
                        base::Random& random) {
    ASSERT(threshold >= threshold_min && threshold <= count && count <= shares_max);
    std::vector<Key> terms(threshold - 1);  // of x¹ … x^(k−1)
    for (Key& term : terms) random.fill(term.data(), term.size());
    std::vector<Share> shares;
    for (unsigned number = 1; number <= count; ++number) {
        const auto x = static_cast<Byte>(number);
        Share share{x, static_cast<std::uint8_t>(threshold), set_of(secret), {}};
        for (std::size_t i = 0; i < secret.size(); ++i) {
            Byte y = 0;
            for (std::size_t t = terms.size(); t > 0; --t) y = times(y ^ terms[t - 1][i], x);
            share.value[i] = y ^ secret[i];
        }
        shares.push_back(share);
    }
    for (Key& term : terms) OPENSSL_cleanse(term.data(), term.size());
    return shares;
}

base::Result<Key> gather(const std::vector<Share>& shares) {
    if (shares.empty() || shares.size() < shares.front().threshold) {
        const std::string need =
            shares.empty() ? "2" : std::to_string(unsigned{shares.front().threshold});
        return base::fail("too few shares: " + need + " are needed", "份额不足：需要 " + need + " 份");
    }
    std::vector<Share> used;
    for (const Share& share : shares) {
        const Share& first = shares.front();
        if (share.set != first.set || share.threshold != first.threshold) {
            return base::fail("the shares belong to different dealings", "份额不属于同一次分发");
        }
        const bool again = std::ranges::find(used, share.number, &Share::number) != used.end();
        if (share.number == 0 || again) {
            return base::fail("a share is given twice", "同一份额重复给出");
        }
        used.push_back(share);
    }
    used.resize(used.front().threshold);
    Key secret{};
    for (std::size_t at = 0; at < used.size(); ++at) {
        const Byte weighs = weight(used, at);
        for (std::size_t i = 0; i < secret.size(); ++i) {
            secret[i] ^= times(used[at].value[i], weighs);
        }
    }
    if (set_of(secret) != used.front().set) {
        return base::fail("a share was altered", "有份额被改动");
    }
    return secret;
}

std::string share_text(const Share& share) {
    std::ostringstream out;
    out << word << " " << unsigned{share.threshold} << " " << unsigned{share.number} << " "
        << base::hex(share.set) << " " << base::hex(share.value);
    return out.str() + " " + base::hex(check_of(out.str()));
}

base::Result<Share> read_share(std::string_view text) {
    std::istringstream words{std::string{text}};
    std::string kind;
    unsigned threshold = 0;
    unsigned number = 0;
    std::string set;
    std::string value;
    std::string check;
    words >> kind >> threshold >> number >> set >> value >> check;
    const auto set_bytes = base::unhex(set);
    const auto value_bytes = base::unhex(value);
    const bool whole = kind == word && threshold >= threshold_min && threshold <= shares_max &&
                       number >= 1 && number <= shares_max && set_bytes && value_bytes &&
                       set_bytes->size() == 8 && value_bytes->size() == Key{}.size();
    if (!whole) return base::fail("this is no share", "不是有效的份额文件");
    Share share{static_cast<std::uint8_t>(number), static_cast<std::uint8_t>(threshold),
                *base::to_array<8>(*set_bytes), *base::to_array<32>(*value_bytes)};
    const std::string expected = share_text(share);
    if (expected.substr(expected.rfind(' ') + 1) != check) {
        return base::fail("a share was mistyped or altered", "份额录入有误或被改动");
    }
    return share;
}

}  // namespace zhida::crypto
