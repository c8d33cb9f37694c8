// How far the money is, cut by place, item, bank or list. Every line of a list that is not
// returned, cancelled or abandoned as a whole is in exactly one column from `paid` to `other`, and
// `payable` is their sum, as in the run's report (payment.md §6).
#include "contracts/vocabulary/words.hpp"
#include "views/reports/detail/kinds.hpp"

namespace zhida::reports::detail {

namespace {

constexpr std::int64_t whole = 10'000;  // of a share
constexpr std::int64_t hundred = 100;

// The sums of one row, in the order the query gives them.
enum Sum : std::size_t {
    lines, payable, approved, paid, failed, returned, in_doubt, unsent, held, withheld, other,
    credits, credit_days, out, sums,
};
using Sums = std::array<std::int64_t, sums>;

constexpr const char* sum_columns =
    " CAST(SUM(CASE WHEN stage <> 2 THEN lines ELSE 0 END) AS BIGINT),"
    " CAST(SUM(CASE WHEN stage <> 2 THEN fen ELSE 0 END) AS BIGINT),"
    " CAST(SUM(CASE WHEN stage = 1 AND slot <> 'held' THEN fen ELSE 0 END) AS BIGINT),"
    " CAST(SUM(CASE WHEN stage <> 2 AND slot = 'paid' THEN fen ELSE 0 END) AS BIGINT),"
    " CAST(SUM(CASE WHEN stage <> 2 AND slot = 'failed' THEN fen ELSE 0 END) AS BIGINT),"
    " CAST(SUM(CASE WHEN stage <> 2 AND slot = 'returned' THEN fen ELSE 0 END) AS BIGINT),"
    " CAST(SUM(CASE WHEN stage <> 2 AND slot = 'in_doubt' THEN fen ELSE 0 END) AS BIGINT),"
    " CAST(SUM(CASE WHEN stage <> 2 AND slot = 'unsent' THEN fen ELSE 0 END) AS BIGINT),"
    " CAST(SUM(CASE WHEN stage <> 2 AND slot = 'held' THEN fen ELSE 0 END) AS BIGINT),"
    " CAST(SUM(CASE WHEN stage <> 2 AND slot = 'withheld' THEN fen ELSE 0 END) AS BIGINT),"
    " CAST(SUM(CASE WHEN stage <> 2 AND slot NOT IN ('paid', 'failed', 'returned', 'in_doubt',"
    "  'unsent', 'held', 'withheld') THEN fen ELSE 0 END) AS BIGINT),"
    " CAST(SUM(credits) AS BIGINT), CAST(SUM(credit_days) AS BIGINT),"
    " CAST(SUM(CASE WHEN stage = 2 THEN fen ELSE 0 END) AS BIGINT) ";

struct Cut {
    std::string_view by;
    const char* column;  // of standings
    bool is_place;
    std::string_view zh;
    std::string_view en;
};
constexpr Cut cuts[] = {{"area", "0", true, "新区", "area"},
                        {"county", "village / 1000000", true, "县", "county"},
                        {"township", "village / 1000", true, "乡镇", "township"},
                        {"village", "village", true, "村", "village"},
                        {"item", "item", false, "补偿项目", "item"},
                        {"bank", "bank", false, "收款银行", "payee's bank"},
                        {"list", "list", false, "清单", "list"}};

struct People {
    std::int64_t agreements = 0;
    std::int64_t households = 0;
};

base::Result<std::map<std::int64_t, People>> people_of(const Asked& asked, const Cut& cut) {
    auto rows = asked.database.read(
        std::string{"SELECT "} + cut.column +
            ", CAST(SUM(agreements) AS BIGINT), CAST(SUM(households) AS BIGINT) "
            "FROM village_agreements WHERE " +
            inside("village", asked.question.within) + " GROUP BY 1",
        {Kind::number, Kind::number, Kind::number});
    if (!rows) return rows.error();
    std::map<std::int64_t, People> people;
    for (const Row& row : *rows) people[number_in(row[0])] = {number_in(row[1]), number_in(row[2])};
    return people;
}

Value per(std::int64_t part, std::int64_t of, std::int64_t scale) {
    if (of == 0) return {};
    return part * scale / of;
}

void finish(const Sums& s, Row& row) {
    for (std::size_t i = lines; i <= other; ++i) row.push_back(s[i]);
    // Far above any budget in fen, ten thousand times as much would not fit: so fen by yuan.
    row.push_back(per(s[paid] / hundred, s[payable] / hundred, whole));
    row.push_back(per(s[credit_days], s[credits], hundred));
    row.push_back(s[out]);
}

std::vector<Column> columns_of(std::string_view zh, std::string_view en, bool with_people) {
    std::vector<Column> columns{{"code", "代码", "code", Form::text},
                                {"name", std::string{zh}, std::string{en}, Form::text}};
    if (with_people) {
        columns.push_back({"agreements", "已签协议", "agreements", Form::count});
        columns.push_back({"households", "户数", "households", Form::count});
    }
    const std::vector<Column> figures{
        {"lines", "笔数", "lines", Form::count},
        {"payable", "应付", "payable", Form::fen},
        {"approved", "已批准", "approved", Form::fen},
        {"paid", "已支付", "paid", Form::fen},
        {"failed", "支付失败", "failed", Form::fen},
        {"returned", "退汇", "returned", Form::fen},
        {"in_doubt", "待查", "in doubt", Form::fen},
        {"unsent", "未发送", "unsent", Form::fen},
        {"held", "暂缓", "held", Form::fen},
        {"withheld", "扣存", "withheld", Form::fen},
        {"other", "其他", "other", Form::fen},
        {"share_paid", "支付率", "% paid", Form::share},
        {"days", "签约到账天数", "days to credit", Form::hundredths},
        {"out", "已撤或已重发", "given up or replaced", Form::fen},
    };
    columns.insert(columns.end(), figures.begin(), figures.end());
    return columns;
}

std::string filter(const Asked& asked, Row& given) {
    std::string where = inside("village", asked.question.within);
    if (!asked.question.list.empty()) {
        where += " AND list = :list";
        given.emplace_back(asked.question.list);
    }
    return where;
}

std::pair<std::string, std::string> words_of(const Asked& asked, const Cut& cut,
                                             const Value& key) {
    const std::int64_t number = number_in(key);
    if (cut.is_place) return {std::to_string(number), asked.names.place(number)};
    if (cut.by == "item") {
        return {vocabulary::item_text(static_cast<vocabulary::ItemCode>(number)),
                item_words(number)};
    }
    if (cut.by == "bank") return {std::to_string(number), asked.names.bank(number)};
    if (cut.by == "household") return {text_in(key), text_in(key).substr(0, 8)};
    return {text_in(key), asked.names.list(text_in(key))};
}

Sums sums_in(const Row& row, std::size_t from) {
    Sums s{};
    for (std::size_t i = 0; i < sums; ++i) s[i] = number_in(row[from + i]);
    return s;
}

using Everybody = std::map<std::int64_t, People>;

// The rows of a query and their sum.
void add_rows(const Asked& asked, const Cut& cut, const std::vector<Row>& rows, Sheet& sheet,
              const Everybody* people = nullptr) {
    Sums all{};
    People together;
    for (const Row& row : rows) {
        const auto [code, name] = words_of(asked, cut, row[0]);
        Row& made = sheet.rows.emplace_back(Row{code, name});
        if (people) {
            const auto here = people->find(number_in(row[0]));
            const People found = here == people->end() ? People{} : here->second;
            made.insert(made.end(), {found.agreements, found.households});
            together.agreements += found.agreements;
            together.households += found.households;
        }
        const Sums s = sums_in(row, 1);
        for (std::size_t i = 0; i < sums; ++i) all[i] += s[i];
        finish(s, made);
    }
    sheet.total = Row{"", "合计 total"};
    if (people) sheet.total->insert(sheet.total->end(), {together.agreements, together.households});
    finish(all, *sheet.total);
}

base::Result<Sheet> cut_by(const Asked& asked, const Cut& cut) {
    const bool with_people = cut.is_place && asked.question.list.empty();
    Sheet sheet;
    sheet.columns = columns_of(cut.zh, cut.en, with_people);
    std::map<std::int64_t, People> people;
    if (with_people) {
        auto read = people_of(asked, cut);
        if (!read) return read.error();
        people = std::move(*read);
    }
    Row given;
    const std::string where = filter(asked, given);
    std::vector<Kind> kinds(sums + 1, Kind::number);
    if (cut.by == "list") kinds[0] = Kind::text;
    auto rows = asked.database.read(std::string{"SELECT "} + cut.column + "," + sum_columns +
                                        "FROM standings WHERE " + where +
                                        " GROUP BY 1 ORDER BY 1 LIMIT " + std::to_string(rows_max),
                                    kinds, given);
    if (!rows) return rows.error();
    add_rows(asked, cut, *rows, sheet, with_people ? &people : nullptr);
    return sheet;
}

// One village, family by family, from its lines. A household has a reference here and no name.
base::Result<Sheet> households(const Asked& asked) {
    if (std::to_string(asked.question.within).size() != 12) {
        return base::fail("households are shown of one village: name it by its 12 digits",
                          "按户统计须指定 12 位村代码");
    }
    const Cut cut{"household", "household", false, "户", "household"};
    Sheet sheet;
    sheet.columns = columns_of(cut.zh, cut.en, false);
    Row given;
    const std::string where = filter(asked, given);
    std::vector<Kind> kinds(sums + 1, Kind::number);
    kinds[0] = Kind::text;
    auto rows = asked.database.read(
        std::string{"SELECT household,"} + sum_columns +
            "FROM (SELECT COALESCE(household, '') AS household, stage, slot, 1 AS lines, fen,"
            " credits, credit_days FROM line_facts WHERE " +
            where + ") one_line GROUP BY 1 ORDER BY 1 LIMIT " + std::to_string(rows_max),
        kinds, given);
    if (!rows) return rows.error();
    add_rows(asked, cut, *rows, sheet);
    return sheet;
}

}  // namespace

base::Result<Sheet> overview(const Asked& asked) {
    if (asked.question.by == "household") return households(asked);
    for (const Cut& cut : cuts) {
        if (cut.by == asked.question.by) return cut_by(asked, cut);
    }
    return base::fail("there is no such cut", "没有这个口径");
}

}  // namespace zhida::reports::detail
