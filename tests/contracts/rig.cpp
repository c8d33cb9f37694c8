#include "tests/contracts/rig.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "contracts/vocabulary/tag_statement.hpp"
#include "node/assembly/assembly.hpp"

namespace zhida::rig {

namespace {

constexpr base::Seconds start = 1'568'772'000;  // 2019-09-18T10:00:00+08:00

county::County make_people(const crypto::PublicKey& source, bool one_account) {
    county::Plan plan{.villages = {village_a, village_b},
                      .source_system = "XA-ZQ",
                      .source_key = source,
                      .start = start,
                      .one_account = one_account};
    // 2019-10-01 to 07 off, 2019-09-29 and 10-12 made up for; enough for these tests.
    vocabulary::Calendar::Year year;
    for (int day = 1; day <= 7; ++day) year.off.push_back(*base::make_date(2019, 10, day));
    year.working = {*base::make_date(2019, 9, 29), *base::make_date(2019, 10, 12)};
    plan.calendar.add(2019, year);
    return county::make_county(plan, [](const std::string& name) {
        const auto secret = crypto::digest(crypto::Hash::sm3, base::view(name));
        return *crypto::SigningKey::from_secret(crypto::Algorithm::sm2_sm3, secret);
    });
}

template <std::size_t n>
base::ByteArray<n> marked(base::Byte a, base::Byte b, base::Byte c) {
    base::ByteArray<n> out{};
    out[0] = a;
    out[1] = b;
    out[2] = c;
    return out;
}

}  // namespace

bool Verifier::fits(const crypto::PublicKey& key, base::ByteView message,
                    const crypto::Signature& signature) {
    return crypto::verify(key, message, signature);
}

Rig::Rig(bool one_account)
    : source_key{*crypto::SigningKey::from_secret(crypto::Algorithm::sm2_sm3, base::Bytes(32, 7))},
      people{make_people(source_key.public_key(), one_account)},
      machine{node::assembly(), verifier},
      now{start} {
    const auto begun = machine.begin(people.genesis);
    EXPECT_TRUE(begun.ok()) << (begun.ok() ? "" : begun.error().en);
}

base::Bytes Rig::envelope(const std::string& who, std::uint16_t type, const base::Bytes& payload,
                          const std::string& reference) {
    const std::string own = reference.empty() ? "r" + std::to_string(++references_) : reference;
    const client::Terms terms{machine.ledger().ledger_id, now + 600,
                              base::to_bytes(base::view(own))};
    return client::make(people.member(who).identity, terms, type, payload);
}

chain::Receipt Rig::put(const base::Bytes& bytes) {
    const auto out = machine.execute({++height, now, {}, {bytes}});
    last_datum = out.receipts[0].datum;
    return out.receipts[0];
}

chain::Code Rig::send(const std::string& who, std::uint16_t type, const base::Bytes& payload) {
    return put(envelope(who, type, payload)).code;
}

void Rig::wait(base::Seconds seconds) {
    now += seconds;
    machine.execute({++height, now, {}, {}});
}

Package Rig::package(unsigned lines_each, const std::string& list_no, base::Byte seed) {
    constexpr vocabulary::BankCode codes[] = {102, 403, 303, 302, 105};
    Package p;
    std::int64_t total = 0;
    base::Byte v = 0;
    for (const auto village : {village_a, village_b}) {
        resettle::NewAgreement agreement{.reference = marked<16>(0xaa, v, seed),
                                         .village = village,
                                         .household = marked<16>(0xbb, v, seed),
                                         .total = *Fen::of(1'000'000'00),
                                         .signed_on = *base::make_date(2019, 8, 1)};
        p.agreements.push_back(agreement);
        std::vector<resettle::SumNode> leaves;
        resettle::SectionHeader header{.village = village, .count = lines_each};
        std::int64_t section_total = 0;
        for (unsigned i = 0; i < lines_each; ++i) {
            const auto b = static_cast<base::Byte>(i);
            resettle::Line line{.payee = marked<16>(b, v, seed),
                                .tag = marked<16>(seed, v, b),
                                .agreement = agreement.reference,
                                .installment = 1,
                                .item = *vocabulary::item_code("H1"),
                                .bank = codes[i % std::size(codes)],
                                .amount = *Fen::of(1'000'00 + i),
                                .commitment = marked<32>(v, b, seed)};
            leaves.push_back(resettle::line_leaf(crypto::Hash::sm3, line.commitment, line.amount));
            section_total += line.amount.count();
            p.lines.push_back(line);
        }
        header.total = *Fen::of(section_total);
        header.root = resettle::sum_root(crypto::Hash::sm3, leaves)->hash;
        p.open.sections.push_back(header);
        total += section_total;
        ++v;
    }
    const std::string digest(64, '0');
    const std::string manifest =
        R"({"format":"zhida-list/1","source_system":"XA-ZQ","list_no":")" + list_no +
        R"(","project_no":"P","project_name":"片区","county":"130629",)"
        R"("prepared_at":"2019-09-18T10:00:00+08:00","pre_notice":{"from":"2019-05-06",)"
        R"("to":"2019-05-20"},"plan_notice":{"from":"2019-06-03","to":"2019-07-05"},)"
        R"("encoding":"UTF-8","agreement_count":2,"line_count":)" +
        std::to_string(2 * lines_each) + R"(,"total_yuan":")" + vocabulary::yuan_text(total) +
        R"(","files":{"lines.csv":"sm3:)" + digest + R"("}})";
    p.open.manifest = base::to_bytes(base::view(manifest));
    p.open.source_signature = source_key.sign(p.open.manifest);
    p.open.programme = county::resettlement_programme;
    p.open.header = resettle::header_root(crypto::Hash::sm3, p.open.sections)->hash;
    p.open.agreements = 2;
    p.open.list = resettle::list_id(crypto::Hash::sm3, "XA-ZQ", list_no, 1);
    return p;
}

