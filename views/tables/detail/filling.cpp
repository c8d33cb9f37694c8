#include "views/tables/detail/filling.hpp"

#include <map>
#include <set>

#include "core/chain/machine.hpp"

namespace zhida::tables::detail {

namespace {

using database::number_in;
using database::text_in;

const database::Table blocks_table{"blocks", {{"height"}, {"time"}, {"transactions"}}, 1, {}};
const database::Table acts_table{"acts",
                                 {{"height"},
                                  {"number"},
                                  {"time"},
                                  {"type"},
                                  {"organisation"},
                                  {"person"},
                                  {"role"},
                                  {"list", Kind::text},
                                  {"outcome"},
                                  {"act", Kind::text}},
                                 2,
                                 {"type, list", "act"}};
const database::Table standings_table{"standings",
                                      {{"list", Kind::text},
                                       {"section"},
                                       {"village"},
                                       {"item"},
                                       {"bank"},
                                       {"slot", Kind::text},
                                       {"reason"},
                                       {"stage"},
                                       {"lines"},
                                       {"fen"},
                                       {"credits"},
                                       {"credit_days"},
                                       {"timed"},
                                       {"bank_seconds"}},
                                      8,
                                      {"village"}};
const database::Table villages_table{
    "village_agreements", {{"village"}, {"agreements"}, {"households"}, {"fen"}}, 1, {}};
const database::Table stale_sections{
    "stale_sections", {{"list", Kind::text}, {"section"}}, 2, {}};
const database::Table stale_villages{"stale_villages", {{"village"}}, 1, {}};

struct Stale {
    std::set<std::pair<std::string, std::int64_t>> lines;
    std::set<std::pair<std::string, std::int64_t>> sections;
    std::set<std::string> lists;
    std::set<std::int64_t> villages;
};

void note(Stale& stale, const Projector& projector, const Row& key, const std::vector<Row>& rows) {
    switch (projector.touches) {
        case Touches::line: stale.lines.emplace(text_in(key[0]), number_in(key[1])); break;
        case Touches::section: stale.sections.emplace(text_in(key[0]), number_in(key[1])); break;
        case Touches::list: stale.lists.insert(text_in(key[0])); break;
        case Touches::village:
            for (const Row& row : rows) stale.villages.insert(number_in(row[1]));
            break;
        case Touches::nothing: break;
    }
}

// Where the sections of a list begin: first line → number.
base::Result<std::map<std::int64_t, std::int64_t>> sections_of(database::Database& database,
                                                              const std::string& list) {
    auto rows = database.read("SELECT first, section FROM sections WHERE list = :list",
                              {Kind::number, Kind::number}, {list});
    if (!rows) return rows.error();
    std::map<std::int64_t, std::int64_t> sections;
    for (const Row& row : *rows) sections[number_in(row[0])] = number_in(row[1]);
    return sections;
}

base::Status keep_stale(database::Database& database, Stale stale) {
    std::string list;
    std::map<std::int64_t, std::int64_t> sections;
    for (const auto& [of, line] : stale.lines) {
        if (of != list) {
            auto found = sections_of(database, of);
            if (!found) return found.error();
            sections = std::move(*found);
            list = of;
        }
        const auto behind = sections.upper_bound(line);
        if (behind != sections.begin()) stale.sections.emplace(of, std::prev(behind)->second);
    }
    std::vector<Row> rows;
    for (const auto& [of, section] : stale.sections) rows.push_back({of, section});
    if (auto done = database.put(stale_sections, rows); !done) return done;
    rows.clear();
    for (const std::int64_t village : stale.villages) rows.push_back({village});
    if (auto done = database.put(stale_villages, rows); !done) return done;
    rows.clear();
    for (const std::string& of : stale.lists) rows.push_back({of});
    return database.write(
        "INSERT INTO stale_sections SELECT list, section FROM sections WHERE list = :list "
        "ON CONFLICT DO NOTHING",
        {Kind::text}, rows);
}

base::Error unreadable(const Projector& projector, base::ByteView key) {
    return base::fail("views: the record " + base::hex(key) + " is none of " +
                          projector.table.name,
                      "视图：记录 " + base::hex(key) + " 不属于 " + projector.table.name);
}

// What one kind of record brings.
struct Portion {
    std::vector<Row> rows;
    std::vector<Row> gone;
};

base::Status project(const Projector& projector, const feed::Entry& entry, Portion& portion,
                     Stale* stale) {
    const Row key = projector.key(entry.key);
    if (!entry.value || projector.several) portion.gone.push_back(key);
    std::vector<Row> rows;
    if (entry.value && !projector.rows(key, *entry.value, rows))
        return unreadable(projector, entry.key);
    if (stale) note(*stale, projector, key, rows);
    portion.rows.insert(portion.rows.end(), std::make_move_iterator(rows.begin()),
                        std::make_move_iterator(rows.end()));
    return base::Done{};
}

}  // namespace

std::vector<database::Table> all_tables() {
    std::vector<database::Table> tables{blocks_table,   acts_table,     standings_table,
                                        villages_table, stale_sections, stale_villages};
    for (const Projector& projector : projectors()) tables.push_back(projector.table);
    return tables;
}

namespace {

// Every line with what became of it, each in exactly one slot. An order whose money went on to
// child orders is out, like a list that was given up: its children have lines of their own. Days
// and seconds are those of orders that stand PAID: from the agreement's signature to the day of the
// credit, and from the bank's claim to its result.
constexpr const char* line_facts =
    "CREATE VIEW line_facts AS "
    "SELECT s.list AS list, s.section AS section, s.village AS village, l.line AS line,"
    " COALESCE(b.item, l.item) AS item, l.bank AS bank, l.installment AS installment, l.fen AS fen,"
    " a.household AS household, a.signed_on AS signed_on, o.state AS state, o.day AS day,"
    " CASE WHEN o.slot = '' THEN 2 ELSE t.stage END AS stage, o.account AS account,"
    " r.time AS result_time, h.act AS hold_act,"
    " CASE WHEN h.reason IS NOT NULL THEN 'held' WHEN o.slot IS NULL THEN 'unsent'"
    "  WHEN o.slot = '' THEN 'replaced' ELSE o.slot END AS slot,"
    " COALESCE(h.reason, o.reason, 0) AS reason,"
    " CASE WHEN o.slot = 'paid' AND a.signed_on IS NOT NULL THEN 1 ELSE 0 END AS credits,"
    " CASE WHEN o.slot = 'paid' AND a.signed_on IS NOT NULL THEN o.day - a.signed_on"
    "  ELSE 0 END AS credit_days,"
    " CASE WHEN o.slot = 'paid' AND r.time IS NOT NULL AND c.time IS NOT NULL"
    "  THEN 1 ELSE 0 END AS timed,"
    " CASE WHEN o.slot = 'paid' AND r.time IS NOT NULL AND c.time IS NOT NULL"
    "  THEN r.time - c.time ELSE 0 END AS bank_seconds "
    "FROM sections s JOIN lists t ON t.list = s.list "
    "JOIN lines l ON l.list = s.list AND l.line >= s.first AND l.line < s.first + s.lines "
    "LEFT JOIN booked_items b ON b.list = l.list AND b.line = l.line "
    "LEFT JOIN holds h ON h.list = l.list AND h.line = l.line "
    "LEFT JOIN orders o ON o.list = l.list AND o.line = l.line "
    "LEFT JOIN agreements a ON a.agreement = l.agreement "
    "LEFT JOIN blocks r ON r.height = o.result_height "
    "LEFT JOIN blocks c ON c.height = o.claim_height";

}  // namespace

base::Status create_anew(database::Database& database) {
    base::Status done = database.run("DROP VIEW IF EXISTS line_facts");
    for (const auto& table : all_tables()) {
        if (done) done = database.run("DROP TABLE IF EXISTS " + table.name);
        if (done) done = database.create(table);
    }
    return done ? database.run(line_facts) : done;
}

base::Status put_entries(database::Database& database, const std::vector<feed::Entry>& entries,
                         bool note_stale) {
    Stale stale;
    for (const Projector& projector : projectors()) {
        Portion portion;
        for (const feed::Entry& entry : entries) {
            if (entry.key.empty() || entry.key[0] != projector.state) continue;
            auto done = project(projector, entry, portion, note_stale ? &stale : nullptr);
            if (!done) return done;
        }
        if (auto done = database.erase(projector.table, portion.gone); !done) return done;
        if (auto done = database.put(projector.table, portion.rows); !done) return done;
    }
    return note_stale ? keep_stale(database, std::move(stale)) : base::Done{};
}

namespace {

// The list an act names first, if it is one of lists.
Value list_of(const chain::Body& body) {
    constexpr std::uint16_t first = 400;
    constexpr std::uint16_t last = 499;
    if (body.type < first || body.type > last) return {};
    codec::Reader reader{body.payload};
    reader.enter_map(64);
    if (reader.uint() != 1) return {};
    const auto id = reader.bytes(8);
    return reader.ok() && id.size() == 8 ? Value{base::hex(id)} : Value{};
}

struct ReadAct {
    Row row;
    base::Bytes reference;
    chain::Digest content{};
};

std::optional<ReadAct> read_act(const feed::Head& head, const feed::Block& block,
                                std::size_t place) {
    const base::Bytes& bytes = block.transactions[place];
    const auto envelope = codec::decode<chain::Envelope>(bytes);
    const auto body = envelope ? codec::decode<chain::Body>(envelope->body) : std::nullopt;
    if (!body) return std::nullopt;
    const crypto::Hash hash = crypto::hash_of(head.profile);
    return ReadAct{{number(block.height), number(place), block.time, number(body->type),
                    number(body->organisation), number(body->person), number(body->role),
                    list_of(*body), Value{}, base::hex(chain::transaction_digest(bytes))},
                   chain::key_of<chain::Reference>(chain::reference_key(
                       hash, body->organisation, body->type, body->business_reference)),
                   chain::content_digest(hash, *body)};
}

}  // namespace

base::Status put_blocks(database::Database& database, feed::Source& source,
                        const feed::Head& head, const std::vector<feed::Block>& blocks) {
    std::vector<Row> times;
    std::vector<ReadAct> acts;
    for (const feed::Block& block : blocks) {
        times.push_back({number(block.height), block.time, number(block.transactions.size())});
        for (std::size_t i = 0; i < block.transactions.size(); ++i) {
            if (auto act = read_act(head, block, i)) acts.push_back(std::move(*act));
        }
    }
    std::vector<base::Bytes> keys;
    for (const ReadAct& act : acts) keys.push_back(act.reference);
    auto values = source.values(keys);
    if (!values) return values.error();
    std::vector<Row> rows;
    for (std::size_t i = 0; i < acts.size(); ++i) {
        const auto& value = (*values)[i];
        const auto answer = value ? codec::decode<chain::Reference>(*value) : std::nullopt;
        // Of a repetition, or of what was turned away, nothing is kept: no outcome of its own.
        const bool own = answer && answer->content == acts[i].content &&
                         number(answer->height) == number_in(acts[i].row[0]);
        if (own) acts[i].row[8] = number(answer->code);
        rows.push_back(std::move(acts[i].row));
    }
    if (auto done = database.put(blocks_table, times); !done) return done;
    return database.put(acts_table, rows);
}

base::Status make_all_stale(database::Database& database) {
    auto done = database.run(
        "INSERT INTO stale_sections SELECT list, section FROM sections WHERE 1 = 1 "
        "ON CONFLICT DO NOTHING");
    if (!done) return done;
    return database.run(
        "INSERT INTO stale_villages SELECT DISTINCT village FROM agreements WHERE 1 = 1 "
        "ON CONFLICT DO NOTHING");
}

namespace {

constexpr const char* section_figures =
    "INSERT INTO standings SELECT list, section, village, item, bank, slot, reason, stage,"
    " COUNT(*), SUM(fen), SUM(credits), SUM(credit_days), SUM(timed), SUM(bank_seconds) "
    "FROM line_facts WHERE list = :list AND section = :section GROUP BY 1, 2, 3, 4, 5, 6, 7, 8";

constexpr const char* village_figures =
    "INSERT INTO village_agreements "
    "SELECT village, COUNT(*), COUNT(DISTINCT household), SUM(fen) FROM agreements "
    "WHERE village = :village GROUP BY village";

}  // namespace

base::Result<bool> refresh(database::Database& database, std::size_t limit) {
    const std::string most = " LIMIT " + std::to_string(std::min<std::size_t>(limit, INT32_MAX));
    auto sections = database.read("SELECT list, section FROM stale_sections" + most,
                                  {Kind::text, Kind::number});
    if (!sections) return sections.error();
    auto villages = database.read("SELECT village FROM stale_villages" + most, {Kind::number});
    if (!villages) return villages.error();
    base::Status done = database.erase(standings_table, *sections);
    if (done) done = database.write(section_figures, {Kind::text, Kind::number}, *sections);
    if (done) done = database.erase(stale_sections, *sections);
    if (done) done = database.erase(villages_table, *villages);
    if (done) done = database.write(village_figures, {Kind::number}, *villages);
    if (done) done = database.erase(stale_villages, *villages);
    if (!done) return done.error();
    return sections->size() < limit && villages->size() < limit;
}

}  // namespace zhida::tables::detail
