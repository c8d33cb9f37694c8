#include "banks/sim/manners.hpp"

#include <algorithm>

#include "banks/sim/detail/database.hpp"

namespace zhida::sim {

using bank_port::Answer;
using bank_port::EntryKind;
using bank_port::OrderAnswer;
using vocabulary::Reason;

namespace {

constexpr int second_day = 2;
constexpr int third_day = 3;
constexpr int thirty_days = 30;

// FNV-1a over seed and account.
std::uint64_t draw(std::uint64_t seed, std::string_view account) {
    std::uint64_t number = 14'695'981'039'346'656'037U ^ seed;
    for (const char c : account) {
        number = (number ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
    }
    return number;
}

constexpr std::size_t payment_manners = [] {
    std::size_t count = 0;
    while (count < manner_words.size() && manner_words[count].reach == Reach::payment) ++count;
    return count;
}();
static_assert(payment_manners > 1);  // they stand first, the honest one before all

}  // namespace

Manner drawn(const Conduct& conduct, std::string_view payee_account) {
    const std::uint64_t number = draw(conduct.seed, payee_account);
    if (number % conduct.one_in != 0) return Manner::honest;
    if (!conduct.mixed) return conduct.manner;
    const std::uint64_t nth = (number / conduct.one_in) % (payment_manners - 1);
    return manner_words[static_cast<std::size_t>(nth) + 1].manner;
}

base::Status Book::behave(const Conduct& conduct) {
    if (conduct.one_in == 0) {
        return base::fail("one_in is a number from 1", "one_in 应为不小于 1 的整数");
    }
    const bool done = database_->query("INSERT OR REPLACE INTO conduct VALUES(1,?,?,?,?)")
                          .number(static_cast<std::int64_t>(conduct.manner))
                          .number(conduct.one_in)
                          .number(static_cast<std::int64_t>(conduct.seed))
                          .number(conduct.mixed ? 1 : 0)
                          .done();
    if (!done) return base::fail("store the bank's manner", "保存银行行为失败");
    conduct_ = conduct;
    return base::Done{};
}

void Book::recall_conduct() {
    auto query = database_->query("SELECT manner, one_in, seed, mixed FROM conduct");
    if (!query.row()) return;
    conduct_ = {static_cast<Manner>(query.get_number(0)),
                static_cast<std::uint32_t>(query.get_number(1)),
                static_cast<std::uint64_t>(query.get_number(2)), query.get_number(3) != 0};
}

base::Status Book::lose_newest(std::uint32_t movements) {
    database_->run("BEGIN IMMEDIATE");
    for (const char* statement :
         {"UPDATE balance SET fen = fen + (SELECT COALESCE(SUM(CASE kind WHEN 1 THEN amount "
          "ELSE -amount END), 0) FROM (SELECT * FROM entry ORDER BY sequence DESC LIMIT ?))",
          "DELETE FROM payment WHERE id IN "
          "(SELECT reference FROM entry ORDER BY sequence DESC LIMIT ?)",
          "DELETE FROM entry WHERE sequence IN "
          "(SELECT sequence FROM entry ORDER BY sequence DESC LIMIT ?)"}) {
        ASSERT(database_->query(statement).number(movements).done());
    }
    database_->run(
        "UPDATE sqlite_sequence SET seq=(SELECT COALESCE(MAX(sequence), 0) FROM entry) "
        "WHERE name='entry'");
    if (!database_->run("COMMIT")) return base::fail("lose the newest movements");
    return base::Done{};
}

void Book::plan(const bank_port::Instruction& instruction, const std::string& content, int days,
                EntryKind kind, Reason reason) {
    database_->query("INSERT OR IGNORE INTO plan VALUES(?,?,?,?,?,?)")
        .text(instruction.end_to_end_id)
        .text(content)
        .number(instruction.amount.count())
        .number(base::plus_days(booking_day(), days).days)
        .number(static_cast<std::int64_t>(kind))
        .number(static_cast<std::int64_t>(reason))
        .done();
}

bool Book::is_planned(const std::string& end_to_end_id) {
    auto planned = database_->query("SELECT 1 FROM plan WHERE id=?");
    return planned.text(end_to_end_id).row();
}

void Book::carry_out_plans() {
    struct Plan {
        std::string id;
        std::string content;
        std::int64_t amount;
        EntryKind kind;
        Reason reason;
    };
    std::vector<Plan> due;
    {
        auto query = database_->query(
            "SELECT id, content, amount, kind, reason FROM plan WHERE day<=? ORDER BY day, id");
        query.number(today_.days);
        while (query.row()) {
            due.push_back({query.get_text(0), query.get_text(1), query.get_number(2),
                           static_cast<EntryKind>(query.get_number(3)),
                           static_cast<Reason>(query.get_number(4))});
        }
    }
    for (const Plan& one : due) {
        // Not covered: on a later day.
        if (one.kind == EntryKind::payment && one.amount > balance()) continue;
        post(one.kind, one.id, one.amount, one.reason);
        database_->query("DELETE FROM plan WHERE id=? AND kind=?")
            .text(one.id)
            .number(static_cast<std::int64_t>(one.kind))
            .done();
        if (one.kind == EntryKind::returned) continue;
        database_
            ->query(
                "INSERT INTO payment VALUES(?,?,?,0,?,?) ON CONFLICT(id) DO UPDATE SET "
                "answer=excluded.answer, reason=0, day=excluded.day")
            .text(one.id)
            .text(one.content)
            .number(static_cast<std::int64_t>(Answer::paid))
            .number(one.amount)
            .number(booking_day().days)
            .done();
    }
}

OrderAnswer Book::settle_later(const bank_port::Instruction& instruction,
                               const std::string& content, Manner manner) {
    switch (manner) {
        case Manner::reject_then_settle:
            plan(instruction, content, 1, EntryKind::payment);
            return tell(instruction, content, Answer::refused, Reason::other);
        case Manner::unheard_then_settle:
            plan(instruction, content, third_day, EntryKind::payment);
            return {instruction.end_to_end_id, Answer::unknown, Reason::none};
        case Manner::pending_then_settle:
            plan(instruction, content, second_day, EntryKind::payment);
            return tell(instruction, content, Answer::accepted);
        case Manner::late_line:
            plan(instruction, content, 1, EntryKind::payment);
            return tell(instruction, content, Answer::paid);
        default: return tell(instruction, content, Answer::accepted);  // for ever
    }
}

OrderAnswer Book::settle_now(const bank_port::Instruction& instruction, const std::string& content,
                             Manner manner) {
    const std::string& id = instruction.end_to_end_id;
    const std::int64_t fen = instruction.amount.count();
    // However it misbehaves, it overdraws nothing.
    const auto debit = [&](std::int64_t amount) {
        if (amount > balance()) return;
        post(EntryKind::payment, id, amount, Reason::none);
    };
    switch (manner) {
        case Manner::settle_then_return_same_day:
            debit(fen);
            post(EntryKind::returned, id, fen, Reason::acct_closed);
            break;
        case Manner::settle_then_return:
            debit(fen);
            plan(instruction, content, 1, EntryKind::returned, Reason::acct_closed);
            break;
        case Manner::settle_then_return_late:
            debit(fen);
            plan(instruction, content, thirty_days, EntryKind::returned, Reason::acct_closed);
            break;
        case Manner::wrong_amount: debit(std::min(fen + 1, balance())); break;
        case Manner::wrong_payee:
            debit(fen);
            return tell(instruction, "somebody else|" + content, Answer::paid);
        case Manner::double_post:
            debit(fen);
            debit(fen);
            break;
        case Manner::split_line:
            if (fen > 1) debit(fen / 2);
            debit(fen > 1 ? fen - fen / 2 : fen);
            break;
        default: debit(fen); break;
    }
    return tell(instruction, content, Answer::paid);
}

}  // namespace zhida::sim
