#include "cli/once.hpp"

#include <sys/resource.h>

#include <boost/json.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "audit/verify_chain.hpp"
#include "node/assembly/assembly.hpp"
#include "node/posix/posix_disk.hpp"
#include "node/sandbox/sandbox.hpp"

namespace zhida::cli {

namespace {

namespace fs = std::filesystem;
using sandbox::Sandbox;
using sandbox::Slot;

std::optional<std::string> read_text(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    if (!in) return std::nullopt;
    return std::string{std::istreambuf_iterator<char>{in}, {}};
}

Exit tell(const base::Error& error, Exit code) {
    std::cerr << error.zh << "\n" << error.en << "\n";
    return code;
}

base::Result<intake::Terms> read_terms(const OnceOptions& options) {
    intake::Terms terms;
    const auto villages = read_text(options.data + "/villages.csv");
    if (!villages) {
        return base::fail("data folder " + options.data + " has no villages.csv",
                          "数据目录 " + options.data + " 中没有 villages.csv");
    }
    terms.villages = intake::read_villages(*villages);
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator{options.data + "/calendar", ignored}) {
        auto year = intake::read_calendar_year(read_text(entry.path().string()).value_or(""));
        if (!year) return year.error();
        if (!year->second.off.empty()) terms.calendar.add(year->first, year->second);
    }
    terms.line_cap_fen = vocabulary::line_cap_fen;
    return terms;
}

// The sandbox registers the very source that signed the package it is given.
base::Status register_source(const OnceOptions& options, intake::Terms& terms) {
    const auto bytes = read_text(options.package + "/manifest.json").value_or("");
    const auto manifest = vocabulary::parse_manifest(base::view(bytes));
    if (!manifest) return base::Done{};  // the judge tells what is wrong with it
    auto& key = terms.sources[manifest->source_system];
    if (!options.source_key) return base::Done{};
    const auto pem = read_text(*options.source_key);
    if (!pem)
        return base::fail("cannot read " + *options.source_key, "无法读取 " + *options.source_key);
    auto read = crypto::public_key_from_pem(*pem);
    if (!read) return read.error();
    key = *read;
    return base::Done{};
}

class Progress {
  public:
    explicit Progress(bool quiet)
        : quiet_{quiet} {}
    void step(const char* zh, const char* en) {
        if (!quiet_) std::cerr << "  " << ++number_ << "/12  " << zh << "  " << en << "\n";
    }

