// zhida-agent: one bank's agent.
//   zhida-agent --config FILE
//   zhida-agent --config FILE --accept HEIGHT:HASH   its bank agrees to a restored ledger; exits
// Takes turns until SIGTERM: verifies accounts, notes credits and returns, claims, sends, enquires,
// closes days. After each turn status.json beside the configuration says how far it is. It can be
// killed at any point: what it knows is on the ledger, in its intents or at the bank.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <thread>

#include "banks/agent/agent.hpp"
#include "banks/agent/sight.hpp"
#include "banks/connector/connector.hpp"
#include "client/remote/remote.hpp"
#include "node/logging/logging.hpp"
#include "node/posix/posix_disk.hpp"
#include "node/settings/settings.hpp"

namespace {

using namespace zhida;
using logging::Level;

constexpr std::chrono::milliseconds patience{5'000};
constexpr std::chrono::milliseconds bank_timeout{20'000};
constexpr std::chrono::milliseconds look_again{300};  // at the bank, while the ledger is quiet
volatile std::sig_atomic_t stop_wanted = 0;

struct Config {
    std::string folder;
    std::uint16_t bank = 0;
    std::uint32_t organisation = 0;
    std::uint32_t person = 0;
    std::uint32_t epoch = 1;
    std::uint32_t pause_ms = 100;
    std::string key;
    std::string node_address = "127.0.0.1";
    std::uint16_t node_port = 0;
    std::string node_authority;
    std::string bank_address = "127.0.0.1";
    std::uint16_t bank_port = 0;
    std::string certificate;
    std::string certificate_key;
    std::string bank_authority;
    std::string owner;
    std::string account;
    agent::Hours hours;
    bool deduplicates = true;
    std::string log;
    std::string level = "info";
    std::string path(const std::string& name) const {
        return name.starts_with('/') ? name : folder + "/" + name;
    }
};

base::Result<Config> read_config(const std::string& path) {
    auto file = settings::Settings::read(path);
    if (!file) return file.error();
    Config c;
    c.folder = file->folder();
    file->take("agent", "bank", c.bank);
    file->take("agent", "organisation", c.organisation);
    file->take("agent", "person", c.person);
    file->take("agent", "key", c.key);
    file->take("agent", "epoch", c.epoch);
    file->take("agent", "pause_ms", c.pause_ms);
    file->take("node", "address", c.node_address);
    file->take("node", "port", c.node_port);
    file->take("node", "authority", c.node_authority);
    file->take("bank", "address", c.bank_address);
    file->take("bank", "port", c.bank_port);
    file->take("bank", "certificate", c.certificate);
    file->take("bank", "key", c.certificate_key);
    file->take("bank", "authority", c.bank_authority);
    file->take("bank", "owner", c.owner);
    file->take("bank", "account", c.account);
    std::string cut_off = "17:00";
    std::vector<std::string> maintenance;
    file->take("bank", "cut_off", cut_off);
    file->take("bank", "maintenance", maintenance);
    file->take("bank", "deduplicates", c.deduplicates);
    file->take("log", "file", c.log);
    file->take("log", "level", c.level);
    if (auto done = file->finish(); !done) return done.error();
    const auto close = agent::read_time_of_day(cut_off);
    if (!close) return close.error();
    auto windows = agent::read_windows(maintenance);
    if (!windows) return windows.error();
    c.hours = {*close, std::move(*windows)};
    return c;
}

std::string text_of(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

int tell(const base::Error& error) {
    logging::write(Level::error, "stopped", {{"why", error.en}});
    std::cerr << error.zh << "\n" << error.en << "\n";
    return 1;
}

// The file is whole at every moment: it is written beside and put in place.
void show(const Config& c, const agent::Agent& agent, std::uint64_t turns, std::uint64_t open) {
    const std::string path = c.path("status.json");
    {
        std::ofstream out{path + ".new", std::ios::trunc};
        out << "{\"bank\":" << c.bank << ",\"noted\":" << agent.noted() << ",\"turns\":" << turns
            << ",\"open\":" << open << "}\n";
    }
    std::rename((path + ".new").c_str(), path.c_str());
}

// The hash of a block as the node has it.
base::Result<chain::Digest> hash_at(client::RemoteLedger& ledger, std::uint64_t height) {
    auto answer = ledger.ask("GET", "/v1/blocks/" + std::to_string(height), "");
    if (!answer) return answer.error();
    if (answer->status != 200) return client::error_of(*answer);
    const auto block = agent::read_block(answer->body);
    if (!block) return base::fail("the node's answer cannot be read", "无法读取节点的应答");
    return block->hash;
}

int accept(const Config& c, const std::string& text) {
    const auto block = agent::read_block(text);
    if (!block) return tell(base::fail("--accept is HEIGHT:HASH", "--accept 的格式是 高度:哈希"));
    node::PosixDisk disk{c.folder};
    const auto done = agent::Sight::accept(disk, *block);
    return done ? 0 : tell(done.error());
}

int run(const Config& c) {
    auto key = crypto::SigningKey::from_pem(text_of(c.path(c.key)), "");
    if (!key) return tell(key.error());
    const auto profile = key->public_key().algorithm == crypto::Algorithm::sm2_sm3
                             ? crypto::Profile::gm
                             : crypto::Profile::intl;
    const client::Identity who{c.organisation, c.person, vocabulary::Role::bank_agent, *key};
    client::RemoteLedger ledger{
        {c.node_address, c.node_port, text_of(c.path(c.node_authority))}, who, patience};
    base::Seconds ledger_time = 0;
    connector::Connector bank{
        {c.owner, c.account, std::to_string(c.bank)},
        {.host = c.bank_address,
         .port = c.bank_port,
         .credentials = {text_of(c.path(c.certificate)), text_of(c.path(c.certificate_key)),
                         text_of(c.path(c.bank_authority))},
         .timeout = bank_timeout},
        [&] { return ledger_time; }};
    node::PosixDisk disk{c.folder};
    auto intents = agent::Intents::open(disk, "intents");
    if (!intents) return tell(intents.error());
    auto sight = agent::Sight::open(disk);
    if (!sight) return tell(sight.error());
    agent::Agent agent{{.bank = c.bank,
                        .epoch = c.epoch,
                        .profile = profile,
                        .hours = c.hours,
                        .deduplicates = c.deduplicates,
                        .after_restore = (*sight)->is_after_restore()},
                       who,
                       ledger,
                       bank,
                       **intents};
    logging::write(
        Level::info, "agent started",
        {{"bank", std::uint64_t{c.bank}}, {"intents", std::uint64_t{(*intents)->size()}}});
    std::cout << "started " << c.bank << std::endl;
    std::uint64_t height = 0;
    for (std::uint64_t turns = 1; stop_wanted == 0; ++turns) {
        auto status = ledger.status(height, look_again);
        if (status) {
            height = status->height;
            ledger_time = status->time;
            const auto same = (*sight)->look(
                *status, [&](std::uint64_t height_) { return hash_at(ledger, height_); });
            auto open = same ? agent.turn() : base::Result<std::size_t>{same.error()};
            if (open) {
                show(c, agent, turns, *open);
            } else {
                logging::write(Level::warning, "turn failed", {{"why", open.error().en}});
            }
        } else {
            logging::write(Level::warning, "no ledger", {{"why", status.error().en}});
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{c.pause_ms});
    }
    logging::write(Level::info, "stopped");
    return 0;
}

}  // namespace

int main(int count, char** words) {
    CLI::App app{"zhida-agent: one bank's agent / 银行代理"};
    std::string path;
    std::string accepted;
    app.add_option("--config", path, "configuration file (TOML)")->required();
    app.add_option("--accept", accepted,
                   "HEIGHT:HASH of a restored ledger its bank agrees to; written, then exits");
    try {
        app.parse(count, words);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 1;
    }
    auto config = read_config(path);
    if (!config) return tell(config.error());
    const auto level = logging::level_of(config->level);
    if (!level) return tell(base::fail("[log] level is unknown", "[log] level 未知"));
    std::optional<std::string> log;
    if (!config->log.empty()) log = config->path(config->log);
    if (auto done = logging::open(log, *level); !done) return tell(done.error());
    for (const int signal : {SIGTERM, SIGINT}) {
        std::signal(signal, [](int) { stop_wanted = 1; });
    }
    std::signal(SIGPIPE, SIG_IGN);
    return accepted.empty() ? run(*config) : accept(*config, accepted);
}
