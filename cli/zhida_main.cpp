// zhida: the operator's, approver's and auditor's tool.
#include <CLI/CLI.hpp>

#include "cli/once.hpp"

int main(int count, char** words) {
    CLI::App app{"直达 Zhida: pays public money straight to people, and proves it"};
    app.require_subcommand(1);
    zhida::cli::OnceOptions once;
    CLI::App* const run = app.add_subcommand(
        "once", "one package through the whole main job on a new temporary sandbox ledger");
    run->add_option("--list", once.package, "folder of the package (zhida-list/1)")->required();
    run->add_option("--accounts", once.accounts, "CSV of what the simulated banks know")
        ->required();
    run->add_option("--source-key", once.source_key,
                    "PEM public key of the source system; without one it counts as unsigned");
    run->add_option("--report", once.report, "file for the report (JSON); else standard output");
    run->add_option("--data", once.data, "folder with villages.csv and calendar/")->required();
    run->add_option("--keep", once.keep, "keep the ledger in this new or empty folder");
    run->add_flag("--quiet", once.quiet, "no progress");
    std::string folder;
    CLI::App* const verify = app.add_subcommand(
        "verify-chain", "replay a kept ledger from its genesis and compare every root");
    verify->add_option("folder", folder, "folder of the ledger")->required();
    CLI11_PARSE(app, count, words);
    if (verify->parsed()) return static_cast<int>(zhida::cli::run_verify_chain(folder));
    return static_cast<int>(zhida::cli::run_once(once));
}
