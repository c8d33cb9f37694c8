#include "contracts/payment/types/records.hpp"
#include "views/tables/detail/projector.hpp"

namespace zhida::tables::detail {

Projector orders() {
    return {.state = payment::Order::table,
            .table = {"orders",
                      {{"list", Kind::text},
                       {"line"},
                       {"state"},
                       {"slot", Kind::text},
                       {"account"},
                       {"payee_bank"},
                       {"fen"},
                       {"value_date"},
                       {"reason"},
                       {"evidence"},
                       {"epoch"},
                       {"claim_height"},
                       {"result_height"},
                       {"day"},
                       {"parent_list", Kind::text},
                       {"parent_line"},
                       {"child_list", Kind::text}},
                      2,
                      {"state, result_height"}},
            .key =
                [](base::ByteView key) {
                    KeyReader reader{key};
                    std::string list = reader.hex(8);
                    return Row{std::move(list), reader.number(4)};
                },
            .rows =
                [](const Row& key, base::ByteView value, std::vector<Row>& rows) {
                    return one_row<payment::Order>(value, rows, [&](const auto& o) {
                        return Row{key[0],
                                   key[1],
                                   number(o.state),
                                   std::string{payment::word_of(o.state).slot},
                                   number(o.account),
                                   number(o.payee_bank),
                                   o.amount.count(),
                                   number(o.value_date.days),
                                   number(o.reason),
                                   number(o.evidence),
                                   number(o.epoch),
                                   number(o.claim_height),
                                   number(o.result_height),
                                   number(o.day.days),
                                   o.parent ? Value{base::hex(o.parent->list)} : Value{},
                                   o.parent ? Value{number(o.parent->line)} : Value{},
                                   o.child_list ? Value{base::hex(*o.child_list)} : Value{}};
                    });
                },
            .touches = Touches::line};
}

Projector batches() {
    return {.state = payment::Batch::table,
            .table = {"batches",
                      {{"list", Kind::text},
                       {"orders"},
                       {"orders_fen"},
                       {"unsent"},
                       {"in_flight"},
                       {"claimed_ever"},
                       {"open_breaks"},
                       {"settled_on"}},
                      1,
                      {}},
            .key = [](base::ByteView key) { return Row{KeyReader{key}.hex(8)}; },
            .rows =
                [](const Row& key, base::ByteView value, std::vector<Row>& rows) {
                    return one_row<payment::Batch>(value, rows, [&](const auto& b) {
                        return Row{key[0],
                                   number(b.orders.lines),
                                   b.orders.fen.count(),
                                   number(b.unsent.lines),
                                   number(b.in_flight.lines),
                                   number(b.claimed_ever),
                                   number(b.open_breaks),
                                   day(b.settled)};
                    });
                }};
}

}  // namespace zhida::tables::detail