chain::Code Rig::add_lines(const Package& p, LineNumber first, std::size_t count) {
    resettle::AddLines m{.list = p.open.list, .first = first};
    std::vector<vocabulary::TagStatement> statements;
    for (std::size_t i = 0; i < count; ++i) {
        const resettle::Line& line = p.lines[first + i];
        m.lines.push_back(line);
        statements.push_back(
            {line.tag, line.commitment, line.agreement, line.installment, line.item});
    }
    const auto& key = people.member("registrar").identity.key;
    m.registrar = crypto::key_id(key.public_key());
    m.tags = key.sign(vocabulary::tag_statement_bytes(p.open.list, statements));
    return act("importer", m);
}

void Rig::import(const Package& p) {
    list = p.open.list;
    ASSERT_EQ(act("importer", p.open), 0) << last_datum;
    ASSERT_EQ(act("importer", resettle::AddAgreements{list, 0, p.agreements}), 0) << last_datum;
    const std::size_t half = p.lines.size() / 2 + 1;
    ASSERT_EQ(add_lines(p, 0, half), 0) << last_datum;
    ASSERT_EQ(add_lines(p, static_cast<LineNumber>(half), p.lines.size() - half), 0) << last_datum;
}

void Rig::verify(const std::vector<resettle::RefusedLine>& refused) {
    const auto record = chain::must_load<resettle::List>(machine.view(), {list});
    for (const county::Bank& bank : county::banks) {
        resettle::AnswerVerification m{.list = list, .bank = bank.code, .end = record.lines};
        for (const resettle::RefusedLine& one : refused) {
            const auto line = chain::must_load<resettle::Line>(machine.view(), {list, one.line});
            if (line.bank == bank.code) m.refused.push_back(one);
        }
        ASSERT_EQ(act("agent-" + std::to_string(bank.code), m), 0) << last_datum;
    }
}

