// How long each level took, how often it sent something back, and who signed. A level's time runs
// from the moment its turn came (the last line received, the end of the notice, the last signature
// of the level before) to its own last signature.
#include <algorithm>

#include "contracts/approval/types/flow.hpp"
#include "contracts/resettle/types/messages.hpp"
#include "views/reports/detail/kinds.hpp"

namespace zhida::reports::detail {

namespace {

using approval::Level;

constexpr std::int64_t hundred = 100;
constexpr std::int64_t hour = 3'600;

struct LevelWord {
    Level level;
    std::string_view zh;
    std::string_view en;
    vocabulary::Role role;
};
constexpr LevelWord levels[] = {
    {Level::village, "村确认", "village", vocabulary::Role::village_officer},
    {Level::township, "乡镇批准", "township", vocabulary::Role::township_officer},
    {Level::county, "县批准", "county", vocabulary::Role::county_officer},
    {Level::new_area, "新区批准", "new area", vocabulary::Role::area_officer},
    {Level::fund_lock, "锁定资金", "fund lock", vocabulary::Role::finance_officer},
    {Level::fund_release, "放款", "fund release", vocabulary::Role::finance_officer},
    {Level::reconcile, "关闭清单", "reconcile", vocabulary::Role::finance_officer},
    {Level::cancel, "撤销清单", "cancel", vocabulary::Role::county_officer}};

struct Signing {
    std::string list;
    std::int64_t section = 0;
    std::int64_t level = 0;
    base::Seconds first = 0;
    base::Seconds last = 0;
    std::int64_t signatures = 0;
};

struct Times {
    std::map<std::string, base::Seconds> received;  // by list: its last lines
    std::map<std::pair<std::string, std::int64_t>, base::Seconds> noticed;
    std::map<std::pair<std::string, std::int64_t>, base::Seconds> done;  // by list and level
};

std::string of_list(const Asked& asked, const std::string& column, Row& given) {
    if (asked.question.list.empty()) return "1 = 1";
    given.emplace_back(asked.question.list);
    return column + " = :list";
}

base::Result<std::vector<Signing>> signings(const Asked& asked) {
    Row given;
    const std::string where = of_list(asked, "list", given);
    auto rows = asked.database.read(
        "SELECT list, section, level, MIN(at), MAX(at), COUNT(*) FROM signatures WHERE " + where +
            " GROUP BY 1, 2, 3 ORDER BY 1, 3, 2",
        {Kind::text, Kind::number, Kind::number, Kind::number, Kind::number, Kind::number}, given);
    if (!rows) return rows.error();
    std::vector<Signing> out;
    for (const Row& row : *rows) {
        out.push_back({text_in(row[0]), number_in(row[1]), number_in(row[2]), number_in(row[3]),
                       number_in(row[4]), number_in(row[5])});
    }
    return out;
}

base::Result<Times> times(const Asked& asked, const std::vector<Signing>& all) {
    Times out;
    auto received = asked.database.read(
        "SELECT list, MAX(time) FROM acts WHERE type = " +
            std::to_string(resettle::AddLines::type) +
            " AND outcome = 0 AND list IS NOT NULL GROUP BY list",
        {Kind::text, Kind::number});
    if (!received) return received.error();
    for (const Row& row : *received) out.received[text_in(row[0])] = number_in(row[1]);
    auto noticed = asked.database.read(
        "SELECT list, section, notice_ends FROM sections WHERE notice_ends IS NOT NULL",
        {Kind::text, Kind::number, Kind::number});
    if (!noticed) return noticed.error();
    for (const Row& row : *noticed) {
        out.noticed[{text_in(row[0]), number_in(row[1])}] = number_in(row[2]);
    }
    for (const Signing& one : all) {
        base::Seconds& done = out.done[{one.list, one.level}];
        done = std::max(done, one.last);
    }
    return out;
}

// When the turn of what was signed came; nothing where it is not known.
std::optional<base::Seconds> turn_of(const Times& known, const Signing& one) {
    const auto in = [](const auto& map, const auto& key) -> std::optional<base::Seconds> {
        const auto found = map.find(key);
        return found == map.end() ? std::nullopt : std::optional{found->second};
    };
    if (static_cast<Level>(one.level) == Level::village) return in(known.received, one.list);
    if (static_cast<Level>(one.level) == Level::township) {
        return in(known.noticed, std::pair{one.list, one.section});
    }
    // Nobody waits for a cancellation.
    if (static_cast<Level>(one.level) == Level::cancel) return std::nullopt;
    return in(known.done, std::pair{one.list, one.level - 1});
}

struct Sum {
    std::int64_t subjects = 0;
    std::int64_t signatures = 0;
    std::int64_t timed = 0;
    std::int64_t seconds = 0;
    std::int64_t longest = 0;
};

void add(Sum& sum, const Signing& one, std::optional<base::Seconds> turn) {
    ++sum.subjects;
    sum.signatures += one.signatures;
    if (!turn || one.last < *turn) return;
    ++sum.timed;
    sum.seconds += one.last - *turn;
    sum.longest = std::max(sum.longest, one.last - *turn);
}

Value hours(std::int64_t seconds, std::int64_t of) {
    return of == 0 ? Value{} : Value{seconds * hundred / hour / of};
}

// Lists and sections sent back, by the role of who did it.
base::Result<std::map<std::int64_t, std::int64_t>> returns(const Asked& asked) {
    Row given;
    const std::string where = of_list(asked, "list", given);
    auto rows = asked.database.read(
        "SELECT role, COUNT(*) FROM acts WHERE outcome = 0 AND type IN (" +
            std::to_string(resettle::ReturnSections::type) + ", " +
            std::to_string(resettle::ReturnList::type) + ") AND " + where + " GROUP BY role",
        {Kind::number, Kind::number}, given);
    if (!rows) return rows.error();
    std::map<std::int64_t, std::int64_t> out;
    for (const Row& row : *rows) out[number_in(row[0])] = number_in(row[1]);
    return out;
}

base::Result<Sheet> by_level(const Asked& asked, const std::vector<Signing>& all,
                             const Times& known) {
    auto back = returns(asked);
    if (!back) return back.error();
    std::map<std::int64_t, Sum> sums;
    for (const Signing& one : all) add(sums[one.level], one, turn_of(known, one));
    Sheet sheet;
    sheet.columns = {{"level", "环节", "level", Form::text},
                     {"subjects", "份数", "subjects", Form::count},
                     {"signatures", "签名数", "signatures", Form::count},
                     {"hours", "平均小时", "mean hours", Form::hundredths},
                     {"hours_max", "最长小时", "longest hours", Form::hundredths},
                     {"returns", "退回次数", "sent back", Form::count}};
    Sum total;
    for (const LevelWord& word : levels) {
        const Sum& sum = sums[static_cast<std::int64_t>(word.level)];
        total.subjects += sum.subjects;
        total.signatures += sum.signatures;
        // Finance signs at three places; what it sends back stands at the first.
        const bool counts = word.level <= Level::fund_lock;
        const auto sent = (*back)[static_cast<std::int64_t>(word.role)];
        sheet.rows.push_back({std::string{word.zh} + " " + std::string{word.en}, sum.subjects,
                              sum.signatures, hours(sum.seconds, sum.timed),
                              hours(sum.longest, sum.timed > 0 ? 1 : 0),
                              counts ? sent : std::int64_t{0}});
    }
    std::int64_t sent = 0;
    for (const auto& [role, count] : *back) sent += count;
    sheet.total = Row{"合计 total", total.subjects, total.signatures, {}, {}, sent};
    return sheet;
}

base::Result<Sheet> by_list(const Asked& asked, const std::vector<Signing>& all,
                            const Times& known) {
    std::map<std::pair<std::string, std::int64_t>, Sum> sums;
    for (const Signing& one : all) add(sums[{one.list, one.level}], one, turn_of(known, one));
    Sheet sheet;
    sheet.columns = {{"list", "清单", "list", Form::text},
                     {"level", "环节", "level", Form::text},
                     {"subjects", "份数", "subjects", Form::count},
                     {"signatures", "签名数", "signatures", Form::count},
                     {"hours", "平均小时", "mean hours", Form::hundredths},
                     {"hours_max", "最长小时", "longest hours", Form::hundredths}};
    for (const auto& [key, sum] : sums) {
        const auto word = std::ranges::find(levels, static_cast<Level>(key.second),
                                            &LevelWord::level);
        if (word == std::end(levels) || sheet.rows.size() == rows_max) continue;
        sheet.rows.push_back({asked.names.list(key.first),
                              std::string{word->zh} + " " + std::string{word->en}, sum.subjects,
                              sum.signatures, hours(sum.seconds, sum.timed),
                              hours(sum.longest, sum.timed > 0 ? 1 : 0)});
    }
    return sheet;
}

// Persons are numbers here; who they are stands in their organisation's own files.
base::Result<Sheet> by_person(const Asked& asked) {
    Row given;
    const std::string where = of_list(asked, "list", given);
    auto rows = asked.database.read(
        "SELECT organisation, person, role, COUNT(*), MIN(at), MAX(at) FROM signatures WHERE " +
            where + " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 LIMIT " + std::to_string(rows_max),
        std::vector<Kind>(6, Kind::number), given);
    if (!rows) return rows.error();
    Sheet sheet;
    sheet.columns = {{"organisation", "机构", "organisation", Form::text},
                     {"person", "人员编号", "person", Form::text},
                     {"role", "角色", "role", Form::text},
                     {"signatures", "签名数", "signatures", Form::count},
                     {"first", "首次", "first", Form::moment},
                     {"last", "最近", "last", Form::moment}};
    std::int64_t total = 0;
    for (const Row& row : *rows) {
        const auto* const role =
            vocabulary::word_of(static_cast<vocabulary::Role>(number_in(row[2])));
        total += number_in(row[3]);
        sheet.rows.push_back({asked.names.organisation(number_in(row[0])),
                              std::to_string(number_in(row[1])),
                              role ? std::string{role->zh} : "", row[3], row[4], row[5]});
    }
    sheet.total = Row{"合计 total", "", "", total, {}, {}};
    return sheet;
}

}  // namespace

base::Result<Sheet> timing(const Asked& asked) {
    if (asked.question.by == "person") return by_person(asked);
    auto all = signings(asked);
    if (!all) return all.error();
    // A subject of the whole list: its turn comes when the level before is through.
    auto known = times(asked, *all);
    if (!known) return known.error();
    return asked.question.by == "list" ? by_list(asked, *all, *known)
                                       : by_level(asked, *all, *known);
}

}  // namespace zhida::reports::detail
