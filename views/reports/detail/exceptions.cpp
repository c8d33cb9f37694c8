// What somebody must do something about, the oldest first: lines that are held, orders that failed,
// came back, are in doubt or withheld; then open breaks, recalls and complaints. The owner is who
// can move it on. The total counts all those lines, also beyond the rows that are shown.
#include <algorithm>

#include "contracts/payment/types/case_records.hpp"
#include "contracts/vocabulary/words.hpp"
#include "views/reports/detail/kinds.hpp"

namespace zhida::reports::detail {

namespace {

using vocabulary::Reason;

constexpr base::Seconds day_seconds = 86'400;

struct Found {
    std::string list;
    std::int64_t line = 0;
    std::int64_t village = 0;
    std::int64_t item = 0;
    std::int64_t bank = 0;
    std::int64_t fen = 0;
    std::string slot;
    std::int64_t reason = 0;
    base::Seconds since = 0;
};

struct SlotWord {
    std::string_view slot;
    std::string_view zh;
    std::string_view owner;
};
constexpr SlotWord slot_words[] = {{"held", "暂缓", ""},
                                   {"failed", "支付失败", "村、县财政 village, county finance"},
                                   {"returned", "退汇", "村、县财政 village, county finance"},
                                   {"in_doubt", "待查", "银行 bank"},
                                   {"withheld", "扣存", "乡镇 township"}};

const SlotWord& word_of(const std::string& slot) {
    return *std::ranges::find(slot_words, slot, &SlotWord::slot);
}

std::string owner_of(const Found& found) {
    if (found.slot != "held") return std::string{word_of(found.slot).owner};
    const auto reason = static_cast<Reason>(found.reason);
    if (vocabulary::is_account_reason(reason)) return "村 village";
    switch (reason) {
        case Reason::acct_unverified: return "银行 bank";
        case Reason::objection:
        case Reason::death:
        case Reason::dispute: return "乡镇 township";
        default: return "县征迁办 county office";
    }
}

std::string reason_words(std::int64_t code) {
    const auto* const word = vocabulary::word_of(static_cast<Reason>(code));
    if (word == nullptr || word->reason == Reason::none) return "";
    return std::string{word->zh} + " " + std::string{word->name};
}

std::string condition(const Asked& asked, Row& given) {
    std::string where = inside("village", asked.question.within);
    if (!asked.question.list.empty()) {
        where += " AND list = :list";
        given.emplace_back(asked.question.list);
    }
    return where;
}

constexpr const char* wanted = "stage <> 2 AND slot IN ('held', 'failed', 'returned', 'in_doubt',"
                               " 'withheld')";

// Sections that have any; only their lines are read.
base::Result<std::vector<Row>> sections_with_any(const Asked& asked) {
    Row given;
    const std::string where = condition(asked, given);
    return asked.database.read(
        std::string{"SELECT DISTINCT list, section FROM standings WHERE "} + wanted + " AND " +
            where + " ORDER BY 1, 2",
        {Kind::text, Kind::number}, given);
}

base::Result<std::vector<Found>> lines_of(const Asked& asked, const Row& section) {
    auto rows = asked.database.read(
        std::string{"SELECT f.list, f.line, f.village, f.item, f.bank, f.fen, f.slot, f.reason,"
                    " COALESCE(CASE WHEN f.slot = 'held' THEN a.time ELSE f.result_time END,"
                    "  t.changed_at) "
                    "FROM line_facts f JOIN lists t ON t.list = f.list "
                    "LEFT JOIN acts a ON a.act = f.hold_act "
                    "WHERE f.list = :list AND f.section = :section AND f."} +
            wanted + " ORDER BY f.line",
        {Kind::text, Kind::number, Kind::number, Kind::number, Kind::number, Kind::number,
         Kind::text, Kind::number, Kind::number},
        section);
    if (!rows) return rows.error();
    std::vector<Found> out;
    for (const Row& row : *rows) {
        out.push_back({text_in(row[0]), number_in(row[1]), number_in(row[2]), number_in(row[3]),
                       number_in(row[4]), number_in(row[5]), text_in(row[6]), number_in(row[7]),
                       number_in(row[8])});
    }
    return out;
}

std::string_view kind_words(std::int64_t kind) {
    using payment::BreakKind;
    switch (static_cast<BreakKind>(kind)) {
        case BreakKind::missing_at_bank: return "银行缺失 missing_at_bank";
        case BreakKind::missing_on_ledger: return "账本缺失 missing_on_ledger";
        case BreakKind::amount: return "金额不符 amount";
        case BreakKind::duplicate_debit: return "重复扣款 duplicate_debit";
        case BreakKind::late_return: return "迟到退汇 late_return";
        case BreakKind::in_doubt: return "待查 in_doubt";
        default: return "其他 other";
    }
}

// Breaks that nobody has ended.
base::Status add_breaks(const Asked& asked, Sheet& sheet) {
    auto rows = asked.database.read(
        "SELECT a.bank, b.opened, b.kind, b.list, b.line, b.bank_more, b.bank_less, b.owner "
        "FROM breaks b JOIN accounts a ON a.account = b.account WHERE b.ended IS NULL"
        " ORDER BY b.opened, b.account, b.number",
        {Kind::number, Kind::number, Kind::number, Kind::text, Kind::number, Kind::number,
         Kind::number, Kind::number});
    if (!rows) return rows.error();
    const std::int64_t today = base::day_in_china(asked.now).days;
    for (const Row& row : *rows) {
        const bool bank = number_in(row[7]) == static_cast<std::int64_t>(payment::Owner::bank);
        sheet.rows.push_back({asked.names.list(text_in(row[3])), row[4], "",
                              asked.names.bank(number_in(row[0])), "",
                              number_in(row[5]) - number_in(row[6]), "差异 break",
                              std::string{kind_words(number_in(row[2]))}, row[1],
                              today - number_in(row[1]),
                              bank ? "银行 bank" : "县财政 county finance"});
    }
    return base::Done{};
}

// Questions to a bank that wait for its answer.
base::Status add_questions(const Asked& asked, const std::string& from, const std::string& what,
                           Sheet& sheet) {
    auto rows = asked.database.read(
        "SELECT q.list, q.line, o.payee_bank, o.fen, q.opened FROM " + from +
            " q JOIN orders o ON o.list = q.list AND o.line = q.line WHERE q.answered IS NULL"
            " ORDER BY q.opened, q.list, q.line",
        {Kind::text, Kind::number, Kind::number, Kind::number, Kind::number});
    if (!rows) return rows.error();
    const std::int64_t today = base::day_in_china(asked.now).days;
    for (const Row& row : *rows) {
        sheet.rows.push_back({asked.names.list(text_in(row[0])), row[1], "",
                              asked.names.bank(number_in(row[2])), "", row[3], what, "", row[4],
                              today - number_in(row[4]), "银行 bank"});
    }
    return base::Done{};
}

Row row_of(const Asked& asked, const Found& found) {
    const auto item = static_cast<vocabulary::ItemCode>(found.item);
    return {asked.names.list(found.list), found.line, asked.names.place(found.village),
            asked.names.bank(found.bank), vocabulary::item_text(item), found.fen,
            std::string{word_of(found.slot).zh} + " " + found.slot, reason_words(found.reason),
            std::int64_t{base::day_in_china(found.since).days},
            (asked.now - found.since) / day_seconds, owner_of(found)};
}

}  // namespace

base::Result<Sheet> exceptions(const Asked& asked) {
    Sheet sheet;
    sheet.columns = {{"list", "清单", "list", Form::text},
                     {"line", "行", "line", Form::count},
                     {"village", "村", "village", Form::text},
                     {"bank", "银行", "bank", Form::text},
                     {"item", "项目", "item", Form::text},
                     {"fen", "金额", "amount", Form::fen},
                     {"what", "情况", "what", Form::text},
                     {"reason", "原因", "reason", Form::text},
                     {"since", "自", "since", Form::day},
                     {"age", "天数", "days", Form::count},
                     {"owner", "责任方", "owner", Form::text}};
    auto sections = sections_with_any(asked);
    if (!sections) return sections.error();
    std::vector<Found> all;
    std::int64_t lines = 0;
    std::int64_t fen = 0;
    for (const Row& section : *sections) {
        auto found = lines_of(asked, section);
        if (!found) return found.error();
        for (Found& one : *found) {
            ++lines;
            fen += one.fen;
            if (all.size() < rows_max) all.push_back(std::move(one));
        }
    }
    std::ranges::stable_sort(all, {}, &Found::since);
    for (const Found& one : all) sheet.rows.push_back(row_of(asked, one));
    sheet.total = Row{"合计 total", lines, "", "", "", fen, "", "", {}, {}, ""};
    if (asked.question.list.empty() && asked.question.within == 0) {
        base::Status done = add_breaks(asked, sheet);
        if (done) done = add_questions(asked, "recalls", "撤回待答 recall", sheet);
        if (done) done = add_questions(asked, "not_received", "未收到 not received", sheet);
        if (!done) return done.error();
    }
    return sheet;
}

}  // namespace zhida::reports::detail
