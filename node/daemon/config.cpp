#include "node/daemon/config.hpp"

#include <toml++/toml.h>

#include <filesystem>
#include <map>
#include <set>
#include <sstream>

namespace zhida::daemon {

namespace {

std::string at(const toml::source_region& where) {
    return std::to_string(where.begin.line) + ":" + std::to_string(where.begin.column);
}

// Takes keys out of one table; what is left over is unknown.
class Taker {
  public:
    Taker(toml::table& root, std::string_view section)
        : section_{section},
          table_{root[section].as_table()} {}

    template <class T>
    void take(std::string_view key, T& to) {
        known_.emplace(key);
        if (table_ == nullptr) return;
        const toml::node* const node = table_->get(key);
        if (node == nullptr) return;
        if constexpr (std::is_same_v<T, std::string>) {
            if (const auto value = node->value_exact<std::string>()) {
                to = *value;
                return;
            }
        } else {
            const auto value = node->value_exact<std::int64_t>();
            if (value && *value >= 0 &&
                static_cast<std::uint64_t>(*value) <= std::numeric_limits<T>::max()) {
                to = static_cast<T>(*value);
                return;
            }
        }
        wrong(*node, key, "a value of another kind or size", "值的类型或大小不符");
    }

    base::Status finish() {
        if (error_) return *error_;
        if (table_ == nullptr) return base::Done{};
        for (const auto& [key, node] : *table_) {
            if (!known_.contains(key.str()))
                wrong(node, key.str(), "an unknown key", "未知的配置项");
        }
        return error_ ? base::Status{*error_} : base::Status{base::Done{}};
    }

  private:
    void wrong(const toml::node& node, std::string_view key, const char* en, const char* zh) {
        if (error_) return;
        const std::string where =
            at(node.source()) + " [" + std::string{section_} + "] " + std::string{key};
        error_ = base::fail(where + ": " + en, where + "：" + zh);
    }
    std::string_view section_;
    toml::table* table_;
    std::set<std::string, std::less<>> known_;
    std::optional<base::Error> error_;
};

base::Status read_sections(toml::table& root, Config& c) {
    Taker node{root, "node"};
    node.take("data", c.data);
    node.take("genesis", c.genesis);
    node.take("validator_key", c.validator_key);
    node.take("snapshot_blocks", c.snapshot_blocks);
    if (auto done = node.finish(); !done) return done;
    Taker http{root, "http"};
    http.take("address", c.address);
    http.take("port", c.port);
    http.take("certificate", c.certificate);
    http.take("key", c.key);
    http.take("workers", c.workers);
    http.take("connections", c.connections);
    if (auto done = http.finish(); !done) return done;
    Taker office{root, "office"};
    office.take("organisation", c.office);
    office.take("vault_key", c.vault_key);
    office.take("registrar_key", c.registrar_key);
    office.take("programme_key", c.programme_key);
    office.take("programme", c.programme);
    office.take("villages", c.villages);
    office.take("calendar", c.calendar);
    if (auto done = office.finish(); !done) return done;
    Taker log{root, "log"};
    std::string file;
    log.take("file", file);
    log.take("level", c.level);
    if (!file.empty()) c.log = file;
    return log.finish();
}

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
    const bool wants_office = c.office != 0;
    if (wants_office && (c.vault_key.empty() || c.villages.empty() || c.calendar.empty())) {
        return base::fail("an office needs vault_key, villages and calendar",
                          "导入机构必须设置 vault_key、villages 与 calendar");
    }
    return base::Done{};
}

}  // namespace

base::Result<Config> read_config(const std::string& path) {
    const auto bad = [&](const base::Error& e) {
        return base::fail(path + ": " + e.en, path + "：" + e.zh);
    };
    Config config;
    config.folder = std::filesystem::absolute(path).parent_path().string();
    try {
        toml::table root = toml::parse_file(path);
        static const std::set<std::string_view> sections{"node", "http", "office", "log"};
        for (const auto& [key, node] : root) {
            if (sections.contains(key.str())) continue;
            const std::string where = at(node.source()) + " " + std::string{key.str()};
            return bad(base::fail(where + ": an unknown section", where + "：未知的配置段"));
        }
        if (auto done = read_sections(root, config); !done) return bad(done.error());
    } catch (const toml::parse_error& failed) {
        const std::string where = at(failed.source());
        return bad(base::fail(where + ": " + std::string{failed.description()},
                              where + "：不是有效的 TOML"));
    }
    if (auto done = check(config); !done) return bad(done.error());
    return config;
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
        << "connections = " << c.connections << "  # 连接上限 / connections at most\n\n"
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
        << "[log]\n"
        << "file = \"" << c.log.value_or("") << "\"  # 空则写标准错误 / empty: standard error\n"
        << "level = \"" << c.level << "\"  # debug info warning error\n";
    return out.str();
}

}  // namespace zhida::daemon
