// What may change while a node runs, and whether a configuration would work at all.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/chain/machine.hpp"
#include "intake/package.hpp"
#include "node/daemon/hooks.hpp"
#include "node/logging/logging.hpp"

namespace zhida::daemon {

namespace fs = std::filesystem;

namespace {

// The lines of a configuration as it is written, each with its section.
std::vector<std::pair<std::string, std::string>> lines_of(const Config& config) {
    std::vector<std::pair<std::string, std::string>> out;
    std::istringstream in{config_text(config)};
    std::string section;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with('[')) section = line.substr(1, line.find(']') - 1);
        const std::size_t sign = line.find(" = ");
        if (line.starts_with('#') || sign == std::string::npos) continue;
        out.emplace_back(section + "." + line.substr(0, sign), line);
    }
    return out;
}

base::Result<std::string> text_of(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    if (!in) return base::fail("cannot read " + path, "无法读取 " + path);
    return std::string{std::istreambuf_iterator<char>{in}, {}};
}

base::Status check_key(const std::string& path) {
    auto pem = text_of(path);
    if (!pem) return pem.error();
    auto key = crypto::SigningKey::from_pem(*pem, "");
    if (!key) return base::fail(path + ": " + key.error().en, path + "：" + key.error().zh);
    return base::Done{};
}

base::Status check_office(const Config& c) {
    if (c.office == 0) return base::Done{};
    for (const std::string& key : {c.vault_key, c.registrar_key}) {
        if (key.empty()) continue;
        if (auto done = check_key(c.path(key)); !done) return done;
    }
    auto calendar = intake::read_calendar(c.path(c.calendar));
    if (!calendar) return calendar.error();
    auto villages = text_of(c.path(c.villages));
    if (!villages) return villages.error();
    if (intake::read_villages(*villages).empty())
        return base::fail("no villages in " + c.villages, "行政村代码表为空：" + c.villages);
    return base::Done{};
}

}  // namespace

std::vector<std::string> fixed_keys_changed(const Config& from, const Config& to) {
    Config same = to;  // but for what may change
    same.policy = from.policy;
    same.level = from.level;
    same.connections = from.connections;
    same.connections_per_address = from.connections_per_address;
    std::vector<std::string> out;
    const auto before = lines_of(from);
    const auto after = lines_of(same);
    for (std::size_t i = 0; i < std::min(before.size(), after.size()); ++i) {
        if (before[i].second != after[i].second) out.push_back(after[i].first);
    }
    return out;
}

base::Status check_files(const Config& c) {
    auto genesis = text_of(c.path(c.genesis));
    if (!genesis) return genesis.error();
    if (!codec::decode<chain::Genesis>(base::view(*genesis)))
        return base::fail("the genesis document is malformed", "创世文件格式有误");
    if (auto done = check_key(c.path(c.validator_key)); !done) return done;
    for (const std::string& file : {c.certificate, c.key, c.pull_authority, c.pull_token}) {
        if (file.empty()) continue;
        if (auto text = text_of(c.path(file)); !text) return text.error();
    }
    if (!logging::level_of(c.level)) return base::fail("[log] level is unknown", "[log] level 未知");
    if (auto hooks = hooks_of(c); !hooks) return hooks.error();
    return check_office(c);
}

}  // namespace zhida::daemon
