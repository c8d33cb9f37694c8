#include "tests/whole/county_run.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "contracts/payment/rules/payment.hpp"
#include "contracts/registry/rules/registry.hpp"
#include "contracts/resettle/rules/resettle.hpp"

namespace zhida::whole {

namespace {

using bank_port::Answer;
using bank_port::OrderAnswer;
using vocabulary::Fen;

const std::string root = ZHIDA_SOURCE_DIR;

std::string file(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

intake::Terms terms() {
    intake::Terms t;
    t.villages = intake::read_villages(file(root + "/data/villages.csv"));
    for (const auto& entry : std::filesystem::directory_iterator{root + "/data/calendar"}) {
        auto year = intake::read_calendar_year(file(entry.path().string()));
        if (year && !year->second.off.empty()) t.calendar.add(year->first, year->second);
    }
    t.sources["XA-ZQ"] = *crypto::public_key_from_pem(file(root + "/tests/data/source-key.pem"));
    t.line_cap_fen = vocabulary::line_cap_fen;
    return t;
}

}  // namespace

base::Result<std::vector<vocabulary::Reason>> InProcessBank::verify(
    const std::vector<bank_port::AccountQuestion>& questions) {
    std::vector<vocabulary::Reason> answers;
    for (const auto& question : questions) answers.push_back(book_.verify(question));
    return answers;
}

std::vector<OrderAnswer> InProcessBank::submit(
    const std::string&, const std::vector<bank_port::Instruction>& instructions) {
    std::vector<OrderAnswer> answers;
    for (const auto& instruction : instructions) {
        ++sent;
        answers.push_back(book_.pay(instruction));
    }
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

class CountyRun::Verifier final : public chain::SignatureCheck {
  public:
    bool fits(const crypto::PublicKey& key, base::ByteView message,
              const crypto::Signature& signature) override {
        return crypto::verify(key, message, signature);
    }
};

CountyRun::CountyRun(const std::string& package, const std::string& accounts_csv)
    : validator_{crypto::SigningKey::generate(crypto::Algorithm::ed25519)} {
    const intake::Terms outside = terms();
    auto judged = intake::judge(package, outside);
    content_ = std::get<intake::Content>(std::move(judged));
    const auto& manifest = content_.manifest;
    std::set<vocabulary::VillageCode> villages;
    for (const intake::Line& line : content_.lines) villages.insert(line.village);
    county::Plan plan{.county = std::stoull(manifest.county),
                      .villages = {villages.begin(), villages.end()},
                      .calendar = outside.calendar,
                      .source_system = manifest.source_system,
                      .source_key = outside.sources.at(manifest.source_system),
                      .start = manifest.prepared_at,
                      .nonce = random_.draw<16>()};
    people_ = county::make_county(plan, [](const std::string&) {
        return crypto::SigningKey::generate(crypto::Algorithm::sm2_sm3);
    });
    people_.genesis.validators = {validator_.public_key().bytes};
    verifier_ = std::make_unique<Verifier>();
    machine_ = std::make_unique<chain::Machine>(node::assembly(), *verifier_);
    engine_ = std::move(*ordering::Embedded::open(disk, *machine_, people_.genesis, validator_));
    vault_ = std::make_unique<vault::Vault>(disk, crypto::Profile::gm, 2,
                                            people_.member("importer").identity.key, random_);
    ledger_ = std::make_unique<node::LocalLedger>(*engine_, *machine_, *vault_);
    const auto accounts = sim::read_accounts(file(accounts_csv));
    for (const county::Bank& bank : county::banks) {
        auto& book = books_[bank.code] = std::move(*sim::Book::open(":memory:"));
        EXPECT_TRUE(book->know(accounts, std::to_string(bank.code)).ok());
        EXPECT_TRUE(book->move_to(manifest.day()).ok());
        auto& port = banks_[bank.code] = std::make_unique<InProcessBank>(*book);
        const std::string name = "agent-" + std::to_string(bank.code);
        auto& intents = intents_[bank.code] =
            std::move(*agent::Intents::open(disk, name + "/intents"));
        agents_[bank.code] = std::make_unique<agent::Agent>(
            agent::Setting{bank.code, 1, crypto::Profile::gm}, people_.member(name).identity,
            *ledger_, *port, *intents);
    }
}

template <class M>
chain::Code CountyRun::act(const std::string& who, const M& message) {
    const client::Terms terms{machine_->ledger().ledger_id, ledger_->status()->time + 600,
                              base::to_bytes(base::view("run-" + std::to_string(++references_)))};
    const auto receipt =
        ledger_->submit(client::make(people_.member(who).identity, terms, message));
    EXPECT_TRUE(receipt.ok());
    EXPECT_EQ(receipt->code, 0) << who << " " << M::name << ": " << receipt->datum;
    return receipt->code;
}

void CountyRun::move_to(base::Seconds time) {
    act("administrator", registry::MoveClock{time});
    ASSERT_TRUE(ledger_->fire_timers().ok());
    for (auto& [code, book] : books_) {
        ASSERT_TRUE(book->move_to(base::day_in_china(time)).ok());
    }
}

resettle::List CountyRun::list() const {
    return chain::must_load<resettle::List>(machine_->view(), {list_});
}

template <class M>
M CountyRun::header() const {
    M m;
    m.list = list_;
    m.header = list().header;
    m.overlay = resettle::overlay_now(machine_->view(), crypto::Hash::sm3, list_, list());
    return m;
}

void CountyRun::import() {
    auto references =
        std::move(*vault::References::open(disk, people_.member("importer").identity.key, random_));
    vault::Registrar registrar{crypto::Hash::sm3, random_.draw<32>(),
                               people_.member("registrar").identity.key};
    importing::Office office{.vault = *vault_,
                             .references = *references,
                             .registrar = registrar,
                             .random = random_,
                             .programme = county::resettlement_programme};
    office.recipients.push_back({2, people_.member("importer").identity.key.public_key()});
    for (const county::Bank& bank : county::banks) {
        const auto& agent = people_.member("agent-" + std::to_string(bank.code)).identity;
        office.recipients.push_back({agent.organisation, agent.key.public_key()});
    }
    office.readers_of = [&](BankCode bank) {
        const auto& agent = people_.member("agent-" + std::to_string(bank)).identity;
        return std::vector<vocabulary::OrganisationId>{2, agent.organisation};
    };
    base::Seconds tick = 0;
    office.clock = [&] { return ++tick; };
    const auto import = importing::prepare(content_, office);
    ASSERT_TRUE(import.ok());
    list_ = import->open.list;
    act("importer", import->open);
    for (const auto& chunk : import->agreements) act("importer", chunk);
    for (const auto& chunk : import->lines) act("importer", chunk);
}

void CountyRun::verify() {
    for (auto& [code, agent] : agents_) {
        const auto done = agent->verify();
        ASSERT_TRUE(done.ok()) << done.error().en;
    }
}

void CountyRun::villages() {
    for (vocabulary::SectionNumber n = 0; n < list().sections; ++n) {
        const auto section = chain::must_load<resettle::Section>(machine_->view(), {list_, n});
        const std::string stem = "village-" + std::to_string(section.header.village) + "-";
        const std::vector<resettle::SectionSeen> seen{{n, section.digest, section.overlay}};
        act(stem + "1", resettle::ConfirmSections{list_, seen});
        act(stem + "2", resettle::ConfirmSections{list_, seen});
        act(stem + "2", resettle::OpenNotice{list_, seen});
    }
    move_to(ledger_->status()->time + 7 * 86'400);
}

void CountyRun::townships() {
    std::map<std::uint64_t, std::vector<resettle::SectionSeen>> by_township;
    for (vocabulary::SectionNumber n = 0; n < list().sections; ++n) {
        const auto section = chain::must_load<resettle::Section>(machine_->view(), {list_, n});
        by_township[vocabulary::township_of(section.header.village)].push_back(
            {n, section.digest, section.overlay});
    }
    for (const auto& [township, seen] : by_township) {
        for (const char* officer : {"1", "2"}) {
            act("township-" + std::to_string(township) + "-" + officer,
                resettle::ApproveSections{list_, seen});
        }
    }
}

void CountyRun::county_and_area() {
    act("county-1", header<resettle::ApproveList>());
    act("county-2", header<resettle::ApproveList>());
    act("area-1", header<resettle::ApproveList>());
}

void CountyRun::fund() {
    std::map<BankCode, std::int64_t> totals;
    for (const intake::Line& line : content_.lines) {
        totals[static_cast<BankCode>(std::stoul(line.cnaps.substr(0, 3)))] += line.amount_fen;
    }
    for (const auto& [code, fen] : totals) {
        ASSERT_TRUE(books_.at(code)->deposit(*Fen::of(fen), "funds " + std::to_string(code)).ok());
        const auto done = agents_.at(code)->note_entries();
        ASSERT_TRUE(done.ok()) << done.error().en;
    }
}

void CountyRun::release() {
    const auto today = base::day_in_china(ledger_->status()->time);
    const auto working = registry::working_day_from(machine_->view(), today);
    ASSERT_TRUE(working.has_value());
    if (*working != today) move_to(base::start_of_day_in_china(*working) + 9 * 3'600);
    act("finance-1", header<resettle::LockFunds>());
    act("finance-2", header<resettle::ReleaseList>());
    paid_on_ = base::day_in_china(ledger_->status()->time);
}

void CountyRun::pay() {
    for (auto& [code, agent] : agents_) {
        const auto left = agent->pay();
        ASSERT_TRUE(left.ok()) << left.error().en;
    }
}

void CountyRun::close_day() {
    const base::Date day = base::day_in_china(ledger_->status()->time);
    for (const county::Bank& bank : county::banks) {
        const auto done = agents_.at(bank.code)->close(day);
        ASSERT_TRUE(done.ok()) << done.error().en;
        const auto key = payment::DayClose::Key{bank.account, static_cast<std::uint32_t>(day.days)};
        const auto close = chain::load<payment::DayClose>(machine_->view(), key);
        if (!close || close->finance) continue;
        act("finance-3", payment::ConfirmClose{bank.account, day, close->digest, {}});
    }
}

void CountyRun::next_working_day() {
    const auto next = registry::working_days_after(machine_->view(),
                                                   base::day_in_china(ledger_->status()->time), 1);
    ASSERT_TRUE(next.has_value());
    move_to(base::start_of_day_in_china(*next) + 9 * 3'600);
    for (auto& [code, agent] : agents_) {
        const auto done = agent->note_entries();
        ASSERT_TRUE(done.ok()) << done.error().en;
    }
}

void CountyRun::close_list() { act("finance-3", header<resettle::CloseList>()); }

void CountyRun::run_all() {
    import();
    verify();
    villages();
    townships();
    county_and_area();
    fund();
    release();
    pay();
    close_day();
    next_working_day();
    close_day();
    close_list();
}

bool CountyRun::is_closed() const { return list().state == resettle::ListState::closed; }

Report CountyRun::report() const {
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

}  // namespace zhida::whole
