#include "contracts/vocabulary/tag_statement.hpp"

namespace zhida::vocabulary {

base::Bytes tag_statement_bytes(const ListId& list, const std::vector<TagStatement>& lines) {
    base::Bytes out = base::to_bytes(base::view("zhida/tags/1"));
    base::append(out, list);
    base::append_u32(out, static_cast<std::uint32_t>(lines.size()));
    for (const TagStatement& line : lines) {
        base::append(out, line.tag);
        base::append(out, line.commitment);
        base::append(out, line.agreement);
        out.push_back(line.installment);
        base::append_u16(out, line.item);
    }
    return out;
}

}  // namespace zhida::vocabulary
