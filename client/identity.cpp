#include "client/identity.hpp"

namespace zhida::client {

base::Bytes make(const Identity& who, const Terms& terms, std::uint16_t type, base::Bytes payload) {
    chain::Body body{.ledger_id = terms.ledger_id,
                     .type = type,
                     .payload = std::move(payload),
                     .organisation = who.organisation,
                     .person = who.person,
                     .role = static_cast<std::uint8_t>(who.role),
                     .delegation = who.delegation,
                     .key_id = crypto::key_id(who.key.public_key()),
                     .algorithm = who.key.public_key().algorithm,
                     .business_reference = terms.business_reference,
                     .not_after = terms.not_after};
    return chain::sign(body, who.key);
}

base::Bytes reference_for(std::initializer_list<base::ByteView> words) {
    base::Bytes all;
    for (const base::ByteView word : words) {
        base::append_u32(all, static_cast<std::uint32_t>(word.size()));
        base::append(all, word);
    }
    const auto whole = crypto::digest(crypto::Hash::sm3, all);
    return base::to_bytes(base::ByteView{whole}.first(16));
}

}  // namespace zhida::client
