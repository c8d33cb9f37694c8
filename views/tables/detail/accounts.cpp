#include "contracts/payment/types/records.hpp"
#include "views/tables/detail/projector.hpp"

namespace zhida::tables::detail {

namespace {

Row account_day(base::ByteView key) {
    KeyReader reader{key};
    const std::int64_t account = reader.number(2);
    return {account, reader.number(4)};
}

}  // namespace

Projector accounts() {
    return {.state = payment::Account::table,
            .table = {"accounts",
                      {{"account"},
                       {"finance"},
                       {"county"},
                       {"bank"},
                       {"received"},
                       {"interest"},
                       {"paid"},
                       {"fees"},
                       {"available"},
                       {"locked"},
                       {"returned_pending"},
                       {"interest_held"},
                       {"open_days"},
                       {"first_open_day"},
                       {"closed_to"},
                       {"closing"},
                       {"stopped"},
                       {"open_breaks"}},
                      1,
                      {}},
            .key = [](base::ByteView key) { return Row{KeyReader{key}.number(2)}; },
            .rows =
                [](const Row& key, base::ByteView value, std::vector<Row>& rows) {
                    return one_row<payment::Account>(value, rows, [&](const auto& a) {
                        const auto first = a.open_days.empty()
                                               ? std::optional<base::Date>{}
                                               : std::optional{a.open_days.front()};
                        return Row{key[0],
                                   number(a.finance),
                                   number(a.county),
                                   number(a.bank),
                                   a.received.count(),
                                   a.interest.count(),
                                   a.paid.count(),
                                   a.fees.count(),
                                   a.available.count(),
                                   a.locked.count(),
                                   a.returned_pending.count(),
                                   a.interest_held.count(),
                                   number(a.open_days.size()),
                                   day(first),
                                   day(a.closed_to),
                                   a.closing.count(),
                                   number(a.stopped),
                                   number(a.open_breaks)};
                    });
                }};
}

Projector day_books() {
    return {.state = payment::DayBook::table,
            .table = {"day_books",
                      {{"account"},
                       {"day"},
                       {"credits"},
                       {"credits_fen"},
                       {"debits"},
                       {"debits_fen"},
                       {"returns"},
                       {"returns_fen"},
                       {"interest_fen"},
                       {"fees_fen"}},
                      2,
                      {"day"}},
            .key = &account_day,
            .rows =
                [](const Row& key, base::ByteView value, std::vector<Row>& rows) {
                    return one_row<payment::DayBook>(value, rows, [&](const auto& b) {
                        return Row{key[0],
                                   key[1],
                                   number(b.credits.lines),
                                   b.credits.fen.count(),
                                   number(b.debits.lines),
                                   b.debits.fen.count(),
                                   number(b.returns.lines),
                                   b.returns.fen.count(),
                                   b.interest.fen.count(),
                                   b.fees.fen.count()};
                    });
                }};
}

Projector closes() {
    return {.state = payment::DayClose::table,
            .table = {"closes",
                      {{"account"},
                       {"day"},
                       {"opening"},
                       {"closing"},
                       {"first_sequence"},
                       {"last_sequence"},
                       {"items"},
                       {"bank_person"},
                       {"bank_height"},
                       {"finance_person"},
                       {"finance_height"}},
                      2,
                      {}},
            .key = &account_day,
            .rows =
                [](const Row& key, base::ByteView value, std::vector<Row>& rows) {
                    return one_row<payment::DayClose>(value, rows, [&](const auto& c) {
                        const bool confirmed = c.finance.has_value();
                        return Row{key[0],
                                   key[1],
                                   c.close.opening.count(),
                                   c.close.closing.count(),
                                   number(c.close.first_sequence),
                                   number(c.close.last_sequence),
                                   number(c.close.items.size()),
                                   number(c.bank.person),
                                   number(c.bank.height),
                                   confirmed ? Value{number(c.finance->person)} : Value{},
                                   confirmed ? Value{number(c.finance->height)} : Value{}};
                    });
                }};
}

// The differences a close names, one row each.
Projector close_items() {
    return {.state = payment::DayClose::table,
            .table = {"close_items",
                      {{"account"},
                       {"day"},
                       {"number"},
                       {"kind"},
                       {"list", Kind::text},
                       {"line"},
                       {"bank_more"},
                       {"bank_less"}},
                      3,
                      {}},
            .key = &account_day,
            .rows =
                [](const Row& key, base::ByteView value, std::vector<Row>& rows) {
                    const auto close = codec::decode<payment::DayClose>(value);
                    if (!close) return false;
                    std::int64_t place = 0;
                    for (const payment::BreakItem& item : close->close.items) {
                        rows.push_back({key[0], key[1], place++, number(item.kind),
                                        item.list ? Value{base::hex(*item.list)} : Value{},
                                        number(item.line), item.bank_more.count(),
                                        item.bank_less.count()});
                    }
                    return true;
                },
            .several = true};
}

}  // namespace zhida::tables::detail
