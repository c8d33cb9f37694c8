#include "tests/crash/day.hpp"

#include "client/identity.hpp"
#include "contracts/registry/types/messages.hpp"
#include "node/assembly/assembly.hpp"

namespace zhida::crash {

namespace {

using base::Done;
using base::Status;

constexpr base::Seconds start = 1'568'772'000;  // 2019-09-18T10:00:00+08:00
constexpr std::uint64_t snapshot_height = 8;

crypto::SigningKey key_of(crypto::Algorithm algorithm, base::Byte mark) {
    return *crypto::SigningKey::from_secret(algorithm, base::Bytes(32, mark));
}

county::County people_of(const crypto::SigningKey& validator) {
    county::Plan plan{.villages = {130629100201}, .source_system = "XA-ZQ", .start = start};
    auto people = county::make_county(plan, [](const std::string& name) {
        const auto secret = crypto::digest(crypto::Hash::sm3, base::view(name));
        return *crypto::SigningKey::from_secret(crypto::Algorithm::sm2_sm3, secret);
    });
    people.genesis.validators = {validator.public_key().bytes};
    return people;
}

}  // namespace

Script::Script()
    : validator{key_of(crypto::Algorithm::ed25519, 5)},
      office{key_of(crypto::Algorithm::sm2_sm3, 6)},
      people{people_of(validator)} {
    const auto ledger_id = chain::ledger_id_of(people.genesis);
    for (unsigned n = 0; n < blocks_of_the_day; ++n) {
        const registry::SetParameter m{"test." + std::to_string(n), 0, {1}, {2}, n, "document"};
        const client::Terms terms{ledger_id, start + n + 60,
                                  base::to_bytes(base::view("p" + std::to_string(n)))};
        transactions.push_back(client::make(people.member("administrator").identity, terms, m));
    }
    for (unsigned n = 0; n < lines_of_the_list; ++n) {
        vault::PrivateLine line{.line_no = std::to_string(n), .payee_name = "测试"};
        records.push_back(vault::salted(std::move(line), random));
    }
}

Core::Core(const Script& script, base::Disk& disk)
    : script_{script},
      disk_{disk},
      machine_{node::assembly(), all_fit_},
      vault_{disk, crypto::Profile::gm, 2, script.office, random_} {}

// In the daemon's order: journal, engine with replay, what the journal lacks, orphans.
Status Core::open() {
    const auto& genesis = script_.people.genesis;
    auto journal = daemon::Journal::open(disk_, chain::ledger_id_of(genesis));
    if (!journal) return journal.error();
    journal_ = std::move(*journal);
    auto engine = ordering::Embedded::open(
        disk_, machine_, genesis, script_.validator,
        [this](const auto& block, const auto& output) { journal_->note(block, output); });
    if (!engine) return engine.error();
    engine_ = std::move(*engine);
    if (auto done = journal_->check_log(engine_->height()); !done) return done;
    if (auto done = journal_->keep(); !done) return done;
    auto orphans = vault_.clean_orphans();
    return orphans ? Status{Done{}} : Status{orphans.error()};
}

Status Core::write_list(Acknowledged& acknowledged) {
    if (vault_.has(list)) return Done{};
    auto writer = vault_.begin(list, {{2, script_.office.public_key()}});
    if (!writer) return writer.error();
    for (const vault::Record& record : script_.records) {
        if (auto done = (*writer)->add(record, {2}); !done) return done;
    }
    if (auto done = (*writer)->finish(); !done) return done;
    acknowledged.has_list = true;
    return Done{};
}

Status Core::make_block(unsigned number, Acknowledged& acknowledged) {
    auto made = engine_->make({script_.transactions[number]}, start + number);
    if (!made) return made.error();
    if (number % 3 == 2) return Done{};  // two blocks, one sync
    if (auto done = engine_->sync(); !done) return done;
    acknowledged.height = engine_->height();
    if (auto done = journal_->keep(); !done) return done;
    if (engine_->height() != snapshot_height) return Done{};
    if (auto done = engine_->make({}, start + number); !done) return done.error();
    if (auto done = engine_->sync(); !done) return done;
    if (auto done = journal_->keep(); !done) return done;
    if (auto done = journal_->sync(); !done) return done;
    return engine_->write_snapshot();
}

Status Core::run(Acknowledged& acknowledged) {
    if (auto done = write_list(acknowledged); !done) return done;
    for (unsigned n = 0; n < script_.transactions.size(); ++n) {
        // What stands on the ledger already is answered with its first result and makes no harm.
        if (auto done = make_block(n, acknowledged); !done) return done;
    }
    if (auto done = engine_->sync(); !done) return done;
    acknowledged.height = engine_->height();
    if (auto done = journal_->keep(); !done) return done;
    auto shredded = vault_.shred(list, shredded_line);
    if (!shredded) return shredded.error();
    acknowledged.has_shredded = true;
    return Done{};
}

}  // namespace zhida::crash
