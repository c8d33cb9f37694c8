// The agent's side of the ISO 20022 messages: writes pain.001.001.11, reads pain.002.001.12,
// camt.053.001.10 and camt.054.001.10. Shares no code with the simulator. A message that is not
// wholly understood is no answer.
#pragma once

#include <map>
#include <optional>

#include "banks/port/port.hpp"

namespace zhida::connector {

inline constexpr std::size_t xml_bytes_max = 24 << 20;

struct Sender {
    std::string name;     // of the special account's owner
    std::string account;  // its number at the bank
    std::string bank;     // three digits
};

// `time`: ISO 8601 with offset; `day`: when the bank shall pay.
std::string write_orders(const Sender& sender, const std::string& message_id,
                         const std::string& time, base::Date day,
                         const std::vector<bank_port::Instruction>& instructions);

// Answers by end-to-end id. Nothing: another message, another original, a status or code that is
// not ISO's.
std::optional<std::map<std::string, bank_port::OrderAnswer>> read_status(
    std::string_view xml, std::string_view original_message);
std::optional<bank_port::Statement> read_statement(std::string_view xml);
std::optional<std::vector<bank_port::Entry>> read_notification(std::string_view xml);
vocabulary::Reason reason_of(std::string_view iso_code);

}  // namespace zhida::connector
