#include "cli/access.hpp"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <charconv>

#include "contracts/registry/types/records.hpp"
#include "node/daemon/config.hpp"
#include "node/installation/installation.hpp"

namespace zhida::cli {

namespace {

using vocabulary::Role;

struct Target {
    client::NodeAddress node;
    std::optional<chain::Digest> ledger_id;  // of the home's own genesis
};

base::Error unreachable(const client::NodeAddress& node, const base::Error& why) {
    const std::string at = node.host + ":" + std::to_string(node.port);
    return base::fail("the node at " + at + " cannot be reached: " + why.en,
                      "无法连接节点 " + at + "：" + why.zh);
}

base::Result<Target> target_of(const Access& access) {
    Target target;
    if (access.home.empty() && (access.node.empty() || access.authority.empty())) {
        return base::fail("which node? give --home (or ZHIDA_HOME), or --node and --authority",
                          "未指明节点：请给出 --home（或 ZHIDA_HOME），或 --node 与 --authority");
    }
    const std::string authority =
        access.authority.empty() ? access.home + "/authority.pem" : access.authority;
    auto pem = installation::read_text(authority);
    if (!pem) return pem.error();
    target.node.authority = std::move(*pem);
    if (!access.node.empty()) {
        const auto at = parse_host_port(access.node);
        if (!at) return base::fail("--node is HOST:PORT", "--node 的格式是 主机:端口");
        target.node.host = at->host;
        target.node.port = at->port;
        return target;
    }
    auto config = daemon::read_config(access.home + "/node/zhidad.toml");
    if (!config) return config.error();
    target.node.host = config->address;
    target.node.port = config->port;
    auto bytes = installation::read_text(access.home + "/genesis");
    const auto genesis = bytes ? codec::decode<chain::Genesis>(base::view(*bytes)) : std::nullopt;
    if (genesis) target.ledger_id = chain::ledger_id_of(*genesis);
    return target;
}

struct Signer {
    std::string name;
    client::Identity identity;
    bool is_known = false;  // organisation, person and role stand in members.csv
};

base::Result<Signer> signer_of(const Access& access, std::string_view otherwise) {
    if (!access.key.empty()) {
        auto pem = installation::read_text(access.key);
        if (!pem) return pem.error();
        auto key = crypto::SigningKey::from_pem(*pem, "");
        if (!key) return key.error();
        const std::string name = base::hex(crypto::key_id(key->public_key()));
        return Signer{name, {0, 0, Role::auditor, std::move(*key)}, false};
    }
    if (access.home.empty()) {
        return base::fail("who asks? give --as with --home, or --key",
                          "未指明办理人：请给出 --home 与 --as，或 --key");
    }
    const std::string name = access.as.empty() ? std::string{otherwise} : access.as;
    if (name.empty()) return base::fail("who signs? give --as NAME", "未指明签名人：请给出 --as");
    auto member = installation::read_member(access.home, name);
    if (!member) return member.error();
    return Signer{name, std::move(member->identity), true};
}

// What the ledger has for the key.
base::Status look_up(client::RemoteLedger& ledger, client::Identity& who) {
    const client::StateView view{ledger};
    const auto key = chain::load<registry::KeyRecord>(view, {crypto::key_id(who.key.public_key())});
    const auto person = key ? chain::load<registry::Person>(view, {key->person})
                            : std::optional<registry::Person>{};
    if (view.trouble()) return *view.trouble();
    if (!person) return base::fail("the ledger does not know this key", "账本不认识该密钥");
    who.person = key->person;
    who.organisation = person->organisation;
    base::Bytes prefix{registry::RoleGrant::table};
    base::append_u32(prefix, who.person);
    base::append_u32(prefix, who.organisation);
    view.scan(prefix, prefix, [&](base::ByteView at, base::ByteView value) {
        if (chain::read_record<registry::RoleGrant>(value).revoked) return true;
        who.role = static_cast<Role>(at.back());
        return false;
    });
    if (view.trouble()) return *view.trouble();
    return base::Done{};
}

base::Status name_role(const Access& access, client::Identity& who) {
    if (access.organisation != 0) who.organisation = access.organisation;
    if (access.person != 0) who.person = access.person;
    if (access.role.empty()) return base::Done{};
    for (const auto& word : vocabulary::role_words) {
        if (word.name != access.role) continue;
        who.role = word.role;
        return base::Done{};
    }
    return base::fail("there is no role " + access.role, "没有角色 " + access.role);
}

// The deputy acts in the delegation's role for its organisation.
base::Status name_delegation(const Access& access, client::RemoteLedger& ledger,
                             client::Identity& who) {
    if (access.delegation.empty()) return base::Done{};
    const auto bytes = base::unhex(access.delegation);
    const auto id = bytes ? base::to_array<8>(*bytes) : std::nullopt;
    if (!id) {
        return base::fail("--delegation has 16 hexadecimal digits",
                          "--delegation 为 16 位十六进制");
    }
    const client::StateView view{ledger};
    const auto found = chain::load<registry::Delegation>(view, {*id});
    if (view.trouble()) return *view.trouble();
    if (!found) return base::fail("there is no such delegation", "没有这个委托");
    who.delegation = *bytes;
    who.organisation = found->organisation;
    who.role = found->role;
    return base::Done{};
}

base::Result<Facts> meet(client::RemoteLedger& ledger, const Target& target) {
    auto answer = ledger.ask("GET", "/v1/status", "");
    if (!answer) return unreachable(target.node, answer.error());
    if (answer->status != 200) return client::error_of(*answer);
    auto facts = read_facts(answer->body);
    if (!facts) return base::fail("the node's answer cannot be read", "无法读取节点的应答");
    if (target.ledger_id && facts->status.ledger_id != *target.ledger_id) {
        return base::fail("the node keeps another ledger than this installation's",
                          "节点的账本不是本安装的账本");
    }
    return std::move(*facts);
}

}  // namespace

void add_access(CLI::App& command, Access& access) {
    command.add_option("--home", access.home, "folder of the installation")->envname("ZHIDA_HOME");
    command.add_option("--as", access.as, "who: a name of members.csv, as finance-3");
    command.add_option("--node", access.node, "HOST:PORT of the node, instead of the home's");
    command.add_option("--authority", access.authority, "PEM of the node's certificate authority");
    command.add_option("--key", access.key, "PEM of the private key, instead of a name");
    command.add_option("--organisation", access.organisation, "as whose member; else the ledger's");
    command.add_option("--person", access.person, "number of the person; else the ledger's");
    command.add_option("--role", access.role, "as township_officer; else the first one granted");
    command.add_option("--delegation", access.delegation, "number of the delegation, as a deputy");
    command.add_option("--patience", access.patience_seconds, "seconds to try to reach the node")
        ->check(CLI::Range(0U, 600U))
        ->capture_default_str();
    command.add_flag("--json", access.json, "one JSON document instead of tables");
}

std::optional<HostPort> parse_host_port(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return std::nullopt;
    HostPort out;
    std::string_view host = text.substr(0, colon);
    const std::string_view port = text.substr(colon + 1);
    if (host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    out.host = std::string{host};
    const auto read = std::from_chars(port.data(), port.data() + port.size(), out.port);
    const bool whole = read.ec == std::errc{} && read.ptr == port.data() + port.size();
    if (!whole || out.port == 0 || out.host.empty()) return std::nullopt;
    return out;
}

std::optional<Facts> read_facts(std::string_view json) {
    boost::system::error_code bad;
    const auto value = boost::json::parse(json, bad);
    const auto* const object = bad ? nullptr : value.if_object();
    if (object == nullptr) return std::nullopt;
    const auto text = [&](const char* name) -> std::string {
        const auto* const found = object->if_contains(name);
        return found && found->is_string() ? std::string{found->as_string()} : "";
    };
    const auto digest = [&](const char* name) {
        const auto bytes = base::unhex(text(name));
        return bytes ? base::to_array<32>(*bytes) : std::nullopt;
    };
    const auto number = [&](const char* name) -> std::int64_t {
        const auto* const found = object->if_contains(name);
        return found && found->is_int64() ? found->as_int64() : -1;
    };
    const auto id = digest("ledger_id");
    const auto block = digest("block_hash");
    const auto root = digest("state_root");
    const std::int64_t height = number("height");
    const std::string profile = text("profile");
    const auto* const sandbox = object->if_contains("sandbox");
    const bool sound = id && block && root && height >= 0 && number("time") >= 0 &&
                       (profile == "gm" || profile == "intl") && sandbox && sandbox->is_bool();
    if (!sound) return std::nullopt;
    return Facts{
        .name = text("name"),
        .fingerprint = text("fingerprint"),
        .engine = text("engine"),
        .sandbox = sandbox->as_bool(),
        .profile = profile == "gm" ? crypto::Profile::gm : crypto::Profile::intl,
        .status = {*id, static_cast<std::uint64_t>(height), *block, number("time"), *root}};
}

base::Result<Session> open_session(const Access& access, std::string_view otherwise) {
    auto target = target_of(access);
    if (!target) return target.error();
    auto signer = signer_of(access, otherwise);
    if (!signer) return signer.error();
    Session session{
        .ledger = std::make_unique<client::RemoteLedger>(
            target->node, signer->identity, std::chrono::seconds{access.patience_seconds}),
        .who = std::move(signer->identity),
        .name = std::move(signer->name),
        .home = access.home,
        .facts = {}};
    auto facts = meet(*session.ledger, *target);
    if (!facts) return facts.error();
    session.facts = std::move(*facts);
    if (!signer->is_known) {
        if (auto done = look_up(*session.ledger, session.who); !done) return done.error();
    }
    if (auto done = name_role(access, session.who); !done) return done.error();
    auto deputy = name_delegation(access, *session.ledger, session.who);
    if (!deputy) return deputy.error();
    return session;
}

}  // namespace zhida::cli
