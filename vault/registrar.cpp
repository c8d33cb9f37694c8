#include "vault/registrar.hpp"

#include "contracts/vocabulary/identifiers.hpp"

namespace zhida::vault {

base::Result<TaggedChunk> Registrar::tag(const vocabulary::ListId& list,
                                         const std::vector<TagRequest>& lines, base::Seconds now) {
    if (lines.empty() || lines.size() > vocabulary::lines_per_chunk_max) {
        return base::fail("the registrar takes 1 to 500 lines", "登记服务一次受理 1 至 500 行");
    }
    if (now != second_) {
        second_ = now;
        used_ = 0;
    }
    used_ += lines.size();
    if (used_ > openings_per_second_max) {
        return base::fail("too many requests to the registrar", "登记服务请求过多，请稍后再试");
    }
    TaggedChunk chunk{{}, crypto::key_id(key_.public_key()), {}};
    std::vector<vocabulary::TagStatement> statements;
    for (const TagRequest& line : lines) {
        const bool fits = line.number.field.name == "payee_id_no" &&
                          crypto::check_opening(hash_, line.commitment, line.number);
        if (!fits) {
            return base::fail("the opening of a number does not fit its commitment",
                              "证件号码的开示与承诺不符");
        }
        const std::string number = vocabulary::upper(line.number.field.value);
        base::Bytes tail{line.installment};
        base::append_u16(tail, line.item);
        const base::Byte zero = 0;
        const auto whole =
            crypto::hmac(hash_, programme_key_,
                         {base::view("zhida/tag/1"), base::view(number), base::ByteView{&zero, 1},
                          line.agreement, tail});
        const auto tag = *base::to_array<16>(base::ByteView{whole}.first(16));
        chunk.tags.push_back(tag);
        statements.push_back({tag, line.commitment, line.agreement, line.installment, line.item});
    }
    chunk.signature = key_.sign(vocabulary::tag_statement_bytes(list, statements));
    return chunk;
}

}  // namespace zhida::vault
