// Reading what stands in a path or query, and writing bodies.
#pragma once

#include <boost/json.hpp>
#include <charconv>

#include "gateway/detail/answers.hpp"

namespace zhida::gateway::detail {

template <class N>
std::optional<N> number(std::string_view text) {
    N out{};
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
    return out;
}

// A query parameter that is a number; `otherwise` when it is not there; nothing when it is none.
template <class N>
std::optional<N> number_at(const Call& call, std::string_view name, N otherwise) {
    const auto text = call.request.parameter(name);
    return text ? number<N>(*text) : std::optional<N>{otherwise};
}

template <std::size_t n>
std::optional<base::ByteArray<n>> array_of(std::string_view hex) {
    const auto bytes = base::unhex(hex);
    return bytes ? base::to_array<n>(*bytes) : std::nullopt;
}

inline Answered bad_request() {
    return error(400, "a part of the path or query is malformed", "路径或查询参数格式有误");
}
inline Answered forbidden() {
    return error(403, "the caller's role does not allow this", "调用者的角色无权进行此操作");
}
inline Answered json(const boost::json::value& value, unsigned status = 200) {
    return {status, "application/json", boost::json::serialize(value)};
}
inline Answered bytes(const base::Bytes& body, std::string type = "application/cbor") {
    return {200, std::move(type), std::string{base::as_text(body)}};
}

}  // namespace zhida::gateway::detail
