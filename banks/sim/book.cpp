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
  amount INTEGER NOT NULL, day INTEGER NOT NULL, returns INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS entry(
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, kind INTEGER NOT NULL, reference TEXT NOT NULL,
  amount INTEGER NOT NULL, day INTEGER NOT NULL, reason INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS entry_reference ON entry(kind, reference);
CREATE INDEX IF NOT EXISTS entry_day ON entry(day, sequence);
CREATE TABLE IF NOT EXISTS balance(one INTEGER PRIMARY KEY CHECK(one = 1), fen INTEGER NOT NULL);
INSERT OR IGNORE INTO balance VALUES(1, 0);
CREATE TABLE IF NOT EXISTS clock(one INTEGER PRIMARY KEY CHECK(one = 1), day INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS plan(
  id TEXT NOT NULL, content TEXT NOT NULL, amount INTEGER NOT NULL, day INTEGER NOT NULL,
  kind INTEGER NOT NULL, PRIMARY KEY(id, kind));
CREATE TABLE IF NOT EXISTS manner(
  one INTEGER PRIMARY KEY CHECK(one = 1), manner INTEGER NOT NULL, one_in INTEGER NOT NULL,
  seed INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS cut(one INTEGER PRIMARY KEY CHECK(one = 1), day INTEGER NOT NULL);
)";

}  // namespace

std::vector<KnownAccount> read_accounts(std::string_view csv) {
    std::vector<KnownAccount> out;
    bool header = true;
    while (!csv.empty()) {
        const std::size_t end = std::min(csv.find('\n'), csv.size());
        std::string_view line = csv.substr(0, end);
        csv.remove_prefix(std::min(end + 1, csv.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (std::exchange(header, false) || line.empty()) continue;
        std::vector<std::string> cells;
        for (std::size_t from = 0; from <= line.size();) {
            const std::size_t to = std::min(line.find(',', from), line.size());
            cells.emplace_back(line.substr(from, to - from));
            from = to + 1;
        }
        if (cells.size() == 5) out.push_back({cells[0], cells[1], cells[2], cells[3], cells[4]});
    }
    return out;
}

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
    std::unique_ptr<Book> book{new Book{std::move(database)}};
    auto clock = book->database_->query("SELECT day FROM clock");
    if (clock.row()) book->today_.days = static_cast<std::int32_t>(clock.get_number(0));
    auto cut = book->database_->query("SELECT day FROM cut");
    if (cut.row()) book->cut_off_.days = static_cast<std::int32_t>(cut.get_number(0));
    auto manner = book->database_->query("SELECT manner, one_in, seed FROM manner");
    if (manner.row()) {
        book->manner_ = static_cast<Manner>(manner.get_number(0));
        book->one_in_ = static_cast<std::uint32_t>(manner.get_number(1));
        book->seed_ = static_cast<std::uint64_t>(manner.get_number(2));
    }
    return book;
}

base::Status Book::know(const std::vector<KnownAccount>& accounts, std::string_view bank_code) {
    database_->run("BEGIN IMMEDIATE");
    for (const KnownAccount& account : accounts) {
        if (account.bank_code != bank_code) continue;
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
    std::vector<std::pair<std::string, std::int64_t>> due;
    {
        auto query = database_->query(
            "SELECT id, amount FROM payment WHERE returns=1 AND day<? "
            "ORDER BY id");
        query.number(today.days);
        while (query.row()) due.emplace_back(query.get_text(0), query.get_number(1));
    }
    for (const auto& [id, amount] : due) {
        post(EntryKind::returned, id, amount, Reason::acct_closed);
        database_->query("UPDATE payment SET returns=2 WHERE id=?").text(id).done();
    }
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
    auto query = database_->query("SELECT holder, state FROM account WHERE number=?");
    query.text(question.account_no);
    if (!query.row()) return Reason::acct_not_found;
    if (query.get_text(1) == "closed") return Reason::acct_closed;
    if (query.get_text(0) != question.holder_name) return Reason::acct_name_mismatch;
    return Reason::none;
}

Reason Book::judge(const bank_port::Instruction& instruction, bool& returns) {
    auto query = database_->query("SELECT holder, state FROM account WHERE number=?");
    query.text(instruction.payee_account);
    if (!query.row()) return Reason::acct_not_found;
    const std::string state = query.get_text(1);
    if (state == "closed" || state == "closes_before_payment") return Reason::acct_closed;
    if (state == "freezes_before_payment") return Reason::acct_frozen;
    if (query.get_text(0) != instruction.payee_name) return Reason::acct_name_mismatch;
    returns = state == "returns_next_day";
    return balance() < instruction.amount.count() ? Reason::funds_short : Reason::none;
}

std::vector<OrderAnswer> Book::pay(const std::vector<bank_port::Instruction>& instructions) {
    database_->run("BEGIN IMMEDIATE");
    std::vector<OrderAnswer> answers;
    const bool half = manner_ == Manner::partial_batch && instructions.size() > 1;
    const std::size_t taken = half ? instructions.size() / 2 : instructions.size();
    for (std::size_t i = 0; i < instructions.size(); ++i) {
        answers.push_back(i < taken ? execute(instructions[i])
                                    : OrderAnswer{instructions[i].end_to_end_id, Answer::unknown,
                                                  Reason::none});
    }
    ASSERT(database_->run("COMMIT"));  // nothing is answered that is not on the disk
    return answers;
}

// Nothing: this payment is new.
std::optional<OrderAnswer> Book::known(const bank_port::Instruction& instruction,
                                       const std::string& content) {
    const std::string& id = instruction.end_to_end_id;
    auto payment = database_->query("SELECT content, answer, reason FROM payment WHERE id=?");
    if (payment.text(id).row()) {
        // Another content under a known id proves nothing about either.
        if (payment.get_text(0) != content) return OrderAnswer{id, Answer::unknown, {}};
        return OrderAnswer{id, static_cast<Answer>(payment.get_number(1)),
                           static_cast<Reason>(payment.get_number(2))};
    }
    auto planned = database_->query("SELECT 1 FROM plan WHERE id=?");
    if (planned.text(id).row()) return OrderAnswer{id, Answer::unknown, {}};
    return std::nullopt;
}

void Book::remember(const bank_port::Instruction& instruction, const std::string& content,
                    Answer answer, Reason reason, bool returns) {
    database_->query("INSERT INTO payment VALUES(?,?,?,?,?,?,?)")
        .text(instruction.end_to_end_id)
        .text(content)
        .number(static_cast<std::int64_t>(answer))
        .number(static_cast<std::int64_t>(reason))
        .number(instruction.amount.count())
        .number(booking_day().days)
        .number(returns ? 1 : 0)
        .done();
}

OrderAnswer Book::execute(const bank_port::Instruction& instruction) {
    const std::string content = instruction.payee_account + "|" + instruction.payee_name + "|" +
                                std::to_string(instruction.amount.count());
    if (const auto answer = known(instruction, content)) return *answer;
    bool returns = false;
    const Reason reason = judge(instruction, returns);
    if (reason == Reason::none && !returns && is_drawn(instruction.end_to_end_id)) {
        return treat(instruction, manner_, content);
    }
    const Answer answer = reason == Reason::none ? Answer::paid : Answer::refused;
    remember(instruction, content, answer, reason, returns);
    if (answer == Answer::paid) {
        post(EntryKind::payment, instruction.end_to_end_id, instruction.amount.count(),
             Reason::none);
    }
    return {instruction.end_to_end_id, answer, reason};
}

std::optional<OrderAnswer> Book::status(const std::string& end_to_end_id) {
    auto query = database_->query("SELECT answer, reason FROM payment WHERE id=?");
    query.text(end_to_end_id);
    if (!query.row()) return std::nullopt;
    const bool drawn = is_drawn(end_to_end_id);
    if (manner_ == Manner::unheard && drawn) return std::nullopt;
    if (manner_ == Manner::other_order && drawn) {
        return OrderAnswer{std::string(end_to_end_id.rbegin(), end_to_end_id.rend()),
                           Answer::refused, Reason::other};
    }
    return OrderAnswer{end_to_end_id, static_cast<Answer>(query.get_number(0)),
                       static_cast<Reason>(query.get_number(1))};
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
    if (manner_ == Manner::missing_line) out.entries.erase(out.entries.begin());
    if (manner_ == Manner::double_line) out.entries.push_back(out.entries.back());
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

std::int64_t Book::debited_fen(const std::string& end_to_end_id) {
    auto query = database_->query(
        "SELECT COALESCE(SUM(amount), 0) FROM entry WHERE kind=1 AND reference=?");
    return query.text(end_to_end_id).row() ? query.get_number(0) : 0;
}

std::uint64_t Book::debits_of(const std::string& end_to_end_id) {
    auto query = database_->query("SELECT COUNT(*) FROM entry WHERE kind=1 AND reference=?");
    query.text(end_to_end_id);
    return query.row() ? static_cast<std::uint64_t>(query.get_number(0)) : 0;
}

}  // namespace zhida::sim
