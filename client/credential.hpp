// How a request to a node is signed: with the caller's own key as the ledger knows it, so a key
// that is revoked there opens nothing any more.
//
//   Authorization: Zhida <key id, 16 hex>.<seconds since 1970>.<signature, 128 hex>
// The signature covers "zhida/request/1" ‖ method ‖ 0 ‖ target ‖ 0 ‖ u64 seconds ‖ digest(body).
#pragma once

#include "client/identity.hpp"
#include "core/base/date.hpp"

namespace zhida::client {

inline constexpr base::Seconds credential_seconds_max = 120;  // from the node's own clock

struct RequestWords {
    std::string_view method;
    std::string_view target;
    std::string_view body;
};

struct Credential {
    crypto::KeyId key_id{};
    base::Seconds seconds = 0;
    crypto::Signature signature{};
};

// A source system is no person of the ledger: it signs with the key it is registered with there.
//
//   Authorization: Zhida-Source <its name as hex>.<seconds since 1970>.<signature, 128 hex>
// over "zhida/source-request/1" and the same words.
struct SourceCredential {
    std::string source_system;
    base::Seconds seconds = 0;
    crypto::Signature signature{};
};
inline constexpr std::size_t source_name_bytes_max = 64;

base::Bytes source_credential_bytes(const RequestWords& request, base::Seconds seconds);
std::string source_authorization(const std::string& source_system, const crypto::SigningKey& key,
                                 const RequestWords& request, base::Seconds seconds);
std::optional<SourceCredential> read_source_authorization(std::string_view value);

base::Bytes credential_bytes(const RequestWords& request, base::Seconds seconds);
// The value of the field Authorization.
std::string authorization(const Identity& who, const RequestWords& request, base::Seconds seconds);
std::optional<Credential> read_authorization(std::string_view value);

}  // namespace zhida::client
