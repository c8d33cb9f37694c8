// How well each bank pays: of the orders that came to an end, how many were credited, and how many
// of those came back; and the mean time from the claim to the result.
#include "views/reports/detail/kinds.hpp"

namespace zhida::reports::detail {

namespace {

constexpr std::int64_t whole = 10'000;
constexpr std::int64_t hundred = 100;
constexpr std::int64_t minute = 60;

enum Sum : std::size_t {
    lines, fen, paid, paid_fen, failed, failed_fen, returned, returned_fen, in_doubt, unsent, held,
    timed, seconds, sums,
};

std::string count_of(const std::string& slot, const std::string& what) {
    return "CAST(SUM(CASE WHEN slot = '" + slot + "' THEN " + what + " ELSE 0 END) AS BIGINT)";
}

void add_share(Row& row, std::int64_t part, std::int64_t of, std::int64_t scale) {
    Value& share = row.emplace_back();
    if (of != 0) share = part * scale / of;
}

Row finish(Row row, const std::array<std::int64_t, sums>& s) {
    for (std::size_t i = lines; i <= held; ++i) row.emplace_back(s[i]);
    const std::int64_t credited = s[paid] + s[returned];
    add_share(row, credited, credited + s[failed], whole);
    add_share(row, s[returned], credited, whole);
    add_share(row, s[seconds], s[timed] * minute, hundred);
    return row;
}

}  // namespace

base::Result<Sheet> banks(const Asked& asked) {
    Sheet sheet;
    sheet.columns = {{"code", "代码", "code", Form::text},
                     {"bank", "收款银行", "payee's bank", Form::text},
                     {"lines", "笔数", "lines", Form::count},
                     {"fen", "金额", "amount", Form::fen},
                     {"paid", "已付笔数", "paid lines", Form::count},
                     {"paid_fen", "已付金额", "paid", Form::fen},
                     {"failed", "失败笔数", "failed lines", Form::count},
                     {"failed_fen", "失败金额", "failed", Form::fen},
                     {"returned", "退汇笔数", "returned lines", Form::count},
                     {"returned_fen", "退汇金额", "returned", Form::fen},
                     {"in_doubt", "待查笔数", "in doubt lines", Form::count},
                     {"unsent", "未发笔数", "unsent lines", Form::count},
                     {"held", "暂缓笔数", "held lines", Form::count},
                     {"success", "成功率", "success rate", Form::share},
                     {"return_rate", "退汇率", "return rate", Form::share},
                     {"minutes", "平均分钟", "mean minutes", Form::hundredths}};
    const auto all_of = [](const std::string& what) {
        return "CAST(SUM(" + what + ") AS BIGINT)";
    };
    Row given;
    std::string where = "stage <> 2 AND " + inside("village", asked.question.within);
    if (!asked.question.list.empty()) {
        where += " AND list = :list";
        given.emplace_back(asked.question.list);
    }
    const std::string query =
        "SELECT bank, " + all_of("lines") + ", " + all_of("fen") + ", " +
        count_of("paid", "lines") + ", " + count_of("paid", "fen") + ", " +
        count_of("failed", "lines") + ", " + count_of("failed", "fen") + ", " +
        count_of("returned", "lines") + ", " + count_of("returned", "fen") + ", " +
        count_of("in_doubt", "lines") + ", " + count_of("unsent", "lines") + ", " +
        count_of("held", "lines") + ", " + all_of("timed") + ", " + all_of("bank_seconds") +
        " FROM standings WHERE " + where + " GROUP BY bank ORDER BY bank";
    auto rows =
        asked.database.read(query, std::vector<Kind>(sums + 1, Kind::number), given);
    if (!rows) return rows.error();
    std::array<std::int64_t, sums> total{};
    for (const Row& row : *rows) {
        std::array<std::int64_t, sums> s{};
        for (std::size_t i = 0; i < sums; ++i) total[i] += s[i] = number_in(row[i + 1]);
        const std::int64_t code = number_in(row[0]);
        sheet.rows.push_back(finish({std::to_string(code), asked.names.bank(code)}, s));
    }
    sheet.total = finish({"", "合计 total"}, total);
    return sheet;
}

}  // namespace zhida::reports::detail
