// A transaction as it travels and as it is signed (wire.md §3). The signature covers exactly the
// bytes of the body that were sent; nothing is ever encoded again to be checked.
#pragma once

#include <optional>

#include "core/base/date.hpp"
#include "core/base/result.hpp"
#include "core/codec/schema.hpp"
#include "core/crypto/signature.hpp"

namespace zhida::crypto {
constexpr bool is_known(Algorithm a) { return a == Algorithm::sm2_sm3 || a == Algorithm::ed25519; }
constexpr bool is_known(Profile p) { return p == Profile::gm || p == Profile::intl; }
}  // namespace zhida::crypto

namespace zhida::chain {

using base::Bytes;
using base::ByteView;
using base::Seconds;
using crypto::Digest;

inline constexpr std::size_t transaction_bytes_max = 1 << 20;  // wire.md §3
inline constexpr std::size_t business_reference_bytes_max = 48;
inline constexpr std::uint64_t body_version = 1;
inline constexpr Seconds not_after_ahead_person_max = 3'600;
inline constexpr Seconds not_after_ahead_machine_max = 86'400;
inline constexpr std::string_view signing_prefix = "zhida/tx/1";

struct Body {
    std::uint64_t version = body_version;
    Digest ledger_id{};
    std::uint16_t type = 0;
    Bytes payload;
    std::uint32_t organisation = 0;
    std::uint32_t person = 0;
    std::uint8_t role = 0;
    std::optional<Bytes> delegation;
    crypto::KeyId key_id{};
    crypto::Algorithm algorithm = crypto::Algorithm::sm2_sm3;
    Bytes business_reference;
    Seconds not_after = 0;

    static constexpr auto schema() {
        return codec::fields(
            codec::field<1>(&Body::version), codec::field<2>(&Body::ledger_id),
            codec::field<3>(&Body::type), codec::field<4>(&Body::payload, transaction_bytes_max),
            codec::field<5>(&Body::organisation), codec::field<6>(&Body::person),
            codec::field<7>(&Body::role), codec::field<8>(&Body::delegation, 64),
            codec::field<9>(&Body::key_id), codec::field<10>(&Body::algorithm),
            codec::field<11>(&Body::business_reference, business_reference_bytes_max),
            codec::field<12>(&Body::not_after));
    }
};

struct Envelope {
    Bytes body;
    crypto::Signature signature{};

    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&Envelope::body, transaction_bytes_max),
                             codec::field<2>(&Envelope::signature));
    }
};

// "zhida/tx/1" ‖ body bytes.
Bytes signing_bytes(ByteView body);
// The envelope bytes of a signed body.
Bytes sign(const Body& body, const crypto::SigningKey& key);
// The transaction's name everywhere: SHA-256 of the envelope bytes, as CometBFT names it.
Digest transaction_digest(ByteView envelope);
// What a repetition of a business reference must agree with: type, payload, organisation, person.
Digest content_digest(crypto::Hash hash, const Body& body);

}  // namespace zhida::chain
