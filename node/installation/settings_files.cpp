// The settings files of an installation: written once, then the people's own. Only what does not
// hold any more on this machine is changed in them, value by value.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <sstream>

#include "node/daemon/config.hpp"
#include "node/installation/installation.hpp"
#include "node/settings/settings.hpp"

namespace zhida::installation {

namespace fs = std::filesystem;

namespace {

using base::Done;
using base::Status;

std::string code_of(vocabulary::BankCode bank) { return std::to_string(bank); }

std::string node_path(const Place& place) { return place.folder + "/node/zhidad.toml"; }

std::string agent_path(const Place& place, vocabulary::BankCode bank) {
    return place.folder + "/agents/" + code_of(bank) + "/agent.toml";
}

std::string agent_text(const county::Bank& bank, const Ports& ports, const county::County& people) {
    const std::string code = code_of(bank.code);
    const auto& who = people.member("agent-" + code).identity;
    std::ostringstream out;
    out << "# 银行代理配置。相对路径从本文件所在文件夹算起。\n"
        << "# Configuration of one bank's agent. Paths are relative to this file's folder.\n\n"
        << "[agent]\n"
        << "bank = " << code << "\n"
        << "organisation = " << who.organisation << "\n"
        << "person = " << who.person << "\n"
        << "key = \"../../keys/agent-" << code << ".pem\"\n"
        << "epoch = 1  # 接管编号 / of take-overs\n"
        << "pause_ms = 100  # 两轮之间 / between two turns\n\n"
        << "[node]\n"
        << "address = \"127.0.0.1\"\n"
        << "port = " << ports.node << "\n"
        << "authority = \"authority.pem\"\n\n"
        << "[bank]\n"
        << "address = \"127.0.0.1\"\n"
        << "port = " << ports.banks.at(bank.code) << "\n"
        << "certificate = \"certificate.pem\"\n"
        << "key = \"key.pem\"\n"
        << "authority = \"authority.pem\"\n"
        << "owner = \"县财政局（沙盒）\"  # 专户户名 / owner of the special account\n"
        << "account = \"ZHUANHU-" << code << "\"  # 专户账号 / its number\n"
        << "cut_off = \"17:00\"  # 此后不发，对账单已齐 / nothing is sent after it\n"
        << "maintenance = []  # 银行停机时段，如 [\"02:00-04:00\"] / when the bank is down\n"
        << "deduplicates = true  # 同一编号只办一次 / the bank executes an id once\n\n"
        << "[log]\n"
        << "file = \"agent.log\"\n"
        << "level = \"info\"\n";
    return out.str();
}

std::string node_text(const Place& place, const Ports& ports, const county::County& people) {
    std::error_code failed;
    daemon::Config config;
    config.genesis = "../genesis";
    config.validator_key = "validator.key.pem";
    config.port = ports.node;
    config.certificate = "certificate.pem";
    config.key = "key.pem";
    config.office = people.member("importer").identity.organisation;
    config.vault_key = "vault.key.pem";
    config.registrar_key = "../keys/registrar.pem";
    config.programme_key = "programme.key";
    config.programme = county::resettlement_programme;
    config.villages = fs::absolute(place.villages, failed).string();
    config.calendar = fs::absolute(place.calendar, failed).string();
    config.log = "zhidad.log";
    return daemon::config_text(config);
}

// Ports that are bound as long as it lives, so that no two of them are the same.
class HeldPorts {
  public:
    HeldPorts() = default;
    ~HeldPorts() {
        for (const int socket : sockets_) ::close(socket);
    }
    HeldPorts(const HeldPorts&) = delete;
    HeldPorts& operator=(const HeldPorts&) = delete;

    // The port itself, or any free one for 0; 0 when it is taken.
    std::uint16_t hold(std::uint16_t port) {
        const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockets_.push_back(socket);
        // Connections of an earlier run that are only fading away do not count.
        const int yes = 1;
        (void)::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_port = htons(port);
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof at;
        auto* const plain = reinterpret_cast<sockaddr*>(&at);
        // Only a listener keeps others out of a port that may be used again.
        if (::bind(socket, plain, size) != 0 || ::listen(socket, 1) != 0) return 0;
        return ::getsockname(socket, plain, &size) == 0 ? ntohs(at.sin_port) : std::uint16_t{0};
    }

