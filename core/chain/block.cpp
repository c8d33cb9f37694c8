#include "core/chain/block.hpp"

#include <algorithm>

#include "core/chain/detail/proto.hpp"

namespace zhida::chain {

namespace {

using detail::Proto;
using Leaves = std::span<const Bytes>;

Digest sha256(std::initializer_list<ByteView> parts) {
    return crypto::digest(crypto::Hash::sha256, parts);
}

Digest leaf_of(ByteView leaf) {
    const base::Byte mark = 0;
    return sha256({ByteView{&mark, 1}, leaf});
}

Digest inner_of(const Digest& left, const Digest& right) {
    const base::Byte mark = 1;
    return sha256({ByteView{&mark, 1}, left, right});
}

std::size_t left_size(std::size_t n) {
    std::size_t size = 1;
    while (size * 2 < n) size *= 2;
    return size;
}

Digest root_of(Leaves leaves) {
    if (leaves.empty()) return sha256({});
    if (leaves.size() == 1) return leaf_of(leaves[0]);
    const std::size_t left = left_size(leaves.size());
    return inner_of(root_of(leaves.first(left)), root_of(leaves.subspan(left)));
}

void path_of(Leaves leaves, std::size_t index, std::vector<Digest>& siblings) {
    if (leaves.size() == 1) return;
    const std::size_t left = left_size(leaves.size());
    if (index < left) {
        path_of(leaves.first(left), index, siblings);
        siblings.push_back(root_of(leaves.subspan(left)));
    } else {
        path_of(leaves.subspan(left), index - left, siblings);
        siblings.push_back(root_of(leaves.first(left)));
    }
}

// The root over `total` leaves of which `index` is at hand; siblings are used from the back.
std::optional<Digest> climb(std::uint64_t index, std::uint64_t total, const Digest& leaf,
                            std::span<const Digest> siblings) {
    if (total == 1) {
        if (!siblings.empty()) return std::nullopt;
        return leaf;
    }
    if (siblings.empty()) return std::nullopt;
    const std::uint64_t left = left_size(total);
    const Digest& sibling = siblings.back();
    const auto rest = siblings.first(siblings.size() - 1);
    if (index < left) {
        const auto below = climb(index, left, leaf, rest);
        return below ? std::optional{inner_of(*below, sibling)} : std::nullopt;
    }
    const auto below = climb(index - left, total - left, leaf, rest);
    return below ? std::optional{inner_of(sibling, *below)} : std::nullopt;
}

Bytes timestamp(Seconds at) { return Proto{}.number(1, static_cast<std::uint64_t>(at)).done(); }

Bytes parts(const BlockId& id) {
    return Proto{}.number(1, id.parts_total).bytes(2, id.parts_hash).done();
}

Bytes block_id_bytes(const BlockId& id) {
    return Proto{}.bytes(1, id.hash).message(2, parts(id)).done();
}

Bytes version() { return Proto{}.number(1, block_protocol).number(2, app_protocol).done(); }

Bytes wrapped(ByteView value) { return Proto{}.bytes(1, value).done(); }

Bytes sig_bytes(const CommitSig& sig) {
    return Proto{}
        .number(1, sig.flag)
        .bytes(2, sig.address)
        .message(3, timestamp(sig.time))
        .bytes(4, sig.signature)
        .done();
}

}  // namespace

Digest merkle_root(const std::vector<Bytes>& leaves) { return root_of(leaves); }

MerklePath merkle_path(const std::vector<Bytes>& leaves, std::size_t index) {
    ASSERT(index < leaves.size());
    MerklePath path{index, leaves.size(), {}};
    path_of(leaves, index, path.siblings);
    return path;
}

std::optional<Digest> merkle_climb(const MerklePath& path, ByteView leaf) {
    if (path.total == 0 || path.index >= path.total || path.siblings.size() > 64)
        return std::nullopt;
    return climb(path.index, path.total, leaf_of(leaf), path.siblings);
}

Bytes header_bytes(const Header& h) {
    return Proto{}
        .message(1, version())
        .text(2, h.chain_id)
        .number(3, h.height)
        .message(4, timestamp(h.time))
        .message(5, block_id_bytes(h.last_block_id))
        .bytes(6, h.last_commit_hash)
        .bytes(7, h.data_hash)
        .bytes(8, h.validators_hash)
        .bytes(9, h.next_validators_hash)
        .bytes(10, h.consensus_hash)
        .bytes(11, h.app_hash)
        .bytes(12, h.last_results_hash)
        .bytes(13, h.evidence_hash)
        .bytes(14, h.proposer_address)
        .done();
}

std::vector<Bytes> header_fields(const Header& h) {
    return {version(),
            wrapped(base::view(h.chain_id)),
            Proto{}.number(1, h.height).done(),
            timestamp(h.time),
            block_id_bytes(h.last_block_id),
            wrapped(h.last_commit_hash),
            wrapped(h.data_hash),
            wrapped(h.validators_hash),
            wrapped(h.next_validators_hash),
            wrapped(h.consensus_hash),
            wrapped(h.app_hash),
            wrapped(h.last_results_hash),
            wrapped(h.evidence_hash),
            wrapped(h.proposer_address)};
}

Digest header_hash(const Header& header) { return merkle_root(header_fields(header)); }

Bytes commit_bytes(const Commit& commit) {
    Proto proto;
    proto.number(1, commit.height)
        .number(2, commit.round)
        .message(3, block_id_bytes(commit.block_id));
    for (const CommitSig& sig : commit.signatures) proto.message(4, sig_bytes(sig));
    return proto.done();
}

Digest commit_hash(const Commit& commit) {
    std::vector<Bytes> leaves;
    for (const CommitSig& sig : commit.signatures) leaves.push_back(sig_bytes(sig));
    return merkle_root(leaves);
}

Bytes vote_sign_bytes(const std::string& chain_id, const Commit& commit, std::size_t index) {
    constexpr unsigned precommit = 2;
    const Bytes canonical_id =
        Proto{}.bytes(1, commit.block_id.hash).message(2, parts(commit.block_id)).done();
    const Bytes vote = Proto{}
                           .number(1, precommit)
                           .fixed(2, commit.height)
                           .fixed(3, commit.round)
                           .message(4, canonical_id)
                           .message(5, timestamp(commit.signatures[index].time))
                           .text(6, chain_id)
                           .done();
    Proto framed;
    framed.varint(vote.size());
    Bytes out = framed.done();
    base::append(out, vote);
    return out;
}

Digest validators_hash(const std::vector<Validator>& validators) {
    std::vector<Bytes> leaves;
    for (const Validator& v : validators) {
        const Bytes key = Proto{}.bytes(1, v.public_key).done();
        leaves.push_back(
            Proto{}.message(1, key).number(2, static_cast<std::uint64_t>(v.power)).done());
    }
    return merkle_root(leaves);
}

Bytes address_of(ByteView ed25519_public_key) {
    const Digest whole = sha256({ed25519_public_key});
    return base::to_bytes(ByteView{whole}.first(20));
}

Digest data_hash(const std::vector<Bytes>& transactions) {
    std::vector<Bytes> leaves;
    leaves.reserve(transactions.size());
    for (const Bytes& tx : transactions) leaves.push_back(base::to_bytes(sha256({tx})));
    return merkle_root(leaves);
}

Bytes result_bytes(const TxResult& result) {
    return Proto{}.number(1, result.code).bytes(2, result.data).done();
}

Digest results_hash(const std::vector<TxResult>& results) {
    std::vector<Bytes> leaves;
    leaves.reserve(results.size());
    for (const TxResult& result : results) leaves.push_back(result_bytes(result));
    return merkle_root(leaves);
}

Digest evidence_hash() { return merkle_root({}); }

// SHA-256 of HashedParams { 1: block.max_bytes 22020096, 2: block.max_gas −1 }.
Digest consensus_hash() {
    const Bytes params = Proto{}
                             .number(1, 22'020'096)
                             .number(2, static_cast<std::uint64_t>(std::int64_t{-1}))
                             .done();
    return sha256({params});
}

BlockId block_id_of(const Block& block) {
    Proto data;
    for (const Bytes& tx : block.transactions) data.message(1, tx);
    const Bytes whole = Proto{}
                            .message(1, header_bytes(block.header))
                            .message(2, data.done())
                            .message(3, {})
                            .message(4, commit_bytes(block.last_commit))
                            .done();
    std::vector<Bytes> leaves;
    for (std::size_t at = 0; at < whole.size(); at += part_bytes) {
        const std::size_t size = std::min(part_bytes, whole.size() - at);
        leaves.push_back(base::to_bytes(ByteView{whole}.subspan(at, size)));
    }
    return {base::to_bytes(header_hash(block.header)), static_cast<std::uint32_t>(leaves.size()),
            base::to_bytes(merkle_root(leaves))};
}

bool is_committed(const std::string& chain_id, const BlockId& block, const Commit& commit,
                  const std::vector<Validator>& validators) {
    if (commit.block_id != block || commit.signatures.size() != validators.size()) return false;
    std::int64_t power = 0;
    std::int64_t signed_power = 0;
    for (std::size_t i = 0; i < validators.size(); ++i) {
        power += validators[i].power;
        const CommitSig& sig = commit.signatures[i];
        const auto signature = base::to_array<64>(sig.signature);
        if (sig.flag != 2 || !signature || sig.address != address_of(validators[i].public_key))
            continue;
        const crypto::PublicKey key{crypto::Algorithm::ed25519, validators[i].public_key};
        if (crypto::verify(key, vote_sign_bytes(chain_id, commit, i), *signature)) {
            signed_power += validators[i].power;
        }
    }
    return power > 0 && signed_power * 3 > power * 2;
}

}  // namespace zhida::chain
