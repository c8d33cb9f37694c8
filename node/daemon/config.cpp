#include "node/daemon/config.hpp"

#include <sstream>

#include "node/pulling/pulling.hpp"
#include "node/settings/settings.hpp"
#include "transport/http.hpp"

namespace zhida::daemon {

namespace {

base::Status check(const Config& c) {
    for (const std::string& needed : {c.validator_key, c.certificate, c.key}) {
        if (needed.empty()) {
            return base::fail("validator_key, certificate and key are needed",
                              "必须设置 validator_key、certificate 与 key");
        }
    }
    if (c.workers == 0 || c.workers > 1'000 || c.connections == 0 || c.snapshot_blocks == 0) {
        return base::fail("workers, connections and snapshot_blocks are at least 1",
                          "workers、connections、snapshot_blocks 至少为 1");
    }
    if (c.policy.waiters > c.workers / 2) {
        return base::fail("[limits] waiters is at most half of [http] workers",
                          "[limits] waiters 至多为 [http] workers 的一半");
    }
    const bool pulls = !c.pull_url.empty();
    if (pulls && (!transport::read_url(c.pull_url) || c.pull_source.empty() ||
                  c.pull_seconds < pulling::seconds_min || c.office == 0)) {
        return base::fail("[pull] wants an https url, a source_system, 5 seconds at least, and an "
                          "[office]",
                          "[pull] 需要 https 地址、source_system、至少 5 秒，并设置 [office]");
    }
    const bool wants_office = c.office != 0;
    if (wants_office && (c.vault_key.empty() || c.villages.empty() || c.calendar.empty())) {
        return base::fail("an office needs vault_key, villages and calendar",
                          "导入机构必须设置 vault_key、villages 与 calendar");
    }
    return base::Done{};
}

}  // namespace

namespace {

std::string limits_text(const gateway::Policy& p) {
    std::ostringstream out;
    out << "# 本段与 [metrics]、[log] level 可用 SIGHUP 生效，无需重启。\n"
        << "# This section, [metrics] and [log] level change with SIGHUP, without a restart.\n"
        << "[limits]\n"
        << "requests_per_second = " << p.requests_per_second
        << "  # 每个调用者 / of one caller; 0: none\n"
        << "denials_per_second = " << p.denials_per_second
        << "  # 每个地址 / refused requests of one address\n"
        << "subscribers = " << p.subscribers << "  # 事件订阅数 / followers of events\n"
        << "waiters = " << p.waiters << "  # 等待新区块的请求 / requests that wait for a block\n\n"
        << "[metrics]\n"
        << "enabled = " << (p.metrics ? "true" : "false") << "  # /metrics\n"
        << "from = [";
    for (std::size_t i = 0; i < p.metrics_from.size(); ++i) {
        out << (i == 0 ? "\"" : ", \"") << p.metrics_from[i] << "\"";
    }
    out << "]  # 可读取的地址 / addresses that may read them\n\n";
    return out.str();
}

}  // namespace

std::string Config::views_url() const {
    const std::string_view sqlite = "sqlite:";
    return views.starts_with(sqlite) ? std::string{sqlite} + path(views.substr(sqlite.size()))
                                     : views;
}

base::Result<Config> read_config(const std::string& path) {
    auto file = settings::Settings::read(path);
    if (!file) return file.error();
    Config c;
    c.folder = file->folder();
    file->take("node", "data", c.data);
    file->take("node", "genesis", c.genesis);
    file->take("node", "validator_key", c.validator_key);
    file->take("node", "snapshot_blocks", c.snapshot_blocks);
    file->take("http", "address", c.address);
    file->take("http", "port", c.port);
    file->take("http", "certificate", c.certificate);
    file->take("http", "key", c.key);
    file->take("http", "workers", c.workers);
    file->take("http", "connections", c.connections);
    file->take("http", "connections_per_address", c.connections_per_address);
    file->take("limits", "requests_per_second", c.policy.requests_per_second);
    file->take("limits", "denials_per_second", c.policy.denials_per_second);
    file->take("limits", "subscribers", c.policy.subscribers);
    file->take("limits", "waiters", c.policy.waiters);
    file->take("metrics", "enabled", c.policy.metrics);
    file->take("metrics", "from", c.policy.metrics_from);
    file->take("office", "organisation", c.office);
    file->take("office", "vault_key", c.vault_key);
    file->take("office", "registrar_key", c.registrar_key);
    file->take("office", "programme_key", c.programme_key);
    file->take("office", "programme", c.programme);
    file->take("office", "villages", c.villages);
    file->take("office", "calendar", c.calendar);
    file->take("pull", "url", c.pull_url);
    file->take("pull", "source_system", c.pull_source);
    file->take("pull", "authority", c.pull_authority);
    file->take("pull", "token", c.pull_token);
    file->take("pull", "seconds", c.pull_seconds);
    file->each("webhook", [&](settings::Settings& one) {
        Webhook& hook = c.webhooks.emplace_back();
        one.take("webhook", "name", hook.name);
        one.take("webhook", "url", hook.url);
        one.take("webhook", "authority", hook.authority);
        one.take("webhook", "secret", hook.secret);
        one.take("webhook", "kinds", hook.kinds);
    });
    file->take("views", "database", c.views);
    file->take("log", "file", c.log);
    file->take("log", "level", c.level);
    base::Status done = file->finish();
    if (done) done = check(c);
    if (!done) return done.error();
    return c;
}

std::string config_text(const Config& c) {
    std::ostringstream out;
    out << "# 直达节点配置。相对路径从本文件所在文件夹算起。\n"
        << "# Configuration of one zhidad node. Paths are relative to this file's folder.\n\n"
        << "[node]\n"
        << "data = \"" << c.data << "\"  # 账本、保管库 / ledger and vault\n"
        << "genesis = \"" << c.genesis << "\"  # 创世文件 / genesis document\n"
        << "validator_key = \"" << c.validator_key << "\"  # 出块密钥 / signs blocks (Ed25519)\n"
        << "snapshot_blocks = " << c.snapshot_blocks
        << "  # 每多少块写一次快照 / blocks between snapshots\n\n"
        << "[http]\n"
        << "address = \"" << c.address << "\"\n"
        << "port = " << c.port << "\n"
        << "certificate = \"" << c.certificate << "\"\n"
        << "key = \"" << c.key << "\"\n"
        << "workers = " << c.workers << "  # 同时处理的请求 / requests handled at once\n"
        << "connections = " << c.connections << "  # 连接上限 / connections at most\n"
        << "connections_per_address = " << c.connections_per_address
        << "  # 每地址连接上限 / of one address\n\n"
        << limits_text(c.policy)
        << "[office]\n"
        << "organisation = " << c.office << "  # 保管库所属机构，0 为无 / whose vault; 0: none\n"
        << "vault_key = \"" << c.vault_key << "\"  # 保管库密钥 / opens the vault\n"
        << "registrar_key = \"" << c.registrar_key
        << "\"  # 登记服务签名密钥，空则不运行 / the registrar's key; empty: not here\n"
        << "programme_key = \"" << c.programme_key
        << "\"  # 登记服务的项目密钥 / the registrar's secret\n"
        << "programme = " << c.programme << "\n"
        << "villages = \"" << c.villages << "\"  # 行政村代码表 / villages by code\n"
        << "calendar = \"" << c.calendar << "\"  # 工作日历文件夹 / working-day calendars\n\n"
        << "[pull]\n"
        << "url = \"" << c.pull_url
        << "\"  # 数据平台目录地址，空则不拉取 / a data platform's listing; empty: none\n"
        << "source_system = \"" << c.pull_source << "\"  # 以其名义 / in whose name\n"
        << "authority = \"" << c.pull_authority << "\"  # 平台根证书 / the platform's authority\n"
        << "token = \"" << c.pull_token << "\"  # 令牌文件 / file with a bearer token\n"
        << "seconds = " << c.pull_seconds << "  # 两次查看之间 / between two looks\n\n"
        << "# 事件推送，可重复 / events to an address; may stand several times:\n"
        << "# [[webhook]]\n"
        << "# name = \"county\"\n"
        << "# url = \"https://receiver.example:8443/hooks\"\n"
        << "# authority = \"receiver.pem\"\n"
        << "# secret = \"county.secret\"  # 十六进制 / hexadecimal digits, 32 at least\n"
        << "# kinds = [\"list_changed\"]  # 空则全部 / none: all\n\n"
        << "[views]\n"
        << "database = \"" << c.views
        << "\"  # 视图数据库：sqlite:路径 或 postgresql:…，空则不建\n"
        << "# tables and reports: sqlite:PATH or postgresql:host=… dbname=…; empty: none\n\n"
        << "[log]\n"
        << "file = \"" << c.log << "\"  # 空则写标准错误 / empty: standard error\n"
        << "level = \"" << c.level << "\"  # debug info warning error\n";
    return out.str();
}

Config packaged_config() {
    const std::string home = "/var/lib/zhida";
    Config c;
    c.data = home + "/node/data";
    c.genesis = home + "/genesis";
    c.validator_key = home + "/node/validator.key.pem";
    c.certificate = home + "/node/certificate.pem";
    c.key = home + "/node/key.pem";
    c.office = 2;  // the county's resettlement office, as `zhida init` numbers it
    c.vault_key = home + "/node/vault.key.pem";
    c.registrar_key = home + "/keys/registrar.pem";
    c.programme_key = home + "/node/programme.key";
    c.villages = "/usr/share/zhida/villages.csv";
    c.calendar = "/usr/share/zhida/calendar";
    return c;
}

}  // namespace zhida::daemon
