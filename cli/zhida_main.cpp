// zhida: the operator's, approver's and auditor's tool.
#include <CLI/CLI.hpp>

#include "cli/acts.hpp"
#include "cli/asking.hpp"
#include "cli/audit.hpp"
#include "cli/backup.hpp"
#include "cli/checking.hpp"
#include "cli/closing.hpp"
#include "cli/courses.hpp"
#include "cli/completion.hpp"
#include "cli/erasing.hpp"
#include "cli/deliveries.hpp"
#include "cli/importing.hpp"
#include "cli/keys.hpp"
#include "cli/lists.hpp"
#include "cli/parameters.hpp"
#include "cli/powers.hpp"
#include "cli/packs.hpp"
#include "cli/public_notice.hpp"
#include "cli/registry.hpp"
#include "cli/reports.hpp"
#include "cli/sandbox.hpp"
#include "cli/sandbox_hand.hpp"
#include "cli/setting_up.hpp"
#include "cli/slips.hpp"
#include "cli/usage.hpp"
#include "cli/watching.hpp"

namespace {

using zhida::cli::Exit;

void add_walk(CLI::App& app, zhida::cli::SandboxOptions& o) {
    app.add_option("--list", o.package, "the package (zhida-list/1): folder or zip")->required();
    app.add_option("--accounts", o.accounts, "CSV of what the simulated banks know")->required();
    app.add_option("--source-key", o.source_key,
                   "PEM public key of the source system; without one it counts as unsigned");
    app.add_option("--report", o.report, "file for the report (JSON); else standard output");
    app.add_option("--data", o.data, "folder with villages.csv and calendar/")->required();
    app.add_option("--faults", o.faults, "JSON for the simulated banks, as {\"lose_replies\":3} or "
                   "{\"403\":{\"manner\":\"double-post\",\"one_in\":10,\"seed\":7}}");
    app.add_flag("--quiet", o.quiet, "no progress");
}

void add_profile(CLI::App& app, std::string& profile) {
    app.add_option("--profile", profile, "gm: SM2, SM3, SM4; intl: Ed25519, SHA-256, AES")
        ->check(CLI::IsMember({"gm", "intl"}))
        ->capture_default_str();
}

void add_everyday(CLI::App& app, Exit& exit) {
    zhida::cli::add_init(app, exit);
    zhida::cli::add_keys(app, exit);
    zhida::cli::add_registry(app, exit);
    zhida::cli::add_powers(app, exit);
    zhida::cli::add_parameters(app, exit);
    zhida::cli::add_import(app, exit);
    zhida::cli::add_diff(app, exit);
    zhida::cli::add_lists(app, exit);
    zhida::cli::add_acts(app, exit);
    zhida::cli::add_courses(app, exit);
    zhida::cli::add_closing(app, exit);
    zhida::cli::add_watching(app, exit);
    zhida::cli::add_slips(app, exit);
    zhida::cli::add_reports(app, exit);
    zhida::cli::add_public_notice(app, exit);
    zhida::cli::add_packs(app, exit);
    zhida::cli::add_backup(app, exit);
    zhida::cli::add_erasing(app, exit);
    zhida::cli::add_asking(app, exit);
    zhida::cli::add_deliveries(app, exit);
}

}  // namespace

int main(int count, char** words) {
    CLI::App app{"直达 Zhida: pays public money straight to people, and proves it"};
    app.require_subcommand(1);
    app.footer(
        "Exit codes: 0 done or closed; 1 failed; 2 bad lines; 3 no package; 4 in doubt; "
        "5 issuer unknown; 6 restored, blocks lost.");
    Exit exit = Exit::failed;

    zhida::cli::SandboxOptions once{.fresh = true};
    auto* const run_once = app.add_subcommand(
        "once", "one package through the whole main job on a new temporary sandbox ledger");
    add_walk(*run_once, once);
    run_once->add_option("--keep", once.home, "keep the county in this new or empty folder");
    run_once->footer(
        "Example:\n  zhida once --list list --accounts accounts.csv --source-key public.pem "
        "--data data --report report.json");
    add_profile(*run_once, once.profile);
    run_once->callback([&] { exit = zhida::cli::run_sandbox(once); });

    zhida::cli::SandboxOptions kept;
    auto* const sandbox = app.add_subcommand("sandbox", "a sandbox county that stays");
    sandbox->require_subcommand(1);
    auto* const next = sandbox->add_subcommand("next", "one more package through the main job");
    add_walk(*next, kept);
    next->add_option("--home", kept.home, "folder of the installation")->required();
    next->add_flag("--summary", kept.summary, "a table for people");
    next->add_option("--slip", kept.slip, "a file for the slip of the first line that was paid");
    next->footer(
        "Example:\n  zhida sandbox next --home county --list list --accounts accounts.csv "
        "--source-key public.pem --data data --summary");
    next->callback([&] { exit = zhida::cli::run_sandbox(kept); });
    std::string up_home;
    std::string up_data;
    auto* const up = sandbox->add_subcommand("up", "keep its processes running until Ctrl-C");
    up->add_option("--home", up_home, "folder of the installation")
        ->required()
        ->envname("ZHIDA_HOME");
    up->add_option("--data", up_data, "villages.csv and calendar/; else as the home has them");
    up->footer("Example:\n  zhida sandbox up --home county");
    up->callback([&] { exit = zhida::cli::run_up(up_home, up_data); });

    zhida::cli::add_sandbox_hands(*sandbox, exit);

    add_everyday(app, exit);

    zhida::cli::add_verify_chain(app, exit);

    zhida::cli::add_completion(app, exit);
    try {
        app.parse(count, words);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) return app.exit(error);  // --help
        return static_cast<int>(zhida::cli::tell(zhida::cli::usage_error(error)));
    }
    return static_cast<int>(exit);
}
