// Personal values as every screen, report and message shows them.
#pragma once

#include <string>
#include <string_view>

namespace zhida::vocabulary {

std::string mask_name(std::string_view utf8);       // 王**
std::string mask_id(std::string_view number);       // 130629********0015
std::string mask_account(std::string_view number);  // 621799*********5854
std::string mask_phone(std::string_view number);    // 154****5718

}  // namespace zhida::vocabulary
