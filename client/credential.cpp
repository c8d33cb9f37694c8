#include "client/credential.hpp"

#include <charconv>

namespace zhida::client {

namespace {
constexpr std::string_view scheme = "Zhida ";
constexpr std::string_view domain = "zhida/request/1";
}  // namespace

base::Bytes credential_bytes(const RequestWords& request, base::Seconds seconds) {
    base::Bytes out = base::to_bytes(base::view(domain));
    for (const std::string_view word : {request.method, request.target}) {
        base::append(out, base::view(word));
        out.push_back(0);
    }
    base::append_u64(out, static_cast<std::uint64_t>(seconds));
    base::append(out, crypto::digest(crypto::Hash::sm3, base::view(request.body)));
    return out;
}

std::string authorization(const Identity& who, const RequestWords& request, base::Seconds seconds) {
    const auto signature = who.key.sign(credential_bytes(request, seconds));
    return std::string{scheme} + base::hex(crypto::key_id(who.key.public_key())) + "." +
           std::to_string(seconds) + "." + base::hex(signature);
}

std::optional<Credential> read_authorization(std::string_view value) {
    if (!value.starts_with(scheme)) return std::nullopt;
    value.remove_prefix(scheme.size());
    const std::size_t first = value.find('.');
    const std::size_t second = value.rfind('.');
    if (first == std::string_view::npos || first == second) return std::nullopt;
    const auto key = base::unhex(value.substr(0, first));
    const auto signature = base::unhex(value.substr(second + 1));
    const std::string_view digits = value.substr(first + 1, second - first - 1);
    Credential out;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), out.seconds);
    const bool whole = read.ec == std::errc{} && read.ptr == digits.data() + digits.size();
    if (!key || !signature || !whole || key->size() != 8 || signature->size() != 64)
        return std::nullopt;
    out.key_id = *base::to_array<8>(*key);
    out.signature = *base::to_array<64>(*signature);
    return out;
}

}  // namespace zhida::client
