// Who signs, and the one way to make a signed transaction.
#pragma once

#include "contracts/vocabulary/words.hpp"
#include "core/chain/transaction.hpp"

namespace zhida::client {

// A person or machine in one role with its key.
struct Identity {
    std::uint32_t organisation = 0;
    std::uint32_t person = 0;
    vocabulary::Role role = vocabulary::Role::auditor;
    crypto::SigningKey key;
    std::optional<base::Bytes> delegation = std::nullopt;  // in whose name: body field 8
};

struct Terms {
    chain::Digest ledger_id{};
    base::Seconds not_after = 0;
    base::Bytes business_reference;  // unique for ever per organisation and type
};

base::Bytes make(const Identity& who, const Terms& terms, std::uint16_t type, base::Bytes payload);

template <class M>
base::Bytes make(const Identity& who, const Terms& terms, const M& message) {
    return make(who, terms, M::type, codec::encode(message));
}

// A reference made from what the act is about, so that a client that lost its answer and sends the
// act again gets the first result: digest of the words, 16 bytes.
base::Bytes reference_for(std::initializer_list<base::ByteView> words);

}  // namespace zhida::client
