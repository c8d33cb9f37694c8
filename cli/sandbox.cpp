#include "cli/sandbox.hpp"

#include <boost/json.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <set>
#include <thread>

#include "cli/list_look.hpp"
#include "cli/report.hpp"
#include "cli/screen.hpp"
#include "intake/package.hpp"
#include "node/daemon/config.hpp"
#include "node/stage/stage.hpp"

namespace zhida::cli {

namespace {

namespace fs = std::filesystem;
using stage::Stage;
using walk::Walk;

volatile std::sig_atomic_t stop_wanted = 0;

std::string programs_folder() {
    std::error_code failed;
    return fs::read_symlink("/proc/self/exe", failed).parent_path().string();
}

struct Step {
    base::Status (Walk::*play)();
    const char* phase;
    const char* zh;
    const char* en;
};

constexpr Step steps[] = {
    {&Walk::import, "import", "导入清单", "import the list"},
    {&Walk::verify, "import", "银行核验账户", "banks verify the accounts"},
    {&Walk::villages, "approve", "村确认并公示 7 天", "villages confirm, 7 days' notice"},
    {&Walk::townships, "approve", "乡镇审批", "townships approve"},
    {&Walk::county_and_area, "approve", "县、新区审批", "county and new area approve"},
    {&Walk::fund, "approve", "资金到账", "funds arrive"},
    {&Walk::release, "approve", "县财政锁定并放款", "county finance locks, releases"},
    {&Walk::pay, "pay", "五家银行支付", "five banks pay"},
    {&Walk::close_day, "close", "日终对账", "the day closes"},
    {&Walk::next_working_day, "close", "次日退汇入账", "next day's returns"},
    {&Walk::close_day, "close", "次日日终", "the next day closes"},
    {&Walk::close_list, "close", "清单关闭", "the list closes"},
};

// A folder of its own that is gone afterwards.
class Home {
  public:
    explicit Home(const std::string& kept)
        : path_{kept} {
        if (!kept.empty()) return;
        std::string name = (fs::temp_directory_path() / "zhida-once-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) return;
        temporary_ = name;
        path_ = name + "/county";
    }
    ~Home() {
        std::error_code ignored;
        if (!temporary_.empty()) fs::remove_all(temporary_, ignored);
    }
    Home(const Home&) = delete;
    Home& operator=(const Home&) = delete;
    const std::string& path() const { return path_; }

  private:
    std::string path_;
    std::string temporary_;
};

// What is wrong with a package is told before a county is built for it.
std::optional<Exit> judge(const SandboxOptions& options, const county::Plan& plan) {
    intake::Terms terms{.calendar = plan.calendar, .line_cap_fen = vocabulary::line_cap_fen};
    terms.sources[plan.source_system] = plan.source_key;
    const auto villages = installation::read_text(options.data + "/villages.csv");
    terms.villages = intake::read_villages(villages ? *villages : "");
    const auto judged = intake::judge(options.package, terms);
    if (const auto* const bad = std::get_if<intake::Unreadable>(&judged)) {
        const bool calendar = bad->trouble == intake::Trouble::missing_calendar;
        return tell(bad->error, calendar ? Exit::failed : Exit::not_a_package);
    }
    if (const auto* const bad = std::get_if<intake::Faults>(&judged)) {
        write_out(options.report, intake::faults_json(*bad));
        std::cerr << bad->faults.size() << " 行有误，未导入\n"
                  << bad->faults.size() << " bad rows; nothing was imported\n";
        return Exit::bad_lines;
    }
    return std::nullopt;
}

base::Result<county::Plan> plan_of(const SandboxOptions& options,
                                   const vocabulary::Manifest& manifest) {
    county::Plan plan{.source_system = manifest.source_system, .start = manifest.prepared_at};
    if (options.profile == "intl") plan.profile = crypto::Profile::intl;
    auto villages = installation::read_text(options.data + "/villages.csv");
    if (!villages) return villages.error();
    plan.county = std::stoull(manifest.county);
    for (const auto& [code, name] : intake::read_villages(*villages)) {
        if (vocabulary::county_of(code) == plan.county) plan.villages.push_back(code);
    }
    auto calendar = intake::read_calendar(options.data + "/calendar");
    if (!calendar) return calendar.error();
    plan.calendar = std::move(*calendar);
    if (!options.source_key) return plan;
    auto pem = installation::read_text(*options.source_key);
    if (!pem) return pem.error();
    auto key = crypto::public_key_from_pem(*pem);
    if (!key) return key.error();
    plan.source_key = *key;
    return plan;
}

// Ready for the package: accounts known, clocks at its time.
base::Status prepare(Stage& stage, Walk& walk, const SandboxOptions& options,
                     base::Seconds prepared_at) {
    auto csv = installation::read_text(options.accounts);
    if (!csv) return csv.error();
    if (auto done = stage.add_accounts(*csv); !done) return done;
    if (!options.faults.empty()) {
        for (const county::Bank& bank : county::banks) {
            if (auto done = stage.set_faults(bank.code, options.faults); !done) return done;
        }
    }
    auto status = stage.ledger().status();
    if (!status) return status.error();
    // A package may be older than the day on which it is imported.
    if (status->time >= prepared_at) return base::Done{};
    return walk.move_to(prepared_at);
}

using Seconds = std::map<std::string, double>;

class Stopwatch {
  public:
    double seconds() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - from_).count();
    }

