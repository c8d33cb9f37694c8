#include "banks/sim/manners.hpp"

#include "banks/sim/detail/database.hpp"

namespace zhida::sim {

using bank_port::Answer;
using bank_port::EntryKind;
using bank_port::OrderAnswer;
using vocabulary::Reason;

base::Status Book::behave(Manner manner, std::uint32_t one_in, std::uint64_t seed) {
    const bool done = database_->query("INSERT OR REPLACE INTO manner VALUES(1,?,?,?)")
                          .number(static_cast<std::int64_t>(manner))
                          .number(one_in)
                          .number(static_cast<std::int64_t>(seed))
                          .done();
    if (!done || one_in == 0) return base::fail("set the bank's manner", "设置银行行为失败");
    manner_ = manner;
    one_in_ = one_in;
    seed_ = seed;
    return base::Done{};
}

// The same payments whatever the order in which they come: FNV-1a over seed and id.
bool Book::is_drawn(const std::string& end_to_end_id) const {
    std::uint64_t drawn = 14'695'981'039'346'656'037U ^ seed_;
    for (const char c : end_to_end_id) {
        drawn = (drawn ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
    }
    return drawn % one_in_ == 0;
}

void Book::plan(const bank_port::Instruction& instruction, const std::string& content, int days,
                EntryKind kind) {
    database_->query("INSERT OR IGNORE INTO plan VALUES(?,?,?,?,?)")
        .text(instruction.end_to_end_id)
        .text(content)
        .number(instruction.amount.count())
        .number(base::plus_days(today_, days).days)
        .number(static_cast<std::int64_t>(kind))
        .done();
}

void Book::carry_out_plans() {
    struct Plan {
        std::string id;
        std::string content;
        std::int64_t amount;
        EntryKind kind;
    };
    std::vector<Plan> due;
    {
        auto query = database_->query(
            "SELECT id, content, amount, kind FROM plan WHERE day<=? ORDER BY day, id");
        query.number(today_.days);
        while (query.row()) {
            due.push_back({query.get_text(0), query.get_text(1), query.get_number(2),
                           static_cast<EntryKind>(query.get_number(3))});
        }
    }
    for (const Plan& one : due) {
        post(one.kind, one.id, one.amount,
             one.kind == EntryKind::returned ? Reason::acct_closed : Reason::none);
        database_->query("DELETE FROM plan WHERE id=? AND kind=?")
            .text(one.id)
            .number(static_cast<std::int64_t>(one.kind))
            .done();
        if (one.kind != EntryKind::payment) continue;
        database_
            ->query(
                "INSERT INTO payment VALUES(?,?,?,0,?,?,0) ON CONFLICT(id) DO UPDATE SET "
                "answer=excluded.answer, reason=0")
            .text(one.id)
            .text(one.content)
            .number(static_cast<std::int64_t>(Answer::paid))
            .number(one.amount)
            .number(today_.days)
            .done();
    }
}

OrderAnswer Book::treat(const bank_port::Instruction& instruction, Manner manner,
                        const std::string& content) {
    constexpr int third_day = 3;
    constexpr int thirty_days = 30;
    const std::string& id = instruction.end_to_end_id;
    const std::int64_t fen = instruction.amount.count();
    const auto debit = [&](std::int64_t amount) {
        post(EntryKind::payment, id, amount, Reason::none);
    };
    const auto told = [&](Answer answer, Reason reason = Reason::none) {
        remember(instruction, content, answer, reason, false);
        return OrderAnswer{id, answer, reason};
    };
    switch (manner) {
        case Manner::reject_then_settle:
            plan(instruction, content, 1, EntryKind::payment);
            return told(Answer::refused, Reason::other);
        case Manner::unheard_then_settle:
            plan(instruction, content, third_day, EntryKind::payment);
            return {id, Answer::unknown, Reason::none};
        case Manner::pending_then_settle:
            plan(instruction, content, 2, EntryKind::payment);
            return told(Answer::accepted);
        case Manner::pending: return told(Answer::accepted);
        case Manner::late_line:
            plan(instruction, content, 1, EntryKind::payment);
            return told(Answer::paid);
        case Manner::settle_then_return:
        case Manner::settle_then_return_late:
            debit(fen);
            plan(instruction, content, manner == Manner::settle_then_return ? 1 : thirty_days,
                 EntryKind::returned);
            return told(Answer::paid);
        case Manner::wrong_amount: debit(fen + 1); return told(Answer::paid);
        case Manner::double_post:
            debit(fen);
            debit(fen);
            return told(Answer::paid);
        case Manner::split_line:
            if (fen > 1) debit(fen / 2);
            debit(fen - (fen > 1 ? fen / 2 : 0));
            return told(Answer::paid);
        default: debit(fen); return told(Answer::paid);
    }
}

}  // namespace zhida::sim
