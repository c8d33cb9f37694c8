#include "cli/audit.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>
#include <memory>

#include "audit/verify_chain.hpp"
#include "node/assembly/assembly.hpp"
#include "node/posix/posix_disk.hpp"

namespace zhida::cli {

namespace {

constexpr std::uint64_t shown_every_blocks = 100;

}  // namespace

Answer run_verify_chain(const VerifyChainOptions& options) {
    node::PosixDisk disk{options.folder};
    if (!disk.exists("genesis")) {
        return failed(base::fail(options.folder + " holds no ledger: there is no genesis in it",
                                 options.folder + " 中没有账本：缺少创世文件 genesis"));
    }
    const bool shows = !options.json && ::isatty(STDERR_FILENO) == 1;
    const auto verified =
        audit::verify_chain(disk, node::assembly(), [&](std::uint64_t height) {
            if (shows && height % shown_every_blocks == 0)
                std::cerr << "\r重放区块 replaying block " << height << std::flush;
        });
    if (shows) std::cerr << "\r" << std::string(60, ' ') << "\r" << std::flush;
    if (!verified) return failed(verified.error());
    Answer answer;
    answer.json = {{"ledger_id", base::hex(verified->ledger_id)},
                   {"fingerprint", chain::fingerprint(verified->ledger_id)},
                   {"blocks", verified->blocks},
                   {"transactions", verified->transactions},
                   {"refused", verified->refused},
                   {"state_root", base::hex(verified->root)}};
    answer.text = "账本 / ledger      " + chain::fingerprint(verified->ledger_id) +
                  "\n区块 / blocks      " + std::to_string(verified->blocks) +
                  "\n交易 / transactions " + std::to_string(verified->transactions) + " (" +
                  std::to_string(verified->refused) + " 被拒绝 / refused)\n状态根 / root      " +
                  base::hex(verified->root) + "\n全部状态根一致 / every root agrees\n";
    return answer;
}

void add_verify_chain(CLI::App& app, Exit& exit) {
    const auto options = std::make_shared<VerifyChainOptions>();
    auto* const verify = app.add_subcommand(
        "verify-chain", "replay a kept ledger from its genesis and compare every root");
    verify->add_option("folder", options->folder, "folder of the ledger's data")->required();
    verify->add_flag("--json", options->json, "one JSON document");
    verify->footer("Example:\n  zhida verify-chain county/node/data");
    verify->callback([options, &exit] { exit = say(run_verify_chain(*options), options->json); });
}

}  // namespace zhida::cli
