#include "cli/reports.hpp"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <memory>

#include "cli/answer.hpp"
#include "cli/screen.hpp"
#include "cli/sheet_output.hpp"
#include "node/daemon/config.hpp"
#include "node/installation/installation.hpp"
#include "views/reports/reports.hpp"
#include "views/tables/follower.hpp"

namespace zhida::cli {

namespace {

// Where the views are: named, or as the installation's node has them.
struct ViewsAt {
    std::string home;
    std::string database;
    std::string villages;
};

struct ReportOptions {
    ViewsAt at;
    reports::Question question;
    std::string from;
    std::string to;
    SheetOutput output;
};

void add_place(CLI::App& command, ViewsAt& at) {
    command.add_option("--home", at.home, "folder of the installation")->envname("ZHIDA_HOME");
    command.add_option("--database", at.database,
                       "sqlite:PATH or postgresql:…; else as the installation's node has it");
}

base::Status complete(ViewsAt& at) {
    if (!at.database.empty() && !at.villages.empty()) return base::Done{};
    if (at.home.empty()) {
        return base::fail("name the installation (--home), or --database and --villages",
                          "请指定安装目录 --home，或 --database 与 --villages");
    }
    const auto config = daemon::read_config(at.home + "/node/zhidad.toml");
    if (!config) return config.error();
    if (at.database.empty()) at.database = config->views_url();
    if (at.villages.empty()) at.villages = config->path(config->villages);
    if (at.database.empty()) {
        return base::fail("this node keeps no views ([views] database)", "该节点没有视图数据库");
    }
    return base::Done{};
}

base::Result<std::optional<base::Date>> date_in(const std::string& text) {
    if (text.empty()) return std::optional<base::Date>{};
    const auto date = base::parse_date(text);
    if (!date) return base::fail(text + " is no day as 2019-09-18", text + " 不是日期");
    return date;
}

base::Result<reports::Sheet> sheet_of(ReportOptions& options) {
    if (auto done = complete(options.at); !done) return done.error();
    auto from = date_in(options.from);
    if (!from) return from.error();
    auto to = date_in(options.to);
    if (!to) return to.error();
    options.question.from = *from;
    options.question.to = *to;
    auto text = installation::read_text(options.at.villages);
    if (!text) return text.error();
    auto villages = vocabulary::Villages::parse(*text);
    if (!villages) return villages.error();
    auto database = database::Database::open(options.at.database);
    if (!database) return database.error();
    return reports::make(**database, *villages, options.question);
}

Exit run_report(ReportOptions& options) {
    auto sheet = sheet_of(options);
    if (!sheet) return tell(sheet.error());
    return put_out(*sheet, options.output);
}

std::string known_reports() {
    std::string out = "Reports:\n";
    for (const auto& one : reports::all()) {
        out += "  " + std::string{one.name} + std::string(16 - one.name.size(), ' ') +
               std::string{one.zh} + " " + std::string{one.en} + "; by";
        for (const std::string_view by : one.by) out += " " + std::string{by};
        out += "\n";
    }
    return out;
}

void add_report(CLI::App& app, Exit& exit) {
    const auto options = std::make_shared<ReportOptions>();
    auto* const report = app.add_subcommand("report", "a report from the node's views");
    report->add_option("name", options->question.report, "which one")->required();
    report->add_option("--by", options->question.by, "how it is cut");
    report->add_option("--within", options->question.within,
                       "code of a county, township or village");
    report->add_option("--list", options->question.list, "number or id of one list");
    report->add_option("--from", options->from, "first day, as 2019-09-18");
    report->add_option("--to", options->to, "last day");
    add_sheet_output(*report, options->output);
    report->add_option("--villages", options->at.villages,
                       "villages.csv; else as the installation's node has it");
    add_place(*report, options->at);
    report->footer(known_reports() +
                   "Examples:\n"
                   "  zhida report overview --by township --home county\n"
                   "  zhida report overview --by household --within 130629100201 --home county\n"
                   "  zhida report exceptions --format csv --out exceptions.csv --home county\n"
                   "  zhida report reconciliation --format xlsx --out month.xlsx --home county");
    report->callback([options, &exit] { exit = run_report(*options); });
}

Answer views_status(ViewsAt& at) {
    if (at.villages.empty()) at.villages = "-";  // not looked at here
    if (auto done = complete(at); !done) return failed(done.error());
    auto database = database::Database::open(at.database);
    if (!database) return failed(database.error());
    const auto position = tables::position(**database);
    if (!position) return failed(position.error());
    Answer answer;
    answer.json = {{"ledger_id", position->ledger},
                   {"building", position->building},
                   {"rebuild_wanted", position->rebuild_wanted},
                   {"height", position->height},
                   {"blocks", position->blocks}};
    const std::string state = position->ledger.empty() ? "未建 never built"
                              : position->building     ? "正在重建 being built"
                                                       : "跟随账本 following";
    answer.text = "状态 state        " + state + "\n" + "区块 height       " +
                  std::to_string(position->height) + "\n";
    boost::json::object rows;
    std::vector<std::vector<std::string>> counts;
    for (const auto& table : tables::all()) {
        if (position->ledger.empty()) break;
        auto count = (*database)->read("SELECT COUNT(*) FROM " + table.name,
                                       {database::Kind::number});
        if (!count) return failed(count.error());
        const std::int64_t number = database::number_in(count->at(0).at(0));
        rows[table.name] = number;
        counts.push_back({table.name, std::to_string(number)});
    }
    answer.json["rows"] = std::move(rows);
    answer.text += table({"表 table", "行 rows"}, counts);
    return answer;
}

Answer views_rebuild(ViewsAt& at) {
    if (at.villages.empty()) at.villages = "-";
    if (auto done = complete(at); !done) return failed(done.error());
    auto database = database::Database::open(at.database);
    if (!database) return failed(database.error());
    if (auto done = tables::want_rebuild(**database); !done) return failed(done.error());
    Answer answer;
    answer.json = {{"rebuild_wanted", true}};
    answer.text = "节点将从头重建视图 the node builds its views anew; see `zhida views status`\n";
    return answer;
}

void add_views(CLI::App& app, Exit& exit) {
    auto* const views = app.add_subcommand("views", "the tables a node keeps for reports");
    views->require_subcommand(1);
    const auto add = [&](const char* name, const char* what, Answer (*run)(ViewsAt&)) {
        const auto at = std::make_shared<ViewsAt>();
        const auto json = std::make_shared<bool>(false);
        auto* const command = views->add_subcommand(name, what);
        add_place(*command, *at);
        command->add_flag("--json", *json, "one JSON document");
        command->footer("Example:\n  zhida views " + std::string{name} + " --home county");
        command->callback([=, &exit] { exit = say(run(*at), *json); });
    };
    add("status", "how far they are, and how many rows they have", &views_status);
    add("rebuild", "have the node build them anew from its ledger", &views_rebuild);
}

}  // namespace

void add_reports(CLI::App& app, Exit& exit) {
    add_report(app, exit);
    add_views(app, exit);
}

}  // namespace zhida::cli
