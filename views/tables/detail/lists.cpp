#include "contracts/resettle/types/records.hpp"
#include "contracts/resettle/types/single.hpp"
#include "views/tables/detail/projector.hpp"

namespace zhida::tables::detail {

namespace {

using resettle::ListState;

Row list_key(base::ByteView key) { return {KeyReader{key}.hex(8)}; }

Row with_line(base::ByteView key) {
    KeyReader reader{key};
    std::string list = reader.hex(8);
    return {std::move(list), reader.number(4)};
}

// Whether the money of its lines is decided: 0 not yet, 1 yes, 2 the list is out for good.
std::int64_t stage_of(ListState state) {
    switch (state) {
        case ListState::area_approved:
        case ListState::funded:
        case ListState::released:
        case ListState::paying:
        case ListState::settled:
        case ListState::closed: return 1;
        case ListState::abandoned:
        case ListState::returned:
        case ListState::cancelled: return 2;
        default: return 0;
    }
}

}  // namespace

Projector lists() {
    return {.state = resettle::List::table,
            .table = {"lists",
                      {{"list", Kind::text},
                       {"state"},
                       {"stage"},
                       {"programme"},
                       {"county"},
                       {"version"},
                       {"source_system", Kind::text},
                       {"list_no", Kind::text},
                       {"project_no", Kind::text},
                       {"source_signed"},
                       {"prepared_at"},
                       {"importer"},
                       {"sections"},
                       {"lines"},
                       {"fen"},
                       {"agreements"},
                       {"reason", Kind::text},
                       {"changed_at"}},
                      1,
                      {"county, list_no"}},
            .key = &list_key,
            .rows =
                [](const Row& key, base::ByteView value, std::vector<Row>& rows) {
                    return one_row<resettle::List>(value, rows, [&](const auto& l) {
                        return Row{key[0],
                                   number(l.state),
                                   stage_of(l.state),
                                   number(l.programme),
                                   number(l.county),
                                   number(l.version),
                                   l.source_system,
                                   l.list_no,
                                   l.project_no,
                                   number(l.source_signed),
                                   l.prepared_at,
                                   number(l.importer),
                                   number(l.sections),
                                   number(l.lines),
                                   l.total.count(),
                                   number(l.agreements),
                                   l.reason ? Value{*l.reason} : Value{},
                                   l.changed_at};
                    });
                },
            .touches = Touches::list};
}

Projector sections() {
    return {.state = resettle::Section::table,
            .table = {"sections",
                      {{"list", Kind::text},
                       {"section"},
                       {"state"},
                       {"village"},
                       {"lines"},
                       {"fen"},
                       {"first"},
                       {"held"},
                       {"held_fen"},
                       {"notice_ends"}},
                      2,
                      {"village"}},
            .key =
                [](base::ByteView key) {
                    KeyReader reader{key};
                    std::string list = reader.hex(8);
                    return Row{std::move(list), reader.number(2)};
                },
            .rows =
                [](const Row& key, base::ByteView value, std::vector<Row>& rows) {
                    return one_row<resettle::Section>(value, rows, [&](const auto& s) {
                        return Row{key[0],
                                   key[1],
                                   number(s.state),
                                   number(s.header.village),
                                   number(s.header.count),
                                   s.header.total.count(),
                                   number(s.first),
                                   number(s.held),
                                   s.held_total.count(),
                                   maybe(s.notice_ends)};
                    });
                },
            .touches = Touches::section};
}

Projector agreements() {
    return {.state = resettle::Agreement::table,
            .table = {"agreements",
                      {{"agreement", Kind::text},
                       {"village"},
                       {"household", Kind::text},
                       {"fen"},
                       {"committed_fen"},
                       {"signed_on"},
                       {"version"}},
                      1,
                      {"village, household"}},
            .key = [](base::ByteView key) { return Row{KeyReader{key}.hex(16)}; },
            .rows =
                [](const Row& key, base::ByteView value, std::vector<Row>& rows) {
                    return one_row<resettle::Agreement>(value, rows, [&](const auto& a) {
                        return Row{key[0],
                                   number(a.content.village),
                                   base::hex(a.content.household),
                                   a.content.total.count(),
                                   a.committed.count(),
                                   number(a.content.signed_on.days),
                                   number(a.content.version)};
                    });
                },
            .touches = Touches::village};
}

Projector lines() {
    return {.state = resettle::Line::table,
            .table = {"lines",
                      {{"list", Kind::text},
                       {"line"},
                       {"payee", Kind::text},
                       {"agreement", Kind::text},
                       {"installment"},
                       {"item"},
                       {"bank"},
                       {"fen"}},
                      2,
                      {"agreement"}},
            .key = &with_line,
            .rows =
                [](const Row& key, base::ByteView value, std::vector<Row>& rows) {
                    return one_row<resettle::Line>(value, rows, [&](const auto& l) {
                        return Row{key[0],
                                   key[1],
                                   base::hex(l.payee),
                                   base::hex(l.agreement),
                                   number(l.installment),
                                   number(l.item),
                                   number(l.bank),
                                   l.amount.count()};
                    });
                },
            .touches = Touches::line};
}

// Payments that count under another item than their line's.
Projector booked_items() {
    return {.state = resettle::BookedItem::table,
            .table = {"booked_items", {{"list", Kind::text}, {"line"}, {"item"}}, 2, {}},
            .key = &with_line,
            .rows =
                [](const Row& key, base::ByteView value, std::vector<Row>& rows) {
                    return one_row<resettle::BookedItem>(value, rows, [&](const auto& b) {
                        return Row{key[0], key[1], number(b.item)};
                    });
                },
            .touches = Touches::line};
}

Projector holds() {
    return {.state = resettle::Hold::table,
            .table = {"holds",
                      {{"list", Kind::text},
                       {"line"},
                       {"reason"},
                       {"has_document"},
                       {"act", Kind::text}},
                      2,
                      {}},
            .key = &with_line,
            .rows =
                [](const Row& key, base::ByteView value, std::vector<Row>& rows) {
                    return one_row<resettle::Hold>(value, rows, [&](const auto& h) {
                        return Row{key[0], key[1], number(h.reason),
                                   number(h.document.has_value()), base::hex(h.transaction)};
                    });
                },
            .touches = Touches::line};
}

}  // namespace zhida::tables::detail
