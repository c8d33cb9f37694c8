// What the checks of one slip share: each adds what it has shown for those that follow.
#pragma once

#include <map>

#include "contracts/payment/types/records.hpp"
#include "contracts/registry/types/records.hpp"
#include "contracts/resettle/types/records.hpp"
#include "core/chain/machine.hpp"
#include "proof/verify.hpp"

namespace zhida::proof::detail {

using Trouble = std::optional<base::Error>;

struct Facts {
    const Slip& slip;
    const Trust* trust = nullptr;
    crypto::Hash hash = crypto::Hash::sm3;
    std::map<Bytes, Bytes> entries;  // of the state, under the header's root
    chain::LedgerRecord ledger;
    resettle::List list;
    resettle::Section section;
    resettle::Line line;
    std::optional<payment::Order> order;
    Reading reading;
};

// An entry that stands in the slip's state.
template <class R>
std::optional<R> entry(const std::map<Bytes, Bytes>& entries, const typename R::Key& key) {
    const auto found = entries.find(chain::key_of<R>(key));
    return found == entries.end() ? std::nullopt : codec::decode<R>(found->second);
}
template <class R>
std::optional<R> entry(const Facts& facts, const typename R::Key& key) {
    return entry<R>(facts.entries, key);
}

// A signed transaction of this ledger with this digest, whose signature the key fits.
struct SignedBody {
    chain::Body body;
    crypto::PublicKey key;
};
std::optional<SignedBody> open_signed(const Facts& facts, ByteView envelope, const Digest& digest,
                                      const crypto::PublicKey& key);
// The same, with the key the registry has for it.
std::optional<SignedBody> open_signed(const Facts& facts, ByteView envelope, const Digest& digest);
// The official name of an organisation in the slip's state.
std::string title_of(const Facts& facts, vocabulary::OrganisationId id);

Trouble check_list(Facts& facts);
Trouble check_section(Facts& facts);
Trouble check_line(Facts& facts);
Trouble check_approvals(Facts& facts);
Trouble check_order(Facts& facts);
Trouble check_claim(Facts& facts);
Trouble check_result(Facts& facts);
Trouble check_witness(Facts& facts);
Trouble check_openings(Facts& facts);

}  // namespace zhida::proof::detail
