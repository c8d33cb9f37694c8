// What does not go straight: breaks with their owners, recalls, payees who say they got nothing.
#include "contracts/payment/types/case_records.hpp"
#include "views/tables/detail/projector.hpp"

namespace zhida::tables::detail {

namespace {

Row order_key(base::ByteView key) {
    KeyReader reader{key};
    std::string list = reader.hex(8);
    return {std::move(list), reader.number(4)};
}

}  // namespace

Projector breaks() {
    return {.state = payment::Break::table,
            .table = {"breaks",
                      {{"account"},
                       {"number"},
                       {"kind"},
                       {"list", Kind::text},
                       {"line"},
                       {"bank_more"},
                       {"bank_less"},
                       {"owner"},
                       {"opened"},
                       {"ended"},
                       {"ending"}},
                      2,
                      {"ended, opened"}},
            .key =
                [](base::ByteView key) {
                    KeyReader reader{key};
                    const std::int64_t account = reader.number(2);
                    return Row{account, reader.number(4)};
                },
            .rows =
                [](const Row& key, base::ByteView value, std::vector<Row>& rows) {
                    return one_row<payment::Break>(value, rows, [&](const auto& b) {
                        return Row{key[0],
                                   key[1],
                                   number(b.kind),
                                   b.order ? Value{base::hex(b.order->list)} : Value{},
                                   b.order ? Value{number(b.order->line)} : Value{},
                                   b.bank_more.count(),
                                   b.bank_less.count(),
                                   number(b.owner),
                                   number(b.opened.days),
                                   b.ending ? Value{number(b.ending->on.days)} : Value{},
                                   b.ending ? Value{number(b.ending->how)} : Value{}};
                    });
                }};
}

Projector recalls() {
    return {.state = payment::Recall::table,
            .table = {"recalls",
                      {{"list", Kind::text},
                       {"line"},
                       {"reason"},
                       {"opened"},
                       {"answer"},
                       {"answered"}},
                      2,
                      {"answered"}},
            .key = &order_key,
            .rows =
                [](const Row& key, base::ByteView value, std::vector<Row>& rows) {
                    return one_row<payment::Recall>(value, rows, [&](const auto& r) {
                        return Row{key[0],
                                   key[1],
                                   number(r.reason),
                                   number(r.opened.days),
                                   r.answer ? Value{number(*r.answer)} : Value{},
                                   day(r.answered)};
                    });
                }};
}

Projector not_received() {
    return {.state = payment::NotReceived::table,
            .table = {"not_received",
                      {{"list", Kind::text}, {"line"}, {"opened"}, {"credited"}, {"answered"}},
                      2,
                      {"answered"}},
            .key = &order_key,
            .rows =
                [](const Row& key, base::ByteView value, std::vector<Row>& rows) {
                    return one_row<payment::NotReceived>(value, rows, [&](const auto& n) {
                        return Row{key[0], key[1], number(n.opened.days),
                                   n.credited ? Value{number(*n.credited)} : Value{},
                                   day(n.answered)};
                    });
                }};
}

}  // namespace zhida::tables::detail
