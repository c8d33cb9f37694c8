// What a sound slip says, as facts and in words.
#pragma once

#include <string>
#include <vector>

#include "contracts/approval/types/flow.hpp"
#include "contracts/payment/types/orders.hpp"
#include "contracts/vocabulary/money.hpp"
#include "contracts/vocabulary/reasons.hpp"
#include "core/base/date.hpp"

namespace zhida::proof {

struct ApprovalRead {
    approval::Level level = approval::Level::village;
    std::uint8_t role = 0;
    std::string organisation;
    base::Seconds at = 0;
    bool key_published = false;  // it stands in the trust file; else it was added on the ledger
};

struct OpenedField {
    std::string name;
    std::string value;
};

struct WitnessRead {
    std::string bank;
    base::Date day;
    std::uint64_t height = 0;  // of the block it signed
};

struct Reading {
    std::string ledger;
    std::string fingerprint;
    bool sandbox = false;
    std::size_t validators = 1;
    std::uint64_t height = 0;  // of the state that is shown
    base::Seconds time = 0;
    std::string list_no;
    std::string project_no;
    std::string source_system;
    bool source_signed = false;
    std::string list_state_zh;
    std::string list_state_en;
    std::uint32_t list_lines = 0;
    vocabulary::Fen list_total;
    std::uint64_t village = 0;
    std::uint32_t section_lines = 0;
    vocabulary::Fen section_total;
    std::uint32_t line = 0;
    std::string item;
    unsigned installment = 1;
    std::uint16_t bank = 0;  // of the payee's account
    vocabulary::Fen amount;
    std::optional<payment::OrderState> order;
    std::string end_to_end_id;
    vocabulary::Reason reason = vocabulary::Reason::none;  // of failure, return or hold
    bool held = false;                                     // before there was an order
    std::string claimed_by;
    std::string result_by;
    std::optional<base::Date> booked;
    std::vector<ApprovalRead> approvals;
    std::optional<WitnessRead> witness;
    std::vector<OpenedField> opened;
    bool issuer_known = false;
};

enum class Language : std::uint8_t { zh, en };

// Plain words, a line each; the first says that a sandbox is a sandbox.
std::string in_words(const Reading& reading, Language language);

}  // namespace zhida::proof
