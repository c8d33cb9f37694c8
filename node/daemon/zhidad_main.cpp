// zhidad: one node of a ledger.
//   zhidad --config FILE
//   zhidad --check FILE      reads the configuration and all it names, and starts nothing
// Prints one line `listening ADDRESS:PORT` when it is ready. SIGTERM and SIGINT stop it gracefully;
// exit 0 after that, 1 when it could not start or had to stop because the ledger cannot be written.
// SIGHUP reads the configuration again: limits, metrics, webhooks and the log's level change at
// once; a change of anything else is refused as a whole.
#include <fcntl.h>
#include <sys/file.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <filesystem>
#include <iostream>

#include "gateway/gateway.hpp"
#include "node/daemon/node.hpp"
#include "node/logging/logging.hpp"

namespace {

using namespace zhida;
using logging::Level;

constexpr std::chrono::milliseconds grace{10'000};
constexpr std::chrono::milliseconds health_tick{200};
volatile std::sig_atomic_t stop_wanted = 0;
volatile std::sig_atomic_t reload_wanted = 0;

int tell(const base::Error& error) {
    logging::write(Level::error, "stopped", {{"why", error.en}});
    std::cerr << error.zh << "\n" << error.en << "\n";
    return 1;
}

std::string text_of(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

// One process a data folder.
bool lock(const std::string& folder) {
    const int held = ::open((folder + "/lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    return held >= 0 && ::flock(held, LOCK_EX | LOCK_NB) == 0;
}

struct Running {
    daemon::Config config;
    std::string path;  // of its file
    daemon::Daemon& node;
    gateway::Gateway& api;
    transport::Server& server;
};

base::Status reload(Running& now) {
    auto next = daemon::read_config(now.path);
    if (!next) return next.error();
    const auto level = logging::level_of(next->level);
    if (!level) return base::fail("[log] level is unknown", "[log] level 未知");
    std::string keys;
    for (const std::string& key : daemon::fixed_keys_changed(now.config, *next)) {
        keys.append(keys.empty() ? "" : ", ").append(key);
    }
    if (!keys.empty()) return base::fail("a restart is needed for " + keys, "须重启方可更改：" + keys);
    if (auto done = now.node.set_webhooks(*next); !done) return done;
    now.api.set_policy(next->policy);
    now.server.limit(next->connections, next->connections_per_address);
    logging::set_level(*level);
    now.config = std::move(*next);
    return base::Done{};
}

// Until a signal stops it, or the ledger cannot be written.
void watch(Running& now) {
    std::uint64_t height = 0;
    while (stop_wanted == 0 && now.node.is_healthy()) {
        const std::uint64_t next = now.node.wait_above(height, health_tick).height;
        if (next > height) now.server.wake();  // followers of events
        height = next;
        if (reload_wanted == 0) continue;
        reload_wanted = 0;
        const auto done = reload(now);
        logging::write(done ? Level::info : Level::error,
                       done ? "configuration reloaded" : "configuration not reloaded",
                       {{"why", done ? std::string{} : done.error().en}});
    }
}

int run(const daemon::Config& config, const std::string& path) {
    std::error_code failed;
    std::filesystem::create_directories(config.path(config.data), failed);
    if (!lock(config.path(config.data))) {
        return tell(base::fail("another process uses this data folder, or it cannot be written",
                               "数据文件夹正被另一进程使用，或无法写入"));
    }
    auto node = daemon::Daemon::start(config);
    if (!node) return tell(node.error());
    gateway::Gateway api{**node, config.policy};
    transport::ServerSetting setting{.address = config.address, .port = config.port};
    setting.credentials = {text_of(config.path(config.certificate)),
                           text_of(config.path(config.key)), ""};
    setting.mutual = false;  // callers prove themselves by signed requests
    setting.workers = config.workers;
    setting.connections = config.connections;
    setting.connections_per_address = config.connections_per_address;
    setting.admit = [&](const transport::Request& head) { return api.admit(head); };
    setting.at_once = [&](const transport::Request& request) { return api.at_once(request); };
    auto server = transport::Server::start(
        setting, [&](const transport::Request& request) { return api.handle(request); });
    if (!server) return tell(server.error());
    logging::write(Level::info, "listening",
                   {{"address", config.address}, {"port", std::uint64_t{(*server)->port()}}});
    std::cout << "listening " << config.address << ":" << (*server)->port() << std::endl;
    Running running{config, path, **node, api, **server};
    watch(running);
    logging::write(Level::info, "stopping");
    const bool well = (*node)->is_healthy();
    (*server)->stop(grace);
    (*node)->stop();
    logging::write(Level::info, "stopped");
    return well ? 0 : 1;
}

int check(const std::string& path) {
    auto config = daemon::read_config(path);
    if (!config) return tell(config.error());
    if (auto done = daemon::check_files(*config); !done) return tell(done.error());
    std::cout << "配置有效 / the configuration is sound" << std::endl;
    return 0;
}

}  // namespace

int main(int count, char** words) {
    CLI::App app{"zhidad: one node of a Zhida ledger / 直达账本节点"};
    std::string path;
    bool print = false;
    std::string checked;
    auto* const run_it = app.add_option("--config", path, "configuration file (TOML)");
    auto* const check_it = app.add_option("--check", checked, "only check this configuration");
    auto* const print_it = app.add_flag(
        "--print-config", print, "print the packaged configuration, every key explained");
    run_it->excludes(check_it)->excludes(print_it);
    check_it->excludes(print_it);
    try {
        app.parse(count, words);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 1;
    }
    if (print) {
        std::cout << daemon::config_text(daemon::packaged_config());
        return 0;
    }
    if (!checked.empty()) return check(checked);
    auto config = daemon::read_config(path);
    if (!config) return tell(config.error());
    const auto level = logging::level_of(config->level);
    if (!level) return tell(base::fail("[log] level is unknown", "[log] level 未知"));
    std::optional<std::string> log;
    if (!config->log.empty()) log = config->path(config->log);
    if (auto done = logging::open(log, *level); !done) return tell(done.error());
    for (const int signal : {SIGTERM, SIGINT}) {
        std::signal(signal, [](int) { stop_wanted = 1; });
    }
    std::signal(SIGHUP, [](int) { reload_wanted = 1; });
    std::signal(SIGPIPE, SIG_IGN);
    return run(*config, path);
}
