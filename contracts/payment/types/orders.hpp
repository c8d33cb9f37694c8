// The life of an order (payment.md §3), as data: code walks it, the compiler checks it, the
// reference in docs/ is printed from it. Numbers stand on the ledger: append, never reuse.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "contracts/vocabulary/words.hpp"

namespace zhida::payment {

enum class OrderState : std::uint8_t {
    held = 1, approved, locked, released, claimed, accepted, in_doubt, paid, failed, returned,
    cancelled, reissued, split, withheld, deposited, refunded,
};
constexpr bool is_known(OrderState s) { return s >= OrderState::held && s <= OrderState::refunded; }

// Where an order's money lies in its special account's book.
enum class Bucket : std::uint8_t { none, available, locked, paid, returned_pending };

struct OrderWord {
    OrderState state;
    Bucket bucket;
    bool final;  // nothing moves it by itself any more; a list can settle
    std::string_view name;
    std::string_view zh;
    std::string_view slot;  // of the report; empty: not reported
};

inline constexpr std::array order_words{
    OrderWord{OrderState::held, Bucket::available, true, "HELD", "暂缓", "held"},
    OrderWord{OrderState::approved, Bucket::available, false, "APPROVED", "已批准", ""},
    OrderWord{OrderState::locked, Bucket::locked, false, "LOCKED", "资金已锁定", ""},
    OrderWord{OrderState::released, Bucket::locked, false, "RELEASED", "已放款指令", "unsent"},
    OrderWord{OrderState::claimed, Bucket::locked, false, "CLAIMED", "银行已领取", "in_doubt"},
    OrderWord{OrderState::accepted, Bucket::locked, false, "ACCEPTED", "银行已受理", "in_doubt"},
    OrderWord{OrderState::in_doubt, Bucket::locked, false, "IN_DOUBT", "结果待查", "in_doubt"},
    OrderWord{OrderState::paid, Bucket::paid, true, "PAID", "已支付", "paid"},
    OrderWord{OrderState::failed, Bucket::returned_pending, true, "FAILED", "支付失败", "failed"},
    OrderWord{OrderState::returned, Bucket::returned_pending, true, "RETURNED", "退汇", "returned"},
    OrderWord{OrderState::cancelled, Bucket::available, true, "CANCELLED", "已撤销", "cancelled"},
    OrderWord{OrderState::reissued, Bucket::none, true, "REISSUED", "已重发", ""},
    OrderWord{OrderState::split, Bucket::none, true, "SPLIT", "已拆分", ""},
    OrderWord{OrderState::withheld, Bucket::returned_pending, true, "WITHHELD", "扣存", "withheld"},
    OrderWord{OrderState::deposited, Bucket::paid, true, "DEPOSITED", "已提存", "deposited"},
    OrderWord{OrderState::refunded, Bucket::available, true, "REFUNDED", "已退回项目", "refunded"},
};

constexpr const OrderWord& word_of(OrderState state) {
    return order_words[static_cast<std::size_t>(state) - 1];
}
static_assert([] {
    for (std::size_t i = 0; i < order_words.size(); ++i) {
        if (static_cast<std::size_t>(order_words[i].state) != i + 1) return false;
    }
    return true;
}());

// Who moves an order. `bodies`: two persons of different bodies together.
enum class Mover : std::uint8_t {
    contract, timer, finance, bank, village, township, county, bodies,
};

struct OrderMove {
    OrderState from;
    OrderState to;
    Mover by;
};

inline constexpr std::array order_moves{
    OrderMove{OrderState::approved, OrderState::locked, Mover::finance},
    OrderMove{OrderState::approved, OrderState::held, Mover::contract},
    OrderMove{OrderState::approved, OrderState::held, Mover::village},
    OrderMove{OrderState::approved, OrderState::held, Mover::township},
    OrderMove{OrderState::approved, OrderState::held, Mover::county},
    OrderMove{OrderState::approved, OrderState::cancelled, Mover::county},
    OrderMove{OrderState::locked, OrderState::released, Mover::finance},
    OrderMove{OrderState::locked, OrderState::held, Mover::contract},
    OrderMove{OrderState::locked, OrderState::held, Mover::township},
    OrderMove{OrderState::locked, OrderState::held, Mover::county},
    OrderMove{OrderState::locked, OrderState::cancelled, Mover::county},
    OrderMove{OrderState::released, OrderState::claimed, Mover::bank},
    OrderMove{OrderState::released, OrderState::held, Mover::contract},
    OrderMove{OrderState::released, OrderState::held, Mover::township},
    OrderMove{OrderState::released, OrderState::held, Mover::county},
    OrderMove{OrderState::released, OrderState::cancelled, Mover::county},
    OrderMove{OrderState::held, OrderState::approved, Mover::township},
    OrderMove{OrderState::held, OrderState::locked, Mover::township},
    OrderMove{OrderState::held, OrderState::released, Mover::township},
    OrderMove{OrderState::held, OrderState::cancelled, Mover::county},
    OrderMove{OrderState::claimed, OrderState::accepted, Mover::bank},
    OrderMove{OrderState::claimed, OrderState::paid, Mover::bank},
    OrderMove{OrderState::claimed, OrderState::failed, Mover::bank},
    OrderMove{OrderState::claimed, OrderState::in_doubt, Mover::bank},
    OrderMove{OrderState::claimed, OrderState::in_doubt, Mover::timer},
    OrderMove{OrderState::accepted, OrderState::paid, Mover::bank},
    OrderMove{OrderState::accepted, OrderState::failed, Mover::bank},
    OrderMove{OrderState::accepted, OrderState::in_doubt, Mover::bank},
    OrderMove{OrderState::accepted, OrderState::in_doubt, Mover::timer},
    OrderMove{OrderState::in_doubt, OrderState::paid, Mover::bank},
    OrderMove{OrderState::in_doubt, OrderState::paid, Mover::bodies},
    OrderMove{OrderState::in_doubt, OrderState::failed, Mover::bank},
    OrderMove{OrderState::in_doubt, OrderState::failed, Mover::bodies},
    OrderMove{OrderState::paid, OrderState::returned, Mover::bank},
    OrderMove{OrderState::failed, OrderState::reissued, Mover::finance},
    OrderMove{OrderState::failed, OrderState::withheld, Mover::township},
    OrderMove{OrderState::failed, OrderState::split, Mover::finance},
    OrderMove{OrderState::failed, OrderState::refunded, Mover::bodies},
    OrderMove{OrderState::returned, OrderState::reissued, Mover::finance},
    OrderMove{OrderState::returned, OrderState::withheld, Mover::township},
    OrderMove{OrderState::returned, OrderState::split, Mover::finance},
    OrderMove{OrderState::returned, OrderState::refunded, Mover::bodies},
    OrderMove{OrderState::withheld, OrderState::split, Mover::finance},
    OrderMove{OrderState::withheld, OrderState::deposited, Mover::county},
    OrderMove{OrderState::withheld, OrderState::refunded, Mover::bodies},
};

constexpr bool may_move(OrderState from, OrderState to) {
    for (const OrderMove& move : order_moves) {
        if (move.from == from && move.to == to) return true;
    }
    return false;
}
constexpr bool may_move(OrderState from, OrderState to, Mover by) {
    for (const OrderMove& move : order_moves) {
        if (move.from == from && move.to == to && move.by == by) return true;
    }
    return false;
}
// The hand a role moves orders with, alone.
constexpr std::optional<Mover> mover_of(vocabulary::Role role) {
    using vocabulary::Role;
    switch (role) {
        case Role::village_officer: return Mover::village;
        case Role::township_officer: return Mover::township;
        case Role::county_officer: return Mover::county;
        case Role::finance_officer: return Mover::finance;
        case Role::bank_agent: return Mover::bank;
        default: return std::nullopt;
    }
}

// What must never be a lawful move: money that left cannot be un-sent, doubt is never resent.
static_assert(!may_move(OrderState::claimed, OrderState::released));
static_assert(!may_move(OrderState::in_doubt, OrderState::released));
static_assert(!may_move(OrderState::in_doubt, OrderState::cancelled));
static_assert(!may_move(OrderState::claimed, OrderState::held));
static_assert(!may_move(OrderState::paid, OrderState::failed));
static_assert([] {
    for (const OrderMove& m : order_moves) {
        if (m.from == m.to || m.from == OrderState::refunded) return false;
    }
    return true;
}());

// The bank's engagement: sent or perhaps sent, and not yet proven either way.
constexpr bool is_in_flight(OrderState s) {
    return s == OrderState::claimed || s == OrderState::accepted || s == OrderState::in_doubt;
}

}  // namespace zhida::payment
