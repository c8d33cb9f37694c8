// How a simulated bank misbehaves (reliability.md §2.4): by itself honest, it can be told to treat
// some payments, drawn by a seed, in one of these manners. All of them survive its restart.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace zhida::sim {

enum class Manner : std::uint8_t {
    honest,
    reject_then_settle,   // refused today, debited the next day
    settle_then_return,   // paid today, sent back the next day
    settle_then_return_late,
    unheard_then_settle,  // never heard of it, debited on day 3
    pending_then_settle,  // accepted, debited on day 2
    pending,              // accepted for ever
    unheard,              // paid, but an enquiry finds nothing
    other_order,          // an enquiry tells of another order
    partial_batch,        // takes half of a message and is silent about the rest
    wrong_amount,         // debits a fen too much
    double_post,          // debits twice
    split_line,           // debits in two entries
    late_line,            // says paid, books the next day
    missing_line,         // the statement leaves an entry out
    double_line,          // the statement has an entry twice
};

struct MannerWord {
    Manner manner;
    std::string_view name;
    std::string_view zh;
    std::string_view en;
};

inline constexpr std::array manner_words{
    MannerWord{Manner::honest, "honest", "正常", "as a bank should"},
    MannerWord{Manner::reject_then_settle, "reject-then-settle", "先拒绝次日又扣款", "refused today, debited the next day"},
    MannerWord{Manner::settle_then_return, "settle-then-return", "付款后次日退汇", "paid today, sent back the next day"},
    MannerWord{Manner::settle_then_return_late, "settle-then-return-late", "付款后三十日退汇", "paid today, sent back after thirty days"},
    MannerWord{Manner::unheard_then_settle, "unheard-then-settle", "查无此笔第三日扣款", "never heard of, debited on the third day"},
    MannerWord{Manner::pending_then_settle, "pending-then-settle", "已受理后第二日扣款", "accepted, debited on the second day"},
    MannerWord{Manner::pending, "pending", "一直已受理", "accepted for ever"},
    MannerWord{Manner::unheard, "unheard", "已付但查询无此笔", "paid, but an enquiry finds nothing"},
    MannerWord{Manner::other_order, "other-order", "查询答复为他笔", "an enquiry tells of another order"},
    MannerWord{Manner::partial_batch, "partial-batch", "整批只办一半", "takes half of a message"},
    MannerWord{Manner::wrong_amount, "wrong-amount", "多扣一分", "debits a fen too much"},
    MannerWord{Manner::double_post, "double-post", "重复扣款", "debits twice"},
    MannerWord{Manner::split_line, "split-line", "一笔分两行入账", "books one payment in two entries"},
    MannerWord{Manner::late_line, "late-line", "已付但次日入账", "says paid, books the next day"},
    MannerWord{Manner::missing_line, "missing-line", "对账单缺行", "the statement leaves an entry out"},
    MannerWord{Manner::double_line, "double-line", "对账单重行", "the statement has an entry twice"},
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

}  // namespace zhida::sim
