#include "banks/connector/messages.hpp"

#include <algorithm>
#include <charconv>
#include <pugixml.hpp>
#include <set>
#include <sstream>

namespace zhida::connector {

namespace {

using bank_port::Answer;
using bank_port::Entry;
using bank_port::EntryKind;
using bank_port::OrderAnswer;
using vocabulary::Fen;
using vocabulary::Reason;

constexpr std::size_t whole_digits_max = 15;  // of Fen::count_max
constexpr std::string_view name_space = "urn:iso:std:iso:20022:tech:xsd:";

// One element inside another, made where it is not there yet.
pugi::xml_node put(pugi::xml_node in, const char* name, const std::string& text) {
    auto made = in.append_child(name);
    made.text().set(text.c_str());
    return made;
}

void put_agent(pugi::xml_node in, const char* name, const std::string& member) {
    put(in.append_child(name).append_child("FinInstnId").append_child("ClrSysMmbId"), "MmbId",
        member);
}

void put_account(pugi::xml_node in, const char* name, const std::string& number) {
    put(in.append_child(name).append_child("Id").append_child("Othr"), "Id", number);
}

// A text of 1 to so many characters that XML can carry as it is.
bool fits(const std::string& text, std::size_t characters_max) {
    std::size_t characters = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20U || byte == 0x7FU) return false;
        if ((byte & 0xC0U) != 0x80U) ++characters;
    }
    return characters >= 1 && characters <= characters_max;
}

// The message inside a document of this very type.
pugi::xml_node open(pugi::xml_document& document, std::string_view xml, std::string_view type,
                    const char* message) {
    if (xml.size() > xml_bytes_max || xml.find("<!") != std::string_view::npos) return {};
    if (!document.load_buffer(xml.data(), xml.size(), pugi::parse_default, pugi::encoding_utf8))
        return {};
    const auto root = document.child("Document");
    const std::string_view space = root.attribute("xmlns").value();
    if (!space.starts_with(name_space) || space.substr(name_space.size()) != type) return {};
    return root.child(message);
}

std::optional<Fen> amount_of(const pugi::xml_node& node) {
    if (std::string_view{node.attribute("Ccy").value()} != "CNY") return std::nullopt;
    const auto fen = vocabulary::parse_yuan(node.child_value(), whole_digits_max, false);
    return fen ? Fen::of(*fen) : std::nullopt;
}

std::optional<Answer> answer_of(std::string_view status) {
    if (status == "ACSC") return Answer::paid;
    if (status == "RJCT") return Answer::refused;
    for (const std::string_view taken : {"ACTC", "ACCP", "ACSP", "ACWC", "PDNG"}) {
        if (status == taken) return Answer::accepted;
    }
    return std::nullopt;
}

// PMNT/RCDT is money that came in, ICDT/RRTN a payment that came back, other debits are payments.
std::optional<EntryKind> kind_of(const pugi::xml_node& entry) {
    const auto domain = entry.child("BkTxCd").child("Domn");
    const std::string_view family = domain.child("Fmly").child_value("Cd");
    const std::string_view detail = domain.child("Fmly").child_value("SubFmlyCd");
    const std::string_view side = entry.child_value("CdtDbtInd");
    if (side == "DBIT" && family == "ICDT") return EntryKind::payment;
    if (side == "CRDT" && detail == "RRTN") return EntryKind::returned;
    if (side == "CRDT" && family == "RCDT") return EntryKind::deposit;
    return std::nullopt;
}

std::optional<Entry> entry_of(const pugi::xml_node& node) {
    const auto kind = kind_of(node);
    const auto amount = amount_of(node.child("Amt"));
    const auto day = base::parse_date(node.child("BookgDt").child_value("Dt"));
    const std::string_view number = node.child_value("NtryRef");
    const bool booked = std::string_view{node.child("Sts").child_value("Cd")} == "BOOK";
    if (!kind || !amount || !day || !booked) return std::nullopt;
    Entry entry{.kind = *kind, .amount = *amount, .booked = *day};
    const auto read = std::from_chars(number.data(), number.data() + number.size(), entry.sequence);
    if (read.ec != std::errc{} || read.ptr != number.data() + number.size()) return std::nullopt;
    const auto details = node.child("NtryDtls").child("TxDtls");
    entry.reference = *kind == EntryKind::deposit ? details.child("RmtInf").child_value("Ustrd")
                                                  : details.child("Refs").child_value("EndToEndId");
    if (entry.reference.empty()) return std::nullopt;
    if (*kind == EntryKind::returned) {
        entry.reason = final_reason(details.child("RtrInf").child("Rsn").child_value("Cd"))
                           .value_or(Reason::other);  // whatever the code, the money is back
    }
    return entry;
}

