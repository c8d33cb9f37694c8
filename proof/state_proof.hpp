// One entry of the state, or its absence, proven under a signed header: what the API answers to
// whoever wants to follow the ledger without believing its operator.
#pragma once

#include "core/store/trie.hpp"
#include "proof/issue.hpp"
#include "proof/trust.hpp"

namespace zhida::proof {

struct StateProof {
    crypto::Profile profile = crypto::Profile::gm;
    chain::Header header;
    chain::Commit commit;
    std::vector<Bytes> validators;
    std::vector<std::uint16_t> bits;  // of the steps from the root downwards
    std::vector<Digest> siblings;
    Bytes leaf_key;
    Bytes leaf_value;
    static constexpr auto schema() {
        using T = StateProof;
        return codec::fields(codec::field<1>(&T::profile), codec::field<2>(&T::header),
                             codec::field<3>(&T::commit), codec::field<4>(&T::validators, 200),
                             codec::field<5>(&T::bits, 2'000), codec::field<6>(&T::siblings, 2'000),
                             codec::field<7>(&T::leaf_key, 200),
                             codec::field<8>(&T::leaf_value, store::value_bytes_max));
    }
};

StateProof prove(const Sources& sources, ByteView key);
// What the proof shows of `key`; `broken` also for a header that its validators have not signed.
store::Shown check(const StateProof& proof, ByteView key);

}  // namespace zhida::proof
