#include "cli/deliveries.hpp"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <memory>

#include "cli/screen.hpp"
#include "node/denials/denials.hpp"

namespace zhida::cli {

namespace {

std::string text_in(const boost::json::object& from, const char* name) {
    const auto* const found = from.if_contains(name);
    if (found == nullptr) return "";
    if (found->is_string()) return std::string{found->as_string()};
    return boost::json::serialize(*found);
}

std::string percent(const boost::json::object& package) {
    const auto* const bytes = package.if_contains("bytes");
    const auto* const received = package.if_contains("received");
    const bool known = bytes && received && bytes->is_int64() && received->is_int64();
    if (!known || bytes->as_int64() == 0) return "";
    return std::to_string(received->as_int64() * 100 / bytes->as_int64()) + "%";
}

}  // namespace

Answer run_packages(const Access& access) {
    auto session = open_session(access, "importer");
    if (!session) return failed(session.error());
    auto got = session->ledger->ask("GET", "/v1/packages", "");
    if (!got) return failed(got.error());
    if (got->status != 200) return failed(client::error_of(*got));
    boost::system::error_code bad;
    const auto value = boost::json::parse(got->body, bad);
    const auto* const object = bad ? nullptr : value.if_object();
    const auto* const all = object ? object->if_contains("packages") : nullptr;
    if (all == nullptr || !all->is_array()) {
        return failed(base::fail("the node's answer cannot be read", "无法读取节点的应答"));
    }
    std::vector<std::vector<std::string>> rows;
    for (const auto& one : all->as_array()) {
        if (!one.is_object()) continue;
        const auto& p = one.as_object();
        rows.push_back({text_in(p, "package"), text_in(p, "source_system"), text_in(p, "list_no"),
                        text_in(p, "channel"), percent(p), text_in(p, "state"),
                        text_in(p, "lines"), text_in(p, "errors")});
    }
    Answer answer;
    answer.json = *object;
    answer.text = table({"清单包 package", "来源 source", "清单号 list", "方式 by", "已收 got",
                         "状态 state", "行 lines", "错误 errors"},
                        rows);
    return answer;
}

Answer run_audit_log_verify(const std::string& folder) {
    const auto verified = denials::verify(folder);
    if (!verified) return failed(verified.error());
    Answer answer;
    answer.json = {{"lines", verified->lines}, {"days", verified->days}};
    answer.text = "完整 whole  " + std::to_string(verified->lines) + " 行 lines，" +
                  std::to_string(verified->days) + " 天 days\n";
    return answer;
}

void add_deliveries(CLI::App& app, Exit& exit) {
    const auto access = std::make_shared<Access>();
    auto* const packages =
        app.add_subcommand("packages", "packages that were pushed or pulled and wait for import");
    add_access(*packages, *access);
    packages->footer("Example:\n  zhida packages --home county --as importer");
    packages->callback([access, &exit] { exit = say(run_packages(*access), access->json); });

    const auto push = std::make_shared<DeliverOptions>();
    auto* const deliver =
        app.add_subcommand("deliver", "push a package as its source system; hears its judgement");
    deliver->add_option("--node", push->node, "HOST:PORT of the office's node")->required();
    deliver->add_option("--authority", push->authority, "PEM of the node's certificate authority")
        ->required();
    deliver->add_option("--source", push->source, "name the source is registered by")->required();
    deliver->add_option("--source-key", push->source_key, "PEM of its private key")->required();
    deliver->add_option("--list", push->list, "folder of the package (zhida-list/1)")->required();
    deliver->add_option("--patience", push->patience_seconds, "seconds for all of it")
        ->capture_default_str();
    deliver->add_flag("--json", push->json, "one JSON document");
    deliver->footer(
        "Example:\n  zhida deliver --node 127.0.0.1:7443 --authority authority.pem "
        "--source XA-ZQ --source-key key.pem --list list\n"
        "Exit codes: 0 it waits for the importer; 1 failed; 2 bad lines; 3 no package.");
    deliver->callback([push, &exit] { exit = say(run_deliver(*push), push->json); });

    auto* const log = app.add_subcommand("audit-log", "the node's log of denials");
    log->require_subcommand(1);
    const auto folder = std::make_shared<std::string>();
    const auto json = std::make_shared<bool>(false);
    auto* const verify = log->add_subcommand("verify", "read every line and check the chain");
    verify->add_option("folder", *folder, "as county/node/data/denials")->required();
    verify->add_flag("--json", *json, "one JSON document");
    verify->footer("Example:\n  zhida audit-log verify county/node/data/denials");
    verify->callback(
        [folder, json, &exit] { exit = say(run_audit_log_verify(*folder), *json); });
}

}  // namespace zhida::cli
