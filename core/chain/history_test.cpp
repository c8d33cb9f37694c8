#include "core/chain/history.hpp"

#include <gtest/gtest.h>

namespace zhida::chain {
namespace {

constexpr auto sm3 = crypto::Hash::sm3;

Digest leaf_of(std::uint64_t n) { return history_leaf(sm3, n, Digest{}); }

TEST(History, LeadsToEveryBlockAtEveryLength) {
    History history;
    std::vector<Digest> leaves;
    for (std::uint64_t n = 0; n < 70; ++n) {
        leaves.push_back(leaf_of(n));
        append_history(sm3, history, leaves.back());
        for (std::uint64_t i = 0; i <= n; ++i) {
            const auto path = history_path(sm3, leaves, i);
            EXPECT_TRUE(is_in_history(sm3, history, i, leaves[i], path)) << n << " " << i;
        }
    }
}

TEST(History, RefusesAnotherBlockPlaceOrPath) {
    History history;
    std::vector<Digest> leaves;
    for (std::uint64_t n = 0; n < 11; ++n) {
        leaves.push_back(leaf_of(n));
        append_history(sm3, history, leaves.back());
    }
    auto path = history_path(sm3, leaves, 5);
    EXPECT_FALSE(is_in_history(sm3, history, 5, leaf_of(6), path));
    EXPECT_FALSE(is_in_history(sm3, history, 4, leaves[5], path));
    EXPECT_FALSE(is_in_history(sm3, history, 11, leaves[5], path));
    path[1][0] ^= 1;
    EXPECT_FALSE(is_in_history(sm3, history, 5, leaves[5], path));
    path.pop_back();
    EXPECT_FALSE(is_in_history(sm3, history, 5, leaves[5], path));
    History broken = history;
    broken.peaks.clear();
    EXPECT_FALSE(is_in_history(sm3, broken, 5, leaves[5], history_path(sm3, leaves, 5)));
}

}  // namespace
}  // namespace zhida::chain