  private:
    std::chrono::steady_clock::time_point from_ = std::chrono::steady_clock::now();
};

Exit play(Stage& stage, Walk& walk, const SandboxOptions& options, Progress& progress,
          Seconds& seconds) {
    walk.show_progress([&](std::size_t done, std::size_t total) { progress.move(done, total); });
    const Stopwatch whole;
    const auto handed = stage.hand_in(options.package);
    seconds["import"] = whole.seconds();
    if (const auto* const refused = std::get_if<stage::Refused>(&handed)) {
        if (!refused->bad_rows) return tell(refused->error, Exit::not_a_package);
        write_out(options.report, refused->json);
        return Exit::bad_lines;
    }
    if (const auto* const error = std::get_if<base::Error>(&handed)) return tell(*error);
    for (const Step& step : steps) {
        const Stopwatch one;
        progress.step(step.zh, step.en);
        if (auto done = (walk.*(step.play))(); !done) return tell(done.error());
        seconds[step.phase] += one.seconds();
    }
    progress.finish();
    seconds["total"] = whole.seconds();
    return Exit::done;
}

// Of the first line that was paid, opened for its payee.
base::Status sample_slip(Stage& stage, const vocabulary::ListId& list, const std::string& path) {
    auto line = first_paid(client::StateView{stage.ledger()}, list);
    if (!line) return line.error();
    auto slip = stage.slip(list, *line);
    if (!slip) return slip.error();
    return installation::write_text(path, *slip);
}

Exit report(Stage& stage, Walk& walk, const SandboxOptions& options, const Seconds& seconds) {
    auto report = walk.report();
    auto status = stage.ledger().status();
    auto closed = walk.is_closed();
    if (!report) return tell(report.error());
    if (!status) return tell(status.error());
    if (!closed) return tell(closed.error());
    const auto json = report_json(*report, *status, seconds, stage.node_peak_mb());
    if (options.summary) std::cout << report_table(*report, *status);
    const bool to_file = options.report.has_value() || !options.summary;
    if (to_file && !write_out(options.report, boost::json::serialize(json))) {
        return tell(base::fail("cannot write the report", "无法写入报告"));
    }
    if (options.slip && report->paid.lines > 0) {
        if (auto done = sample_slip(stage, walk.list_id(), *options.slip); !done)
            return tell(done.error());
    }
    if (report->in_doubt.lines > 0) return Exit::in_doubt;
    return *closed ? Exit::done : Exit::failed;
}

}  // namespace

Exit run_sandbox(const SandboxOptions& options) {
    auto cover = intake::read_cover(options.package);
    if (!cover) return tell(cover.error(), Exit::not_a_package);
    auto plan = plan_of(options, cover->manifest);
    if (!plan) return tell(plan.error());
    if (const auto refused = judge(options, *plan)) return *refused;
    if (!fs::exists(options.accounts)) {
        return tell(base::fail("cannot read " + options.accounts, "无法读取 " + options.accounts));
    }
    const Home home{options.home};
    const installation::Place place{home.path(), options.data + "/villages.csv",
                                    options.data + "/calendar"};
    if (!fs::exists(home.path() + "/genesis")) {
        if (auto done = installation::create(place, *plan); !done) return tell(done.error());
    }
    auto stage = Stage::start(place, programs_folder());
    if (!stage) return tell(stage.error());
    const auto profile = (*stage)->people().genesis.profile;
    Walk walk{**stage, (*stage)->people(), profile};
    if (auto done = prepare(**stage, walk, options, cover->manifest.prepared_at); !done)
        return tell(done.error());
    Progress progress{options.quiet, std::size(steps)};
    Seconds seconds;
    if (const Exit ended = play(**stage, walk, options, progress, seconds); ended != Exit::done)
        return ended;
    return report(**stage, walk, options, seconds);
}

Exit run_up(const std::string& home, const std::string& data) {
    installation::Place place{home, data + "/villages.csv", data + "/calendar"};
    if (data.empty()) {
        const auto config = daemon::read_config(home + "/node/zhidad.toml");
        if (!config) return tell(config.error());
        place.villages = config->path(config->villages);
        place.calendar = config->path(config->calendar);
    }
    auto stage = Stage::start(place, programs_folder());
    if (!stage) return tell(stage.error());
    for (const int signal : {SIGTERM, SIGINT}) {
        std::signal(signal, [](int) { stop_wanted = 1; });
    }
    std::cout << "沙盒县已启动，Ctrl-C 停止\nthe sandbox county is up; Ctrl-C stops it"
              << std::endl;
    while (stop_wanted == 0) std::this_thread::sleep_for(std::chrono::milliseconds{100});
    (*stage)->stop();
    return Exit::done;
}

}  // namespace zhida::cli
