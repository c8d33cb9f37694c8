#include "contracts/vocabulary/masking.hpp"

namespace zhida::vocabulary {

namespace {

// Values too short to keep both ends are hidden whole.
std::string keep_ends(std::string_view text, std::size_t front, std::size_t back) {
    if (text.size() <= front + back) return std::string(text.size(), '*');
    return std::string{text.substr(0, front)} + std::string(text.size() - front - back, '*') +
           std::string{text.substr(text.size() - back)};
}

}  // namespace

std::string mask_name(std::string_view utf8) {
    std::string out;
    bool first = true;
    for (std::size_t i = 0; i < utf8.size();) {
        std::size_t next = i + 1;
        while (next < utf8.size() && (static_cast<unsigned char>(utf8[next]) & 0xc0) == 0x80)
            ++next;
        out += first ? std::string{utf8.substr(i, next - i)} : "*";
        first = false;
        i = next;
    }
    return out;
}

std::string mask_id(std::string_view number) { return keep_ends(number, 6, 4); }
std::string mask_account(std::string_view number) { return keep_ends(number, 6, 4); }
std::string mask_phone(std::string_view number) { return keep_ends(number, 3, 4); }

}  // namespace zhida::vocabulary