std::optional<std::vector<Entry>> entries_of(const pugi::xml_node& node) {
    std::vector<Entry> entries;
    for (const auto& one : node.children("Ntry")) {
        auto entry = entry_of(one);
        if (!entry) return std::nullopt;
        entries.push_back(std::move(*entry));
    }
    return entries;
}

}  // namespace

std::optional<Reason> final_reason(std::string_view code) {
    if (code == "AC01" || code == "AC03") return Reason::acct_not_found;
    if (code == "AC04") return Reason::acct_closed;
    if (code == "AC06") return Reason::acct_frozen;
    if (code == "BE01") return Reason::acct_name_mismatch;
    if (code == "BE16" || code == "BE17") return Reason::acct_id_mismatch;
    if (code == "AM02") return Reason::limit;
    if (code == "AM04") return Reason::funds_short;
    if (code == "MS03") return Reason::other;
    return std::nullopt;
}

bool is_writable(const std::string& message_id,
                 const std::vector<bank_port::Instruction>& instructions) {
    if (!fits(message_id, id_characters_max)) return false;
    if (instructions.empty() || instructions.size() > bank_port::orders_per_message_max)
        return false;
    std::set<std::string_view> ids;
    return std::ranges::all_of(instructions, [&](const bank_port::Instruction& one) {
        return fits(one.end_to_end_id, id_characters_max) && one.amount > Fen{} &&
               fits(one.payee_name, text_characters_max) &&
               fits(one.payee_account, account_characters_max) &&
               fits(one.payee_cnaps, id_characters_max) && fits(one.purpose, text_characters_max) &&
               ids.insert(one.end_to_end_id).second;
    });
}

std::string write_orders(const Sender& sender, const std::string& message_id,
                         const std::string& time, base::Date day,
                         const std::vector<bank_port::Instruction>& instructions) {
    std::int64_t sum = 0;
    for (const auto& one : instructions) sum += one.amount.count();
    const std::string count = std::to_string(instructions.size());
    pugi::xml_document document;
    auto root = document.append_child("Document");
    root.append_attribute("xmlns") = (std::string{name_space} + "pain.001.001.11").c_str();
    auto message = root.append_child("CstmrCdtTrfInitn");
    auto header = message.append_child("GrpHdr");
    put(header, "MsgId", message_id);
    put(header, "CreDtTm", time);
    put(header, "NbOfTxs", count);
    put(header, "CtrlSum", vocabulary::yuan_text(sum));
    put(header.append_child("InitgPty"), "Nm", sender.name);
    auto payment = message.append_child("PmtInf");
    put(payment, "PmtInfId", message_id);
    put(payment, "PmtMtd", "TRF");
    put(payment, "NbOfTxs", count);
    put(payment, "CtrlSum", vocabulary::yuan_text(sum));
    put(payment.append_child("ReqdExctnDt"), "Dt", base::to_text(day));
    put(payment.append_child("Dbtr"), "Nm", sender.name);
    put_account(payment, "DbtrAcct", sender.account);
    put_agent(payment, "DbtrAgt", sender.bank);
    for (const auto& one : instructions) {
        auto tx = payment.append_child("CdtTrfTxInf");
        put(tx.append_child("PmtId"), "EndToEndId", one.end_to_end_id);
        auto amount =
            put(tx.append_child("Amt"), "InstdAmt", vocabulary::yuan_text(one.amount.count()));
        amount.append_attribute("Ccy") = "CNY";
        put_agent(tx, "CdtrAgt", one.payee_cnaps);
        put(tx.append_child("Cdtr"), "Nm", one.payee_name);
        put_account(tx, "CdtrAcct", one.payee_account);
        put(tx.append_child("RmtInf"), "Ustrd", one.purpose);
    }
    std::ostringstream out;
    document.save(out, "", pugi::format_raw, pugi::encoding_utf8);
    return out.str();
}

