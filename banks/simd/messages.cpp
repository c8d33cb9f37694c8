#include "banks/simd/messages.hpp"

#include <pugixml.hpp>
#include <sstream>

namespace zhida::simd {

namespace {

using bank_port::Answer;
using bank_port::Entry;
using bank_port::EntryKind;
using vocabulary::Fen;
using vocabulary::Reason;

constexpr std::size_t whole_digits_max = 15;  // of Fen::count_max
constexpr const char* pain_001 = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.11";
constexpr const char* pain_002 = "urn:iso:std:iso:20022:tech:xsd:pain.002.001.12";
constexpr const char* camt_053 = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.10";
constexpr const char* camt_054 = "urn:iso:std:iso:20022:tech:xsd:camt.054.001.10";

base::Error unreadable(const std::string& what) {
    return base::fail("pain.001 " + what + " is missing or malformed",
                      "pain.001 的 " + what + " 缺失或有误");
}

// Appends the elements of a path and returns the last one.
pugi::xml_node add(pugi::xml_node at, std::string_view path, const std::string& text = {}) {
    while (!path.empty()) {
        const std::size_t end = std::min(path.find('/'), path.size());
        at = at.append_child(std::string{path.substr(0, end)}.c_str());
        path.remove_prefix(std::min(path.size(), end + 1));
    }
    if (!text.empty()) at.text().set(text.c_str());
    return at;
}

void add_amount(pugi::xml_node at, const char* name, Fen amount) {
    auto node = add(at, name, vocabulary::yuan_text(amount.count()));
    node.append_attribute("Ccy") = "CNY";
}

pugi::xml_node begin(pugi::xml_document& document, const char* space, const char* message) {
    auto root = document.append_child("Document");
    root.append_attribute("xmlns") = space;
    return root.append_child(message);
}

std::string text_of(const pugi::xml_document& document) {
    std::ostringstream out;
    document.save(out, "", pugi::format_raw, pugi::encoding_utf8);
    return out.str();
}

const char* code_of(Reason reason) {
    switch (reason) {
        case Reason::acct_not_found: return "AC01";
        case Reason::acct_closed: return "AC04";
        case Reason::acct_frozen: return "AC06";
        case Reason::acct_name_mismatch: return "BE01";
        case Reason::acct_id_mismatch: return "BE16";
        case Reason::limit: return "AM02";
        case Reason::funds_short: return "AM04";
        case Reason::duplicate: return "AM05";
        default: return "MS03";
    }
}

std::optional<bank_port::Instruction> instruction_of(const pugi::xml_node& tx) {
    bank_port::Instruction out;
    out.end_to_end_id = tx.child("PmtId").child_value("EndToEndId");
    const auto amount = tx.child("Amt").child("InstdAmt");
    const auto fen = vocabulary::parse_yuan(amount.child_value(), whole_digits_max, false);
    const auto exact = fen ? Fen::of(*fen) : std::nullopt;
    out.payee_cnaps =
        tx.child("CdtrAgt").child("FinInstnId").child("ClrSysMmbId").child_value("MmbId");
    out.payee_name = tx.child("Cdtr").child_value("Nm");
    out.payee_account = tx.child("CdtrAcct").child("Id").child("Othr").child_value("Id");
    out.purpose = tx.child("RmtInf").child_value("Ustrd");
    const bool whole = !out.end_to_end_id.empty() && exact && !out.payee_name.empty() &&
                       !out.payee_account.empty() &&
                       std::string_view{amount.attribute("Ccy").value()} == "CNY";
    if (!whole) return std::nullopt;
    out.amount = *exact;
    return out;
}

void add_header(pugi::xml_node message, const Stamp& stamp) {
    auto header = message.append_child("GrpHdr");
    add(header, "MsgId", stamp.id);
    add(header, "CreDtTm", stamp.time);
}

void add_account(pugi::xml_node at, const Stamp& stamp) {
    auto account = at.append_child("Acct");
    add(account, "Id/Othr/Id", stamp.account);
    add(account, "Ccy", "CNY");
    add(account, "Svcr/FinInstnId/ClrSysMmbId/MmbId", stamp.bank);
}

void add_entry(pugi::xml_node at, const Entry& entry) {
    auto node = at.append_child("Ntry");
    add(node, "NtryRef", std::to_string(entry.sequence));
    add_amount(node, "Amt", entry.amount);
    add(node, "CdtDbtInd", entry.kind == EntryKind::payment ? "DBIT" : "CRDT");
    add(node, "Sts/Cd", "BOOK");
    add(node, "BookgDt/Dt", base::to_text(entry.booked));
    auto domain = add(node, "BkTxCd/Domn");
    add(domain, "Cd", "PMNT");
    auto family = domain.append_child("Fmly");
    add(family, "Cd", entry.kind == EntryKind::deposit ? "RCDT" : "ICDT");
    add(family, "SubFmlyCd",
        entry.kind == EntryKind::deposit    ? "DMCT"
        : entry.kind == EntryKind::returned ? "RRTN"
                                            : "DMCT");
    auto details = add(node, "NtryDtls/TxDtls");
    if (entry.kind == EntryKind::deposit) {
        add(details, "RmtInf/Ustrd", entry.reference);
        return;
    }
    add(details, "Refs/EndToEndId", entry.reference);
    if (entry.kind == EntryKind::returned) add(details, "RtrInf/Rsn/Cd", code_of(entry.reason));
}

void add_balance(pugi::xml_node at, const char* kind, Fen amount, base::Date day) {
    auto balance = at.append_child("Bal");
    add(balance, "Tp/CdOrPrtry/Cd", kind);
    add_amount(balance, "Amt", amount);
    add(balance, "CdtDbtInd", "CRDT");
    add(balance, "Dt/Dt", base::to_text(day));
}

}  // namespace

base::Result<Orders> read_orders(std::string_view xml) {
    if (xml.size() > xml_bytes_max) return unreadable("size");
    if (xml.find("<!") != std::string_view::npos) return unreadable("DOCTYPE");
    pugi::xml_document document;
    if (!document.load_buffer(xml.data(), xml.size(), pugi::parse_default, pugi::encoding_utf8))
        return unreadable("XML");
    const auto root = document.child("Document");
    if (std::string_view{root.attribute("xmlns").value()} != pain_001) return unreadable("xmlns");
    const auto message = root.child("CstmrCdtTrfInitn");
    const auto payment = message.child("PmtInf");
    Orders orders{
        message.child("GrpHdr").child_value("MsgId"), payment.child_value("PmtInfId"), {}};
    if (orders.message_id.empty() || orders.payment_id.empty()) return unreadable("MsgId");
    std::int64_t sum = 0;
    for (const auto& tx : payment.children("CdtTrfTxInf")) {
        auto one = instruction_of(tx);
        if (!one) {
            return unreadable("CdtTrfTxInf " + std::to_string(orders.instructions.size() + 1));
        }
        if (orders.instructions.size() == bank_port::orders_per_message_max) {
            return unreadable("NbOfTxs (" + std::to_string(bank_port::orders_per_message_max) +
                              ")");
        }
        sum += one->amount.count();
        orders.instructions.push_back(std::move(*one));
    }
    const auto header = message.child("GrpHdr");
    if (header.child_value("NbOfTxs") != std::to_string(orders.instructions.size()))
        return unreadable("NbOfTxs");
    if (header.child_value("CtrlSum") != vocabulary::yuan_text(sum)) return unreadable("CtrlSum");
    return orders;
}

std::string write_status(const Stamp& stamp, const std::string& original_message,
                         const std::string& original_payment,
                         const std::vector<bank_port::OrderAnswer>& answers) {
    pugi::xml_document document;
    auto message = begin(document, pain_002, "CstmrPmtStsRpt");
    add_header(message, stamp);
    auto group = message.append_child("OrgnlGrpInfAndSts");
    add(group, "OrgnlMsgId", original_message);
    add(group, "OrgnlMsgNmId", "pain.001.001.11");
    auto payment = message.append_child("OrgnlPmtInfAndSts");
    add(payment, "OrgnlPmtInfId", original_payment);
    for (const auto& answer : answers) {
        if (answer.answer == Answer::unknown || answer.answer == Answer::unheard) continue;
        auto tx = payment.append_child("TxInfAndSts");
        add(tx, "OrgnlEndToEndId", answer.end_to_end_id);
        add(tx, "TxSts",
            answer.answer == Answer::paid       ? "ACSC"
            : answer.answer == Answer::accepted ? "ACSP"
                                                : "RJCT");
        if (answer.answer == Answer::refused) add(tx, "StsRsnInf/Rsn/Cd", code_of(answer.reason));
        if (answer.booked)
            add(tx, "AccptncDtTm", base::to_text(*answer.booked) + "T12:00:00+08:00");
    }
    return text_of(document);
}

std::string write_statement(const Stamp& stamp, const bank_port::Statement& statement) {
    pugi::xml_document document;
    auto message = begin(document, camt_053, "BkToCstmrStmt");
    add_header(message, stamp);
    auto node = message.append_child("Stmt");
    add(node, "Id", stamp.id);
    add(node, "CreDtTm", stamp.time);
    add_account(node, stamp);
    add_balance(node, "OPBD", statement.opening, statement.day);
    add_balance(node, "CLBD", statement.closing, statement.day);
    for (const Entry& entry : statement.entries) add_entry(node, entry);
    return text_of(document);
}

std::string write_notification(const Stamp& stamp, const std::vector<Entry>& entries) {
    pugi::xml_document document;
    auto message = begin(document, camt_054, "BkToCstmrDbtCdtNtfctn");
    add_header(message, stamp);
    auto node = message.append_child("Ntfctn");
    add(node, "Id", stamp.id);
    add(node, "CreDtTm", stamp.time);
    add_account(node, stamp);
    for (const Entry& entry : entries) add_entry(node, entry);
    return text_of(document);
}

}  // namespace zhida::simd
