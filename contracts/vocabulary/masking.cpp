#include "contracts/vocabulary/masking.hpp"

#include <vector>

namespace zhida::vocabulary {

namespace {

// Where each character begins. Bytes that are not UTF-8 count as characters of their own kind and
// are never cut open: what comes out is as well formed as what went in.
std::vector<std::size_t> starts(std::string_view utf8) {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        if ((static_cast<unsigned char>(utf8[i]) & 0xc0) != 0x80 || i == 0) out.push_back(i);
    }
    return out;
}

// A value too short to hide enough of it between its ends is hidden whole.
std::string keep_ends(std::string_view text, std::size_t front, std::size_t back) {
    const std::vector<std::size_t> at = starts(text);
    if (at.size() < front + back + masked_characters_min) return std::string(at.size(), '*');
    const std::size_t hidden = at.size() - front - back;
    return std::string{text.substr(0, at[front])} + std::string(hidden, '*') +
           std::string{text.substr(at[front + hidden])};
}

}  // namespace

std::string mask_name(std::string_view utf8) {
    const std::vector<std::size_t> at = starts(utf8);
    if (at.empty()) return {};
    if (at.size() == 1) return "*";
    return std::string{utf8.substr(0, at[1])} + std::string(at.size() - 1, '*');
}

std::string mask_id(std::string_view number) { return keep_ends(number, 6, 4); }
std::string mask_account(std::string_view number) { return keep_ends(number, 6, 4); }
std::string mask_phone(std::string_view number) { return keep_ends(number, 3, 4); }

}  // namespace zhida::vocabulary
