#include "contracts/resettle/types/sum_tree.hpp"

#include <span>

namespace zhida::resettle {

namespace {

using base::Bytes;
using Leaves = std::span<const SumNode>;

std::size_t left_size(std::size_t n) {
    std::size_t size = 1;
    while (size * 2 < n) size *= 2;
    return size;
}

void append_node(Bytes& to, const SumNode& node) {
    base::append(to, node.hash);
    base::append_u64(to, node.sum);
    base::append_u64(to, node.count);
}

std::optional<SumNode> root_of(crypto::Hash hash, Leaves leaves) {
    if (leaves.size() == 1) return leaves[0];
    const std::size_t left = left_size(leaves.size());
    const auto a = root_of(hash, leaves.first(left));
    const auto b = root_of(hash, leaves.subspan(left));
    if (!a || !b) return std::nullopt;
    return join(hash, *a, *b);
}

}  // namespace

SumNode line_leaf(crypto::Hash hash, const crypto::Digest& commitment, vocabulary::Fen amount) {
    Bytes bytes{0x00};
    base::append(bytes, commitment);
    base::append_u64(bytes, static_cast<std::uint64_t>(amount.count()));
    return {crypto::digest(hash, bytes), static_cast<std::uint64_t>(amount.count()), 1};
}

SumNode section_leaf(crypto::Hash hash, vocabulary::VillageCode village, const SumNode& root) {
    Bytes bytes{0x02};
    base::append_u64(bytes, village);
    append_node(bytes, root);
    return {crypto::digest(hash, bytes), root.sum, root.count};
}

std::optional<SumNode> join(crypto::Hash hash, const SumNode& left, const SumNode& right) {
    constexpr auto sum_max = static_cast<std::uint64_t>(vocabulary::Fen::count_max);
    if (left.sum > sum_max || right.sum > sum_max || left.sum + right.sum > sum_max) {
        return std::nullopt;
    }
    if (left.count > tree_count_max || right.count > tree_count_max ||
        left.count + right.count > tree_count_max) {
        return std::nullopt;
    }
    Bytes bytes{0x01};
    append_node(bytes, left);
    append_node(bytes, right);
    return SumNode{crypto::digest(hash, bytes), left.sum + right.sum, left.count + right.count};
}

std::optional<SumNode> sum_root(crypto::Hash hash, const std::vector<SumNode>& leaves) {
    if (leaves.empty() || leaves.size() > tree_count_max) return std::nullopt;
    return root_of(hash, leaves);
}

std::vector<SumStep> sum_path(crypto::Hash hash, const std::vector<SumNode>& leaves,
                              std::size_t index) {
    std::vector<SumStep> down;
    Leaves part{leaves};
    while (part.size() > 1) {
        const std::size_t left = left_size(part.size());
        const bool goes_left = index < left;
        const auto sibling = root_of(hash, goes_left ? part.subspan(left) : part.first(left));
        if (!sibling) return {};
        down.push_back({!goes_left, *sibling});
        part = goes_left ? part.first(left) : part.subspan(left);
        if (!goes_left) index -= left;
    }
    return {down.rbegin(), down.rend()};
}

std::optional<SumNode> climb(crypto::Hash hash, SumNode leaf, const std::vector<SumStep>& path) {
    for (const SumStep& step : path) {
        const auto above =
            step.sibling_is_left ? join(hash, step.sibling, leaf) : join(hash, leaf, step.sibling);
        if (!above) return std::nullopt;
        leaf = *above;
    }
    return leaf;
}

}  // namespace zhida::resettle
