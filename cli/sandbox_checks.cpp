#include "cli/sandbox_checks.hpp"

#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "banks/sim/accounts.hpp"
#include "banks/simd/faults.hpp"
#include "cli/screen.hpp"
#include "intake/package.hpp"
#include "node/installation/installation.hpp"

namespace zhida::cli {

namespace fs = std::filesystem;

namespace {

base::Status check_writable(const std::optional<std::string>& path) {
    if (!path) return base::Done{};
    std::error_code ignored;
    const fs::path folder = fs::path{*path}.parent_path();
    const std::string target =
        fs::exists(*path, ignored) ? *path : folder.empty() ? "." : folder.string();
    if (!fs::is_directory(*path, ignored) && ::access(target.c_str(), W_OK) == 0)
        return base::Done{};
    return base::fail("cannot write " + *path, "无法写入 " + *path);
}

base::Status check_new(const std::string& home) {
    std::error_code ignored;
    const bool is_new = !fs::exists(home, ignored) ||
                        (fs::is_directory(home, ignored) && fs::is_empty(home, ignored));
    if (is_new) return base::Done{};
    return base::fail(home + " is not empty; --keep takes a new or empty folder",
                      home + " 不为空；--keep 须为新文件夹或空文件夹");
}

}  // namespace

base::Status check_options(const SandboxOptions& options) {
    if (options.fresh && !options.home.empty()) {
        if (auto done = check_new(options.home); !done) return done;
    }
    auto csv = installation::read_text(options.accounts);
    if (!csv) return csv.error();
    if (auto accounts = sim::read_accounts(*csv); !accounts) return accounts.error();
    if (!options.faults.empty()) {
        if (auto faults = simd::read_faults(options.faults, ""); !faults) return faults.error();
    }
    if (auto done = check_writable(options.report); !done) return done;
    return check_writable(options.slip);
}

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
        if (auto done = write_out(options.report, intake::faults_json(*bad)); !done)
            return tell(done.error());
        std::cerr << bad->faults.size() << " 行有误，未导入\n"
                  << bad->faults.size() << " bad rows; nothing was imported\n";
        return Exit::bad_lines;
    }
    return std::nullopt;
}

}  // namespace zhida::cli
