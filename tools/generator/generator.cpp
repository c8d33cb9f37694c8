#include "tools/generator/generator.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "contracts/vocabulary/money.hpp"
#include "core/crypto/digest.hpp"
#include "tools/generator/detail/identity.hpp"
#include "tools/generator/detail/notices.hpp"
#include "tools/generator/detail/shapes.hpp"
#include "tools/generator/detail/tables.hpp"

namespace zhida::generator {

namespace {

using detail::Chance;
using detail::Item;
using detail::Payee;

// Calendars begin and end here; the first notice must lie within.
const base::Date day_least = *base::make_date(2018, 1, 1);
const base::Date day_most = *base::make_date(2026, 12, 31);
constexpr std::uint64_t special_percent = 1;  // of the accounts, in each special state
constexpr std::uint64_t unit_percent = 2;
constexpr std::array<std::string_view, 4> remarks{"", "", "院内果树", "正房,三间"};
constexpr std::string_view quoted_remark = "含\"老宅\"一处";

enum class State { normal, name_mismatch, closed, not_in_file, closes, freezes, returns };
constexpr std::array<std::string_view, 7> state_words{"normal",
                                                      "name_mismatch",
                                                      "closed",
                                                      "",
                                                      "closes_before_payment",
                                                      "freezes_before_payment",
                                                      "returns_next_day"};

// Which fault a household's first line carries when the order asks for faults: every third one.
constexpr std::array<std::string_view, 6> fault_codes{"FORM",  "ID",    "R1-19",
                                                      "R1-05", "R1-12", "R1-13"};
constexpr std::uint64_t households_per_fault = 3;

class Maker {
  public:
    Maker(const Order& order, std::vector<vocabulary::Village> villages)
        : order_{order},
          villages_{std::move(villages)},
          slot_{detail::slot_of(order.seed, order.list_no)},
          notices_{detail::notices_before(base::day_in_china(order.prepared_at))},
          prices_{detail::prices(base::day_in_china(order.prepared_at))},
          chance_{detail::number_of(order.list_no) ^ order.seed * 0x9e3779b97f4a7c15} {}

    base::Result<Product> make();

  private:
    void write_headers();
    void add_collective(const vocabulary::Village& village);
    void add_household(const vocabulary::Village& village);
    void add_agreement(const vocabulary::Village& village, const Payee& payee, State state,
                       base::Date signed_on, std::vector<Item> items, std::string_view fault);
    void add_line(const std::string& place, const Payee& payee, State state, const Item& item,
                  std::string_view fault);
    void expect(State state, std::int64_t fen);
    void add_account(const Payee& payee, State state);
    State any_state();
    base::Date any_signing() {
        const auto days = notices_.last_signing.days - notices_.first_signing.days;
        const auto after = chance_.between(0, static_cast<std::uint64_t>(days));
        return base::plus_days(notices_.first_signing, static_cast<int>(after));
    }
    std::string serial_text() const {
        const std::string slot = std::to_string(100'000'000 + slot_).substr(1);
        return slot + std::to_string(10'000'000 + totals_.agreements).substr(1);
    }

