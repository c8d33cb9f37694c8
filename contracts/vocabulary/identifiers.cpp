#include "contracts/vocabulary/identifiers.hpp"

#include <algorithm>
#include <array>

namespace zhida::vocabulary {

namespace {

constexpr std::string_view credit_alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr std::array<std::string_view, 16> credit_prefixes{
    "11", "12", "13", "19", "51", "52", "53", "59", "91", "92", "93", "N1", "N2", "N3", "N9", "Y1"};

unsigned digit_of(char c) { return static_cast<unsigned>(c - '0'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

bool all_digits(std::string_view text) { return std::ranges::all_of(text, is_digit); }

std::string upper(std::string_view text) {
    std::string out{text};
    for (char& c : out) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return out;
}

char citizen_check_character(std::string_view seventeen_digits) {
    constexpr std::array<unsigned, 17> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    unsigned sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i)
        sum += digit_of(seventeen_digits[i]) * weights[i];
    return "10X98765432"[sum % 11];
}

CitizenVerdict check_citizen_number(std::string_view number, base::Date today) {
    const std::string whole = upper(number);
    if (whole.size() != 18 || !all_digits(std::string_view{whole}.substr(0, 17))) {
        return CitizenVerdict::format;
    }
    if (!is_digit(whole[17]) && whole[17] != 'X') return CitizenVerdict::format;
    const std::string day =
        whole.substr(6, 4) + "-" + whole.substr(10, 2) + "-" + whole.substr(12, 2);
    const auto birth = base::parse_date(day);
    if (!birth || *birth > today) return CitizenVerdict::birth;
    return whole[17] == citizen_check_character(whole) ? CitizenVerdict::ok : CitizenVerdict::check;
}

char organisation_check_character(std::string_view eight) {
    constexpr std::array<unsigned, 8> weights{3, 7, 9, 10, 5, 8, 4, 2};
    unsigned sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const char c = eight[i];
        sum += (is_digit(c) ? digit_of(c) : static_cast<unsigned>(c - 'A') + 10) * weights[i];
    }
    const unsigned k = 11 - sum % 11;
    return k == 10 ? 'X' : k == 11 ? '0' : static_cast<char>('0' + k);
}

char credit_check_character(std::string_view seventeen) {
    unsigned sum = 0;
    unsigned weight = 1;
    for (std::size_t i = 0; i < 17; ++i) {
        sum += static_cast<unsigned>(credit_alphabet.find(seventeen[i])) * weight;
        weight = weight * 3 % 31;
    }
    return credit_alphabet[(31 - sum % 31) % 31];
}

CreditVerdict check_credit_code(std::string_view code) {
    const std::string whole = upper(code);
    if (whole.size() != 18) return CreditVerdict::length;
    for (char c : whole) {
        if (credit_alphabet.find(c) == std::string_view::npos) return CreditVerdict::alphabet;
    }
    const std::string_view view{whole};
    if (std::ranges::find(credit_prefixes, view.substr(0, 2)) == credit_prefixes.end()) {
        return CreditVerdict::prefix;
    }
    if (!all_digits(view.substr(2, 6))) return CreditVerdict::division;
    if (view[16] != organisation_check_character(view.substr(8, 8)))
        return CreditVerdict::org_check;
    return view[17] == credit_check_character(view) ? CreditVerdict::ok : CreditVerdict::check;
}

bool is_collective_code(std::string_view code) {
    const std::string whole = upper(code);
    return whole.starts_with("N1") || whole.starts_with("N2") || whole.starts_with("N3") ||
           whole.starts_with("N9");
}

char cnaps_check_digit(std::string_view eleven_digits) {
    unsigned p = 10;
    for (std::size_t i = 0; i < 11; ++i) {
        p = (p + digit_of(eleven_digits[i])) % 10;
        if (p == 0) p = 10;
        p = p * 2 % 11;
    }
    return static_cast<char>('0' + (11 - p) % 10);
}

bool is_cnaps(std::string_view number) {
    return number.size() == 12 && all_digits(number) && number[11] == cnaps_check_digit(number);
}

bool passes_luhn(std::string_view digits) {
    if (digits.empty() || !all_digits(digits)) return false;
    unsigned sum = 0;
    bool twice = false;
    for (std::size_t i = digits.size(); i-- > 0; twice = !twice) {
        const unsigned d = digit_of(digits[i]) * (twice ? 2 : 1);
        sum += d > 9 ? d - 9 : d;
    }
    return sum % 10 == 0;
}

}  // namespace zhida::vocabulary
