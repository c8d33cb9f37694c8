#include "proof/detail/signed_header.hpp"

namespace zhida::proof::detail {

namespace {

// A set of equal votes; the embedded engine's one vote is this one too.
constexpr std::int64_t vote_power = 10;

// Two thirds are enough for a commit; what the others left must be nothing, or sound as well.
bool is_sound_or_empty(const std::string& chain_id, const chain::Commit& commit, std::size_t index,
                       const base::Bytes& validator) {
    const chain::CommitSig& sig = commit.signatures[index];
    if (sig.flag != 2)
        return sig.flag == 1 && sig.address.empty() && sig.signature.empty() && sig.time == 0;
    const auto signature = base::to_array<64>(sig.signature);
    const crypto::PublicKey key{crypto::Algorithm::ed25519, validator};
    return signature && sig.address == chain::address_of(validator) &&
           crypto::verify(key, chain::vote_sign_bytes(chain_id, commit, index), *signature);
}

}  // namespace

std::optional<base::Error> header_trouble(const chain::Header& header,
                                          const chain::Commit& commit) {
    if (base::equal(commit.block_id.hash, chain::header_hash(header))) return std::nullopt;
    return base::fail("the header is not the one that was signed", "区块头与签名的不符");
}

std::optional<base::Error> commit_trouble(const chain::Header& header, const chain::Commit& commit,
                                          const std::vector<base::Bytes>& validators) {
    std::vector<chain::Validator> set;
    for (const base::Bytes& key : validators) set.push_back({key, vote_power});
    const bool is_set =
        !set.empty() && base::equal(header.validators_hash, chain::validators_hash(set));
    if (!is_set || commit.height != header.height)
        return base::fail("the validators are not those of the header", "验证者与区块头不符");
    if (!chain::is_committed(header.chain_id, commit.block_id, commit, set))
        return base::fail("the block is not signed by its validators", "区块缺少验证者的有效签名");
    for (std::size_t i = 0; i < set.size(); ++i) {
        if (!is_sound_or_empty(header.chain_id, commit, i, validators[i]))
            return base::fail("a validator's signature is unsound", "验证者签名无效");
    }
    return std::nullopt;
}

}  // namespace zhida::proof::detail
