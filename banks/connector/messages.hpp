// The agent's side of the ISO 20022 messages: writes pain.001.001.11, reads pain.002.001.12,
// camt.053.001.10 and camt.054.001.10. Shares no code with the simulator. A message that is not
// wholly understood is no answer.
#pragma once

#include <map>
#include <optional>

#include "banks/port/port.hpp"

namespace zhida::connector {

inline constexpr std::size_t xml_bytes_max = 32 << 20;
inline constexpr std::size_t id_characters_max = 35;       // Max35Text
inline constexpr std::size_t account_characters_max = 34;  // Max34Text
inline constexpr std::size_t text_characters_max = 140;    // Max140Text

struct Sender {
    std::string name;     // of the special account's owner
    std::string account;  // its number at the bank
    std::string bank;     // three digits
};

// Nothing is cut to fit: a message that would not say exactly this, or break the schema, is not
// written. Also not: none or more than 500 orders, one end-to-end id twice.
bool is_writable(const std::string& message_id,
                 const std::vector<bank_port::Instruction>& instructions);
// `time`: ISO 8601 with offset; `day`: when the bank shall pay.
std::string write_orders(const Sender& sender, const std::string& message_id,
                         const std::string& time, base::Date day,
                         const std::vector<bank_port::Instruction>& instructions);

// Answers by end-to-end id. Nothing: another message, another original, a status that is not ISO's,
// one id twice. A refusal whose code is not final (below) is unknown.
std::optional<std::map<std::string, bank_port::OrderAnswer>> read_status(
    std::string_view xml, std::string_view original_message);
// Nothing as well: a foreign account (where one is named), a movement of another day, a gap in the
// numbers, a sum that is not the closing balance.
std::optional<bank_port::Statement> read_statement(std::string_view xml,
                                                   std::string_view account = {});
std::optional<std::vector<bank_port::Entry>> read_notification(std::string_view xml,
                                                               std::string_view account = {});
// What a final refusal means. Nothing for every other code: "duplicate" may mean that the first one
// was paid, "not found" and "system error" mean nothing (payment.md §3).
std::optional<vocabulary::Reason> final_reason(std::string_view iso_code);

}  // namespace zhida::connector
