// Keeps the tables what the ledger's state is, a bounded piece of work at a time. Each piece is one
// transaction of the database together with the cursor, so a kill at any moment leaves tables that
// fit their cursor. Nothing is ever decided from a view.
#pragma once

#include "views/database/database.hpp"
#include "views/feed/source.hpp"

namespace zhida::tables {

// Raised whenever tables or their meaning change: views of another form are built anew.
inline constexpr std::int64_t form = 1;

struct Position {
    std::string ledger;          // hex of its id; empty: nothing was ever built
    bool building = true;        // the state is still being read for the first time
    std::uint64_t height = 0;    // of the state the tables show; while building: where it began
    std::uint64_t blocks = 0;    // blocks and acts up to this height
    std::string block_hash;      // hex, of that block
    std::string scanned;         // while building: the next key, hex
    bool rebuild_wanted = false;
};

// All tables there are, derived ones too.
std::vector<database::Table> all();
// Which tables of the state there is a projector for, a byte each.
std::string state_tables();

base::Result<Position> position(database::Database& database);
// The follower of this database, wherever it runs, begins anew at its next step.
base::Status want_rebuild(database::Database& database);

struct Step {
    bool caught_up = false;  // the tables show the state at `height`, and no higher one was there
    std::uint64_t height = 0;
    bool building = false;
};

class Follower {
  public:
    Follower(database::Database& database, feed::Source& source)
        : database_{database},
          source_{source} {}
    base::Result<Step> step();

  private:
    // Whether the tables are of this ledger, as it is now, and can go on from their cursor.
    base::Result<bool> fits(const feed::Head& head, const Position& at);
    base::Status begin_anew(const feed::Head& head);
    base::Result<Step> build(const feed::Head& head, Position at);
    base::Status scan(Position& at);
    base::Result<Step> follow(const feed::Head& head, Position at);
    base::Status take_blocks(const feed::Head& head, Position& at, std::uint64_t to);
    base::Status keep(const Position& at);

    database::Database& database_;
    feed::Source& source_;
    bool compared_ = false;  // the newest block of the tables is the ledger's block
};

}  // namespace zhida::tables
