#include "contracts/resettle/rules/evidence.hpp"

#include "contracts/registry/rules/registry.hpp"
#include "contracts/resettle/rules/steps.hpp"

namespace zhida::resettle {

using chain::Context;
using chain::Draft;
using chain::refuse;
using chain::Verdict;
using chain::View;
using vocabulary::Role;

Verdict check_state(const RequireEvidence&, const Context& context, const View&) {
    return registry::expect_role(context, Role::administrator);
}

void apply(const RequireEvidence& m, const Context&, Draft& draft) {
    save(draft, {m.programme}, EvidenceRules{m.rules});
}

Verdict check_state(const RecordEvidence& m, const Context& context, const View& view) {
    if (auto verdict = registry::expect_role(context, Role::township_officer)) return verdict;
    for (const EvidenceEntry& one : m.entries) {
        auto village = one.village;
        if (!shape_of(one.kind).of_village) {
            const auto agreement = chain::load<Agreement>(view, {one.agreement});
            if (!agreement) return refuse(Reject::agreement_unknown, base::hex(one.agreement));
            village = agreement->content.village;
        }
        if (auto verdict = check_division(view, context, village)) return verdict;
    }
    return std::nullopt;
}

void apply(const RecordEvidence& m, const Context& context, Draft& draft) {
    for (const EvidenceEntry& one : m.entries) {
        save(draft,
             evidence_key(one.kind, one.agreement, one.village, one.installment, one.item),
             Evidence{one.payee, one.day, one.document, context.body.person,
                      context.transaction});
    }
}

namespace {

std::optional<Evidence> find(const View& view, EvidenceKind kind, const Line& line,
                             vocabulary::VillageCode village) {
    return chain::load<Evidence>(
        view, evidence_key(kind, line.agreement, village, line.installment, line.item));
}

// Attachments and crops go to who owned them in the survey, and only what stood before the notice.
Reason survey_against(const Evidence& survey, const List& list, const Line& line) {
    if (survey.payee != line.payee) return Reason::owner_differs;
    return *survey.day > list.pre_notice ? Reason::planted_late : Reason::none;
}

Reason one_against(const View& view, const List& list, const Line& line, EvidenceKind kind) {
    const auto agreement = chain::must_load<Agreement>(view, {line.agreement});
    const auto village = agreement.content.village;
    if (kind == EvidenceKind::relocation) return Reason::none;  // a warning
    if (kind == EvidenceKind::distribution) {
        const auto collective = find(view, EvidenceKind::collective, line, village);
        if (collective && collective->payee == line.payee) return Reason::none;
    }
    const auto found = find(view, kind, line, village);
    if (!found) return Reason::evidence_missing;
    return kind == EvidenceKind::survey ? survey_against(*found, list, line) : Reason::none;
}

bool asks(const EvidenceRule& rule, const Line& line) {
    return (rule.item == 0 || rule.item == line.item) &&
           line.installment >= rule.from_installment;
}

EvidenceRules rules_of(const View& view, const List& list) {
    return chain::load<EvidenceRules>(view, {list.programme}).value_or(EvidenceRules{});
}

}  // namespace

Reason evidence_against(const View& view, const List& list, const Line& line) {
    for (const EvidenceRule& rule : rules_of(view, list).rules) {
        if (!asks(rule, line)) continue;
        const Reason against = one_against(view, list, line, rule.kind);
        if (against != Reason::none) return against;
    }
    return Reason::none;
}

void warn_of_relocation(Draft& draft, const ListId& id, const List& list,
                        const std::vector<LineNumber>& lines, base::Date value_date) {
    const EvidenceRules rules = rules_of(draft, list);
    for (const EvidenceRule& rule : rules.rules) {
        if (rule.kind != EvidenceKind::relocation) continue;
        for (const LineNumber n : lines) {
            const auto line = chain::must_load<Line>(draft, {id, n});
            const auto found = find(draft, rule.kind, line, 0);
            if (!asks(rule, line) || !found || *found->day >= value_date) continue;
            draft.emit(RelocationWarned::kind,
                       codec::encode(RelocationWarned{id, n, *found->day}));
        }
    }
}

}  // namespace zhida::resettle
