#include "views/tables/detail/projector.hpp"

namespace zhida::tables::detail {

std::int64_t KeyReader::number(std::size_t bytes) {
    if (rest_.size() < bytes) return 0;
    std::uint64_t n = 0;
    for (const base::Byte byte : rest_.first(bytes)) n = n << 8 | byte;
    rest_ = rest_.subspan(bytes);
    return static_cast<std::int64_t>(n);
}

std::string KeyReader::hex(std::size_t bytes) {
    if (rest_.size() < bytes) return {};
    std::string out = base::hex(rest_.first(bytes));
    rest_ = rest_.subspan(bytes);
    return out;
}

const std::vector<Projector>& projectors() {
    static const std::vector<Projector> all{
        organisations(), persons(),    lists(),       batches(), sections(), agreements(),
        lines(),         holds(),      orders(),      accounts(), day_books(), closes(),
        close_items(),   signatures(), booked_items(), breaks(),  recalls(),   not_received(),
    };
    return all;
}

}  // namespace zhida::tables::detail
