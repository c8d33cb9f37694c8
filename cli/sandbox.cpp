#include "cli/sandbox.hpp"

#include <chrono>
#include <filesystem>
#include <iostream>
#include <thread>

#include "cli/interrupt.hpp"
#include "cli/list_look.hpp"
#include "cli/report.hpp"
#include "cli/sandbox_checks.hpp"
#include "cli/screen.hpp"
#include "intake/package.hpp"
#include "node/daemon/config.hpp"
#include "node/stage/stage.hpp"

namespace zhida::cli {

namespace {

namespace fs = std::filesystem;
using stage::Stage;
using walk::Walk;

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
    ~Home() { clear(); }
    Home(const Home&) = delete;
    Home& operator=(const Home&) = delete;
    const std::string& path() const { return path_; }
    bool is_temporary() const { return !temporary_.empty(); }
    void clear() const {
        std::error_code ignored;
        if (is_temporary()) fs::remove_all(temporary_, ignored);
    }

  private:
    std::string path_;
    std::string temporary_;
};

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
        if (auto done = write_out(options.report, refused->json); !done) return tell(done.error());
        return Exit::bad_lines;
    }
    if (const auto* const error = std::get_if<base::Error>(&handed)) return tell(*error);
    for (const Step& step : steps) {
        const Stopwatch one;
        progress.step(step.zh, step.en);
        if (auto done = (walk.*(step.play))(); !done) {
            progress.break_off();
            return tell(done.error());
        }
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
    const Figures figures{seconds, stage.peak_mb(), stage.node_peak_mb()};
    if (options.summary) std::cout << report_table(*report, *status, figures);
    if (options.report || !options.summary) {
        const auto written = write_out(options.report, report_json(*report, *status, figures));
        if (!written) return tell(written.error());
    }
    if (options.slip && report->paid.lines > 0) {
        if (auto done = sample_slip(stage, walk.list_id(), *options.slip); !done)
            return tell(done.error());
    }
    return *closed ? Exit::done : Exit::in_doubt;
}

base::Result<std::unique_ptr<Stage>> start(const SandboxOptions& options, const std::string& home,
                                           county::Plan plan) {
    const installation::Place place{home, options.data + "/villages.csv",
                                    options.data + "/calendar"};
    if (!fs::exists(home + "/genesis")) {
        if (auto done = installation::create(place, std::move(plan)); !done) return done.error();
    }
    return Stage::start(place, programs_folder());
}

Exit walk_through(Stage& stage, const SandboxOptions& options, base::Seconds prepared_at) {
    Walk walk{stage, stage.people(), stage.people().genesis.profile};
    if (auto done = prepare(stage, walk, options, prepared_at); !done) return tell(done.error());
    Progress progress{options.quiet, std::size(steps)};
    Seconds seconds;
    if (const Exit ended = play(stage, walk, options, progress, seconds); ended != Exit::done)
        return ended;
    return report(stage, walk, options, seconds);
}

// Interrupted: a temporary county leaves no private key behind.
void stop(Stage* stage, const Home& home) {
    std::cerr << std::endl;
    if (stage != nullptr) stage->stop();
    home.clear();
    if (home.is_temporary())
        tell(base::fail("stopped; the temporary county is removed", "已中止，临时县已删除"));
    else
        tell(base::fail("stopped; the same command goes on from here",
                        "已中止；再次运行同一命令即从此处继续"));
}

}  // namespace

Exit run_sandbox(const SandboxOptions& options) {
    auto cover = intake::read_cover(options.package);
    if (!cover) return tell(cover.error(), Exit::not_a_package);
    if (auto done = check_options(options); !done) return tell(done.error());
    auto plan = plan_of(options, cover->manifest);
    if (!plan) return tell(plan.error());
    if (const auto refused = judge(options, *plan)) return *refused;
    const Home home{options.home};
    std::unique_ptr<Stage> stage;
    Interrupt interrupt{[&] { stop(stage.get(), home); }};
    {
        const auto nothing_is_cleared = interrupt.hold();
        auto started = start(options, home.path(), std::move(*plan));
        if (!started) return tell(started.error());
        stage = std::move(*started);
    }
    return walk_through(*stage, options, cover->manifest.prepared_at);
}

Exit run_up(const std::string& home, const std::string& data) {
    installation::Place place{home, data + "/villages.csv", data + "/calendar"};
    if (data.empty()) {
        const auto config = daemon::read_config(home + "/node/zhidad.toml");
        if (!config) return tell(config.error());
        place.villages = config->path(config->villages);
        place.calendar = config->path(config->calendar);
    }
    catch_signals();
    auto stage = Stage::start(place, programs_folder());
    if (!stage) return tell(stage.error());
    std::cout << "沙盒县已启动，Ctrl-C 停止\nthe sandbox county is up; Ctrl-C stops it"
              << std::endl;
    while (!is_interrupted()) std::this_thread::sleep_for(std::chrono::milliseconds{100});
    (*stage)->stop();
    return Exit::done;
}

}  // namespace zhida::cli
