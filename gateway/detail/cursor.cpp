#include "gateway/detail/cursor.hpp"

namespace zhida::gateway::detail {

namespace {

base::Bytes check_of(std::string_view question, base::ByteView position) {
    base::Bytes words = base::to_bytes(base::view(std::string_view{"zhida/cursor/1"}));
    words.push_back(0);
    base::append(words, base::view(question));
    words.push_back(0);
    base::append(words, position);
    const auto digest = crypto::digest(crypto::Hash::sm3, words);
    return base::to_bytes(base::ByteView{digest}.first(cursor_check_bytes));
}

}  // namespace

std::string make_cursor(std::string_view question, base::ByteView position) {
    base::Bytes out = check_of(question, position);
    base::append(out, position);
    return base::hex(out);
}

std::optional<base::Bytes> read_cursor(std::string_view question, std::string_view cursor) {
    const auto bytes = base::unhex(cursor);
    if (!bytes || bytes->size() <= cursor_check_bytes) return std::nullopt;
    const base::ByteView position = base::ByteView{*bytes}.subspan(cursor_check_bytes);
    const auto check = check_of(question, position);
    if (!base::equal(base::ByteView{*bytes}.first(cursor_check_bytes), check)) return std::nullopt;
    return base::to_bytes(position);
}

}  // namespace zhida::gateway::detail
