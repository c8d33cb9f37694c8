#include "contracts/resettle/rules/marking.hpp"

#include <algorithm>

#include "contracts/registry/rules/registry.hpp"
#include "contracts/resettle/rules/overlay.hpp"
#include "contracts/resettle/rules/receiving.hpp"
#include "contracts/resettle/rules/steps.hpp"

namespace zhida::resettle {

using chain::Context;
using chain::Draft;
using chain::refuse;
using chain::Verdict;
using chain::View;
using vocabulary::ProgrammeId;
using vocabulary::Reference;

bool is_marked(const View& view, const ListId& id, LineNumber line, Reason reason) {
    const auto list = chain::must_load<List>(view, {id});
    const auto payee = chain::must_load<Line>(view, {id, line}).payee;
    auto marks = chain::load<PersonMarks>(view, {list.programme, payee});
    if (!marks) return false;
    return std::ranges::any_of(mark_rules, [&](const MarkRule& rule) {
        return rule.reason == reason && marks->of(rule.mark).has_value();
    });
}

namespace {

bool has_marks(const View& view, ProgrammeId programme) {
    bool found = false;
    const base::Bytes start = chain::key_of<PersonMarks>({programme, {}});
    chain::each<PersonMarks>(view, base::ByteView{start}.first(3), start,
                             [&](base::ByteView, const PersonMarks&) {
                                 found = true;
                                 return false;
                             });
    return found;
}

// The first line of the section whose payee is not before this one: lines stand in their order.
LineNumber first_of(const View& view, const ListId& id, const Section& section,
                    const Reference& payee) {
    LineNumber low = section.first;
    LineNumber high = section.end();
    while (low < high) {
        const LineNumber middle = low + (high - low) / 2;
        if (chain::must_load<Line>(view, {id, middle}).payee < payee) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

// The person's lines of a list that can still be taken out.
std::vector<LineNumber> lines_of(const View& view, const Context& context, const ListId& id,
                                 const List& list, const Reference& payee) {
    std::vector<LineNumber> lines;
    for (SectionNumber n = 0; n < list.sections; ++n) {
        const auto section = chain::must_load<Section>(view, {id, n});
        for (LineNumber at = first_of(view, id, section, payee); at < section.end(); ++at) {
            if (chain::must_load<Line>(view, {id, at}).payee != payee) break;
            if (is_held(view, id, at)) continue;
            if (!check_take_out(view, context, id, list, at)) lines.push_back(at);
        }
    }
    return lines;
}

std::vector<ListId> lists_under_way(const View& view, ProgrammeId programme) {
    std::vector<ListId> lists;
    const base::Bytes table{List::table};
    chain::each<List>(view, table, table, [&](base::ByteView key, const List& list) {
        const ListState now = standing(list);
        const bool open = now >= ListState::validated && now <= ListState::released;
        if (open && list.programme == programme) {
            lists.push_back(*base::to_array<8>(key.subspan(1, 8)));
        }
        return true;
    });
    return lists;
}

}  // namespace

void hold_marked(Draft& draft, const Context& context, const ListId& id) {
    const auto list = chain::must_load<List>(draft, {id});
    if (!has_marks(draft, list.programme)) return;
    for (const MarkRule& rule : mark_rules) {
        std::vector<LineNumber> lines;
        each_line(draft, id, 0, list.lines, [&](LineNumber n, const Line& line) {
            auto marks = chain::load<PersonMarks>(draft, {list.programme, line.payee});
            if (marks && marks->of(rule.mark) && !is_held(draft, id, n)) lines.push_back(n);
        });
        take_out(draft, context, id, lines, rule.reason, std::nullopt);
    }
}

Verdict check_state(const MarkPersons& m, const Context& context, const View& view) {
    const MarkRule& rule = rule_of(m.mark);
    if (auto verdict = registry::expect_role(context, rule.by)) return verdict;
    if (rule.by_registrar) {
        if (!m.registrar || !m.references) return refuse(Reject::tags_signature_wrong, "none");
        if (auto verdict =
                check_registrar(view, *m.registrar, mark_statement(m), *m.references)) {
            return verdict;
        }
    }
    if (!m.ended) return std::nullopt;
    for (const Reference& payee : m.payees) {
        auto marks = chain::load<PersonMarks>(view, {m.programme, payee});
        if (!marks || !marks->of(m.mark)) return refuse(Reject::mark_unknown, base::hex(payee));
    }
    return std::nullopt;
}

void apply(const MarkPersons& m, const Context& context, Draft& draft) {
    for (const Reference& payee : m.payees) {
        const PersonMarks::Key key{m.programme, payee};
        auto marks = chain::load<PersonMarks>(draft, key).value_or(PersonMarks{});
        if (m.ended) {
            marks.of(m.mark).reset();
        } else {
            marks.of(m.mark) = m.document;
        }
        save(draft, key, marks);
    }
    if (m.ended) return;  // holds end by their own act, with a paper
    for (const ListId& id : lists_under_way(draft, m.programme)) {
        const auto list = chain::must_load<List>(draft, {id});
        for (const Reference& payee : m.payees) {
            take_out(draft, context, id, lines_of(draft, context, id, list, payee),
                     rule_of(m.mark).reason, m.document);
        }
    }
}

}  // namespace zhida::resettle