std::optional<std::map<std::string, OrderAnswer>> read_status(std::string_view xml,
                                                              std::string_view original_message) {
    pugi::xml_document document;
    const auto message = open(document, xml, "pain.002.001.12", "CstmrPmtStsRpt");
    const auto group = message.child("OrgnlGrpInfAndSts");
    if (!message || group.child_value("OrgnlMsgId") != original_message) return std::nullopt;
    std::map<std::string, OrderAnswer> answers;
    for (const auto& payment : message.children("OrgnlPmtInfAndSts")) {
        for (const auto& tx : payment.children("TxInfAndSts")) {
            const std::string id = tx.child_value("OrgnlEndToEndId");
            const auto answer = answer_of(tx.child_value("TxSts"));
            if (id.empty() || !answer) return std::nullopt;
            OrderAnswer one{id, *answer, Reason::none};
            if (*answer == Answer::paid) {
                const std::string_view accepted = tx.child_value("AccptncDtTm");
                one.booked = base::parse_date(
                    accepted.substr(0, std::min(accepted.find('T'), accepted.size())));
            }
            if (*answer == Answer::refused) {
                const auto why = final_reason(tx.child("StsRsnInf").child("Rsn").child_value("Cd"));
                if (!why) one.answer = Answer::unknown;
                one.reason = why.value_or(Reason::none);
            }
            // One id answered twice proves nothing.
            if (!answers.emplace(id, one).second) return std::nullopt;
        }
    }
    return answers;
}

namespace {

bool is_of(const pugi::xml_node& report, std::string_view account) {
    const auto told = report.child("Acct");
    const std::string_view currency = told.child_value("Ccy");
    if (!currency.empty() && currency != "CNY") return false;
    return account.empty() || told.child("Id").child("Othr").child_value("Id") == account;
}

// Contiguous numbers, movements of this day only, opening and movements make the closing.
bool adds_up(const bank_port::Statement& statement) {
    std::optional<Fen> credit = statement.opening;
    std::optional<Fen> debit = statement.closing;
    std::uint64_t sequence = statement.entries.front().sequence;
    for (const Entry& entry : statement.entries) {
        if (entry.sequence != sequence++ || entry.booked != statement.day) return false;
        auto& side = entry.kind == EntryKind::payment ? debit : credit;
        if (side) side = side->plus(entry.amount);
    }
    return credit && debit && *credit == *debit;
}

struct Balance {
    std::string_view kind;
    Fen amount;
    base::Date day;
};
std::optional<Balance> balance_of(const pugi::xml_node& node) {
    const auto amount = amount_of(node.child("Amt"));
    const auto day = base::parse_date(node.child("Dt").child_value("Dt"));
    const bool credit = std::string_view{node.child_value("CdtDbtInd")} == "CRDT";
    if (!amount || !day || !credit) return std::nullopt;
    return Balance{node.child("Tp").child("CdOrPrtry").child_value("Cd"), *amount, *day};
}

}  // namespace

std::optional<bank_port::Statement> read_statement(std::string_view xml, std::string_view account) {
    pugi::xml_document document;
    const auto message = open(document, xml, "camt.053.001.10", "BkToCstmrStmt");
    const auto node = message.child("Stmt");
    if (!node || node.next_sibling("Stmt") || !is_of(node, account)) return std::nullopt;
    std::optional<Balance> opening;
    std::optional<Balance> closing;
    for (const auto& one : node.children("Bal")) {
        const auto balance = balance_of(one);
        if (!balance) return std::nullopt;
        if (balance->kind != "OPBD" && balance->kind != "CLBD") continue;
        auto& place = balance->kind == "OPBD" ? opening : closing;
        if (place) return std::nullopt;  // two of one kind: which is it?
        place = balance;
    }
    auto entries = entries_of(node);
    if (!opening || !closing || !entries || entries->empty()) return std::nullopt;
    bank_port::Statement out{.day = closing->day,
                             .opening = opening->amount,
                             .closing = closing->amount,
                             .entries = std::move(*entries),
                             .bytes = {}};
    if (!adds_up(out)) return std::nullopt;
    out.bytes = base::to_bytes(base::view(xml));
    return out;
}

std::optional<std::vector<Entry>> read_notification(std::string_view xml,
                                                    std::string_view account) {
    pugi::xml_document document;
    const auto node =
        open(document, xml, "camt.054.001.10", "BkToCstmrDbtCdtNtfctn").child("Ntfctn");
    if (!node || node.next_sibling("Ntfctn") || !is_of(node, account)) return std::nullopt;
    return entries_of(node);
}

}  // namespace zhida::connector
