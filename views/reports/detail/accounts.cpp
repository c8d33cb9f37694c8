// The special accounts: their books by bucket, day by day against the bank's statement, and month
// by month as the reconciliation sheet. Amounts are the ledger's; the bank's stand beside them.
#include "views/reports/detail/kinds.hpp"

namespace zhida::reports::detail {

namespace {

Row account_words(const Asked& asked, const Value& account, const Value& bank) {
    return {std::to_string(number_in(account)), asked.names.bank(number_in(bank))};
}

std::string of_county(const Asked& asked) {
    if (asked.question.within == 0) return "1 = 1";
    std::uint64_t county = asked.question.within;
    while (county >= 1'000'000) county /= 1'000;
    return "a.county = " + std::to_string(county);
}

std::string between_days(const Asked& asked) {
    std::string where = "1 = 1";
    if (asked.question.from) where += " AND day >= " + std::to_string(asked.question.from->days);
    if (asked.question.to) where += " AND day <= " + std::to_string(asked.question.to->days);
    return where;
}

}  // namespace

base::Result<Sheet> accounts(const Asked& asked) {
    constexpr std::size_t amounts = 8;
    Sheet sheet;
    sheet.columns = {{"account", "专户", "account", Form::text},
                     {"bank", "银行", "bank", Form::text},
                     {"received", "收到", "received", Form::fen},
                     {"interest", "利息", "interest", Form::fen},
                     {"paid", "已支付", "paid", Form::fen},
                     {"fees", "手续费", "fees", Form::fen},
                     {"available", "可用", "available", Form::fen},
                     {"locked", "锁定", "locked", Form::fen},
                     {"returned_pending", "退回待处理", "returned", Form::fen},
                     {"interest_held", "待处理利息", "interest held", Form::fen},
                     {"difference", "差额", "difference", Form::fen},
                     {"closed_to", "日终至", "closed to", Form::day},
                     {"open_days", "未日终天数", "open days", Form::count},
                     {"stopped", "停付", "stopped", Form::count},
                     {"open_breaks", "未结差异", "open breaks", Form::count}};
    auto rows = asked.database.read(
        "SELECT a.account, a.bank, received, interest, paid, fees, available, locked,"
        " returned_pending, interest_held, closed_to, open_days, stopped, open_breaks "
        "FROM accounts a WHERE " +
            of_county(asked) + " ORDER BY a.account",
        std::vector<Kind>(14, Kind::number));
    if (!rows) return rows.error();
    std::array<std::int64_t, amounts> total{};
    for (const Row& row : *rows) {
        Row made = account_words(asked, row[0], row[1]);
        std::array<std::int64_t, amounts> a{};
        for (std::size_t i = 0; i < amounts; ++i) total[i] += a[i] = number_in(row[i + 2]);
        made.insert(made.end(), a.begin(), a.end());
        // Zero by payment.md §1; another number here is a mistake of these tables.
        made.push_back(a[0] + a[1] - a[2] - a[3] - a[4] - a[5] - a[6] - a[7]);
        made.insert(made.end(), {row[10], row[11], row[12], row[13]});
        sheet.rows.push_back(std::move(made));
    }
    sheet.total = Row{"", "合计 total"};
    sheet.total->insert(sheet.total->end(), total.begin(), total.end());
    sheet.total->push_back(total[0] + total[1] - total[2] - total[3] - total[4] - total[5] -
                           total[6] - total[7]);
    sheet.total->insert(sheet.total->end(), {Value{}, Value{}, Value{}, Value{}});
    return sheet;
}

namespace {

// One account's day or month, in the order of the query and of the columns.
struct Movement {
    Value account;
    Value bank;
    std::int64_t day = 0;
    // Credits, debits, returns: number and fen; interest and fees: fen.
    std::array<std::int64_t, 8> sums{};
    Value bank_closing;
    std::int64_t items = 0;
    bool closed = false;
    bool confirmed = false;
    std::int64_t net() const { return sums[1] - sums[3] + sums[5] + sums[6] - sums[7]; }
};

base::Result<std::vector<Movement>> movements(const Asked& asked) {
    // A close covers days without a movement too; those without a book show the close alone.
    auto rows = asked.database.read(
        "SELECT d.account, a.bank, d.day, b.credits, b.credits_fen, b.debits, b.debits_fen,"
        " b.returns, b.returns_fen, b.interest_fen, b.fees_fen, c.closing, c.items,"
        " c.bank_height, c.finance_height "
        "FROM (SELECT account, day FROM day_books UNION SELECT account, day FROM closes) d "
        "JOIN accounts a ON a.account = d.account "
        "LEFT JOIN day_books b ON b.account = d.account AND b.day = d.day "
        "LEFT JOIN closes c ON c.account = d.account AND c.day = d.day WHERE " +
            of_county(asked) + " ORDER BY d.account, d.day",
        std::vector<Kind>(15, Kind::number));
    if (!rows) return rows.error();
    std::vector<Movement> out;
    for (const Row& row : *rows) {
        Movement m{.account = row[0], .bank = row[1], .day = number_in(row[2])};
        for (std::size_t i = 0; i < m.sums.size(); ++i) m.sums[i] = number_in(row[3 + i]);
        m.bank_closing = row[11];
        m.items = number_in(row[12]);
        m.closed = !is_nothing(row[13]);
        m.confirmed = !is_nothing(row[14]);
        out.push_back(std::move(m));
    }
    return out;
}

std::string result_of(const Movement& m, std::int64_t closing) {
    if (!m.closed) return "未日终 open";
    if (m.items > 0) return "有差异 open items";
    if (number_in(m.bank_closing) != closing) return "不符 differs";
    return m.confirmed ? "相符 matched" : "待财政确认 unconfirmed";
}

const std::vector<Column> movement_columns{
    {"opening", "期初", "opening", Form::fen},
    {"credits", "收款笔数", "credits", Form::count},
    {"credits_fen", "收款", "credited", Form::fen},
    {"debits", "支付笔数", "payments", Form::count},
    {"debits_fen", "支付", "paid out", Form::fen},
    {"returns", "退汇笔数", "returns", Form::count},
    {"returns_fen", "退汇", "came back", Form::fen},
    {"interest_fen", "利息", "interest", Form::fen},
    {"fees_fen", "手续费", "fees", Form::fen},
    {"closing", "期末", "closing", Form::fen},
    {"bank_closing", "银行余额", "bank's closing", Form::fen},
    {"items", "未达项", "open items", Form::count},
    {"result", "对账结果", "result", Form::text}};

struct Period {
    Movement sum;       // of all its days; the last day's close
    std::string label;  // a day or a month
    std::int64_t opening = 0;
};

// Books by account and period: `label_of` says which one a day belongs to.
base::Result<Sheet> books(const Asked& asked, const Column& period_column,
                          std::string (*label_of)(std::int64_t day)) {
    auto all = movements(asked);
    if (!all) return all.error();
    std::vector<Period> periods;
    std::int64_t balance = 0;
    for (const Movement& m : *all) {
        if (periods.empty() || periods.back().sum.account != m.account) balance = 0;
        const std::string label = label_of(m.day);
        const bool same = !periods.empty() && periods.back().label == label &&
                          periods.back().sum.account == m.account;
        if (!same) {
            periods.push_back({m, label, balance});
        } else {
            Movement& sum = periods.back().sum;
            for (std::size_t i = 0; i < sum.sums.size(); ++i) sum.sums[i] += m.sums[i];
            sum.day = m.day;
            sum.bank_closing = m.bank_closing;
            sum.items = m.items;
            sum.closed = m.closed;
            sum.confirmed = m.confirmed;
        }
        balance += m.net();
    }
    Sheet sheet;
    sheet.columns = {{"account", "专户", "account", Form::text},
                     {"bank", "银行", "bank", Form::text},
                     period_column};
    sheet.columns.insert(sheet.columns.end(), movement_columns.begin(), movement_columns.end());
    std::array<std::int64_t, 8> total{};
    for (const Period& period : periods) {
        const Movement& m = period.sum;
        if (asked.question.from && m.day < asked.question.from->days) continue;
        if (asked.question.to && m.day > asked.question.to->days) continue;
        const std::int64_t closing = period.opening + m.net();
        Row row = account_words(asked, m.account, m.bank);
        row.insert(row.end(), {period.label, period.opening});
        for (std::size_t i = 0; i < total.size(); ++i) {
            row.push_back(m.sums[i]);
            total[i] += m.sums[i];
        }
        row.insert(row.end(), {closing, m.bank_closing, m.items, result_of(m, closing)});
        sheet.rows.push_back(std::move(row));
    }
    sheet.total = Row{"", "合计 total", "", Value{}};
    sheet.total->insert(sheet.total->end(), total.begin(), total.end());
    sheet.total->insert(sheet.total->end(), {Value{}, Value{}, Value{}, ""});
    return sheet;
}

}  // namespace

base::Result<Sheet> day_book(const Asked& asked) {
    return books(asked, {"day", "日期", "day", Form::text}, [](std::int64_t day) {
        return base::to_text(base::Date{static_cast<std::int32_t>(day)});
    });
}

base::Result<Sheet> reconciliation(const Asked& asked) {
    return books(asked, {"month", "月份", "month", Form::text}, [](std::int64_t day) {
        return base::to_text(base::Date{static_cast<std::int32_t>(day)}).substr(0, 7);
    });
}

// What went out and came back on each day, by the day it was booked at the bank.
base::Result<Sheet> payments(const Asked& asked) {
    Sheet sheet;
    const bool by_bank = asked.question.by == "bank";
    sheet.columns = {{"day", "日期", "day", Form::day},
                     {"bank", "付款银行", "paying bank", Form::text},
                     {"debits", "支付笔数", "payments", Form::count},
                     {"debits_fen", "支付", "paid out", Form::fen},
                     {"returns", "退汇笔数", "returns", Form::count},
                     {"returns_fen", "退汇", "came back", Form::fen},
                     {"net_fen", "净支付", "net", Form::fen}};
    auto rows = asked.database.read(
        std::string{"SELECT day, "} + (by_bank ? "a.bank" : "0") +
            ", CAST(SUM(debits) AS BIGINT), CAST(SUM(debits_fen) AS BIGINT),"
            " CAST(SUM(returns) AS BIGINT), CAST(SUM(returns_fen) AS BIGINT) "
            "FROM day_books d JOIN accounts a ON a.account = d.account WHERE " +
            of_county(asked) + " AND " + between_days(asked) +
            " GROUP BY 1, 2 HAVING SUM(debits) + SUM(returns) > 0 ORDER BY 1, 2",
        std::vector<Kind>(6, Kind::number));
    if (!rows) return rows.error();
    std::array<std::int64_t, 4> total{};
    for (const Row& row : *rows) {
        Row made{row[0], by_bank ? asked.names.bank(number_in(row[1])) : "全部 all"};
        for (std::size_t i = 0; i < total.size(); ++i) {
            made.push_back(row[i + 2]);
            total[i] += number_in(row[i + 2]);
        }
        made.push_back(number_in(row[3]) - number_in(row[5]));
        sheet.rows.push_back(std::move(made));
    }
    sheet.total = Row{Value{}, "合计 total"};
    sheet.total->insert(sheet.total->end(), total.begin(), total.end());
    sheet.total->push_back(total[1] - total[3]);
    return sheet;
}

}  // namespace zhida::reports::detail
