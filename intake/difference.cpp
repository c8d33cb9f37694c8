#include "intake/difference.hpp"

#include <algorithm>
#include <tuple>

namespace zhida::intake {

namespace {

auto place_of(const Line& line) {
    return std::tuple<const std::string&, std::uint8_t, const std::string&>{
        line.agreement_no, line.installment, line.item};
}

auto identity_of(const Line& line) {
    return std::tuple<const std::string&, std::uint8_t, const std::string&, const std::string&>{
        line.agreement_no, line.installment, line.item, line.payee_id_no};
}

using Lines = std::vector<const Line*>;

// Takes from both sides what `key_of` pairs; both are left with the rest, in order.
template <class KeyOf>
std::vector<LineChange> take_pairs(Lines& before, Lines& after, KeyOf key_of) {
    const auto sort = [&](Lines& lines) {
        std::ranges::stable_sort(lines, [&](const Line* a, const Line* b) {
            return key_of(*a) < key_of(*b);
        });
    };
    sort(before);
    sort(after);
    std::vector<LineChange> pairs;
    Lines rest_before;
    Lines rest_after;
    auto b = before.begin();
    auto a = after.begin();
    while (b != before.end() || a != after.end()) {
        if (a == after.end() || (b != before.end() && key_of(**b) < key_of(**a))) {
            rest_before.push_back(*b++);
        } else if (b == before.end() || key_of(**a) < key_of(**b)) {
            rest_after.push_back(*a++);
        } else {
            pairs.push_back({*b++, *a++});
        }
    }
    before = std::move(rest_before);
    after = std::move(rest_after);
    return pairs;
}

// False when nothing changed.
bool mark(LineChange& change) {
    const Line& b = *change.before;
    const Line& a = *change.after;
    change.amount = b.amount_fen != a.amount_fen || b.quantity != a.quantity || b.unit != a.unit ||
                    b.unit_price != a.unit_price;
    change.account = b.account_no != a.account_no || b.cnaps != a.cnaps;
    change.payee =
        b.payee_id_no != a.payee_id_no || b.payee_name != a.payee_name || b.kind != a.kind;
    change.other = b.line_no != a.line_no || b.village != a.village ||
                   b.household_no != a.household_no || b.remark != a.remark || b.phone != a.phone;
    return change.amount || change.account || change.payee || change.other;
}

Lines lines_of(const Content& content) {
    Lines out;
    out.reserve(content.lines.size());
    for (const Line& line : content.lines) out.push_back(&line);
    return out;
}

const Line& newest(const LineChange& change) {
    return change.after != nullptr ? *change.after : *change.before;
}

void count(Difference& out, const LineChange& change) {
    for (VillageChange* const in : {&out.villages[newest(change).village], &out.all}) {
        if (change.before == nullptr) {
            ++in->added;
        } else if (change.after == nullptr) {
            ++in->removed;
        } else {
            ++in->changed;
        }
    }
}

void add_totals(Difference& out, const Content& before, const Content& after) {
    for (const Line& line : before.lines) {
        for (VillageChange* const in : {&out.villages[line.village], &out.all}) {
            ++in->lines_before;
            in->fen_before += line.amount_fen;
        }
    }
    for (const Line& line : after.lines) {
        for (VillageChange* const in : {&out.villages[line.village], &out.all}) {
            ++in->lines_after;
            in->fen_after += line.amount_fen;
        }
    }
}

}  // namespace

Difference compare(const Content& before, const Content& after) {
    Difference out;
    add_totals(out, before, after);
    Lines old_lines = lines_of(before);
    Lines new_lines = lines_of(after);
    auto pairs = take_pairs(old_lines, new_lines, identity_of);
    const auto moved = take_pairs(old_lines, new_lines, place_of);
    pairs.insert(pairs.end(), moved.begin(), moved.end());
    for (LineChange& change : pairs) {
        if (mark(change)) out.lines.push_back(change);
    }
    for (const Line* line : old_lines) out.lines.push_back({.before = line});
    for (const Line* line : new_lines) out.lines.push_back({.after = line});
    std::ranges::stable_sort(out.lines, [](const LineChange& a, const LineChange& b) {
        const Line& first = newest(a);
        const Line& second = newest(b);
        return std::tuple{first.village, identity_of(first)} <
               std::tuple{second.village, identity_of(second)};
    });
    for (const LineChange& change : out.lines) count(out, change);
    return out;
}

}  // namespace zhida::intake
