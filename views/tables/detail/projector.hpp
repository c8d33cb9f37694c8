// How records of the state become rows. A kind of record is one file here that makes one projector,
// and one line in projectors.cpp. A row holds nothing of a person: the ledger has nothing of one.
#pragma once

#include <functional>

#include "core/base/bytes.hpp"
#include "core/chain/view.hpp"
#include "views/database/database.hpp"

namespace zhida::tables::detail {

using database::Kind;
using database::Row;
using database::Value;

// Takes the parts of a record's key from its bytes, behind the table's byte.
class KeyReader {
  public:
    explicit KeyReader(base::ByteView key)
        : rest_{key.subspan(1)} {}
    std::int64_t number(std::size_t bytes);
    std::string hex(std::size_t bytes);

  private:
    base::ByteView rest_;
};

// What a changed record makes stale among the figures that are kept of sections and villages; of a
// village: the row's second column.
enum class Touches : std::uint8_t { nothing, line, section, list, village };

struct Projector {
    std::uint8_t state = 0;  // first byte of its records' keys
    database::Table table;
    // The first columns of its rows, from the record's key.
    Row (*key)(base::ByteView key) = nullptr;
    // Its rows. False: the value is no such record.
    bool (*rows)(const Row& key, base::ByteView value, std::vector<Row>& rows) = nullptr;
    Touches touches = Touches::nothing;
    // A record makes several rows: the old ones go before the new ones come.
    bool several = false;
};

// One row of a record.
template <class R, class Make>
bool one_row(base::ByteView value, std::vector<Row>& rows, const Make& make) {
    const auto record = codec::decode<R>(value);
    if (!record) return false;
    rows.push_back(make(*record));
    return true;
}

inline std::int64_t number(bool yes) { return yes ? 1 : 0; }
template <class N>
std::int64_t number(N n) {
    return static_cast<std::int64_t>(n);
}
inline Value day(const std::optional<base::Date>& date) {
    return date ? Value{std::int64_t{date->days}} : Value{};
}
template <class N>
Value maybe(const std::optional<N>& n) {
    return n ? Value{static_cast<std::int64_t>(*n)} : Value{};
}

Projector organisations();
Projector persons();
Projector lists();
Projector batches();
Projector sections();
Projector agreements();
Projector lines();
Projector booked_items();
Projector holds();
Projector orders();
Projector accounts();
Projector day_books();
Projector closes();
Projector close_items();
Projector signatures();
Projector breaks();
Projector recalls();
Projector not_received();

const std::vector<Projector>& projectors();

}  // namespace zhida::tables::detail
