#include "banks/sim/book.hpp"

#include <algorithm>
#include <utility>

#include "banks/sim/detail/database.hpp"

namespace zhida::sim {

namespace {

using bank_port::Answer;
using bank_port::Entry;
using bank_port::EntryKind;
using bank_port::OrderAnswer;
using vocabulary::Fen;
using vocabulary::Reason;

constexpr const char* schema = R"(
PRAGMA journal_mode=WAL;
PRAGMA synchronous=FULL;
CREATE TABLE IF NOT EXISTS account(
  number TEXT PRIMARY KEY, holder TEXT NOT NULL, holder_id TEXT NOT NULL, state TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS payment(
  id TEXT PRIMARY KEY, content TEXT NOT NULL, answer INTEGER NOT NULL, reason INTEGER NOT NULL,
  amount INTEGER NOT NULL, day INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS entry(
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, kind INTEGER NOT NULL, reference TEXT NOT NULL,
  amount INTEGER NOT NULL, day INTEGER NOT NULL, reason INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS entry_reference ON entry(kind, reference);
CREATE INDEX IF NOT EXISTS entry_day ON entry(day, sequence);
CREATE TABLE IF NOT EXISTS balance(one INTEGER PRIMARY KEY CHECK(one = 1), fen INTEGER NOT NULL);
INSERT OR IGNORE INTO balance VALUES(1, 0);
CREATE TABLE IF NOT EXISTS clock(one INTEGER PRIMARY KEY CHECK(one = 1), day INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS elsewhere(
  number TEXT PRIMARY KEY, holder TEXT NOT NULL, state TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS plan(
  id TEXT NOT NULL, content TEXT NOT NULL, amount INTEGER NOT NULL, day INTEGER NOT NULL,
  kind INTEGER NOT NULL, reason INTEGER NOT NULL, PRIMARY KEY(id, kind));
CREATE TABLE IF NOT EXISTS conduct(
  one INTEGER PRIMARY KEY CHECK(one = 1), manner INTEGER NOT NULL, one_in INTEGER NOT NULL,
  seed INTEGER NOT NULL, mixed INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS cut(one INTEGER PRIMARY KEY CHECK(one = 1), day INTEGER NOT NULL);
)";

}  // namespace

Book::Book(std::unique_ptr<Database> database)
    : database_{std::move(database)} {}
Book::~Book() = default;

base::Result<std::unique_ptr<Book>> Book::open(const std::string& path) {
    sqlite3* held = nullptr;
    const int opened = sqlite3_open(path.c_str(), &held);
    auto database = std::make_unique<Database>(held);
    if (opened != SQLITE_OK || !database->run(schema)) {
        return base::fail("open the bank's books at " + path, "打开银行账簿失败：" + path);
    }
    database->run("ALTER TABLE payment DROP COLUMN returns");  // of books made before plans were
    std::unique_ptr<Book> book{new Book{std::move(database)}};
    auto clock = book->database_->query("SELECT day FROM clock");
    if (clock.row()) book->today_.days = static_cast<std::int32_t>(clock.get_number(0));
    auto cut = book->database_->query("SELECT day FROM cut");
    if (cut.row()) book->cut_off_.days = static_cast<std::int32_t>(cut.get_number(0));
    book->recall_conduct();
    return book;
}

base::Status Book::know(const std::vector<KnownAccount>& accounts, std::string_view bank_code) {
    database_->run("BEGIN IMMEDIATE");
    for (const KnownAccount& account : accounts) {
        if (account.bank_code != bank_code) {
            database_->query("INSERT OR REPLACE INTO elsewhere VALUES(?,?,?)")
                .text(account.account_no)
                .text(account.holder_name)
                .text(account.state)
                .done();
            continue;
        }
        database_
            ->query(
                "INSERT INTO account VALUES(?,?,?,?) ON CONFLICT(number) DO UPDATE SET "
                "holder=excluded.holder, holder_id=excluded.holder_id, state=excluded.state")
            .text(account.account_no)
            .text(account.holder_name)
            .text(account.holder_id_no)
            .text(account.state)
            .done();
    }
    if (!database_->run("COMMIT")) return base::fail("store the bank's accounts");
    return base::Done{};
}

void Book::post(EntryKind kind, std::string_view reference, std::int64_t amount, Reason reason) {
    const bool done = database_
                          ->query(
                              "INSERT INTO entry(kind,reference,amount,day,reason) "
                              "VALUES(?,?,?,?,?)")
                          .number(static_cast<std::int64_t>(kind))
                          .text(reference)
                          .number(amount)
                          .number(booking_day().days)
                          .number(static_cast<std::int64_t>(reason))
                          .done();
    const bool moved = database_->query("UPDATE balance SET fen = fen + ?")
                           .number(kind == EntryKind::payment ? -amount : amount)
                           .done();
    ASSERT(done && moved);
}

base::Status Book::move_to(base::Date today) {
    if (today < today_) return base::fail("the bank's clock never goes back", "银行时钟不能倒退");
    database_->run("BEGIN IMMEDIATE");
    today_ = today;
    database_->query("INSERT OR REPLACE INTO clock VALUES(1,?)").number(today.days).done();
    carry_out_plans();
    if (!database_->run("COMMIT")) return base::fail("move the bank's clock");
    return base::Done{};
}

base::Date Book::booking_day() const {
    return today_ > cut_off_ ? today_ : base::plus_days(cut_off_, 1);
}

base::Status Book::cut_off(base::Date day) {
    if (day <= cut_off_) return base::Done{};
    if (!database_->query("INSERT OR REPLACE INTO cut VALUES(1,?)").number(day.days).done()) {
        return base::fail("close the bank's day", "银行日终失败");
    }
    cut_off_ = day;
    return base::Done{};
}

base::Status Book::deposit(Fen amount, std::string_view reference) {
    {
        auto known = database_->query("SELECT amount FROM entry WHERE kind=0 AND reference=?");
        if (known.text(reference).row()) {
            if (known.get_number(0) == amount.count()) return base::Done{};
            return base::fail("this reference was booked with another amount",
                              "该凭证号已以其他金额入账");
        }
    }
    if (!Fen::of(balance() + amount.count())) {
        return base::fail("more than an account holds", "超出账户上限");
    }
    database_->run("BEGIN IMMEDIATE");
    post(EntryKind::deposit, reference, amount.count(), Reason::none);
    if (!database_->run("COMMIT")) return base::fail("book the deposit");
    return base::Done{};
}

Reason Book::verify(const bank_port::AccountQuestion& question) {
    auto query = database_->query("SELECT holder, state, holder_id FROM account WHERE number=?");
    query.text(question.account_no);
    if (!query.row()) return Reason::acct_not_found;
    if (query.get_text(1) == "closed") return Reason::acct_closed;
    if (query.get_text(0) != question.holder_name) return Reason::acct_name_mismatch;
    if (query.get_text(2) != question.holder_id_no) return Reason::acct_id_mismatch;
    return Reason::none;
}

namespace {

// What an account's state makes of a credit; `returns`: taken, and sent back the next day.
Reason credit(const std::string& state, bool& returns) {
    if (state == "closed" || state == "closes_before_payment") return Reason::acct_closed;
    if (state == "freezes_before_payment") return Reason::acct_frozen;
    returns = state == "returns_next_day";
    return Reason::none;
}

}  // namespace

Book::Judgement Book::judge(const bank_port::Instruction& instruction) {
    if (balance() < instruction.amount.count()) return {.refusal = Reason::funds_short};
    bool returns = false;
    auto own = database_->query("SELECT holder, state FROM account WHERE number=?");
    if (own.text(instruction.payee_account).row()) {
        Reason reason = credit(own.get_text(1), returns);
        if (reason == Reason::none && own.get_text(0) != instruction.payee_name)
            reason = Reason::acct_name_mismatch;
        return {.refusal = reason, .sent_back = returns ? Reason::acct_closed : Reason::none};
    }
    // Interbank: the money leaves, and what the payee's bank does not credit it sends back.
    auto other = database_->query("SELECT holder, state FROM elsewhere WHERE number=?");
    if (!other.text(instruction.payee_account).row()) return {.refusal = Reason::acct_not_found};
    Reason reason = credit(other.get_text(1), returns);
    if (reason == Reason::none && other.get_text(0) != instruction.payee_name)
        reason = Reason::acct_name_mismatch;
    return {.sent_back = returns ? Reason::acct_closed : reason};
}

std::vector<OrderAnswer> Book::pay(const std::vector<bank_port::Instruction>& instructions) {
    database_->run("BEGIN IMMEDIATE");
    const bool is_half = conduct_.manner == Manner::partial_batch && instructions.size() > 1;
    const std::size_t taken = is_half ? instructions.size() / 2 : instructions.size();
    std::vector<OrderAnswer> answers;
    for (std::size_t i = 0; i < taken; ++i) answers.push_back(execute(instructions[i]));
    for (std::size_t i = taken; i < instructions.size(); ++i) {
        answers.push_back({instructions[i].end_to_end_id, Answer::unknown, Reason::none});
    }
    ASSERT(database_->run("COMMIT"));  // nothing is answered that is not on the disk
    return answers;
}

namespace {

// Of a row `answer, reason, day`.
template <class Query>
OrderAnswer answer_in(Query& row, const std::string& id) {
    OrderAnswer answer{id, static_cast<Answer>(row.get_number(0)),
                       static_cast<Reason>(row.get_number(1))};
    if (answer.answer == Answer::paid)
        answer.booked = base::Date{static_cast<std::int32_t>(row.get_number(2))};
    return answer;
}

}  // namespace

// Nothing: the id is new, or this bank does not care.
std::optional<OrderAnswer> Book::known(const bank_port::Instruction& instruction,
                                       const std::string& content) {
    const std::string& id = instruction.end_to_end_id;
    if (conduct_.manner == Manner::repeats) return std::nullopt;
    auto payment = database_->query("SELECT answer, reason, day, content FROM payment WHERE id=?");
    if (payment.text(id).row()) {
        // Another content under a known id proves nothing about either.
        if (payment.get_text(3) != content) return OrderAnswer{id, Answer::unknown, {}};
        return answer_in(payment, id);
    }
    if (is_planned(id)) return OrderAnswer{id, Answer::unknown, {}};
    return std::nullopt;
}

OrderAnswer Book::tell(const bank_port::Instruction& instruction, const std::string& content,
                       Answer answer, Reason reason) {
    database_->query("INSERT OR REPLACE INTO payment VALUES(?,?,?,?,?,?)")
        .text(instruction.end_to_end_id)
        .text(content)
        .number(static_cast<std::int64_t>(answer))
        .number(static_cast<std::int64_t>(reason))
        .number(instruction.amount.count())
        .number(booking_day().days)
        .done();
    if (answer != Answer::paid) return {instruction.end_to_end_id, answer, reason};
    return {instruction.end_to_end_id, answer, reason, booking_day()};
}

OrderAnswer Book::execute(const bank_port::Instruction& instruction) {
    const std::string content = instruction.payee_account + "|" + instruction.payee_name + "|" +
                                std::to_string(instruction.amount.count());
    if (const auto answer = known(instruction, content)) return *answer;
    const Judgement judgement = judge(instruction);
    if (judgement.refusal != Reason::none) {
        return tell(instruction, content, Answer::refused, judgement.refusal);
    }
    if (judgement.sent_back != Reason::none) {
        post(EntryKind::payment, instruction.end_to_end_id, instruction.amount.count(),
             Reason::none);
        plan(instruction, content, 1, EntryKind::returned, judgement.sent_back);
        return tell(instruction, content, Answer::paid);
    }
    const Manner manner = drawn(conduct_, instruction.payee_account);
    const bool is_later =
        manner == Manner::reject_then_settle || manner == Manner::unheard_then_settle ||
        manner == Manner::pending_then_settle || manner == Manner::pending ||
        manner == Manner::late_line;
    return is_later ? settle_later(instruction, content, manner)
                    : settle_now(instruction, content, manner);
}

std::optional<OrderAnswer> Book::status(const std::string& end_to_end_id) {
    auto query = database_->query("SELECT answer, reason, day, content FROM payment WHERE id=?");
    query.text(end_to_end_id);
    if (!query.row()) return std::nullopt;
    const std::string content = query.get_text(3);
    const Manner manner = drawn(conduct_, content.substr(0, content.find('|')));
    if (manner == Manner::unheard) return std::nullopt;
    if (manner == Manner::other_order) {
        return OrderAnswer{{end_to_end_id.rbegin(), end_to_end_id.rend()},
                           Answer::refused,
                           Reason::other};
    }
    return answer_in(query, end_to_end_id);
}

namespace {
template <class Query>
std::vector<Entry> entries_of(Query& query) {
    std::vector<Entry> out;
    while (query.row()) {
        out.push_back({static_cast<std::uint64_t>(query.get_number(0)),
                       static_cast<EntryKind>(query.get_number(1)),
                       query.get_text(2),
                       *Fen::of(query.get_number(3)),
                       {static_cast<std::int32_t>(query.get_number(4))},
                       static_cast<Reason>(query.get_number(5))});
    }
    return out;
}
}  // namespace

std::vector<Entry> Book::entries(std::uint64_t after, std::size_t count_max) {
    auto query = database_->query(
        "SELECT sequence, kind, reference, amount, day, reason FROM entry "
        "WHERE sequence>? ORDER BY sequence LIMIT ?");
    query.number(static_cast<std::int64_t>(after)).number(static_cast<std::int64_t>(count_max));
    return entries_of(query);
}

std::optional<bank_port::Statement> Book::statement(base::Date day) {
    const auto balance_after = [&](base::Date last) {
        auto query = database_->query(
            "SELECT COALESCE(SUM(CASE kind WHEN 1 THEN -amount ELSE amount END), 0) FROM entry "
            "WHERE day<=?");
        return query.number(last.days).row() ? query.get_number(0) : 0;
    };
    auto query = database_->query(
        "SELECT sequence, kind, reference, amount, day, reason FROM entry "
        "WHERE day=? ORDER BY sequence");
    query.number(day.days);
    bank_port::Statement out{.day = day};
    out.entries = entries_of(query);
    if (out.entries.empty()) return std::nullopt;
    out.opening = *Fen::of(balance_after(base::plus_days(day, -1)));
    out.closing = *Fen::of(balance_after(day));
    if (conduct_.manner == Manner::missing_line) out.entries.erase(out.entries.begin());
    if (conduct_.manner == Manner::double_line) out.entries.push_back(out.entries.back());
    return out;
}

std::int64_t Book::balance() {
    auto query = database_->query("SELECT fen FROM balance");
    return query.row() ? query.get_number(0) : 0;
}

Book::Counts Book::counts() {
    const auto count = [&](const char* sql) {
        auto query = database_->query(sql);
        return query.row() ? query.get_number(0) : 0;
    };
    return {count("SELECT COUNT(*) FROM payment"), count("SELECT COUNT(*) FROM entry WHERE kind=1"),
            count("SELECT COUNT(*) FROM (SELECT reference FROM entry WHERE kind=1 "
                  "GROUP BY reference HAVING COUNT(*) > 1)"),
            count("SELECT COALESCE(MAX(sequence), 0) FROM entry")};
}

std::uint64_t Book::debits_of(const std::string& end_to_end_id) {
    auto query = database_->query("SELECT COUNT(*) FROM entry WHERE kind=1 AND reference=?");
    query.text(end_to_end_id);
    return query.row() ? static_cast<std::uint64_t>(query.get_number(0)) : 0;
}

std::int64_t Book::debited_fen(const std::string& end_to_end_id) {
    auto query = database_->query(
        "SELECT COALESCE(SUM(amount), 0) FROM entry WHERE kind=1 AND reference=?");
    return query.text(end_to_end_id).row() ? query.get_number(0) : 0;
}

bool Book::is_credited(const std::string& end_to_end_id, const std::string& payee_account) {
    auto query = database_->query("SELECT answer, content FROM payment WHERE id=?");
    if (!query.text(end_to_end_id).row()) return false;
    return static_cast<Answer>(query.get_number(0)) == Answer::paid &&
           query.get_text(1).starts_with(payee_account + "|");
}

}  // namespace zhida::sim
