#include "core/store/pruned_trie.hpp"
#include "proof/detail/facts.hpp"

namespace zhida::proof::detail {

std::optional<SignedBody> open_signed(const Facts& facts, ByteView bytes, const Digest& digest,
                                      const crypto::PublicKey& key) {
    if (chain::transaction_digest(bytes) != digest) return std::nullopt;
    const auto envelope = codec::decode<chain::Envelope>(bytes);
    if (!envelope) return std::nullopt;
    auto body = codec::decode<chain::Body>(envelope->body);
    const bool fits =
        body && body->ledger_id == facts.ledger.ledger_id && body->algorithm == key.algorithm &&
        body->key_id == crypto::key_id(key) &&
        crypto::verify(key, chain::signing_bytes(envelope->body), envelope->signature);
    if (!fits) return std::nullopt;
    return SignedBody{std::move(*body), key};
}

std::optional<SignedBody> open_signed(const Facts& facts, ByteView bytes, const Digest& digest) {
    const auto envelope = codec::decode<chain::Envelope>(bytes);
    const auto body = envelope ? codec::decode<chain::Body>(envelope->body) : std::nullopt;
    if (!body) return std::nullopt;
    const auto key = entry<registry::KeyRecord>(facts, {body->key_id});
    if (!key || key->person != body->person) return std::nullopt;
    return open_signed(facts, bytes, digest, {key->algorithm, key->public_key});
}

std::string title_of(const Facts& facts, vocabulary::OrganisationId id) {
    const auto found = entry<registry::Organisation>(facts, {id});
    return found ? found->title : "#" + std::to_string(id);
}

}  // namespace zhida::proof::detail
