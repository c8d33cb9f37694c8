// The bank's side of the ISO 20022 messages: reads pain.001.001.11, writes pain.002.001.12,
// camt.053.001.10 and camt.054.001.10. Amounts are exact: yuan with two digits, never a float.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "banks/port/port.hpp"

namespace zhida::simd {

inline constexpr std::size_t xml_bytes_max = 16 << 20;

struct Orders {
    std::string message_id;
    std::string payment_id;
    std::vector<bank_port::Instruction> instructions;
};
// Refused: another message, a document type declaration, a missing part, a wrong count or sum.
base::Result<Orders> read_orders(std::string_view xml);

// Who writes, and when (ISO 8601 with offset).
struct Stamp {
    std::string bank;  // three digits
    std::string time;
    std::string id;       // of this message
    std::string account;  // the special account's number
};
std::string write_status(const Stamp& stamp, const std::string& original_message,
                         const std::string& original_payment,
                         const std::vector<bank_port::OrderAnswer>& answers);
std::string write_statement(const Stamp& stamp, const bank_port::Statement& statement);
std::string write_notification(const Stamp& stamp, const std::vector<bank_port::Entry>& entries);

}  // namespace zhida::simd
