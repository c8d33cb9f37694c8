#include "views/tables/follower.hpp"

#include "views/tables/detail/filling.hpp"

namespace zhida::tables {

namespace {

using database::Kind;
using database::number_in;
using database::Row;
using database::text_in;

constexpr std::size_t stale_per_step = 200;     // while building
constexpr std::size_t entries_per_step = 10'000;  // while following
constexpr std::size_t everything = SIZE_MAX;
const std::string end_of_scan = "ff";  // no table of the state has this number

const database::Table cursor_table{"cursor_now",
                                   {{"name", Kind::text}, {"number"}, {"word", Kind::text}},
                                   1,
                                   {}};

// What a step has begun is undone unless it is committed.
class Work {
  public:
    explicit Work(database::Database& database)
        : database_{database} {}
    ~Work() { database_.roll_back(); }
    Work(const Work&) = delete;
    Work& operator=(const Work&) = delete;
    base::Status begin() { return database_.begin(); }
    base::Status commit() { return database_.commit(); }

  private:
    database::Database& database_;
};

}  // namespace

std::vector<database::Table> all() { return detail::all_tables(); }

std::string state_tables() {
    std::string tables;
    for (const auto& projector : detail::projectors()) {
        const char byte = static_cast<char>(projector.state);
        if (tables.find(byte) == tables.npos) tables.push_back(byte);
    }
    return tables;
}

base::Result<Position> position(database::Database& database) {
    if (auto done = database.create(cursor_table); !done) return done.error();
    auto rows = database.read("SELECT name, number, word FROM cursor_now",
                              {Kind::text, Kind::number, Kind::text});
    if (!rows) return rows.error();
    Position at;
    std::int64_t form_there = 0;
    for (const Row& row : *rows) {
        const std::string name = text_in(row[0]);
        const auto number = static_cast<std::uint64_t>(number_in(row[1]));
        if (name == "form") form_there = number_in(row[1]);
        if (name == "ledger") at.ledger = text_in(row[2]);
        if (name == "building") at.building = number != 0;
        if (name == "height") at.height = number;
        if (name == "blocks") {
            at.blocks = number;
            at.block_hash = text_in(row[2]);
        }
        if (name == "scanned") at.scanned = text_in(row[2]);
        if (name == "rebuild") at.rebuild_wanted = number != 0;
    }
    if (form_there != form) return Position{};
    return at;
}

base::Status want_rebuild(database::Database& database) {
    if (auto done = database.create(cursor_table); !done) return done;
    return database.put(cursor_table, {{"rebuild", std::int64_t{1}, {}}});
}

base::Status Follower::keep(const Position& at) {
    const auto number = [](std::uint64_t n) { return static_cast<std::int64_t>(n); };
    return database_.put(cursor_table, {{"form", form, {}},
                                        {"ledger", {}, at.ledger},
                                        {"building", number(at.building), {}},
                                        {"height", number(at.height), {}},
                                        {"blocks", number(at.blocks), at.block_hash},
                                        {"scanned", {}, at.scanned}});
}

base::Result<Step> Follower::step() {
    auto head = source_.head();
    if (!head) return head.error();
    auto at = position(database_);
    if (!at) return at.error();
    auto fitting = fits(*head, *at);
    if (!fitting) return fitting.error();
    if (!*fitting) {
        if (auto done = begin_anew(*head); !done) return done.error();
        return Step{false, head->height, true};
    }
    return at->building ? build(*head, std::move(*at)) : follow(*head, std::move(*at));
}

base::Result<bool> Follower::fits(const feed::Head& head, const Position& at) {
    if (at.ledger != base::hex(head.ledger_id) || at.rebuild_wanted) return false;
    if (at.height > head.height || at.blocks > head.height) return false;  // it was put back
    if (!compared_ && at.blocks > 0) {
        auto block = source_.blocks(at.blocks - 1, at.blocks, 1);
        if (!block) return block.error();
        if (block->empty() || base::hex(block->front().hash) != at.block_hash) return false;
    }
    compared_ = true;
    auto changes = source_.changes(at.height, 0);
    if (!changes) return changes.error();
    return changes->known;
}

base::Status Follower::begin_anew(const feed::Head& head) {
    Work work{database_};
    base::Status done = work.begin();
    if (done) done = detail::create_anew(database_);
    if (done) done = database_.erase(cursor_table, {{"rebuild"}});
    if (done) {
        done = keep({.ledger = base::hex(head.ledger_id),
                     .height = head.height,
                     .block_hash = {},
                     .scanned = base::hex(base::view(state_tables()).first(1))});
    }
    return done ? work.commit() : done;
}

base::Status Follower::take_blocks(const feed::Head& head, Position& at, std::uint64_t to) {
    auto blocks = source_.blocks(at.blocks, to, feed::blocks_per_page_max);
    if (!blocks) return blocks.error();
    if (blocks->empty()) return base::fail("the node's blocks end early", "节点的区块提前结束");
    at.blocks = blocks->back().height;
    at.block_hash = base::hex(blocks->back().hash);
    return detail::put_blocks(database_, source_, head, *blocks);
}

// One page of the state, table by table. Behind the last one all figures are stale.
base::Status Follower::scan(Position& at) {
    const auto from = base::unhex(at.scanned);
    ASSERT(from && !from->empty());
    const base::Bytes table{from->front()};
    auto entries = source_.entries(table, *from, feed::entries_per_page_max);
    if (!entries) return entries.error();
    if (auto done = detail::put_entries(database_, *entries, false); !done) return done;
    if (entries->size() == feed::entries_per_page_max) {
        base::Bytes next = entries->back().key;
        next.push_back(0);
        at.scanned = base::hex(next);
        return base::Done{};
    }
    const std::string tables = state_tables();
    const auto next = tables.find(static_cast<char>(table[0])) + 1;
    if (next < tables.size()) {
        at.scanned = base::hex(base::view(tables).subspan(next, 1));
        return base::Done{};
    }
    at.scanned = end_of_scan;
    for (const auto& one : detail::all_tables()) {
        if (auto done = database_.index(one); !done) return done;
    }
    return detail::make_all_stale(database_);
}

base::Result<Step> Follower::build(const feed::Head& head, Position at) {
    Work work{database_};
    base::Status done = work.begin();
    if (!done) return done.error();
    if (at.blocks < head.height) {
        done = take_blocks(head, at, head.height);
    } else if (at.scanned != end_of_scan) {
        done = scan(at);
    } else {
        auto all = detail::refresh(database_, stale_per_step);
        if (!all) return all.error();
        at.building = !*all;
    }
    if (done) done = keep(at);
    if (done) done = work.commit();
    if (done && !at.building) done = database_.run("ANALYZE");
    if (!done) return done.error();
    return Step{false, at.height, at.building};
}

base::Result<Step> Follower::follow(const feed::Head& head, Position at) {
    Work work{database_};
    base::Status done = work.begin();
    if (!done) return done.error();
    if (head.height > at.blocks + feed::blocks_per_page_max) {
        // Far behind: blocks first, so that whatever the state names is there.
        done = take_blocks(head, at, head.height);
        if (done) done = keep(at);
        if (done) done = work.commit();
        return done ? base::Result<Step>{Step{false, at.height, false}} : done.error();
    }
    auto changes = source_.changes(at.height, entries_per_step);
    if (!changes) return changes.error();
    if (!changes->known) return Step{false, at.height, true};
    const bool nothing_new = changes->height == at.height && changes->entries.empty();
    if (nothing_new) return Step{true, at.height, false};
    done = detail::put_entries(database_, changes->entries, true);
    while (done && at.blocks < changes->height) done = take_blocks(head, at, changes->height);
    if (!changes->more) at.height = changes->height;
    if (done) {
        auto all = detail::refresh(database_, everything);
        if (!all) return all.error();
    }
    if (done) done = keep(at);
    if (done) done = work.commit();
    if (!done) return done.error();
    source_.forget(changes->entries, changes->height);
    return Step{!changes->more && head.height == at.height, at.height, false};
}

}  // namespace zhida::tables
