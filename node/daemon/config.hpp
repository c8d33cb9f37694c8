// What a node is told by its file (zhidad.toml). Paths are relative to the file's own folder. An
// unknown key, a wrong type or a missing file is refused with its line.
#pragma once

#include <string>

#include "core/base/result.hpp"
#include "gateway/policy.hpp"

namespace zhida::daemon {

struct Webhook {
    std::string name;
    std::string url;
    std::string authority;  // a file; empty: those the machine knows
    std::string secret;     // a file with hexadecimal digits
    std::vector<std::string> kinds;
};

struct Config {
    std::string folder;  // of the file
    std::string data = "data";
    std::string genesis = "genesis";
    std::string validator_key;
    std::uint64_t snapshot_blocks = 5'000;

    std::string address = "127.0.0.1";
    std::uint16_t port = 7443;
    std::string certificate;
    std::string key;
    std::uint32_t workers = 32;
    std::uint32_t connections = 512;
    std::uint32_t connections_per_address = 512;
    gateway::Policy policy;  // [limits] and [metrics]

    std::uint32_t office = 0;  // organisation whose vault lies here; 0: none
    std::string vault_key;
    std::string registrar_key;  // of the registrar service; empty: it does not run here
    std::string programme_key;  // the registrar's secret, 32 bytes in hexadecimal
    std::uint32_t programme = 1;
    std::string villages;
    std::string calendar;  // a folder

    std::vector<Webhook> webhooks;  // [[webhook]]

    std::string pull_url;  // of a data platform's listing; empty: nothing is pulled
    std::string pull_source;
    std::string pull_authority;  // a file; empty: those the machine knows
    std::string pull_token;      // a file; empty: none
    std::uint32_t pull_seconds = 60;
    std::string views = "sqlite:data/views.sqlite";  // their database's URL; empty: none

    std::string log;  // a file; empty: standard error
    std::string level = "info";

    std::string path(const std::string& name) const {
        return name.starts_with('/') ? name : folder + "/" + name;
    }
    // The database's URL; a file's path is relative to the folder like every other.
    std::string views_url() const;
};

base::Result<Config> read_config(const std::string& path);
// Keys whose change needs a restart, as `http.port`.
std::vector<std::string> fixed_keys_changed(const Config& from, const Config& to);
// Whether all that the configuration names is there and sound; starts nothing, writes nothing.
base::Status check_files(const Config& config);
// The file `zhida init` writes, every key explained.
std::string config_text(const Config& config);
// What the Debian package sets: an installation in /var/lib/zhida, as `zhida init` lays it out.
Config packaged_config();

}  // namespace zhida::daemon
