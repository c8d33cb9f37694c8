#include "node/sandbox/sandbox.hpp"

#include <set>

#include "contracts/payment/rules/payment.hpp"
#include "contracts/registry/rules/registry.hpp"
#include "contracts/resettle/rules/resettle.hpp"

namespace zhida::sandbox {

namespace {

using bank_port::Answer;
using bank_port::OrderAnswer;
using vocabulary::Fen;

constexpr vocabulary::OrganisationId county_office = 2;
constexpr base::Seconds person_terms = 600;
constexpr base::Seconds notice_seconds = 7 * 86'400;
constexpr base::Seconds opening_hour_seconds = 9 * 3'600;

std::string agent_name(BankCode bank) { return "agent-" + std::to_string(bank); }

}  // namespace

base::Result<std::vector<vocabulary::Reason>> InProcessBank::verify(
    const std::vector<bank_port::AccountQuestion>& questions) {
    std::vector<vocabulary::Reason> answers;
    for (const auto& question : questions) answers.push_back(book_.verify(question));
    return answers;
}

std::vector<OrderAnswer> InProcessBank::submit(
    const std::string&, const std::vector<bank_port::Instruction>& instructions) {
    sent += static_cast<unsigned>(instructions.size());
    std::vector<OrderAnswer> answers = book_.pay(instructions);
    if (lose_replies == 0) return answers;
    --lose_replies;
    for (OrderAnswer& answer : answers) answer = {answer.end_to_end_id, Answer::unknown, {}};
    return answers;
}

std::vector<OrderAnswer> InProcessBank::enquire(const std::vector<std::string>& ids) {
    std::vector<OrderAnswer> answers;
    for (const std::string& id : ids) {
        const auto known = lose_answers == 0 ? book_.status(id) : std::nullopt;
        answers.push_back(known.value_or(OrderAnswer{id, Answer::unknown, {}}));
    }
    if (lose_answers > 0) --lose_answers;
    return answers;
}

base::Result<std::optional<bank_port::Statement>> InProcessBank::statement(base::Date day) {
    return book_.statement(day);
}

base::Result<std::vector<bank_port::Entry>> InProcessBank::entries(std::uint64_t after) {
    return book_.entries(after);
}

class Sandbox::Verifier final : public chain::SignatureCheck {
  public:
    bool fits(const crypto::PublicKey& key, base::ByteView message,
              const crypto::Signature& signature) override {
        return crypto::verify(key, message, signature);
    }
};

Sandbox::Sandbox(base::Disk& disk, intake::Content content)
    : disk_{disk},
      content_{std::move(content)},
      validator_{crypto::SigningKey::generate(crypto::Algorithm::ed25519)} {}
Sandbox::~Sandbox() = default;

base::Result<std::unique_ptr<Sandbox>> Sandbox::make(const Setting& setting,
                                                     intake::Content content) {
    std::unique_ptr<Sandbox> made{new Sandbox{setting.disk, std::move(content)}};
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
                            .nonce = random_.draw<16>()};
    people_ = county::make_county(plan, [](const std::string&) {
        return crypto::SigningKey::generate(crypto::Algorithm::sm2_sm3);
    });
    people_.genesis.validators = {validator_.public_key().bytes};
    const auto genesis = codec::encode(people_.genesis);
    if (auto done = base::replace_file(disk_, "genesis", genesis); !done) return done;
    verifier_ = std::make_unique<Verifier>();
    machine_ = std::make_unique<chain::Machine>(node::assembly(), *verifier_);
    auto engine = ordering::Embedded::open(disk_, *machine_, people_.genesis, validator_);
    if (!engine) return engine.error();
    engine_ = std::move(*engine);
    vault_ = std::make_unique<vault::Vault>(disk_, crypto::Profile::gm, county_office,
                                            people_.member("importer").identity.key, random_);
    ledger_ = std::make_unique<node::LocalLedger>(*engine_, *machine_, *vault_, disk_);
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
    auto intents = agent::Intents::open(disk_, name + "/intents");
    if (!intents) return intents.error();
    const auto accounts = sim::read_accounts(setting.accounts_csv);
    if (auto done = (*book)->know(accounts, std::to_string(bank.code)); !done) return done;
    if (auto done = (*book)->move_to(content_.manifest.day()); !done) return done;
    books_[bank.code] = std::move(*book);
    banks_[bank.code] = std::make_unique<InProcessBank>(*books_[bank.code]);
    intents_[bank.code] = std::move(*intents);
    agents_[bank.code] = std::make_unique<agent::Agent>(
        agent::Setting{bank.code, 1, crypto::Profile::gm}, people_.member(name).identity, *ledger_,
        *banks_[bank.code], *intents_[bank.code]);
    return base::Done{};
}

