// Personal values as every screen, report and message shows them. The input may be anything: what
// is malformed is masked all the same.
#pragma once

#include <string>
#include <string_view>

namespace zhida::vocabulary {

// A number of which fewer would be hidden is hidden whole.
inline constexpr std::size_t masked_characters_min = 4;

// The first character stays: 王*, 赖**. A name of one character is hidden.
std::string mask_name(std::string_view utf8);
std::string mask_id(std::string_view number);       // 130629********0015
std::string mask_account(std::string_view number);  // 621799*********5854
std::string mask_phone(std::string_view number);    // 154****5718

}  // namespace zhida::vocabulary
