#include "cli/setting_up.hpp"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <ctime>
#include <filesystem>
#include <memory>

#include "intake/package.hpp"
#include "node/installation/installation.hpp"

namespace zhida::cli {

namespace fs = std::filesystem;

namespace {

base::Status read_first_list(const InitOptions& options, county::Plan& plan) {
    if (options.first_list.empty()) return base::Done{};
    auto cover = intake::read_cover(options.first_list);
    if (!cover) return cover.error();
    plan.county = std::stoull(cover->manifest.county);
    plan.source_system = cover->manifest.source_system;
    plan.start = cover->manifest.prepared_at;
    return base::Done{};
}

base::Status read_source(const InitOptions& options, county::Plan& plan) {
    if (!options.source_system.empty()) plan.source_system = options.source_system;
    if (options.source_key.empty()) return base::Done{};
    if (plan.source_system.empty()) {
        return base::fail("--source-key needs --source-system or --first-list",
                          "--source-key 须与 --source-system 或 --first-list 一起给出");
    }
    auto pem = installation::read_text(options.source_key);
    if (!pem) return pem.error();
    auto key = crypto::public_key_from_pem(*pem);
    if (!key) return key.error();
    plan.source_key = *key;
    return base::Done{};
}

base::Status read_places(const std::string& data, county::Plan& plan) {
    auto villages = installation::read_text(data + "/villages.csv");
    if (!villages) return villages.error();
    for (const auto& [code, name] : intake::read_villages(*villages)) {
        if (vocabulary::county_of(code) == plan.county) plan.villages.push_back(code);
    }
    if (plan.villages.empty()) {
        const std::string county = std::to_string(plan.county);
        return base::fail("villages.csv has no village of county " + county,
                          "villages.csv 中没有该县的村：" + county);
    }
    auto calendar = intake::read_calendar(data + "/calendar");
    if (!calendar) return calendar.error();
    plan.calendar = std::move(*calendar);
    return base::Done{};
}

base::Result<county::Plan> plan_of(const InitOptions& options, const std::string& data) {
    county::Plan plan{
        .ledger_name = options.name, .county = options.county, .start = std::time(nullptr)};
    if (auto done = read_first_list(options, plan); !done) return done.error();
    if (!options.start.empty()) {
        const auto start = base::parse_time(options.start);
        if (!start) {
            return base::fail("--start is a time, as 2019-09-18T10:00:00+08:00",
                              "--start 是时间，例如 2019-09-18T10:00:00+08:00");
        }
        plan.start = *start;
    }
    if (auto done = read_source(options, plan); !done) return done.error();
    if (auto done = read_places(data, plan); !done) return done.error();
    return plan;
}

std::string next_steps(const std::string& home) {
    return "接下来 / what to do next:\n"
           "  zhida sandbox up --home " +
           home +
           "\n"
           "  zhida status --home " +
           home +
           "\n"
           "  zhida import --home " +
           home + " --list DIR\n";
}

}  // namespace

std::string data_folder() {
    std::error_code failed;
    const fs::path programs = fs::read_symlink("/proc/self/exe", failed).parent_path();
    for (const fs::path& near : {programs / "../share/zhida", programs / "../../../data"}) {
        if (fs::exists(near / "villages.csv", failed)) return fs::canonical(near, failed).string();
    }
    return "";
}

Answer run_init(const InitOptions& options) {
    const std::string data = options.data.empty() ? data_folder() : options.data;
    if (data.empty()) {
        return failed(base::fail("where are villages.csv and calendar/? give --data",
                                 "未找到 villages.csv 与 calendar/，请给出 --data"));
    }
    auto plan = plan_of(options, data);
    if (!plan) return failed(plan.error());
    const installation::Place place{options.home, data + "/villages.csv", data + "/calendar"};
    if (auto done = installation::create(place, *plan); !done) return failed(done.error());
    if (auto settled = installation::settle_settings(place); !settled)
        return failed(settled.error());
    auto made = installation::open(place.folder);
    if (!made) return failed(made.error());
    const auto ledger_id = chain::ledger_id_of(made->people.genesis);
    Answer answer;
    answer.json = {{"home", options.home},
                   {"ledger_id", base::hex(ledger_id)},
                   {"fingerprint", chain::fingerprint(ledger_id)},
                   {"name", options.name},
                   {"sandbox", made->people.genesis.sandbox},
                   {"county", std::to_string(plan->county)},
                   {"source_system", plan->source_system},
                   {"source_signed", plan->source_key.has_value()},
                   {"start", base::time_text(plan->start)},
                   {"villages", plan->villages.size()},
                   {"members", made->people.members.size()}};
    answer.text = "安装已建立 / made       " + options.home + "\n" + "账本 / ledger           " +
                  chain::fingerprint(ledger_id) + "（沙盒 sandbox）\n" +
                  "人员与机器 / members    " + std::to_string(made->people.members.size()) +
                  "（members.csv, keys/）\n" + next_steps(options.home);
    return answer;
}

void add_init(CLI::App& app, Exit& exit) {
    const auto options = std::make_shared<InitOptions>();
    auto* const init = app.add_subcommand("init", "make an installation: a sandbox county");
    init->add_option("--home", options->home, "a new or empty folder")
        ->required()
        ->envname("ZHIDA_HOME");
    init->add_option("--data", options->data, "folder with villages.csv and calendar/");
    init->add_option("--first-list", options->first_list,
                     "take county, source system and time from this package");
    init->add_option("--county", options->county, "six digits")->capture_default_str();
    init->add_option("--source-system", options->source_system, "whose lists will be taken");
    init->add_option("--source-key", options->source_key, "PEM public key of the source system");
    init->add_option("--start", options->start, "time of the genesis; else now");
    init->add_option("--name", options->name, "name of the ledger")->capture_default_str();
    init->add_flag("--json", options->json, "one JSON document");
    init->footer("Example:\n  zhida init --home county --first-list list --source-key public.pem");
    init->callback([options, &exit] { exit = say(run_init(*options), options->json); });
}

}  // namespace zhida::cli
