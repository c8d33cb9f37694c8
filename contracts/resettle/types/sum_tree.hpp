// The Merkle-sum tree of a list (wire.md §6): the lines of a section, and the sections of a list.
// Every node binds the sums and counts of both its children.
//
//   leaf of a line    = H(0x00 ‖ commitment ‖ u64 amount), sum = amount, count = 1
//   leaf of a section = H(0x02 ‖ u64 village ‖ root hash ‖ u64 sum ‖ u64 count of its lines)
//   node              = H(0x01 ‖ left hash ‖ u64 sum ‖ u64 count
//                              ‖ right hash ‖ u64 sum ‖ u64 count)
// The left side holds the largest power of two below the number of leaves.
#pragma once

#include <vector>

#include "contracts/vocabulary/money.hpp"
#include "contracts/vocabulary/words.hpp"
#include "core/crypto/digest.hpp"

namespace zhida::resettle {

inline constexpr std::uint64_t tree_count_max = 1'000'000;

struct SumNode {
    crypto::Digest hash{};
    std::uint64_t sum = 0;
    std::uint64_t count = 0;
    friend bool operator==(const SumNode&, const SumNode&) = default;
};

SumNode line_leaf(crypto::Hash hash, const crypto::Digest& commitment, vocabulary::Fen amount);
SumNode section_leaf(crypto::Hash hash, vocabulary::VillageCode village, const SumNode& root);
// Nothing when a sum or count passes its bound.
std::optional<SumNode> join(crypto::Hash hash, const SumNode& left, const SumNode& right);
// Nothing for no leaves or when a bound is passed.
std::optional<SumNode> sum_root(crypto::Hash hash, const std::vector<SumNode>& leaves);

struct SumStep {
    bool sibling_is_left = false;
    SumNode sibling;
};
// From the leaf upwards.
std::vector<SumStep> sum_path(crypto::Hash hash, const std::vector<SumNode>& leaves,
                              std::size_t index);
std::optional<SumNode> climb(crypto::Hash hash, SumNode leaf, const std::vector<SumStep>& path);

}  // namespace zhida::resettle
