// Numbers that carry their own check: citizens, organisations, bank branches, cards.
#pragma once

#include <string>
#include <string_view>

#include "core/base/date.hpp"

namespace zhida::vocabulary {

// In the order in which they are judged (social-security.md §1.1).
enum class CitizenVerdict { ok, format, birth, check };
// Capital X or small x; a birth date after `today` is none.
CitizenVerdict check_citizen_number(std::string_view number, base::Date today);

// In the order in which they are judged (registration-and-services.md §1.1).
enum class CreditVerdict { ok, length, alphabet, prefix, division, org_check, check };
// Small letters count as capitals. Nothing is trimmed.
CreditVerdict check_credit_code(std::string_view code);
// Begins N1, N2, N3 or N9: a collective of the countryside.
bool is_collective_code(std::string_view code);

// 12 digits whose last is the ISO 7064 MOD 11,10 check digit (funds.md §7.1).
bool is_cnaps(std::string_view number);
// The check digit of the first eleven.
char cnaps_check_digit(std::string_view eleven_digits);
bool passes_luhn(std::string_view digits);

std::string upper(std::string_view text);
bool all_digits(std::string_view text);
// The check characters, for those who make synthetic numbers.
char citizen_check_character(std::string_view seventeen_digits);
char organisation_check_character(std::string_view eight);
char credit_check_character(std::string_view seventeen);

}  // namespace zhida::vocabulary
