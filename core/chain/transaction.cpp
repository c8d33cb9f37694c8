#include "core/chain/transaction.hpp"

namespace zhida::chain {

Bytes signing_bytes(ByteView body) {
    Bytes out = base::to_bytes(base::view(signing_prefix));
    base::append(out, body);
    return out;
}

Bytes sign(const Body& body, const crypto::SigningKey& key) {
    Envelope envelope{.body = codec::encode(body)};
    envelope.signature = key.sign(signing_bytes(envelope.body));
    return codec::encode(envelope);
}

Digest transaction_digest(ByteView envelope) {
    return crypto::digest(crypto::Hash::sha256, envelope);
}

Digest content_digest(crypto::Hash hash, const Body& body) {
    Bytes head;
    base::append_u16(head, body.type);
    base::append_u32(head, body.organisation);
    base::append_u32(head, body.person);
    return crypto::digest(hash, {head, body.payload});
}

}  // namespace zhida::chain
