// Who asks which node: from an installation's folder, from options, or from both, an option before
// the folder. Organisation, person and role that nobody names are those the ledger has for the key.
#pragma once

#include <memory>
#include <string>

#include "client/identity.hpp"
#include "client/remote/remote.hpp"
#include "client/state_view.hpp"

namespace CLI {
class App;
}

namespace zhida::cli {

struct Access {
    std::string home;
    std::string as;         // a name of members.csv
    std::string node;       // HOST:PORT
    std::string authority;  // a PEM file
    std::string key;        // a PEM file
    std::uint32_t organisation = 0;
    std::uint32_t person = 0;
    std::string role;
    std::string delegation;  // hexadecimal number: as somebody's deputy
    unsigned patience_seconds = 5;  // with a node that does not answer
    bool json = false;
};

void add_access(CLI::App& command, Access& access);

// What a node says of its ledger.
struct Facts {
    std::string name;
    std::string fingerprint;
    std::string engine;
    bool sandbox = false;
    crypto::Profile profile = crypto::Profile::gm;
    client::Status status;
};

struct Session {
    std::unique_ptr<client::RemoteLedger> ledger;
    client::Identity who;
    std::string name;  // of members.csv; else the key's id
    std::string home;  // may be empty
    Facts facts;

    crypto::Hash hash() const { return crypto::hash_of(facts.profile); }
    client::StateView state() const { return client::StateView{*ledger}; }
};

// Asks the node for its status, so that a node that is not there is told at once. Without a name
// or a key it is `otherwise` who asks.
base::Result<Session> open_session(const Access& access, std::string_view otherwise);

struct HostPort {
    std::string host;
    std::uint16_t port = 0;
};
// `HOST:PORT`, as `127.0.0.1:7443` or `[::1]:7443`.
std::optional<HostPort> parse_host_port(std::string_view text);
std::optional<Facts> read_facts(std::string_view json);

inline constexpr std::string_view reader = "finance-3";  // who asks when nobody is named

}  // namespace zhida::cli
