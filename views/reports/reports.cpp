#include "views/reports/reports.hpp"

#include <algorithm>

#include "views/reports/detail/kinds.hpp"
#include "views/tables/follower.hpp"

namespace zhida::reports {

namespace {

struct Maker {
    Description description;
    base::Result<Sheet> (*make)(const detail::Asked& asked);
};

const std::vector<Maker>& makers() {
    static const std::vector<Maker> all{
        {{"overview",
          "总览",
          "overview",
          {"county", "area", "township", "village", "household", "item", "bank", "list"}},
         &detail::overview},
        {{"banks", "银行支付质量", "banks", {"bank"}}, &detail::banks},
        {{"exceptions", "异常清单", "exceptions by age", {"line"}}, &detail::exceptions},
        {{"timing", "审批时效", "approval timing", {"level", "list", "person"}}, &detail::timing},
        {{"accounts", "专户", "special accounts", {"account"}}, &detail::accounts},
        {{"day-book", "专户日记账", "day book", {"day"}}, &detail::day_book},
        {{"reconciliation", "月度对账单", "monthly reconciliation", {"month"}},
         &detail::reconciliation},
        {{"payments", "支付日报", "payments by day", {"day", "bank"}}, &detail::payments},
    };
    return all;
}

base::Result<base::Seconds> newest_time(database::Database& database) {
    auto rows = database.read("SELECT MAX(time) FROM blocks", {database::Kind::number});
    if (!rows) return rows.error();
    return rows->empty() ? 0 : database::number_in(rows->at(0).at(0));
}

base::Status check(const Description& what, Question& question) {
    if (question.by.empty()) question.by = what.by.front();
    if (std::ranges::find(what.by, question.by) == what.by.end()) {
        std::string known;
        for (const std::string_view by : what.by) {
            known += (known.empty() ? "" : ", ") + std::string{by};
        }
        return base::fail("the report " + question.report + " is made by " + known,
                          "报表 " + question.report + " 的口径为 " + known);
    }
    const std::string digits = std::to_string(question.within);
    const bool known_code = question.within == 0 || digits.size() == 6 || digits.size() == 9 ||
                            digits.size() == 12;
    if (!known_code) {
        return base::fail("a place is a code of 6, 9 or 12 digits", "区划代码应为 6、9 或 12 位");
    }
    return base::Done{};
}

}  // namespace

const std::vector<Description>& all() {
    static const std::vector<Description> descriptions = [] {
        std::vector<Description> out;
        for (const Maker& maker : makers()) out.push_back(maker.description);
        return out;
    }();
    return descriptions;
}

base::Result<Sheet> make(database::Database& database, const vocabulary::Villages& villages,
                         const Question& question) {
    const auto maker = std::ranges::find(makers(), question.report,
                                         [](const Maker& m) { return m.description.name; });
    if (maker == makers().end()) {
        return base::fail("there is no report " + question.report, "没有报表 " + question.report);
    }
    Question asked = question;
    if (auto done = check(maker->description, asked); !done) return done.error();
    const auto at = tables::position(database);
    if (!at) return at.error();
    if (at->building) {
        return base::fail("the views are being built; try again later", "视图正在重建，请稍后再试");
    }
    auto names = detail::Names::read(database, villages);
    if (!names) return names.error();
    auto now = newest_time(database);
    if (!now) return now.error();
    if (!asked.list.empty()) {
        const auto id = names->find_list(asked.list);
        if (!id) return base::fail("there is no list " + asked.list, "没有清单 " + asked.list);
        asked.list = *id;
    }
    auto sheet = maker->make({database, *names, asked, *now});
    if (!sheet) return sheet.error();
    sheet->name = maker->description.name;
    sheet->zh = maker->description.zh;
    sheet->en = maker->description.en;
    sheet->height = at->height;
    return sheet;
}

}  // namespace zhida::reports
