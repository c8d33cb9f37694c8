#include "gateway/detail/authentication.hpp"

#include "client/credential.hpp"

namespace zhida::gateway::detail {

using transport::Request;

namespace {

bool is_of_now(Node& node, base::Seconds seconds) {
    const base::Seconds off = node.wall_time() - seconds;
    return off <= client::credential_seconds_max && off >= -client::credential_seconds_max;
}

// Who says to have signed, and what the signature must fit.
struct Claim {
    Caller caller;
    base::Seconds seconds = 0;
    crypto::Signature signature{};
};

std::optional<Claim> claim_of(Node& node, const Request& head, Signer by) {
    const std::string* const field = head.field("Authorization");
    if (field == nullptr) return std::nullopt;
    if (by == Signer::source) {
        const auto said = client::read_source_authorization(*field);
        if (!said || !is_of_now(node, said->seconds)) return std::nullopt;
        const auto key = node.source_key(said->source_system);
        if (!key) return std::nullopt;
        return Claim{{.key = *key, .roles = {}, .source_system = said->source_system},
                     said->seconds,
                     said->signature};
    }
    const auto said = client::read_authorization(*field);
    if (!said || !is_of_now(node, said->seconds)) return std::nullopt;
    auto caller = node.caller(said->key_id);
    if (!caller) return std::nullopt;
    return Claim{std::move(*caller), said->seconds, said->signature};
}

}  // namespace

std::optional<Caller> authenticated(Node& node, const Request& request, Signer by) {
    auto claim = claim_of(node, request, by);
    if (!claim) return std::nullopt;
    const client::RequestWords words{request.method, request.target, request.body};
    const auto bytes = by == Signer::source
                           ? client::source_credential_bytes(words, claim->seconds)
                           : client::credential_bytes(words, claim->seconds);
    if (!crypto::verify(claim->caller.key, bytes, claim->signature)) return std::nullopt;
    return std::move(claim->caller);
}

bool may_be_signed(Node& node, const Request& head, Signer by) {
    return claim_of(node, head, by).has_value();
}

}  // namespace zhida::gateway::detail