template <class M>
base::Status Sandbox::act(const std::string& who, const M& message) {
    const client::Terms terms{machine_->ledger().ledger_id, ledger_->status()->time + person_terms,
                              base::to_bytes(base::view("act-" + std::to_string(++references_)))};
    auto receipt = ledger_->submit(client::make(people_.member(who).identity, terms, message));
    if (!receipt) return receipt.error();
    if (receipt->code == 0) return base::Done{};
    const chain::RefusalText* const text = node::refusal(receipt->code);
    const std::string tail = " (" + std::to_string(receipt->code) + " " + receipt->datum + ")";
    const std::string name{M::name};
    return base::fail(who + ", " + name + ": " + std::string{text ? text->en : ""} + tail,
                      who + "，" + name + "：" + std::string{text ? text->zh : ""} + tail);
}

base::Status Sandbox::move_to(base::Seconds time) {
    if (auto done = act("administrator", registry::MoveClock{time}); !done) return done;
    if (auto done = ledger_->fire_timers(); !done) return done;
    for (auto& [code, book] : books_) {
        if (auto done = book->move_to(base::day_in_china(time)); !done) return done;
    }
    return base::Done{};
}

resettle::List Sandbox::list() const {
    return chain::must_load<resettle::List>(machine_->view(), {list_});
}

template <class M>
M Sandbox::header() const {
    M m;
    m.list = list_;
    m.header = list().header;
    m.overlay = resettle::overlay_now(machine_->view(), crypto::Hash::sm3, list_, list());
    return m;
}

base::Status Sandbox::import() {
    auto references =
        vault::References::open(disk_, people_.member("importer").identity.key, random_);
    if (!references) return references.error();
    vault::Registrar registrar{crypto::Hash::sm3, random_.draw<32>(),
                               people_.member("registrar").identity.key};
    importing::Office office{.vault = *vault_,
                             .references = **references,
                             .registrar = registrar,
                             .random = random_,
                             .programme = county::resettlement_programme};
    office.recipients.push_back(
        {county_office, people_.member("importer").identity.key.public_key()});
    for (const county::Bank& bank : county::banks) {
        const auto& agent = people_.member(agent_name(bank.code)).identity;
        office.recipients.push_back({agent.organisation, agent.key.public_key()});
    }
    office.readers_of = [&](BankCode bank) {
        const auto& agent = people_.member(agent_name(bank)).identity;
        return std::vector<vocabulary::OrganisationId>{county_office, agent.organisation};
    };
    // The registrar of a sandbox answers as fast as it is asked: each chunk is a second of its own.
    base::Seconds tick = 0;
    office.clock = [&] { return ++tick; };
    const auto import = importing::prepare(content_, office);
    if (!import) return import.error();
    list_ = import->open.list;
    if (auto done = act("importer", import->open); !done) return done;
    for (const auto& chunk : import->agreements) {
        if (auto done = act("importer", chunk); !done) return done;
    }
    for (const auto& chunk : import->lines) {
        if (auto done = act("importer", chunk); !done) return done;
    }
    return base::Done{};
}

base::Status Sandbox::each_agent(const std::function<base::Status(BankCode, agent::Agent&)>& step) {
    for (auto& [code, agent] : agents_) {
        if (auto done = step(code, *agent); !done) return done;
    }
    return base::Done{};
}

base::Status Sandbox::verify() {
    return each_agent([](BankCode, agent::Agent& agent) { return agent.verify(); });
}

base::Status Sandbox::villages() {
    for (vocabulary::SectionNumber n = 0; n < list().sections; ++n) {
        const auto section = chain::must_load<resettle::Section>(machine_->view(), {list_, n});
        const std::string stem = "village-" + std::to_string(section.header.village) + "-";
        const std::vector<resettle::SectionSeen> seen{{n, section.digest, section.overlay}};
        const resettle::ConfirmSections confirm{list_, seen};
        if (auto done = act(stem + "1", confirm); !done) return done;
        if (auto done = act(stem + "2", confirm); !done) return done;
        if (auto done = act(stem + "2", resettle::OpenNotice{list_, seen}); !done) return done;
    }
    return move_to(ledger_->status()->time + notice_seconds);
}

base::Status Sandbox::townships() {
    std::map<std::uint64_t, std::vector<resettle::SectionSeen>> by_township;
    for (vocabulary::SectionNumber n = 0; n < list().sections; ++n) {
        const auto section = chain::must_load<resettle::Section>(machine_->view(), {list_, n});
        by_township[vocabulary::township_of(section.header.village)].push_back(
            {n, section.digest, section.overlay});
    }
    for (const auto& [township, seen] : by_township) {
        const std::string stem = "township-" + std::to_string(township) + "-";
        for (const char* officer : {"1", "2"}) {
            const resettle::ApproveSections approve{list_, seen};
            if (auto done = act(stem + officer, approve); !done) return done;
        }
    }
    return base::Done{};
}

