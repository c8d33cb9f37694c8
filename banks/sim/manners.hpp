// How a simulated bank misbehaves (reliability.md §2.4). By itself honest, it can be told to treat
// payments, drawn by a seed, in one of these manners, or each in one of its own. What it was told
// survives its restart, and so does everything that follows from it on later days.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace zhida::sim {

enum class Manner : std::uint8_t {
    honest,
    reject_then_settle,
    settle_then_return,
    settle_then_return_same_day,
    settle_then_return_late,
    unheard_then_settle,
    pending_then_settle,
    pending,
    wrong_amount,
    wrong_payee,
    double_post,
    split_line,
    late_line,
    unheard,
    other_order,
    partial_batch,
    repeats,
    missing_line,
    double_line,
};

// What a manner changes: single payments, the answers to enquiries, whole messages, the statement.
enum class Reach : std::uint8_t { payment, enquiry, message, statement };

struct MannerWord {
    Manner manner;
    Reach reach;
    std::string_view name;
    std::string_view zh;
    std::string_view en;
};

inline constexpr std::array manner_words{
    MannerWord{Manner::honest, Reach::payment, "honest", "正常", "as a bank should"},
    MannerWord{Manner::reject_then_settle, Reach::payment, "reject-then-settle",
               "先拒绝，次日又扣款", "refused today, debited the next day"},
    MannerWord{Manner::settle_then_return, Reach::payment, "settle-then-return", "付款后次日退汇",
               "paid today, sent back the next day"},
    MannerWord{Manner::settle_then_return_same_day, Reach::payment, "settle-then-return-same-day",
               "付款后当日退汇", "paid and sent back on one day"},
    MannerWord{Manner::settle_then_return_late, Reach::payment, "settle-then-return-late",
               "付款后三十日退汇", "paid today, sent back after thirty days"},
    MannerWord{Manner::unheard_then_settle, Reach::payment, "unheard-then-settle",
               "查无此笔，第三日扣款", "never heard of, debited on the third day"},
    MannerWord{Manner::pending_then_settle, Reach::payment, "pending-then-settle",
               "已受理，第二日扣款", "accepted, debited on the second day"},
    MannerWord{Manner::pending, Reach::payment, "pending", "一直已受理", "accepted for ever"},
    MannerWord{Manner::wrong_amount, Reach::payment, "wrong-amount", "多扣一分",
               "debits a fen too much"},
    MannerWord{Manner::wrong_payee, Reach::payment, "wrong-payee", "付给他人",
               "credits somebody else"},
    MannerWord{Manner::double_post, Reach::payment, "double-post", "重复扣款", "debits twice"},
    MannerWord{Manner::split_line, Reach::payment, "split-line", "一笔分两行入账",
               "books one payment in two entries"},
    MannerWord{Manner::late_line, Reach::payment, "late-line", "称已付，次日才入账",
               "says paid, books the next day"},
    MannerWord{Manner::unheard, Reach::enquiry, "unheard", "已付，查询却无此笔",
               "paid, but an enquiry finds nothing"},
    MannerWord{Manner::other_order, Reach::enquiry, "other-order", "查询答复为他笔",
               "an enquiry tells of another order"},
    MannerWord{Manner::partial_batch, Reach::message, "partial-batch", "整批只办一半",
               "takes half of a message"},
    MannerWord{Manner::repeats, Reach::message, "repeats", "同一编号来几次办几次",
               "executes an id as often as it comes"},
    MannerWord{Manner::missing_line, Reach::statement, "missing-line", "对账单缺行",
               "the statement leaves an entry out"},
    MannerWord{Manner::double_line, Reach::statement, "double-line", "对账单重行",
               "the statement has an entry twice"},
};

constexpr const MannerWord& word_of(Manner manner) {
    return manner_words[static_cast<std::size_t>(manner)];
}
static_assert([] {
    for (std::size_t i = 0; i < manner_words.size(); ++i) {
        if (static_cast<std::size_t>(manner_words[i].manner) != i) return false;
    }
    return true;
}());

constexpr std::optional<Manner> manner_of(std::string_view name) {
    for (const MannerWord& word : manner_words) {
        if (word.name == name) return word.manner;
    }
    return std::nullopt;
}

// Of every `one_in` payments one, drawn by `seed`, is treated in this manner; mixed: each drawn
// payment in a manner of its own, drawn from all that reach single payments.
struct Conduct {
    Manner manner = Manner::honest;
    std::uint32_t one_in = 1;
    std::uint64_t seed = 0;
    bool mixed = false;
};

// By the payee's account: the same whatever the order in which payments come, on every ledger.
Manner drawn(const Conduct& conduct, std::string_view payee_account);

}  // namespace zhida::sim
