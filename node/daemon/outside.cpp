// What the node has to do with others: packages that come, events that go, denials that are noted.
#include <ctime>
#include <fstream>

#include "contracts/registry/rules/registry.hpp"
#include "contracts/resettle/types/records.hpp"
#include "node/daemon/hooks.hpp"
#include "node/daemon/node.hpp"
#include "node/logging/logging.hpp"

namespace zhida::daemon {

namespace {

using logging::Level;

base::Result<std::string> text_of(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    if (!in) return base::fail("cannot read " + path, "无法读取 " + path);
    return std::string{std::istreambuf_iterator<char>{in}, {}};
}

base::Error no_office() {
    return base::fail("no office imports at this node", "本节点没有导入机构");
}

}  // namespace

base::Result<std::vector<webhooks::Hook>> hooks_of(const Config& config) {
    std::vector<webhooks::Hook> out;
    for (const Webhook& one : config.webhooks) {
        webhooks::Hook hook{.name = one.name, .url = one.url};
        if (!one.authority.empty()) {
            auto authority = text_of(config.path(one.authority));
            if (!authority) return authority.error();
            hook.authority = std::move(*authority);
        }
        auto secret = text_of(config.path(one.secret));
        if (!secret) return secret.error();
        const auto bytes = base::unhex(secret->substr(0, secret->find_last_not_of(" \r\n") + 1));
        if (!bytes) {
            return base::fail(one.secret + ": hexadecimal digits are wanted",
                              one.secret + "：应为十六进制");
        }
        hook.secret = *bytes;
        std::string names;
        for (const auto& kind : one.kinds) names.append(names.empty() ? "" : ",").append(kind);
        const auto kinds = gateway::read_kinds(names);
        if (!kinds) return base::fail("webhook " + one.name + ": an unknown kind of event",
                                      "webhook " + one.name + "：未知的事件种类");
        hook.kinds = *kinds;
        out.push_back(std::move(hook));
    }
    return out;
}

base::Status Daemon::set_webhooks(const Config& config) {
    auto hooks = hooks_of(config);
    if (!hooks) return hooks.error();
    if (!webhooks_) {
        webhooks::Feed feed;
        feed.ledger_id = base::hex(machine_->ledger().ledger_id);
        feed.read = [this](std::uint64_t after, std::size_t limit) {
            return journal_->read(after, limit);
        };
        feed.wait = [this](std::uint64_t above, std::chrono::milliseconds time) {
            return shared_->wait_above(above, time).height;
        };
        webhooks_ = std::make_unique<webhooks::Webhooks>(disk_, std::move(feed));
    }
    return webhooks_->set(std::move(*hooks));
}

base::Status Daemon::open_deliveries(const crypto::SigningKey& vault_key) {
    const auto profile = machine_->ledger().profile;
    auto store = deliveries::Deliveries::open(disk_, profile, vault_key, random_,
                                              [] { return base::Seconds{std::time(nullptr)}; });
    if (!store) return store.error();
    deliveries_ = std::make_unique<DeliveryDesk>(
        std::move(*store), *desk_, crypto::hash_of(profile), [this](const auto& list) {
            return shared_->read([&] {
                return chain::load<resettle::List>(machine_->view(), {list}).has_value();
            });
        });
    if (config_.pull_url.empty()) return base::Done{};
    pulling::Platform platform{.url = config_.pull_url, .source_system = config_.pull_source};
    platform.every = std::chrono::seconds{config_.pull_seconds};
    for (const auto& [from, to] : {std::pair{config_.pull_authority, &platform.authority},
                                   std::pair{config_.pull_token, &platform.token}}) {
        if (from.empty()) continue;
        auto text = text_of(config_.path(from));
        if (!text) return text.error();
        *to = std::move(*text);
    }
    platform.token.erase(platform.token.find_last_not_of(" \r\n") + 1);
    puller_ = std::make_unique<pulling::Puller>(std::move(platform), deliveries_->store(),
                                                [this] { deliveries_->wake(); });
    puller_->start();
    return base::Done{};
}

std::optional<crypto::PublicKey> Daemon::source_key(const std::string& source_system) {
    return shared_->read([&]() -> std::optional<crypto::PublicKey> {
        std::optional<crypto::PublicKey> key;
        const base::Bytes table{registry::Source::table};
        chain::each<registry::Source>(
            machine_->view(), table, table, [&](base::ByteView, const registry::Source& source) {
                if (source.source_system != source_system || !source.public_key) return true;
                // Source systems sign with SM2, whatever the ledger's profile (list-format.md).
                key = crypto::PublicKey{crypto::Algorithm::sm2_sm3, *source.public_key};
                return false;
            });
        return key;
    });
}

base::Result<gateway::DeliveryView> Daemon::begin_delivery(
    const std::string& source_system, const std::string& list_no,
    const std::vector<gateway::OfferedFile>& files) {
    if (!deliveries_) return no_office();
    return deliveries_->begin(source_system, list_no, files);
}

std::optional<gateway::DeliveryView> Daemon::delivery(const gateway::DeliveryId& id) {
    return deliveries_ ? deliveries_->find(id) : std::nullopt;
}

gateway::KeptPiece Daemon::keep_piece(const gateway::DeliveryId& id, const std::string& file,
                                      std::uint64_t offset, const std::string& bytes) {
    if (!deliveries_) return gateway::NoDelivery{};
    return deliveries_->keep(id, file, offset, bytes);
}

std::vector<gateway::DeliveryView> Daemon::deliveries() {
    return deliveries_ ? deliveries_->all() : std::vector<gateway::DeliveryView>{};
}

gateway::Imported Daemon::import(const std::string& package) {
    const auto laid_out = deliveries_->lay_out(package);
    if (laid_out && !*laid_out) return gateway::NoPackage{laid_out->error()};
    return desk_->import(package);
}

void Daemon::denied(const gateway::Denial& d) {
    const auto done = denials_->write({{"method", d.method},
                                       {"path", d.path},
                                       {"who", d.who},
                                       {"why", d.why},
                                       {"address", d.address},
                                       {"request", d.request}});
    if (!done) logging::write(Level::error, "a denial is not noted", {{"why", done.error().en}});
}

}  // namespace zhida::daemon
