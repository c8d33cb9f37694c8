// Blocks in CometBFT's own format (wire.md §7): header, results hash and commit, so that one
// verifier reads proofs from the embedded engine and from a consortium. Engine structures are
// SHA-256 under both profiles. Checked against vectors that CometBFT v0.39.4 made
// (tests/golden/comet).
#pragma once

#include <vector>

#include "core/base/date.hpp"
#include "core/codec/schema.hpp"
#include "core/crypto/signature.hpp"

namespace zhida::chain {

using base::Bytes;
using base::ByteView;
using base::Seconds;
using crypto::Digest;

inline constexpr std::uint64_t block_protocol = 11;
inline constexpr std::uint64_t app_protocol = 1;
inline constexpr std::size_t part_bytes = 65'536;

// --- RFC 6962 Merkle tree over SHA-256 ---

Digest merkle_root(const std::vector<Bytes>& leaves);
struct MerklePath {
    std::uint64_t index = 0;
    std::uint64_t total = 0;
    std::vector<Digest> siblings;  // from the leaf upwards
};
MerklePath merkle_path(const std::vector<Bytes>& leaves, std::size_t index);
// Nothing when the path does not fit index and total.
std::optional<Digest> merkle_climb(const MerklePath& path, ByteView leaf);

// --- structures ---

struct BlockId {
    Bytes hash;  // empty before the first block
    std::uint32_t parts_total = 0;
    Bytes parts_hash;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&BlockId::hash, 32),
                             codec::field<2>(&BlockId::parts_total),
                             codec::field<3>(&BlockId::parts_hash, 32));
    }
    friend bool operator==(const BlockId&, const BlockId&) = default;
};

struct Header {
    std::string chain_id;
    std::uint64_t height = 0;
    Seconds time = 0;
    BlockId last_block_id;
    Bytes last_commit_hash;
    Bytes data_hash;
    Bytes validators_hash;
    Bytes next_validators_hash;
    Bytes consensus_hash;
    Bytes app_hash;  // after the block before this one
    Bytes last_results_hash;
    Bytes evidence_hash;
    Bytes proposer_address;
    static constexpr auto schema() {
        using T = Header;
        return codec::fields(
            codec::field<1>(&T::chain_id, 50), codec::field<2>(&T::height),
            codec::field<3>(&T::time), codec::field<4>(&T::last_block_id),
            codec::field<5>(&T::last_commit_hash, 32), codec::field<6>(&T::data_hash, 32),
            codec::field<7>(&T::validators_hash, 32), codec::field<8>(&T::next_validators_hash, 32),
            codec::field<9>(&T::consensus_hash, 32), codec::field<10>(&T::app_hash, 32),
            codec::field<11>(&T::last_results_hash, 32), codec::field<12>(&T::evidence_hash, 32),
            codec::field<13>(&T::proposer_address, 20));
    }
    friend bool operator==(const Header&, const Header&) = default;
};

struct CommitSig {
    std::uint32_t flag = 2;  // 2: signed for this block
    Bytes address;
    Seconds time = 0;
    Bytes signature;
    static constexpr auto schema() {
        using T = CommitSig;
        return codec::fields(codec::field<1>(&T::flag), codec::field<2>(&T::address, 20),
                             codec::field<3>(&T::time), codec::field<4>(&T::signature, 64));
    }
    friend bool operator==(const CommitSig&, const CommitSig&) = default;
};

struct Commit {
    std::uint64_t height = 0;
    std::uint32_t round = 0;
    BlockId block_id;
    std::vector<CommitSig> signatures;
    static constexpr auto schema() {
        using T = Commit;
        return codec::fields(codec::field<1>(&T::height), codec::field<2>(&T::round),
                             codec::field<3>(&T::block_id), codec::field<4>(&T::signatures, 200));
    }
    friend bool operator==(const Commit&, const Commit&) = default;
};

struct TxResult {
    std::uint32_t code = 0;
    Bytes data;
};

struct Validator {
    Bytes public_key;  // Ed25519, 32 bytes
    std::int64_t power = 0;
};

struct Block {
    Header header;
    std::vector<Bytes> transactions;
    Commit last_commit;
};

// --- bytes and hashes ---

Bytes header_bytes(const Header& header);
Digest header_hash(const Header& header);
// The 14 encoded fields whose Merkle root is the header's hash, for proving one of them.
std::vector<Bytes> header_fields(const Header& header);
inline constexpr std::size_t header_field_last_block_id = 4;
inline constexpr std::size_t header_field_app_hash = 10;
Bytes commit_bytes(const Commit& commit);
Digest commit_hash(const Commit& commit);
Bytes vote_sign_bytes(const std::string& chain_id, const Commit& commit, std::size_t index);
Digest validators_hash(const std::vector<Validator>& validators);
Bytes address_of(ByteView ed25519_public_key);
Digest data_hash(const std::vector<Bytes>& transactions);
Bytes result_bytes(const TxResult& result);
Digest results_hash(const std::vector<TxResult>& results);
Digest evidence_hash();   // of no evidence
Digest consensus_hash();  // of CometBFT's default consensus parameters
BlockId block_id_of(const Block& block);

// More than two thirds of the power signed this very block.
bool is_committed(const std::string& chain_id, const BlockId& block, const Commit& commit,
                  const std::vector<Validator>& validators);

}  // namespace zhida::chain
