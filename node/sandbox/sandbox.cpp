#include "node/sandbox/sandbox.hpp"

#include <set>
#include <utility>

#include "banks/simd/messages.hpp"
#include "node/assembly/assembly.hpp"

namespace zhida::sandbox {

namespace {

using bank_port::Answer;
using bank_port::OrderAnswer;
using vocabulary::Fen;

constexpr vocabulary::OrganisationId county_office = 2;
constexpr base::Seconds noon_seconds = 12 * 3'600;

base::Error silence() { return base::fail("the bank does not answer", "银行没有应答"); }

std::string agent_name(BankCode bank) { return "agent-" + std::to_string(bank); }

}  // namespace

base::Result<std::vector<vocabulary::Reason>> InProcessBank::verify(
    const std::vector<bank_port::AccountQuestion>& questions) {
    if (is_dead) return silence();
    std::vector<vocabulary::Reason> answers;
    for (const auto& question : questions) answers.push_back(book_.verify(question));
    return answers;
}

std::vector<OrderAnswer> InProcessBank::submit(
    const std::string&, const std::vector<bank_port::Instruction>& instructions) {
    std::vector<OrderAnswer> unknown;
    for (const auto& one : instructions)
        unknown.push_back({one.end_to_end_id, Answer::unknown, {}});
    if (is_dead) return unknown;
    if (lose_requests > 0) {
        --lose_requests;
        return unknown;
    }
    if (delays) {
        under_way_.push_back(instructions);
        return unknown;
    }
    std::vector<OrderAnswer> answers;
    for (unsigned copy = 0; copy < copies; ++copy) answers = book_.pay(instructions);
    if (mixes_replies) std::swap(answers, earlier_);
    if (lose_replies == 0) return answers;
    --lose_replies;
    lost += static_cast<unsigned>(unknown.size());
    return unknown;
}

void InProcessBank::let_arrive() {
    for (const auto& instructions : std::exchange(under_way_, {})) book_.pay(instructions);
}

std::vector<OrderAnswer> InProcessBank::enquire(const std::vector<std::string>& ids) {
    const bool is_silent = is_dead || lose_answers > 0;
    std::vector<OrderAnswer> answers;
    for (const std::string& id : ids) {
        OrderAnswer answer{id, is_silent ? Answer::unknown : Answer::unheard, {}};
        if (!is_silent) answer = book_.status(id).value_or(answer);
        answers.push_back(answer);
    }
    if (lose_answers > 0) --lose_answers;
    return answers;
}

base::Result<std::optional<bank_port::Statement>> InProcessBank::statement(base::Date day) {
    if (is_dead) return silence();
    auto found = book_.statement(day);
    if (!found) return std::optional<bank_port::Statement>{};
    const std::string code = std::to_string(code_);
    const std::string time = base::time_text(base::start_of_day_in_china(day) + noon_seconds);
    found->bytes = base::to_bytes(
        base::view(simd::write_statement({code, time, "STMT-" + code, "ZHUANHU-" + code}, *found)));
    return found;
}

base::Result<std::vector<bank_port::Entry>> InProcessBank::entries(std::uint64_t after) {
    if (is_dead) return silence();
    return book_.entries(after);
}

class Sandbox::Verifier final : public chain::SignatureCheck {
  public:
    bool fits(const crypto::PublicKey& key, base::ByteView message,
              const crypto::Signature& signature) override {
        return crypto::verify(key, message, signature);
    }
};

Sandbox::Sandbox(const Setting& setting, intake::Content content)
    : disk_{setting.disk},
      profile_{setting.profile},
      one_account_{setting.one_account},
      hours_{setting.hours},
      deduplicates_{setting.deduplicates},
      content_{std::move(content)},
      validator_{crypto::SigningKey::generate(crypto::Algorithm::ed25519)} {}
Sandbox::~Sandbox() = default;

base::Result<std::unique_ptr<Sandbox>> Sandbox::make(const Setting& setting,
                                                     intake::Content content) {
    std::unique_ptr<Sandbox> made{new Sandbox{setting, std::move(content)}};
    if (auto done = made->start(setting); !done) return done.error();
    return made;
}

base::Status Sandbox::start(const Setting& setting) {
    const auto& manifest = content_.manifest;
    std::set<vocabulary::VillageCode> villages;
    for (const intake::Line& line : content_.lines) villages.insert(line.village);
    const county::Plan plan{.county = std::stoull(manifest.county),
                            .villages = {villages.begin(), villages.end()},
                            .calendar = setting.terms.calendar,
                            .source_system = manifest.source_system,
                            .source_key = setting.terms.sources.at(manifest.source_system),
                            .start = manifest.prepared_at,
                            .nonce = random_.draw<16>(),
                            .profile = profile_,
                            .one_account = one_account_};
    people_ = county::make_county(plan, [&](const std::string&) {
        return crypto::SigningKey::generate(crypto::algorithm_of(profile_));
    });
    people_.genesis.validators = {validator_.public_key().bytes};
    const auto genesis = codec::encode(people_.genesis);
    if (auto done = base::replace_file(disk_, "genesis", genesis); !done) return done;
    verifier_ = std::make_unique<Verifier>();
    machine_ = std::make_unique<chain::Machine>(node::assembly(), *verifier_);
    auto engine = ordering::Embedded::open(disk_, *machine_, people_.genesis, validator_);
    if (!engine) return engine.error();
    engine_ = std::move(*engine);
    vault_ = std::make_unique<vault::Vault>(disk_, profile_, county_office,
                                            people_.member("importer").identity.key, random_);
    ledger_ = std::make_unique<node::LocalLedger>(*engine_, *machine_, *vault_, disk_);
    walk_ = std::make_unique<walk::Walk>(*this, people_, profile_);
    for (const county::Bank& bank : county::banks) {
        if (auto done = add_bank(setting, bank); !done) return done;
    }
    return base::Done{};
}

base::Status Sandbox::add_bank(const Setting& setting, const county::Bank& bank) {
    const std::string name = agent_name(bank.code);
    const bool in_memory = setting.books == ":memory:";
    auto book = sim::Book::open(in_memory ? setting.books : setting.books + "/" + name + ".sqlite");
    if (!book) return book.error();
    const auto accounts = sim::read_accounts(setting.accounts_csv);
    if (!accounts) return accounts.error();
    if (auto done = (*book)->know(*accounts, std::to_string(bank.code)); !done) return done;
    if (auto done = (*book)->move_to(content_.manifest.day()); !done) return done;
    books_[bank.code] = std::move(*book);
    banks_[bank.code] = std::make_unique<InProcessBank>(*books_[bank.code], bank.code);
    return add_agent(bank.code, 1, "intents");
}

base::Status Sandbox::add_agent(BankCode code, std::uint32_t epoch, const std::string& log) {
    const std::string name = agent_name(code);
    auto intents = agent::Intents::open(disk_, name + "/" + log);
    if (!intents) return intents.error();
    logs_.push_back(std::move(*intents));
    agents_[code] = std::make_unique<agent::Agent>(
        agent::Setting{.bank = code,
                       .epoch = epoch,
                       .profile = profile_,
                       .hours = hours_,
                       .deduplicates = deduplicates_},
        people_.member(name).identity, *ledger_, *banks_.at(code), *logs_.back());
    return base::Done{};
}

base::Result<std::unique_ptr<agent::Agent>> Sandbox::replace_agent(BankCode code,
                                                                   std::uint32_t epoch) {
    auto older = std::move(agents_.at(code));
    if (auto done = add_agent(code, epoch, "intents-" + std::to_string(epoch)); !done)
        return done.error();
    return older;
}

// The office, the bank that holds the payee's account, and the bank that pays.
std::vector<vocabulary::OrganisationId> Sandbox::readers_of(BankCode bank) const {
    const auto organisation = [&](BankCode code) {
        return people_.member(agent_name(code)).identity.organisation;
    };
    std::vector<vocabulary::OrganisationId> readers{county_office, organisation(bank)};
    const BankCode payer = one_account_ ? county::banks.front().code : bank;
    if (payer != bank) readers.push_back(organisation(payer));
    return readers;
}

base::Result<walk::Prepared> Sandbox::prepare() {
    auto references =
        vault::References::open(disk_, people_.member("importer").identity.key, random_);
    if (!references) return references.error();
    const crypto::Hash hash = crypto::hash_of(profile_);
    vault::Registrar registrar{hash, random_.draw<32>(), people_.member("registrar").identity.key};
    importing::Office office{.vault = *vault_,
                             .references = **references,
                             .registrar = registrar,
                             .random = random_,
                             .hash = hash,
                             .programme = county::resettlement_programme};
    office.recipients.push_back(
        {county_office, people_.member("importer").identity.key.public_key()});
    for (const county::Bank& bank : county::banks) {
        const auto& agent = people_.member(agent_name(bank.code)).identity;
        office.recipients.push_back({agent.organisation, agent.key.public_key()});
    }
    office.readers_of = [&](BankCode bank) { return readers_of(bank); };
    // The registrar of a sandbox answers as fast as it is asked: each chunk is a second of its own.
    base::Seconds tick = 0;
    office.clock = [&] { return ++tick; };
    auto import = importing::prepare(content_, office);
    if (!import) return import.error();
    auto all = std::make_shared<std::vector<walk::Message>>();
    const auto add = [&](const auto& message) {
        all->push_back({std::decay_t<decltype(message)>::type, codec::encode(message)});
    };
    add(import->open);
    for (const auto& chunk : import->agreements) add(chunk);
    for (const auto& chunk : import->lines) add(chunk);
    return walk::Prepared{
        import->open.list, all->size(),
        [all](std::size_t n) -> base::Result<walk::Message> { return (*all)[n]; }};
}

base::Status Sandbox::deposit(BankCode bank, Fen amount, const std::string& reference) {
    return books_.at(bank)->deposit(amount, reference);
}

base::Status Sandbox::move_banks(base::Date day) {
    for (auto& [code, book] : books_) {
        if (auto done = book->move_to(day); !done) return done;
    }
    return base::Done{};
}

base::Result<bool> Sandbox::agents_caught_up() {
    for (auto& [code, agent] : agents_) {
        const auto last = static_cast<std::uint64_t>(books_.at(code)->counts().last_entry);
        if (agent->noted() < last) return false;
    }
    return true;
}

// One turn of every agent at a time, until the ledger stands still.
base::Result<bool> Sandbox::await(const std::function<base::Result<bool>()>& done) {
    while (true) {
        auto there = done();
        if (!there || *there) return there;
        const std::uint64_t before = engine_->height();
        for (auto& [code, agent] : agents_) {
            if (stopped_.contains(code)) continue;
            troubles_.erase(code);
            if (auto turned = agent->turn(); !turned) troubles_.emplace(code, turned.error());
        }
        if (engine_->height() == before) return done();
    }
}

}  // namespace zhida::sandbox
