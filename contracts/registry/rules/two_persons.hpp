// Acts that take effect with the second of two signatures (wire.md §3): two transactions with the
// same words. The first one leaves the words on the ledger, where the second person reads them.
#pragma once

#include "contracts/registry/types/records.hpp"
#include "core/chain/act.hpp"

namespace zhida::registry {

// A first signature that nobody joined is given anew after this time.
inline constexpr base::Seconds second_signature_within = 7 * 86'400;

struct TwoPersons {
    std::span<const Role> roles;      // who may sign
    bool of_two_bodies = false;       // the two organisations differ
    bool with_administrator = false;  // one of them is an administrator of the registry
};

template <class M>
crypto::Digest words_digest(const chain::Context& context, const M& message) {
    base::Bytes type;
    base::append_u16(type, M::type);
    return crypto::digest(context.hash(),
                          {base::view("zhida/two/1"), type, codec::encode(message)});
}

chain::Verdict check_two(const TwoPersons& rule, const crypto::Digest& words,
                         const chain::Context& context, const chain::View& view);
// The first signature, while it waits.
std::optional<HalfSigned> first_signature(const chain::View& view, const crypto::Digest& words,
                                          base::Seconds now);
// Signs. The first signer when the act has both signatures now, or stands in the genesis.
std::optional<HalfSigned> sign_as_one(const crypto::Digest& words, std::uint16_t type,
                                      base::Bytes payload, const chain::Context& context,
                                      chain::Draft& draft);

}  // namespace zhida::registry
