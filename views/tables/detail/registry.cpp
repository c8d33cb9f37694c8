#include "contracts/registry/types/records.hpp"
#include "views/tables/detail/projector.hpp"

namespace zhida::tables::detail {

Projector organisations() {
    return {.state = registry::Organisation::table,
            .table = {"organisations",
                      {{"organisation"}, {"kind"}, {"division"}, {"bank"}, {"title", Kind::text}},
                      1,
                      {"kind, division"}},
            .key = [](base::ByteView key) { return Row{KeyReader{key}.number(4)}; },
            .rows =
                [](const Row& key, base::ByteView value, std::vector<Row>& rows) {
                    return one_row<registry::Organisation>(value, rows, [&](const auto& o) {
                        return Row{key[0], number(o.kind), number(o.division), number(o.bank),
                                   o.title};
                    });
                }};
}

Projector persons() {
    return {.state = registry::Person::table,
            .table = {"persons", {{"person"}, {"organisation"}, {"machine"}}, 1, {}},
            .key = [](base::ByteView key) { return Row{KeyReader{key}.number(4)}; },
            .rows =
                [](const Row& key, base::ByteView value, std::vector<Row>& rows) {
                    return one_row<registry::Person>(value, rows, [&](const auto& p) {
                        return Row{key[0], number(p.organisation), number(p.machine)};
                    });
                }};
}

}  // namespace zhida::tables::detail