    const Order& order_;
    std::vector<vocabulary::Village> villages_;
    std::uint64_t slot_;
    detail::Notices notices_;
    std::vector<detail::Price> prices_;
    Chance chance_;
    Product out_;
    detail::Totals totals_;
    detail::Expected expected_;
    std::vector<detail::BadRow> bad_rows_;
    std::uint64_t payees_ = 0;
    std::uint64_t units_ = 0;
};

void Maker::write_headers() {
    detail::append_row(out_.agreements,
                       {"agreement_no", "village_code", "household_no", "head_name", "head_id_no",
                        "kind", "signed_on", "total_yuan", "doc_sm3"});
    detail::append_row(
        out_.lines, {"line_no", "village_code", "household_no", "agreement_no", "installment_no",
                     "item_code", "payee_kind", "payee_name", "payee_id_no", "account_no", "cnaps",
                     "quantity", "unit", "unit_price_yuan", "amount_yuan", "remark", "phone"});
    detail::append_row(out_.accounts,
                       {"account_no", "holder_name", "holder_id_no", "bank_code", "state"});
}

State Maker::any_state() {
    const std::uint64_t n = chance_.between(0, 99) / special_percent;
    return n + 1 < state_words.size() ? static_cast<State>(n + 1) : State::normal;
}

void Maker::add_account(const Payee& payee, State state) {
    if (state == State::not_in_file) return;
    std::string holder = payee.name;
    while (state == State::name_mismatch && holder == payee.name) {
        holder = detail::person_name(chance_);
    }
    detail::append_row(out_.accounts, {payee.account_no, holder, payee.id_no, payee.bank_code(),
                                       state_words[static_cast<std::size_t>(state)]});
}

void Maker::expect(State state, std::int64_t fen) {
    expected_.all.add(fen);
    switch (state) {
        case State::normal: return expected_.paid.add(fen);
        case State::name_mismatch: return expected_.held["ACCT_NAME_MISMATCH"].add(fen);
        case State::closed: return expected_.held["ACCT_CLOSED"].add(fen);
        case State::not_in_file: return expected_.held["ACCT_NOT_FOUND"].add(fen);
        case State::closes: return expected_.failed["ACCT_CLOSED"].add(fen);
        case State::freezes: return expected_.failed["ACCT_FROZEN"].add(fen);
        case State::returns: return expected_.returned.add(fen);
    }
}

// `place`: village, household and agreement, already as fields.
void Maker::add_line(const std::string& place, const Payee& payee, State state, const Item& item,
                     std::string_view fault) {
    Payee shown = payee;
    std::string quantity = detail::quantity_text(item.thousandths);
    std::int64_t fen = item.fen;
    if (fault == "FORM") quantity = "+" + quantity;
    if (fault == "ID") shown.id_no[17] = payee.id_no[17] == '1' ? '2' : '1';
    if (fault == "R1-19") fen = 0;
    if (fault == "R1-05") ++fen;
    if (fault == "R1-12") shown.account_no = payee.account_no.substr(0, 7);
    if (fault == "R1-13") shown.cnaps[11] = payee.cnaps[11] == '1' ? '2' : '1';
    ++totals_.lines;
    totals_.fen += fen;
    expect(state, fen);
    if (!fault.empty()) bad_rows_.push_back({totals_.lines, fault});
    const bool quotes = chance_.percent(1);
    out_.lines += std::to_string(totals_.lines) + "," + place + ",1,";
    detail::append_row(
        out_.lines, {item.price.item, shown.kind, shown.name, shown.id_no, shown.account_no,
                     shown.cnaps, quantity, item.price.unit, vocabulary::yuan_text(item.price.fen),
                     vocabulary::yuan_text(fen),
                     quotes               ? quoted_remark
                     : chance_.percent(4) ? chance_.one_of(remarks)
                                          : "",
                     shown.phone});
}

void Maker::add_agreement(const vocabulary::Village& village, const Payee& payee, State state,
                          base::Date signed_on, std::vector<Item> items, std::string_view fault) {
    items.resize(std::min<std::size_t>(items.size(), order_.lines - totals_.lines));
    ++totals_.agreements;
    const std::string serial = serial_text();
    const std::string village_code = std::to_string(village.code);
    const std::string household_no = village_code + serial;
    const std::string agreement_no = "XY" + order_.county + serial;
    std::int64_t fen = 0;
    for (const Item& item : items) fen += item.fen;
    const crypto::Digest document = crypto::digest(crypto::Hash::sm3, base::view(agreement_no));
    detail::append_row(out_.agreements, {agreement_no, village_code, household_no, payee.name,
                                         payee.id_no, "agreement", base::to_text(signed_on),
                                         vocabulary::yuan_text(fen), base::hex(document)});
    const std::string place = village_code + "," + household_no + "," + agreement_no;
    for (const Item& item : items) add_line(place, payee, state, item, std::exchange(fault, {}));
    add_account(payee, state);
}

void Maker::add_collective(const vocabulary::Village& village) {
    const base::Date signed_on = any_signing();
    // 312.5 mu is the line cap itself.
    const std::uint64_t land = chance_.percent(1) ? 312'500 : chance_.between(5'000, 89'999);
    add_agreement(village, detail::collective(village), State::normal, signed_on,
                  {detail::item(prices_, "L1", signed_on, static_cast<std::int64_t>(land))}, {});
}

void Maker::add_household(const vocabulary::Village& village) {
    const bool is_unit = chance_.percent(unit_percent);
    const Payee payee = is_unit ? detail::unit(slot_, units_++, order_.county, chance_)
                                : detail::person(slot_, payees_, chance_);
    ++payees_;
    std::string_view fault;
    if (order_.few_faults && !is_unit && payees_ % households_per_fault == 0 &&
        bad_rows_.size() < fault_codes.size()) {
        fault = fault_codes[bad_rows_.size()];
    }
    const base::Date signed_on = any_signing();
    const State state = any_state();
    add_agreement(village, payee, state, signed_on,
                  detail::household_items(prices_, signed_on, chance_), fault);
}

base::Result<Product> Maker::make() {
    write_headers();
    // The first round visits every village; from the second on they have no collective line left.
    for (std::size_t i = 0; totals_.lines < order_.lines; ++i) {
        const vocabulary::Village& village = villages_[i % villages_.size()];
        if (i < villages_.size() && i % 4 != 3) add_collective(village);
        if (totals_.lines < order_.lines) add_household(village);
    }
    out_.standards = detail::standards_text(prices_);
    if (auto done = detail::shape(order_, out_); !done) return done.error();
    out_.manifest = detail::manifest_text(order_, totals_, out_);
    out_.report = order_.few_faults ? detail::report_text(bad_rows_, out_.lines_name)
                                    : detail::report_text(expected_);
    return std::move(out_);
}

bool is_plain(std::string_view text) {
    return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               c == '-';
    });
}

}  // namespace

base::Result<Product> generate(const Order& order, const vocabulary::Villages& villages) {
    if (order.lines == 0 || order.lines > lines_max) {
        return base::fail("make a list of 1 to 1,000,000 lines", "清单行数应为 1 至 1,000,000");
    }
    if (!is_plain(order.list_no) || !is_plain(order.source_system)) {
        return base::fail("list number and source system are 1 to 64 letters, digits and hyphens",
                          "清单编号和来源系统应为 1 至 64 位字母、数字或连字符");
    }
    const base::Date day = base::day_in_china(order.prepared_at);
    if (detail::notices_before(day).pre.from < day_least || day > day_most) {
        return base::fail("the list's day must lie between 2018-05-16 and 2026-12-31",
                          "清单日期应在 2018-05-16 至 2026-12-31 之间");
    }
    std::vector<vocabulary::Village> own;
    for (const vocabulary::Village& village : villages.all()) {
        if (std::to_string(vocabulary::county_of(village.code)) == order.county)
            own.push_back(village);
    }
    if (own.empty()) {
        return base::fail("no village of county " + order.county + " is known",
                          "未找到 " + order.county + " 的村");
    }
    return Maker{order, std::move(own)}.make();
}

}  // namespace zhida::generator
