#include "cli/backup.hpp"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <charconv>
#include <ctime>
#include <filesystem>
#include <memory>

#include "audit/verify_chain.hpp"
#include "node/assembly/assembly.hpp"
#include "node/backup/backup.hpp"
#include "node/backup/restore.hpp"
#include "node/installation/installation.hpp"
#include "node/posix/posix_disk.hpp"

namespace zhida::cli {

namespace {

base::Result<std::string> passphrase_of(const std::string& path) {
    if (path.empty()) return std::string{};
    auto text = installation::read_text(path);
    if (!text) return text.error();
    return text->substr(0, text->find_first_of("\r\n"));
}

template <class Number>
bool read_number(std::string_view text, Number& to) {
    const auto read = std::from_chars(text.data(), text.data() + text.size(), to);
    return read.ec == std::errc{} && read.ptr == text.data() + text.size();
}

base::Result<backup::Custody> custody_of(const BackupOptions& options) {
    backup::Custody custody;
    if (options.shares.empty()) {
        if (options.passphrase_file.empty()) {
            return base::fail("how are the keys locked? give --passphrase-file, or --shares",
                              "请给出 --passphrase-file 或 --shares 以保护密钥");
        }
        auto passphrase = passphrase_of(options.passphrase_file);
        if (!passphrase) return passphrase.error();
        custody.passphrase = std::move(*passphrase);
        return custody;
    }
    const std::string_view text = options.shares;
    const std::size_t bar = text.find('/');
    const bool sound = bar != std::string_view::npos &&
                       read_number(text.substr(0, bar), custody.threshold) &&
                       read_number(text.substr(bar + 1), custody.holders) &&
                       custody.threshold >= crypto::threshold_min &&
                       custody.threshold <= custody.holders &&
                       custody.holders <= crypto::shares_max;
    if (!sound) {
        return base::fail("--shares is K/N with 2 <= K <= N <= 16, as 3/5",
                          "--shares 的格式是 K/N，2 ≤ K ≤ N ≤ 16，例如 3/5");
    }
    if (options.shares_out.empty() || options.shares_out == options.out) {
        return base::fail("--shares-out is another folder than the backup's",
                          "--shares-out 须为备份以外的文件夹");
    }
    return custody;
}

// One file a holder. Those of an earlier dealing are of no use any more.
base::Status hand_out(const std::vector<crypto::Share>& shares, const std::string& folder) {
    for (const crypto::Share& share : shares) {
        const std::string path =
            folder + "/share-" + std::to_string(unsigned{share.number}) + ".txt";
        if (auto done = installation::write_secret(path, crypto::share_text(share) + "\n"); !done)
            return done;
    }
    return base::Done{};
}

base::Result<std::vector<backup::LastSeen>> seen_of(const std::vector<std::string>& texts) {
    std::vector<backup::LastSeen> out;
    for (const std::string& text : texts) {
        const std::size_t colon = text.find(':');
        backup::LastSeen one;
        const auto hash = base::unhex(colon == text.npos ? "" : text.substr(colon + 1));
        const auto digest = hash ? base::to_array<32>(*hash) : std::nullopt;
        const bool sound = colon != text.npos &&
                           read_number(std::string_view{text}.substr(0, colon), one.height);
        if (!sound || !digest) {
            return base::fail("--seen is HEIGHT:HASH, as an agent's file `seen` has it",
                              "--seen 的格式是 高度:哈希，与代理的 seen 文件相同");
        }
        one.block_hash = *digest;
        out.push_back(one);
    }
    return out;
}

base::Result<backup::Unlocking> unlocking_of(const RestoreOptions& options) {
    backup::Unlocking unlocking{.old_keys = options.old_keys};
    auto passphrase = passphrase_of(options.passphrase_file);
    if (!passphrase) return passphrase.error();
    unlocking.passphrase = std::move(*passphrase);
    for (const std::string& path : options.shares) {
        auto text = installation::read_text(path);
        if (!text) return text.error();
        auto share = crypto::read_share(*text);
        if (!share) {
            return base::fail(path + ": " + share.error().en, path + "：" + share.error().zh);
        }
        unlocking.shares.push_back(*share);
    }
    return unlocking;
}

std::string head_text(const backup::Head& head) {
    return "账本 ledger       " + chain::fingerprint(head.ledger_id) + "\n高度 height       " +
           std::to_string(head.height) + "\n区块 block        " + base::hex(head.block_hash) +
           "\n时间 made         " + base::time_text(head.made) + "\n";
}

boost::json::object head_json(const backup::Head& head) {
    return {{"ledger_id", base::hex(head.ledger_id)},
            {"height", head.height},
            {"block_hash", base::hex(head.block_hash)},
            {"made", base::time_text(head.made)}};
}

}  // namespace

Answer run_backup(const BackupOptions& options) {
    auto custody = custody_of(options);
    if (!custody) return failed(custody.error());
    crypto::SystemRandom random;
    auto made =
        backup::make_backup(options.home, options.out, *custody, std::time(nullptr), random);
    if (!made) return failed(made.error());
    if (auto done = hand_out(made->shares, options.shares_out); !done) return failed(done.error());
    Answer answer;
    answer.json = head_json(made->head);
    answer.json["data"] = options.out + "/" + made->data;
    answer.json["keys"] = options.out + "/" + std::string{backup::keys_file};
    answer.json["files"] = made->files;
    answer.json["bytes"] = made->bytes;
    answer.json["shares"] = made->shares.size();
    answer.text = head_text(made->head) + "数据 data         " + options.out + "/" + made->data +
                  "\n密钥 keys         " + options.out + "/" + std::string{backup::keys_file} +
                  "（取代旧密钥文件；旧副本请销毁 replaces the one before; destroy copies of that)\n";
    if (!made->shares.empty()) {
        answer.text += "份额 shares       " + options.shares_out +
                       "（分交各保管人后删除 hand one to each holder, keep none)\n";
    }
    return answer;
}

Answer run_restore(const RestoreOptions& options) {
    auto unlocking = unlocking_of(options);
    if (!unlocking) return failed(unlocking.error());
    auto seen = seen_of(options.seen);
    if (!seen) return failed(seen.error());
    auto data = options.data.empty() ? backup::newest_data(options.from)
                                     : base::Result<std::string>{options.data};
    if (!data) return failed(data.error());
    auto restored = backup::restore(options.from, *data, options.home, *unlocking, *seen,
                                    std::time(nullptr));
    if (!restored) return failed(restored.error());
    node::PosixDisk ledger{options.home + "/node/data"};
    const auto verified = audit::verify_chain(ledger, node::assembly(), [](std::uint64_t) {});
    if (!verified) return failed(verified.error());
    Answer answer;
    answer.json = head_json(restored->data);
    answer.json["files"] = restored->files;
    answer.json["lists"] = restored->lists;
    answer.json["state_root"] = base::hex(verified->root);
    answer.json["blocks_lost"] = !restored->missing.empty();
    answer.text = head_text(restored->data) + "全部状态根一致 / every root agrees\n";
    if (!restored->missing.empty()) {
        answer.exit = Exit::blocks_lost;
        answer.text += "\n有人见过备份中没有的区块：其后的区块已丢失。代理在银行同意之前不会付款。\n"
                       "Others have seen blocks that are not in this backup: they are lost. No "
                       "agent pays before its bank agrees.\n"
                       "docs/runbooks/restore.md\n";
    }
    return answer;
}

void add_backup(CLI::App& app, Exit& exit) {
    const auto b = std::make_shared<BackupOptions>();
    auto* const backup = app.add_subcommand(
        "backup", "ledger, sealed records and keys of an installation, running or not");
    backup->add_option("--home", b->home, "folder of the installation")
        ->required()
        ->envname("ZHIDA_HOME");
    backup->add_option("--out", b->out, "folder of the backups")->required();
    backup->add_option("--passphrase-file", b->passphrase_file,
                       "its first line locks the keys; 12 characters at least");
    backup->add_option("--shares", b->shares, "K/N: deal the keys' secret, K of N open it");
    backup->add_option("--shares-out", b->shares_out, "folder for the shares, one file a holder");
    backup->add_flag("--json", b->json, "one JSON document");
    backup->footer(
        "Example:\n  zhida backup --home county --out /backup --passphrase-file secret\n"
        "  zhida backup --home county --out /backup --shares 3/5 --shares-out /media/shares");
    backup->callback([b, &exit] { exit = say(run_backup(*b), b->json); });

    const auto r = std::make_shared<RestoreOptions>();
    auto* const restore = app.add_subcommand("restore", "an installation from its backup");
    restore->add_option("--from", r->from, "folder of the backups")->required();
    restore->add_option("--data", r->data, "a data file of it; else the newest");
    restore->add_option("--home", r->home, "a new or empty folder")
        ->required()
        ->envname("ZHIDA_HOME");
    restore->add_option("--passphrase-file", r->passphrase_file, "its first line opens the keys");
    restore->add_option("--share", r->shares, "a holder's file; as often as shares are needed");
    restore->add_option("--seen", r->seen, "HEIGHT:HASH a bank has last seen; for each bank");
    restore->add_flag("--old-keys", r->old_keys, "take a file of keys older than 30 days");
    restore->add_flag("--json", r->json, "one JSON document");
    restore->footer(
        "Exit code 6: done, but blocks that others have seen are lost (docs/runbooks/restore.md)."
        "\nExample:\n  zhida restore --from /backup --home county --passphrase-file secret "
        "--seen \"$(cat seen-102)\"");
    restore->callback([r, &exit] { exit = say(run_restore(*r), r->json); });
}

}  // namespace zhida::cli
