// The checks of single rows, in the order of list-format.md §3.
#include <algorithm>

#include "contracts/vocabulary/identifiers.hpp"
#include "contracts/vocabulary/masking.hpp"
#include "contracts/vocabulary/money.hpp"
#include "intake/detail/form.hpp"
#include "intake/detail/judge.hpp"

namespace zhida::intake::detail {

namespace {

using vocabulary::CitizenVerdict;
using vocabulary::CreditVerdict;

constexpr std::string_view agreements_name = "agreements.csv";
constexpr std::string_view standards_name = "standards.csv";
constexpr std::size_t line_yuan_digits = 10;
constexpr std::size_t total_yuan_digits = 16;
__extension__ using Wide = __int128;

enum LineColumn : std::size_t {
    line_no,
    village,
    household,
    agreement,
    installment,
    item,
    kind,
    name,
    id,
    account,
    cnaps,
    quantity,
    unit,
    price,
    amount,
    remark,
    phone
};

Wrong form(std::string_view field) { return {"FORM", field}; }

std::optional<PayeeKind> kind_of(std::string_view text) {
    if (text == "person") return PayeeKind::person;
    if (text == "collective") return PayeeKind::collective;
    if (text == "unit") return PayeeKind::unit;
    return std::nullopt;
}

bool is_document(std::string_view text) {
    if (text.empty()) return true;
    const auto bytes = base::unhex(text);
    return bytes && bytes->size() == 32 && base::hex(*bytes) == text;
}

}  // namespace

bool Judge::is_own_village(std::string_view code) const {
    const auto number = whole_number(code, 100'000'000'000, 999'999'999'999);
    return number && terms_.villages.contains(*number) &&
           code.substr(0, 6) == content_.manifest.county;
}

std::optional<Wrong> Judge::form_of_place(std::string_view village_code,
                                          std::string_view household_no) {
    if (!is_own_village(village_code)) return form("village_code");
    if (!is_code(household_no)) return form("household_no");
    return std::nullopt;
}

// --- standards.csv ---

void Judge::take_standard(TableRow& row) {
    const auto bad = [&](std::string_view field, std::string_view value) {
        standards_good_ = false;
        fault(standards_name, row.number, std::nullopt, form(field), value);
    };
    if (!row.whole) return bad("", "");
    const auto& f = row.fields;
    const auto from = base::parse_date(f[4]);
    const auto to = base::parse_date(f[5]);
    // A row that is wrong elsewhere covers its days all the same.
    const bool covers = is_item(f[0]) && from && to && *from <= *to;
    const bool overlapping = covers && overlaps(f[0], *from, *to);
    if (!is_item(f[0])) return bad("item_code", f[0]);
    if (!is_text(f[1], 60, false)) return bad("name", f[1]);
    if (!is_text(f[2], 16, false)) return bad("unit", f[2]);
    const auto cost = vocabulary::parse_yuan(f[3], line_yuan_digits, false);
    if (!cost) return bad("unit_price_yuan", f[3]);
    if (!from) return bad("valid_from", f[4]);
    if (!to || *to < *from) return bad("valid_to", f[5]);
    if (overlapping) return bad("valid_from", f[4]);
    standards_[f[0]].emplace(*from, Standard{f[2], *cost, *to});
}

bool Judge::overlaps(const std::string& item, base::Date from, base::Date to) {
    auto& days = covered_[item];
    auto at = days.upper_bound(from);
    if (at != days.begin() && std::prev(at)->second >= from) --at;
    bool found = false;
    while (at != days.end() && at->first <= to) {
        found = true;
        from = std::min(from, at->first);
        to = std::max(to, at->second);
        at = days.erase(at);
    }
    days.emplace(from, to);
    return found;
}

// --- agreements.csv ---

// Fills what can be read, and names the first column that cannot.
std::optional<Wrong> Judge::form_of_agreement(const TableRow& row, Agreement& out) {
    const auto& f = row.fields;
    std::optional<Wrong> wrong;
    const auto expect = [&](bool good, std::string_view field) {
        if (!good && !wrong) wrong = form(field);
        return good;
    };
    const bool has_number = expect(is_code(f[0]), "agreement_no");
    if (expect(is_own_village(f[1]), "village_code")) out.village = std::stoull(f[1]);
    if (expect(is_code(f[2]), "household_no")) out.household_no = f[2];
    if (expect(is_text(f[3], 120, false), "head_name")) out.head_name = f[3];
    if (expect(is_text(f[4], 64, false), "head_id_no")) out.head_id_no = vocabulary::upper(f[4]);
    if (expect(f[5] == "agreement" || f[5] == "decision", "kind")) out.kind = f[5];
    out.signed_on = base::parse_date(f[6]);
    expect(out.signed_on.has_value(), "signed_on");
    out.total_fen = vocabulary::parse_yuan(f[7], total_yuan_digits, false);
    expect(out.total_fen.has_value(), "total_yuan");
    if (expect(is_document(f[8]), "doc_sm3")) out.document = f[8];
    if (!has_number) return wrong;
    out.agreement_no = f[0];
    if (agreement_at_.contains(f[0])) return wrong ? wrong : form("agreement_no");
    agreement_at_.emplace(f[0], content_.agreements.size());
    return wrong;
}

void Judge::take_agreement(TableRow& row) {
    if (!row.whole) return fault(agreements_name, row.number, std::nullopt, form(""), "");
    Agreement out{.row = row.number};
    const auto wrong = form_of_agreement(row, out);
    const std::string head = out.head_id_no;
    content_.agreements.push_back(std::move(out));
    if (wrong) {
        constexpr std::string_view columns[] = {"agreement_no", "village_code", "household_no",
                                                "head_name",    "head_id_no",   "kind",
                                                "signed_on",    "total_yuan",   "doc_sm3"};
        const auto at = std::ranges::find(columns, wrong->field) - std::begin(columns);
        return fault(agreements_name, row.number, std::nullopt, *wrong,
                     row.fields[static_cast<std::size_t>(at)]);
    }
    const bool good =
        vocabulary::check_citizen_number(head, content_.manifest.day()) == CitizenVerdict::ok ||
        vocabulary::check_credit_code(head) == CreditVerdict::ok;
    if (!good) fault(agreements_name, row.number, std::nullopt, {"ID", "head_id_no"}, head);
}

// --- lines.csv ---

bool Judge::repeats_identity(const TableRow& row) {
    const auto& f = row.fields;
    const auto number = whole_number(f[installment], 1, 99);
    const bool readable =
        is_code(f[agreement]) && number && is_item(f[item]) && is_text(f[id], 64, false);
    if (!readable) return false;
    return !identities_
                .insert({f[agreement], static_cast<std::uint8_t>(*number), f[item],
                         vocabulary::upper(f[id])})
                .second;
}

std::optional<Wrong> Judge::form_of_line(const TableRow& row, Line& out) {
    const auto& f = row.fields;
    const auto number = whole_number(f[line_no], 1, 9'999'999);
    if (!number) return form("line_no");
    out.line_no = static_cast<std::uint32_t>(*number);
    if (!line_numbers_.insert(out.line_no).second) return form("line_no");
    if (auto wrong = form_of_place(f[village], f[household])) return wrong;
    if (!is_code(f[agreement])) return form("agreement_no");
    const auto part = whole_number(f[installment], 1, 99);
    if (!part) return form("installment_no");
    if (!is_item(f[item])) return form("item_code");
    const auto payee = kind_of(f[kind]);
    if (!payee) return form("payee_kind");
    if (!is_text(f[name], 120, false)) return form("payee_name");
    if (!is_text(f[id], 64, false)) return form("payee_id_no");
    if (!is_text(f[account], 64, false)) return form("account_no");
    if (!is_text(f[cnaps], 64, false)) return form("cnaps");
    if (!is_quantity(f[quantity])) return form("quantity");
    if (!is_text(f[unit], 16, false)) return form("unit");
    if (!vocabulary::parse_yuan(f[price], line_yuan_digits, false)) return form("unit_price_yuan");
    const auto fen = vocabulary::parse_yuan(f[amount], line_yuan_digits, true);
    if (!fen) return form("amount_yuan");
    if (!is_text(f[remark], 60, true)) return form("remark");
    if (!is_phone(f[phone])) return form("phone");
    out = {row.number,
           out.line_no,
           std::stoull(f[village]),
           f[household],
           f[agreement],
           static_cast<std::uint8_t>(*part),
           f[item],
           *payee,
           f[name],
           vocabulary::upper(f[id]),
           f[account],
           f[cnaps],
           f[quantity],
           f[unit],
           f[price],
           *fen,
           f[remark],
           f[phone]};
    return std::nullopt;
}

std::optional<Wrong> Judge::check_identity(const Line& line) const {
    const bool citizen = vocabulary::check_citizen_number(
                             line.payee_id_no, content_.manifest.day()) == CitizenVerdict::ok;
    const bool credit = vocabulary::check_credit_code(line.payee_id_no) == CreditVerdict::ok;
    bool good = credit;
    if (line.kind == PayeeKind::person) good = citizen;
    if (line.kind == PayeeKind::collective) {
        good = credit && vocabulary::is_collective_code(line.payee_id_no);
    }
    if (good) return std::nullopt;
    return Wrong{"ID", "payee_id_no"};
}

std::optional<Wrong> Judge::check_agreement(const Line& line) const {
    if (!agreements_good_) return std::nullopt;
    const auto at = agreement_at_.find(line.agreement_no);
    if (at == agreement_at_.end()) return Wrong{"R1-03", "agreement_no"};
    const Agreement& a = content_.agreements[at->second];
    if (a.village != 0 && a.village != line.village) return Wrong{"R1-03", "village_code"};
    if (!a.household_no.empty() && a.household_no != line.household_no) {
        return Wrong{"R1-03", "household_no"};
    }
    if (a.signed_on && *a.signed_on > content_.manifest.day())
        return Wrong{"R1-03", "agreement_no"};
    if (a.document && a.document->empty()) return Wrong{"R1-03", "agreement_no"};
    if (a.signed_on && *a.signed_on <= notices_full_) return Wrong{"R1-04", "agreement_no"};
    return std::nullopt;
}

std::optional<Wrong> Judge::check_price(const Line& line) const {
    const std::int64_t cost = *vocabulary::parse_yuan(line.unit_price, line_yuan_digits, false);
    // Up to 12 digits of thousandths by 12 digits of fen: more than 64 bits hold.
    const auto product = static_cast<Wide>(thousandths(line.quantity)) * cost;
    if ((product + 500) / 1'000 != line.amount_fen) return Wrong{"R1-05", "amount_yuan"};
    if (!standards_good_ || !agreements_good_) return std::nullopt;
    const Agreement& a = content_.agreements[agreement_at_.find(line.agreement_no)->second];
    if (!a.signed_on) return std::nullopt;
    const auto of_item = standards_.find(line.item);
    if (of_item == standards_.end()) return Wrong{"R1-05", "item_code"};
    const auto after = of_item->second.upper_bound(*a.signed_on);
    if (after == of_item->second.begin()) return Wrong{"R1-05", "item_code"};
    const Standard& standard = std::prev(after)->second;
    if (standard.to < *a.signed_on) return Wrong{"R1-05", "item_code"};
    if (standard.price_fen != cost) return Wrong{"R1-05", "unit_price_yuan"};
    if (standard.unit != line.unit) return Wrong{"R1-05", "unit"};
    return std::nullopt;
}

std::optional<Wrong> Judge::check_account(const Line& line) const {
    const std::string& number = line.account_no;
    const bool card = line.kind == PayeeKind::person && number.starts_with("62");
    const std::size_t least = card ? 16 : 8;
    const std::size_t most = card ? 19 : 32;
    const bool good =
        vocabulary::all_digits(number) && number.size() >= least && number.size() <= most;
    if (!good) return Wrong{"R1-12", "account_no"};
    if (!vocabulary::is_cnaps(line.cnaps)) return Wrong{"R1-13", "cnaps"};
    return std::nullopt;
}

std::optional<Wrong> Judge::first_wrong(const Line& line, bool repeats) const {
    if (auto wrong = check_identity(line)) return wrong;
    if (line.amount_fen <= 0 || line.amount_fen > terms_.line_cap_fen) {
        return Wrong{"R1-19", "amount_yuan"};
    }
    if (repeats) return Wrong{"R1-02", "agreement_no"};
    if (auto wrong = check_agreement(line)) return wrong;
    if (auto wrong = check_price(line)) return wrong;
    if (line.item == "S1" && line.kind == PayeeKind::person) return Wrong{"R1-08", "payee_kind"};
    return check_account(line);
}

// Passbooks and old accounts have no Luhn digit, so a card that fails it is only told (R1-12).
void Judge::warn_of_account(const Line& line) {
    const bool card = line.kind == PayeeKind::person && line.account_no.starts_with("62");
    if (!card || vocabulary::passes_luhn(line.account_no)) return;
    if (content_.warnings.size() == warnings_max) return;
    content_.warnings.push_back(lines_name_ + " " + std::to_string(line.row) +
                                ": account_no: Luhn " +
                                vocabulary::mask_account(line.account_no));
}

void Judge::take_line(TableRow& row) {
    if (!row.whole) return fault(lines_name_, row.number, std::nullopt, form(""), "");
    const auto& f = row.fields;
    total_fen_ += vocabulary::parse_yuan(f[amount], line_yuan_digits, true).value_or(0);
    const bool repeats = repeats_identity(row);
    Line line{.row = row.number};
    auto wrong = form_of_line(row, line);
    if (!wrong) wrong = first_wrong(line, repeats);
    if (!wrong) {
        warn_of_account(line);
        return content_.lines.push_back(std::move(line));
    }
    constexpr std::string_view columns[] = {
        "line_no",   "village_code", "household_no", "agreement_no",    "installment_no",
        "item_code", "payee_kind",   "payee_name",   "payee_id_no",     "account_no",
        "cnaps",     "quantity",     "unit",         "unit_price_yuan", "amount_yuan",
        "remark",    "phone"};
    const auto at = std::ranges::find(columns, wrong->field) - std::begin(columns);
    const auto number = whole_number(f[line_no], 1, 9'999'999);
    std::optional<std::uint32_t> own;
    if (number) own = static_cast<std::uint32_t>(*number);
    fault(lines_name_, row.number, own, *wrong, f[static_cast<std::size_t>(at)]);
}

}  // namespace zhida::intake::detail
