#include "node/daemon/node.hpp"

#include <ctime>
#include <fstream>

#include "contracts/payment/rules/payment.hpp"
#include "contracts/privacy/rules/privacy.hpp"
#include "contracts/registry/rules/registry.hpp"
#include "contracts/resettle/rules/resettle.hpp"
#include "node/assembly/assembly.hpp"
#include "node/logging/logging.hpp"

namespace zhida::daemon {

namespace {

using logging::Level;

constexpr std::chrono::milliseconds shredder_tick{200};

base::Result<std::string> text_of(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    if (!in) return base::fail("cannot read " + path, "无法读取 " + path);
    return std::string{std::istreambuf_iterator<char>{in}, {}};
}

base::Result<crypto::SigningKey> key_of(const std::string& path) {
    auto pem = text_of(path);
    if (!pem) return pem.error();
    auto key = crypto::SigningKey::from_pem(*pem, "");
    if (!key) return base::fail(path + ": " + key.error().en, path + "：" + key.error().zh);
    return key;
}

// The public keys, not revoked, of the machines that act as this bank's agent.
std::vector<crypto::PublicKey> agent_keys(const chain::View& view,
                                          vocabulary::OrganisationId organisation) {
    std::vector<crypto::PublicKey> keys;
    const base::Bytes table{registry::KeyRecord::table};
    chain::each<registry::KeyRecord>(
        view, table, table, [&](base::ByteView, const registry::KeyRecord& key) {
            const auto role = static_cast<std::uint8_t>(vocabulary::Role::bank_agent);
            const auto grant =
                chain::load<registry::RoleGrant>(view, {key.person, organisation, role});
            if (grant && !grant->revoked && !key.revoked)
                keys.push_back({key.algorithm, key.public_key});
            return true;
        });
    return keys;
}

}  // namespace

Daemon::Daemon(const Config& config)
    : config_{config},
      disk_{config.path(config.data)} {}
Daemon::~Daemon() { stop(); }

base::Result<std::unique_ptr<Daemon>> Daemon::start(const Config& config) {
    std::unique_ptr<Daemon> node{new Daemon{config}};
    if (auto done = node->open_ledger(); !done) return done.error();
    if (config.office != 0) {
        if (auto done = node->open_office(); !done) return done.error();
    }
    if (auto done = node->open_shredder(); !done) return done.error();
    if (auto done = node->set_webhooks(config); !done) return done.error();
    return node;
}

// What reads the ledger ends before it does.
void Daemon::stop() {
    puller_.reset();
    webhooks_.reset();
    if (shredder_) shredder_->stop();
    if (shared_) shared_->stop();
    if (views_) views_->stop();  // after the last block: so the next start need not begin anew
    deliveries_.reset();
}

std::optional<Views::Lag> Daemon::views_lag() {
    return views_ ? std::optional{views_->lag()} : std::nullopt;
}

base::Status Daemon::open_ledger() {
    auto bytes = text_of(config_.path(config_.genesis));
    if (!bytes) return bytes.error();
    const auto genesis = codec::decode<chain::Genesis>(base::view(*bytes));
    if (!genesis) return base::fail("the genesis document is malformed", "创世文件格式有误");
    auto validator = key_of(config_.path(config_.validator_key));
    if (!validator) return validator.error();
    // The ledger's folder holds all that an auditor's replay needs.
    if (!disk_.exists("genesis")) {
        if (auto done = base::replace_file(disk_, "genesis", base::view(*bytes)); !done)
            return done;
    }
    auto journal = Journal::open(disk_, chain::ledger_id_of(*genesis));
    if (!journal) return journal.error();
    journal_ = std::move(*journal);
    if (auto done = open_engine(*genesis, *validator); !done) return done;
    if (engine_->snapshot_height() > journal_->last()) {
        // The journal lost its end: make it again from the blocks.
        if (auto done = disk_.remove(std::string{ordering::snapshot_path}); !done) return done;
        if (auto done = open_engine(*genesis, *validator); !done) return done;
    }
    if (auto done = journal_->check_log(engine_->height()); !done) return done;
    if (auto done = journal_->keep(); !done) return done;
    const auto vault_key = config_.office == 0 ? base::Result<crypto::SigningKey>{*validator}
                                               : key_of(config_.path(config_.vault_key));
    if (!vault_key) return vault_key.error();
    vault_ = std::make_unique<vault::Vault>(disk_, genesis->profile, config_.office, *vault_key,
                                            random_);
    local_ = std::make_unique<node::LocalLedger>(*engine_, *machine_, *vault_, disk_);
    shared_ = std::make_unique<SharedLedger>(
        *local_, *engine_, *journal_,
        Rhythm{config_.snapshot_blocks, [] { return base::Seconds{std::time(nullptr)}; }});
    auto denials = denials::DenialLog::open(config_.path(config_.data + "/denials"),
                                            [] { return base::Seconds{std::time(nullptr)}; });
    if (!denials) return denials.error();
    denials_ = std::move(*denials);
    gauges_ = std::make_unique<Gauges>(*shared_, *machine_, *vault_, *journal_);
    pending_.known_from(engine_->snapshot_height());
    if (!config_.views.empty()) {
        views_ = std::make_unique<Views>(config_.views_url(), *shared_, *engine_, *machine_,
                                         pending_);
    }
    logging::write(Level::info, "ledger open",
                   {{"ledger", chain::fingerprint(machine_->ledger().ledger_id)},
                    {"height", engine_->height()},
                    {"from_snapshot", engine_->snapshot_height()}});
    return base::Done{};
}

base::Status Daemon::open_engine(const chain::Genesis& genesis,
                                 const crypto::SigningKey& validator) {
    engine_.reset();
    machine_ = std::make_unique<chain::Machine>(node::assembly(), verdicts_);
    history_ = std::make_unique<proof::HistoryKeeper>(disk_);
    if (!config_.views.empty()) {
        machine_->watch([this](const chain::Draft::Changes& changes, std::uint64_t height) {
            for (const auto& [key, value] : changes) pending_.note(key, height);
        });
    }
    auto engine = ordering::Embedded::open(
        disk_, *machine_, genesis, validator,
        [this](const ordering::StoredBlock& block, const chain::BlockOutput& output) {
            journal_->note(block, output);
            for (const chain::Receipt& receipt : output.receipts) {
                const bool ordered = std::ranges::any_of(receipt.events, [](const auto& event) {
                    return event.kind == privacy::ErasureOrdered::kind;
                });
                if (ordered && shredder_) shredder_->wake();
            }
            if (auto done = history_->note(block, output, machine_->trie()); !done)
                logging::write(Level::warning, "no witness kept", {{"why", done.error().en}});
        });
    if (!engine) return engine.error();
    engine_ = std::move(*engine);
    return base::Done{};
}

base::Status Daemon::open_office() {
    auto vault_key = key_of(config_.path(config_.vault_key));
    if (!vault_key) return vault_key.error();
    DeskKeys keys{.vault = *vault_key};
    if (!config_.registrar_key.empty()) {
        auto registrar = key_of(config_.path(config_.registrar_key));
        if (!registrar) return registrar.error();
        keys.registrar = *registrar;
        auto secret = text_of(config_.path(config_.programme_key));
        if (!secret) return secret.error();
        const auto bytes = base::unhex(secret->substr(0, secret->find_last_not_of("\r\n") + 1));
        const auto key = bytes ? base::to_array<32>(*bytes) : std::nullopt;
        if (!key) return base::fail("the programme key is malformed", "项目密钥格式有误");
        keys.programme = *key;
    }
    auto desk =
        ImportDesk::open(disk_, config_, machine_->ledger().profile, *vault_, std::move(keys),
                         [this](std::uint64_t county) { return terms_now(county); },
                         [this](const vocabulary::ListId& list) { return list_now(list); });
    if (!desk) return desk.error();
    desk_ = std::move(*desk);
    return open_deliveries(*vault_key);
}

std::optional<resettle::ListState> Daemon::list_now(const vocabulary::ListId& id) {
    return shared_->read([&]() -> std::optional<resettle::ListState> {
        const auto view = machine_->view();
        const auto list = chain::load<resettle::List>(view, {id});
        if (!list) return std::nullopt;
        return resettle::state_now(view, id, *list);
    });
}

// What was ordered before is gone before anything is served.
base::Status Daemon::open_shredder() {
    shredder_ = std::make_unique<Shredder>(
        *vault_,
        [this] { return shared_->read([&] { return Shredder::ordered(machine_->view()); }); },
        [this, height = std::uint64_t{0}]() mutable {
            height = shared_->wait_above(height, shredder_tick).height;
        });
    const auto cleaned = shared_->read(
        [&] { return Shredder::clean(disk_, *vault_, machine_->view()); });
    if (!cleaned) return cleaned;
    if (auto done = shredder_->run(); !done) return done;
    shredder_->start();
    return base::Done{};
}

LedgerTerms Daemon::terms_now(std::uint64_t county) {
    return shared_->read([&] {
        const auto view = machine_->view();
        LedgerTerms terms;
        const base::Bytes table{registry::Source::table};
        chain::each<registry::Source>(
            view, table, table, [&](base::ByteView, const registry::Source& source) {
                auto& key = terms.sources[source.source_system];
                // The source system signs with SM2 whatever the ledger's own profile is.
                constexpr auto algorithm = crypto::Algorithm::sm2_sm3;
                if (source.public_key) key = crypto::PublicKey{algorithm, *source.public_key};
                return true;
            });
        const auto today = base::day_in_china(local_->time());
        const auto cap = registry::parameter(view, "resettle.line_cap_fen", county, today);
        terms.line_cap_fen = static_cast<std::int64_t>(cap.value_or(0));
        auto key = key_of(config_.path(config_.vault_key));
        if (key) terms.recipients.push_back({config_.office, key->public_key()});
        std::map<vocabulary::BankCode, vocabulary::OrganisationId> banks;
        const base::Bytes all{registry::Organisation::table};
        chain::each<registry::Organisation>(
            view, all, all, [&](base::ByteView where, const registry::Organisation& one) {
                if (one.bank != 0) banks[one.bank] = base::read_u32(where.subspan(1));
                return true;
            });
        for (const auto& [bank, organisation] : banks) {
            const auto keys = agent_keys(view, organisation);
            if (!keys.empty()) terms.recipients.push_back({organisation, keys.back()});
        }
        // The office, the bank that holds the account, and the bank whose special account pays.
        std::map<vocabulary::BankCode, vocabulary::OrganisationId> payers;
        const auto main_account = payment::route(view, county, 0);
        const auto payer = [&](std::optional<vocabulary::AccountId> account) {
            const auto found =
                account ? chain::load<payment::Account>(view, {*account}) : std::nullopt;
            return found && banks.contains(found->bank) ? banks.at(found->bank) : 0;
        };
        for (const auto& [bank, organisation] : banks) {
            payers[bank] = payer(payment::route(view, county, bank));
        }
        const auto other = payer(main_account);
        const auto office = config_.office;
        terms.readers_of = [=](vocabulary::BankCode bank) {
            std::vector<vocabulary::OrganisationId> readers{office};
            const auto holder = banks.find(bank);
            if (holder != banks.end()) readers.push_back(holder->second);
            const auto found = payers.find(bank);
            const auto pays = found == payers.end() ? other : found->second;
            if (pays != 0 && std::ranges::find(readers, pays) == readers.end())
                readers.push_back(pays);
            return readers;
        };
        return terms;
    });
}

gateway::LedgerFacts Daemon::facts() {
    const auto& ledger = machine_->ledger();
    return {ledger.name, ledger.sandbox, ledger.profile, "embedded",
            engine_->genesis().validators.size()};
}

std::optional<gateway::Caller> Daemon::caller(const crypto::KeyId& id) {
    return shared_->read([&]() -> std::optional<gateway::Caller> {
        const auto view = machine_->view();
        const auto key = chain::load<registry::KeyRecord>(view, {id});
        if (!key || key->revoked) return std::nullopt;
        const auto person = chain::load<registry::Person>(view, {key->person});
        if (!person) return std::nullopt;
        gateway::Caller caller{.organisation = person->organisation,
                               .person = key->person,
                               .key = {key->algorithm, key->public_key},
                               .roles = {}};
        for (const auto& word : vocabulary::role_words) {
            const auto grant = chain::load<registry::RoleGrant>(
                view, {key->person, person->organisation, static_cast<std::uint8_t>(word.role)});
            if (grant && !grant->revoked) caller.roles.push_back(word.role);
        }
        return caller;
    });
}

client::Status Daemon::wait_above(std::uint64_t height, std::chrono::milliseconds time) {
    return shared_->wait_above(height, time);
}

const chain::RefusalText* Daemon::refusal(chain::Code code) { return node::refusal(code); }

base::Result<gateway::EventPage> Daemon::events(std::uint64_t after, std::size_t limit) {
    return journal_->read(after, limit);
}

base::Status Daemon::begin_upload(const std::string& package) {
    return desk_->begin_upload(package);
}

base::Status Daemon::keep_upload(const std::string& package, const std::string& file,
                                 std::uint64_t offset, const std::string& bytes) {
    return desk_->keep_upload(package, file, offset, bytes);
}

base::Result<gateway::Message> Daemon::prepared(const vocabulary::ListId& list,
                                                std::size_t number) {
    return desk_->prepared(list, number);
}

base::Seconds Daemon::wall_time() { return std::time(nullptr); }

chain::Digest Daemon::state_root() {
    return shared_->read([&] { return machine_->app_hash(); });
}

}  // namespace zhida::daemon
