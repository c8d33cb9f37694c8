#include "contracts/approval/types/records.hpp"
#include "views/tables/detail/projector.hpp"

namespace zhida::tables::detail {

// Section 65535 is the list as a whole.
Projector signatures() {
    return {.state = approval::Signatures::table,
            .table = {"signatures",
                      {{"list", Kind::text},
                       {"section"},
                       {"number"},
                       {"level"},
                       {"person"},
                       {"organisation"},
                       {"role"},
                       {"at"},
                       {"height"}},
                      3,
                      {}},
            .key =
                [](base::ByteView key) {
                    KeyReader reader{key};
                    std::string list = reader.hex(8);
                    return Row{std::move(list), reader.number(2)};
                },
            .rows =
                [](const Row& key, base::ByteView value, std::vector<Row>& rows) {
                    const auto record = codec::decode<approval::Signatures>(value);
                    if (!record) return false;
                    std::int64_t place = 0;
                    for (const approval::Signed& s : record->signatures) {
                        rows.push_back({key[0], key[1], place++, number(s.level),
                                        number(s.person), number(s.organisation), number(s.role),
                                        s.at, number(s.height)});
                    }
                    return true;
                },
            .several = true};
}

}  // namespace zhida::tables::detail