  private:
    bool quiet_;
    int number_ = 0;
};

struct Step {
    base::Status (Sandbox::*play)();
    const char* phase;
    const char* zh;
    const char* en;
};

constexpr Step steps[] = {
    {&Sandbox::import, "import", "导入清单", "import the list"},
    {&Sandbox::verify, "import", "银行核验账户", "banks verify the accounts"},
    {&Sandbox::villages, "approve", "村确认并公示 7 天", "villages confirm, seven days of notice"},
    {&Sandbox::townships, "approve", "乡镇审批", "townships approve"},
    {&Sandbox::county_and_area, "approve", "县、新区审批", "county and new area approve"},
    {&Sandbox::fund, "approve", "资金到账", "funds arrive at the special accounts"},
    {&Sandbox::release, "approve", "县财政锁定并放款", "county finance locks and releases"},
    {&Sandbox::pay, "pay", "五家银行支付", "five banks pay"},
    {&Sandbox::close_day, "close", "日终对账", "the day closes"},
    {&Sandbox::next_working_day, "close", "次日退汇入账", "returns of the next working day"},
    {&Sandbox::close_day, "close", "次日日终", "the next day closes"},
    {&Sandbox::close_list, "close", "清单关闭", "the list closes"},
};

boost::json::object json_of(const Slot& slot) { return {{"lines", slot.lines}, {"fen", slot.fen}}; }

boost::json::object json_of(const std::map<std::string, Slot>& slots) {
    boost::json::object out;
    for (const auto& [reason, slot] : slots) out[reason] = json_of(slot);
    return out;
}

using Seconds = std::map<std::string, double>;

boost::json::object report_json(Sandbox& county, const Seconds& seconds) {
    const sandbox::Report report = county.report();
    boost::json::object out{{"source_signed", county.source_signed()},
                            {"lines", report.all.lines},
                            {"total_fen", report.all.fen},
                            {"paid", json_of(report.paid)},
                            {"failed", json_of(report.failed)},
                            {"returned", json_of(report.returned)},
                            {"in_doubt", json_of(report.in_doubt)},
                            {"held", json_of(report.held)}};
    boost::json::object balances;
    for (const char* bucket : {"received", "paid", "available", "locked", "returned_pending"}) {
        balances[bucket] = report.balances.at(bucket);
    }
    out["balances_fen"] = std::move(balances);
    out["height"] = county.engine().height();
    out["ledger_id"] = base::hex(county.machine().ledger().ledger_id);
    out["state_root"] = base::hex(county.engine().last().header.app_hash);
    boost::json::object times;
    for (const char* phase : {"import", "approve", "pay", "close", "total"}) {
        const auto found = seconds.find(phase);
        times[phase] = found == seconds.end() ? 0.0 : found->second;
    }
    out["seconds"] = std::move(times);
    struct rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    out["peak_rss_mb"] = usage.ru_maxrss / 1024;
    return out;
}

bool write_out(const std::optional<std::string>& path, const std::string& text) {
    if (!path) {
        std::cout << text << "\n";
        return true;
    }
    std::ofstream out{*path, std::ios::binary};
    out << text << "\n";
    return static_cast<bool>(out.flush());
}

// A folder of its own that is gone afterwards.
class Scratch {
  public:
    explicit Scratch(const std::optional<std::string>& keep)
        : kept_{keep.has_value()} {
        std::error_code failed;
        if (keep) fs::create_directories(*keep, failed);
        if (keep && fs::is_directory(*keep, failed) && fs::is_empty(*keep, failed)) path_ = *keep;
        if (keep) return;
        std::string name = (fs::temp_directory_path() / "zhida-once-XXXXXX").string();
        if (::mkdtemp(name.data()) != nullptr) path_ = name;
    }
    ~Scratch() {
        std::error_code ignored;
        if (!kept_ && !path_.empty()) fs::remove_all(path_, ignored);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    const std::string& path() const { return path_; }

  private:
    bool kept_;
    std::string path_;
};

base::Status walk(Sandbox& county, Progress& progress, Seconds& seconds) {
    using Clock = std::chrono::steady_clock;
    const auto begun = Clock::now();
    for (const Step& step : steps) {
        const auto from = Clock::now();
        progress.step(step.zh, step.en);
        if (auto done = (county.*(step.play))(); !done) return done;
        seconds[step.phase] += std::chrono::duration<double>(Clock::now() - from).count();
    }
    seconds["total"] = std::chrono::duration<double>(Clock::now() - begun).count();
    return base::Done{};
}

Exit walk_package(const OnceOptions& options, intake::Terms terms, intake::Content content,
                  double import_seconds) {
    const auto accounts = read_text(options.accounts);
    if (!accounts) {
        return tell(base::fail("cannot read " + options.accounts, "无法读取 " + options.accounts),
                    Exit::failed);
    }
    const Scratch scratch{options.keep};
    if (scratch.path().empty()) {
        return tell(base::fail("the ledger's folder cannot be made, or is not empty",
                               "账本文件夹无法创建或不为空"),
                    Exit::failed);
    }
    node::PosixDisk disk{scratch.path()};
    auto county =
        Sandbox::make({disk, scratch.path(), std::move(terms), *accounts}, std::move(content));
    if (!county) return tell(county.error(), Exit::failed);
    Progress progress{options.quiet};
    Seconds seconds{{"import", import_seconds}};
    if (auto done = walk(**county, progress, seconds); !done)
        return tell(done.error(), Exit::failed);
    const boost::json::object report = report_json(**county, seconds);
    if (!write_out(options.report, boost::json::serialize(report))) {
        return tell(base::fail("cannot write the report", "无法写入报告"), Exit::failed);
    }
    if ((*county)->report().in_doubt.lines > 0) return Exit::in_doubt;
    return (*county)->is_closed() ? Exit::closed : Exit::failed;
}

}  // namespace

Exit run_once(const OnceOptions& options) {
    auto terms = read_terms(options);
    if (!terms) return tell(terms.error(), Exit::failed);
    if (auto done = register_source(options, *terms); !done)
        return tell(done.error(), Exit::failed);
    const auto from = std::chrono::steady_clock::now();
    auto judged = intake::judge(options.package, *terms);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - from;
    if (const auto* unreadable = std::get_if<intake::Unreadable>(&judged)) {
        const bool calendar = unreadable->trouble == intake::Trouble::missing_calendar;
        return tell(unreadable->error, calendar ? Exit::failed : Exit::not_a_package);
    }
    if (const auto* faults = std::get_if<intake::Faults>(&judged)) {
        write_out(options.report, intake::faults_json(*faults));
        std::cerr << faults->faults.size() << " 行有误，未导入\n"
                  << faults->faults.size() << " bad rows; nothing was imported\n";
        return Exit::bad_lines;
    }
    return walk_package(options, std::move(*terms), std::get<intake::Content>(std::move(judged)),
                        took.count());
}

Exit run_verify_chain(const std::string& folder) {
    node::PosixDisk disk{folder};
    const auto verified = audit::verify_chain(disk, node::assembly(), [](std::uint64_t) {});
    if (!verified) return tell(verified.error(), Exit::failed);
    std::cout << "账本 / ledger      " << chain::fingerprint(verified->ledger_id) << "\n"
              << "区块 / blocks      " << verified->blocks << "\n"
              << "交易 / transactions " << verified->transactions << " (" << verified->refused
              << " 被拒绝 / refused)\n"
              << "状态根 / root      " << base::hex(verified->root) << "\n"
              << "全部状态根一致 / every root agrees\n";
    return Exit::closed;
}

}  // namespace zhida::cli
