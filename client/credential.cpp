#include "client/credential.hpp"

#include <charconv>

namespace zhida::client {

namespace {

constexpr std::string_view scheme = "Zhida ";
constexpr std::string_view domain = "zhida/request/1";
constexpr std::string_view source_scheme = "Zhida-Source ";
constexpr std::string_view source_domain = "zhida/source-request/1";

base::Bytes words_of(std::string_view of, const RequestWords& request, base::Seconds seconds) {
    base::Bytes out = base::to_bytes(base::view(of));
    for (const std::string_view word : {request.method, request.target}) {
        base::append(out, base::view(word));
        out.push_back(0);
    }
    base::append_u64(out, static_cast<std::uint64_t>(seconds));
    base::append(out, crypto::digest(crypto::Hash::sm3, base::view(request.body)));
    return out;
}

// `<hex>.<seconds>.<signature>`
struct Parts {
    base::Bytes who;
    base::Seconds seconds = 0;
    crypto::Signature signature{};
};

std::optional<Parts> parts_of(std::string_view value) {
    const std::size_t first = value.find('.');
    const std::size_t second = value.rfind('.');
    if (first == std::string_view::npos || first == second) return std::nullopt;
    auto who = base::unhex(value.substr(0, first));
    const auto bytes = base::unhex(value.substr(second + 1));
    const auto signature = bytes ? base::to_array<64>(*bytes) : std::nullopt;
    const std::string_view digits = value.substr(first + 1, second - first - 1);
    Parts out;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), out.seconds);
    const bool whole = read.ec == std::errc{} && read.ptr == digits.data() + digits.size();
    if (!who || !signature || !whole) return std::nullopt;
    out.who = std::move(*who);
    out.signature = *signature;
    return out;
}

std::string value_of(std::string_view of, base::ByteView who, base::Seconds seconds,
                     const crypto::Signature& signature) {
    return std::string{of} + base::hex(who) + "." + std::to_string(seconds) + "." +
           base::hex(signature);
}

}  // namespace

base::Bytes credential_bytes(const RequestWords& request, base::Seconds seconds) {
    return words_of(domain, request, seconds);
}

std::string authorization(const Identity& who, const RequestWords& request, base::Seconds seconds) {
    const auto signature = who.key.sign(credential_bytes(request, seconds));
    return value_of(scheme, crypto::key_id(who.key.public_key()), seconds, signature);
}

std::optional<Credential> read_authorization(std::string_view value) {
    if (!value.starts_with(scheme)) return std::nullopt;
    const auto parts = parts_of(value.substr(scheme.size()));
    const auto key = parts ? base::to_array<8>(parts->who) : std::nullopt;
    if (!key) return std::nullopt;
    return Credential{*key, parts->seconds, parts->signature};
}

base::Bytes source_credential_bytes(const RequestWords& request, base::Seconds seconds) {
    return words_of(source_domain, request, seconds);
}

std::string source_authorization(const std::string& source_system, const crypto::SigningKey& key,
                                 const RequestWords& request, base::Seconds seconds) {
    const auto signature = key.sign(source_credential_bytes(request, seconds));
    return value_of(source_scheme, base::view(source_system), seconds, signature);
}

std::optional<SourceCredential> read_source_authorization(std::string_view value) {
    if (!value.starts_with(source_scheme)) return std::nullopt;
    const auto parts = parts_of(value.substr(source_scheme.size()));
    if (!parts || parts->who.empty() || parts->who.size() > source_name_bytes_max)
        return std::nullopt;
    return SourceCredential{std::string{base::as_text(parts->who)}, parts->seconds,
                            parts->signature};
}

}  // namespace zhida::client