  private:
    std::vector<int> sockets_;
};

base::Error none_free() { return base::fail("no free ports", "没有可用端口"); }

// The files' own ports; 0 where there is none.
base::Result<Ports> read_ports(const Place& place) {
    Ports ports;
    if (fs::exists(node_path(place))) {
        const auto config = daemon::read_config(node_path(place));
        if (!config) return config.error();
        ports.node = config->port;
    }
    for (const county::Bank& bank : county::banks) {
        ports.banks[bank.code] = 0;
        if (!fs::exists(agent_path(place, bank.code))) continue;
        auto file = settings::Settings::read(agent_path(place, bank.code));
        if (!file) return file.error();
        file->take("bank", "port", ports.banks[bank.code]);
    }
    return ports;
}

// Those that are taken or 0 become free ones.
Status settle_ports(Ports& ports) {
    HeldPorts held;
    std::vector<std::uint16_t*> unsettled;
    const auto keep = [&](std::uint16_t& port) {
        if (port == 0 || held.hold(port) == 0) unsettled.push_back(&port);
    };
    keep(ports.node);
    for (auto& [bank, port] : ports.banks) keep(port);
    for (std::uint16_t* const port : unsettled) {
        *port = held.hold(0);
        if (*port == 0) return none_free();
    }
    return Done{};
}

struct Change {
    std::string_view section;
    std::string_view key;
    std::string value;  // as the file writes it
};

Status change(const std::string& path, const std::vector<Change>& changes) {
    auto text = read_text(path);
    if (!text) return text.error();
    std::string after = *text;
    for (const Change& one : changes) after = with_value(after, one.section, one.key, one.value);
    if (after == *text) return Done{};
    if (auto done = write_text(path + ".new", after); !done) return done;
    if (std::rename((path + ".new").c_str(), path.c_str()) == 0) return Done{};
    return base::fail("cannot write " + path, "无法写入 " + path);
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> out;
    std::istringstream in{text};
    for (std::string line; std::getline(in, line);) out.push_back(line);
    return out;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string out;
    for (const std::string& line : lines) out += line + "\n";
    return out;
}

// Where the value of `key = value  # why` begins and ends.
std::pair<std::size_t, std::size_t> value_in(const std::string& line) {
    const std::size_t equals = std::min(line.find('='), line.size() - 1);
    const std::size_t from = std::min(line.find_first_not_of(" \t", equals + 1), line.size());
    const bool is_text = from < line.size() && line[from] == '"';
    const std::size_t to =
        is_text ? line.find('"', from + 1) : line.find_first_of(" \t\r#", from);
    if (to == std::string::npos) return {from, line.size()};
    return {from, to + (is_text ? 1 : 0)};
}

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

// Villages and calendar that were moved away are those of `place` from now on.
base::Result<std::vector<Change>> node_changes(const Place& place, const Ports& ports) {
    const auto config = daemon::read_config(node_path(place));
    if (!config) return config.error();
    std::vector<Change> changes{{"http", "port", std::to_string(ports.node)}};
    std::error_code failed;
    for (const auto& [key, now, then] :
         {std::tuple{"villages", config->villages, place.villages},
          std::tuple{"calendar", config->calendar, place.calendar}}) {
        if (fs::exists(config->path(now), failed)) continue;
        changes.push_back({"office", key, quoted(fs::absolute(then, failed).string())});
    }
    return changes;
}

}  // namespace

std::string with_value(const std::string& toml, std::string_view section, std::string_view key,
                       const std::string& value) {
    std::vector<std::string> lines = lines_of(toml);
    const auto header = std::ranges::find_if(lines, [&](const std::string& line) {
        return line.starts_with("[" + std::string{section} + "]");
    });
    const std::string fresh = std::string{key} + " = " + value;
    if (header == lines.end()) return toml + "\n[" + std::string{section} + "]\n" + fresh + "\n";
    for (auto line = header + 1; line != lines.end() && !line->starts_with('['); ++line) {
        if (line->substr(0, line->find_first_of(" \t=")) != key) continue;
        const auto [from, to] = value_in(*line);
        line->replace(from, to - from, value);
        return joined(lines);
    }
    lines.insert(header + 1, fresh);
    return joined(lines);
}

base::Result<Ports> settle_settings(const Place& place) {
    auto opened = open(place.folder);
    if (!opened) return opened.error();
    auto ports = read_ports(place);
    if (!ports) return ports;
    if (auto done = settle_ports(*ports); !done) return done.error();
    if (!fs::exists(node_path(place))) {
        const auto text = node_text(place, *ports, opened->people);
        if (auto done = write_text(node_path(place), text); !done) return done.error();
    }
    auto changes = node_changes(place, *ports);
    if (!changes) return changes.error();
    if (auto done = change(node_path(place), *changes); !done) return done.error();
    for (const county::Bank& bank : county::banks) {
        const std::string path = agent_path(place, bank.code);
        if (!fs::exists(path)) {
            const auto text = agent_text(bank, *ports, opened->people);
            if (auto done = write_text(path, text); !done) return done.error();
        }
        const std::vector<Change> both{
            {"node", "port", std::to_string(ports->node)},
            {"bank", "port", std::to_string(ports->banks.at(bank.code))}};
        if (auto done = change(path, both); !done) return done.error();
    }
    return ports;
}

}  // namespace zhida::installation
