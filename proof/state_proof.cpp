#include "proof/state_proof.hpp"

#include "proof/detail/signed_header.hpp"

namespace zhida::proof {

StateProof prove(const Sources& sources, ByteView key) {
    store::Proof path = sources.state.prove(key);
    StateProof out{.profile = sources.ledger.profile,
                   .header = sources.newest.header,
                   .commit = sources.newest.commit,
                   .validators = sources.genesis.validators,
                   .bits = {},
                   .siblings = {},
                   .leaf_key = std::move(path.leaf_key),
                   .leaf_value = std::move(path.leaf_value)};
    for (const store::Proof::Step& step : path.steps) {
        out.bits.push_back(step.bit);
        out.siblings.push_back(step.sibling);
    }
    return out;
}

store::Shown check(const StateProof& proof, ByteView key) {
    const auto root = base::to_array<32>(proof.header.app_hash);
    const bool is_signed = root && proof.bits.size() == proof.siblings.size() &&
                           !detail::header_trouble(proof.header, proof.commit) &&
                           !detail::commit_trouble(proof.header, proof.commit, proof.validators);
    if (!is_signed) return store::Shown::broken;
    store::Proof path{.steps = {}, .leaf_key = proof.leaf_key, .leaf_value = proof.leaf_value};
    for (std::size_t i = 0; i < proof.bits.size(); ++i) {
        path.steps.push_back({proof.bits[i], proof.siblings[i]});
    }
    return store::check(crypto::hash_of(proof.profile), *root, key, path);
}

}  // namespace zhida::proof