void Rig::confirm_and_notice() {
    vocabulary::SectionNumber n = 0;
    for (const auto village : {village_a, village_b}) {
        const std::string stem = "village-" + std::to_string(village) + "-";
        ASSERT_EQ(act(stem + "1", sections<resettle::ConfirmSections>({n})), 0) << last_datum;
        ASSERT_EQ(act(stem + "2", sections<resettle::ConfirmSections>({n})), 0) << last_datum;
        ASSERT_EQ(act(stem + "2", sections<resettle::OpenNotice>({n})), 0) << last_datum;
        ++n;
    }
    wait(7 * 86'400);
}

void Rig::townships() {
    vocabulary::SectionNumber n = 0;
    for (const auto village : {village_a, village_b}) {
        const std::string stem =
            "township-" + std::to_string(vocabulary::township_of(village)) + "-";
        for (const char* officer : {"1", "2"}) {
            ASSERT_EQ(act(stem + officer, sections<resettle::ApproveSections>({n})), 0)
                << last_datum;
        }
        ++n;
    }
}

void Rig::county() {
    ASSERT_EQ(act("county-1", header<resettle::ApproveList>()), 0) << last_datum;
    ASSERT_EQ(act("county-2", header<resettle::ApproveList>()), 0) << last_datum;
}

void Rig::area() { ASSERT_EQ(act("area-1", header<resettle::ApproveList>()), 0) << last_datum; }

vocabulary::AccountId Rig::account_of(LineNumber line) const {
    const auto record = chain::must_load<resettle::Line>(machine.view(), {list, line});
    return *payment::route(machine.view(), 130629, record.bank);
}

void Rig::fund() {
    const auto record = chain::must_load<resettle::List>(machine.view(), {list});
    std::map<vocabulary::AccountId, std::int64_t> needs;
    for (LineNumber n = 0; n < record.lines; ++n) {
        needs[account_of(n)] +=
            chain::must_load<resettle::Line>(machine.view(), {list, n}).amount.count();
    }
    for (const auto& [id, fen] : needs) {
        const auto bank = account(id).bank;
        ASSERT_EQ(act("agent-" + std::to_string(bank), payment::NoteCredit{.account = id,
                                                                           .amount = *Fen::of(fen),
                                                                           .booked = today(),
                                                                           .seen = {height, {}}}),
                  0)
            << last_datum;
    }
}

void Rig::lock_and_release() {
    ASSERT_EQ(act("finance-1", header<resettle::LockFunds>()), 0) << last_datum;
    ASSERT_EQ(act("finance-2", header<resettle::ReleaseList>()), 0) << last_datum;
}

void Rig::claim_all() {
    const auto record = chain::must_load<resettle::List>(machine.view(), {list});
    for (const county::Bank& bank : county::banks) {
        payment::ClaimOrders m{.bank = bank.code, .epoch = 1, .list = list};
        for (LineNumber n = 0; n < record.lines; ++n) {
            const auto one = chain::load<payment::Order>(machine.view(), {list, n});
            if (one && one->state == payment::OrderState::released &&
                account(one->account).bank == bank.code) {
                m.lines.push_back(n);
            }
        }
        if (m.lines.empty()) continue;
        ASSERT_EQ(act("agent-" + std::to_string(bank.code), m), 0) << last_datum;
    }
}

void Rig::pay_all(const std::vector<payment::Outcome>& others) {
    const auto record = chain::must_load<resettle::List>(machine.view(), {list});
    for (const county::Bank& bank : county::banks) {
        payment::ReportResults m{.bank = bank.code, .epoch = 1, .list = list, .booked = today()};
        for (LineNumber n = 0; n < record.lines; ++n) {
            const auto one = chain::load<payment::Order>(machine.view(), {list, n});
            if (!one || !payment::is_in_flight(one->state) ||
                account(one->account).bank != bank.code) {
                continue;
            }
            const auto other = std::ranges::find(others, n, &payment::Outcome::line);
            m.outcomes.push_back(other != others.end() ? *other : payment::Outcome{.line = n});
        }
        if (m.outcomes.empty()) continue;
        ASSERT_EQ(act("agent-" + std::to_string(bank.code), m), 0) << last_datum;
    }
}

void Rig::close_days(base::Date day) {
    for (const county::Bank& bank : county::banks) {
        const auto read = chain::load<payment::Account>(machine.view(), {bank.account});
        if (!read || std::ranges::find(read->open_days, day) == read->open_days.end()) continue;
        const std::int64_t closing = read->received.count() - read->paid.count();
        payment::CloseDay close{.account = bank.account,
                                .day = day,
                                .opening = read->closing,
                                .closing = *Fen::of(closing),
                                .first_sequence = read->last_sequence + 1,
                                .last_sequence = read->last_sequence + 5,
                                .seen = {height, {}}};
        ASSERT_EQ(act("agent-" + std::to_string(bank.code), close), 0) << last_datum;
        const payment::ConfirmClose confirm{
            bank.account, day, payment::close_digest(crypto::Hash::sm3, close), {height, {}}};
        ASSERT_EQ(act("finance-3", confirm), 0) << last_datum;
    }
}

void Rig::to_stage(resettle::ListState target) {
    using resettle::ListState;
    import(package());
    verify();
    confirm_and_notice();
    townships();
    if (target >= ListState::county_approved) county();
    if (target >= ListState::area_approved) area();
    if (target >= ListState::area_approved) fund();
    if (target >= ListState::funded) {
        ASSERT_EQ(act("finance-1", header<resettle::LockFunds>()), 0) << last_datum;
    }
    if (target >= ListState::released) {
        ASSERT_EQ(act("finance-2", header<resettle::ReleaseList>()), 0) << last_datum;
    }
    if (target >= ListState::paying) claim_all();
    if (target >= ListState::settled) pay_all();
}

std::vector<resettle::SectionSeen> Rig::seen(std::vector<vocabulary::SectionNumber> numbers) const {
    std::vector<resettle::SectionSeen> out;
    for (const auto n : numbers) {
        const auto section = chain::must_load<resettle::Section>(machine.view(), {list, n});
        out.push_back({n, section.digest, section.overlay});
    }
    return out;
}

resettle::ListState Rig::state() const {
    const auto record = chain::must_load<resettle::List>(machine.view(), {list});
    return resettle::state_now(machine.view(), list, record);
}

resettle::SectionState Rig::section_state(vocabulary::SectionNumber n) const {
    return chain::must_load<resettle::Section>(machine.view(), {list, n}).state;
}

payment::Order Rig::order(LineNumber line) const {
    return chain::must_load<payment::Order>(machine.view(), {list, line});
}

payment::Account Rig::account(vocabulary::AccountId id) const {
    return chain::must_load<payment::Account>(machine.view(), {id});
}

}  // namespace zhida::rig