base::Status Sandbox::county_and_area() {
    for (const char* officer : {"county-1", "county-2", "area-1"}) {
        if (auto done = act(officer, header<resettle::ApproveList>()); !done) return done;
    }
    return base::Done{};
}

// Each bank's special account receives exactly the total of its lines, held ones too.
base::Status Sandbox::fund() {
    std::map<BankCode, std::int64_t> totals;
    for (const intake::Line& line : content_.lines) {
        totals[static_cast<BankCode>(std::stoul(line.cnaps.substr(0, 3)))] += line.amount_fen;
    }
    for (const auto& [code, fen] : totals) {
        const std::string reference = content_.manifest.list_no + " " + std::to_string(code);
        if (auto done = books_.at(code)->deposit(*Fen::of(fen), reference); !done) return done;
        if (auto done = agents_.at(code)->note_entries(); !done) return done;
    }
    return base::Done{};
}

base::Status Sandbox::move_to_working_day(unsigned days_ahead) {
    const base::Date today = base::day_in_china(ledger_->status()->time);
    const auto day = days_ahead == 0
                         ? registry::working_day_from(machine_->view(), today)
                         : registry::working_days_after(machine_->view(), today, days_ahead);
    if (!day) return base::fail("no working-day calendar is known here", "缺少工作日历");
    if (*day == today) return base::Done{};
    return move_to(base::start_of_day_in_china(*day) + opening_hour_seconds);
}

base::Status Sandbox::release() {
    if (auto done = move_to_working_day(0); !done) return done;
    if (auto done = act("finance-1", header<resettle::LockFunds>()); !done) return done;
    return act("finance-2", header<resettle::ReleaseList>());
}

base::Status Sandbox::pay() {
    return each_agent([](BankCode, agent::Agent& agent) -> base::Status {
        auto left = agent.pay();
        if (!left) return left.error();
        return base::Done{};
    });
}

base::Status Sandbox::close_day() {
    const base::Date day = base::day_in_china(ledger_->status()->time);
    const base::Seconds evening = base::start_of_day_in_china(day) + agent::cut_off_default;
    if (ledger_->status()->time < evening) {
        if (auto done = move_to(evening); !done) return done;
    }
    for (const county::Bank& bank : county::banks) {
        if (auto done = agents_.at(bank.code)->close_due(); !done) return done;
        const payment::DayClose::Key key{bank.account, static_cast<std::uint32_t>(day.days)};
        const auto close = chain::load<payment::DayClose>(machine_->view(), key);
        if (!close || close->finance) continue;
        const payment::ConfirmClose confirm{bank.account, day, close->digest, close->close.seen};
        if (auto done = act("finance-3", confirm); !done) return done;
    }
    return base::Done{};
}

base::Status Sandbox::next_working_day() {
    if (auto done = move_to_working_day(1); !done) return done;
    return each_agent([](BankCode, agent::Agent& agent) { return agent.note_entries(); });
}

base::Status Sandbox::close_list() { return act("finance-3", header<resettle::CloseList>()); }

bool Sandbox::is_closed() const { return list().state == resettle::ListState::closed; }

Report Sandbox::report() const {
    Report report;
    const auto view = machine_->view();
    const auto add = [](Slot& slot, std::int64_t fen) {
        ++slot.lines;
        slot.fen += fen;
    };
    for (vocabulary::LineNumber n = 0; n < list().lines; ++n) {
        const auto line = chain::must_load<resettle::Line>(view, {list_, n});
        add(report.all, line.amount.count());
        if (const auto hold = chain::load<resettle::Hold>(view, {list_, n})) {
            add(report.held[std::string{vocabulary::word_of(hold->reason)->name}],
                line.amount.count());
            continue;
        }
        const auto order = chain::must_load<payment::Order>(view, {list_, n});
        const auto slot = payment::word_of(order.state).slot;
        if (slot == "paid") add(report.paid, line.amount.count());
        if (slot == "returned") add(report.returned, line.amount.count());
        if (slot == "in_doubt") add(report.in_doubt, line.amount.count());
        if (slot == "failed") {
            add(report.failed[std::string{vocabulary::word_of(order.reason)->name}],
                line.amount.count());
        }
    }
    for (const county::Bank& bank : county::banks) {
        const auto account = chain::must_load<payment::Account>(view, {bank.account});
        report.balances["received"] += account.received.count();
        report.balances["paid"] += account.paid.count();
        report.balances["available"] += account.available.count();
        report.balances["locked"] += account.locked.count();
        report.balances["returned_pending"] += account.returned_pending.count();
    }
    return report;
}

}  // namespace zhida::sandbox
