// Objections, and the acts that end a hold.
#include <algorithm>

#include "contracts/registry/rules/registry.hpp"
#include "contracts/registry/types/messages.hpp"
#include "contracts/resettle/rules/evidence.hpp"
#include "contracts/resettle/rules/marking.hpp"
#include "contracts/resettle/rules/overlay.hpp"
#include "contracts/resettle/rules/steps.hpp"

namespace zhida::resettle {

using chain::Context;
using chain::Draft;
using chain::refuse;
using chain::Verdict;
using chain::View;
using vocabulary::Role;

void each_objection(const View& view, const ListId& id, LineNumber line,
                    const std::function<void(std::uint16_t, const Objection&)>& visit) {
    const base::Bytes start = chain::key_of<Objection>({id, line, 0});
    const base::ByteView of_line = base::ByteView{start}.first(start.size() - 2);
    chain::each<Objection>(view, of_line, start,
                           [&](base::ByteView key, const Objection& objection) {
                               const auto at = key.subspan(key.size() - 2);
                               visit(static_cast<std::uint16_t>(at[0] << 8 | at[1]), objection);
                               return true;
                           });
}

namespace {

Role role_of(const Context& context) { return static_cast<Role>(context.body.role); }

struct Standing {
    bool open = false;    // some objection against the line waits for its decision
    bool upheld = false;  // some was found right
    std::uint16_t count = 0;
};
Standing objections_of(const View& view, const ListId& id, LineNumber line,
                       std::optional<std::uint16_t> but = {}) {
    Standing out;
    each_objection(view, id, line, [&](std::uint16_t number, const Objection& one) {
        ++out.count;
        if (number == but) return;
        out.open = out.open || is_open(one.state);
        out.upheld = out.upheld || one.state == ObjectionState::upheld;
    });
    return out;
}

// The line is there, and its village is in the signer's division.
Verdict find_line(const View& view, const Context& context, const ListId& id, LineNumber line,
                  List& list, Section& section) {
    if (auto verdict = find_list(view, id, list)) return verdict;
    if (line >= list.lines) return refuse(Reject::line_unknown, std::to_string(line));
    if (list.received_lines != list.lines) {
        return refuse(Reject::list_state_wrong, std::string{word_of(list.state).name});
    }
    section = chain::must_load<Section>(view, {id, section_of(view, id, list, line)});
    return check_division(view, context, section.header.village);
}

// Who may bring an objection of this kind before the ledger.
Verdict check_recorder(const RaiseObjection& m, const Context& context) {
    const Role role = role_of(context);
    if (m.by != Objector::body) {
        const bool may = role == Role::village_officer || role == Role::township_officer;
        return may ? std::nullopt : Verdict{refuse(registry::Reject::role_wrong)};
    }
    const bool may = role == Role::township_officer || role == Role::county_officer ||
                     role == Role::area_officer || role == Role::auditor;
    if (!may) return refuse(registry::Reject::role_wrong);
    if (m.objector != body_reference(context.body.organisation)) {
        return refuse(Reject::objector_wrong);
    }
    return std::nullopt;
}

// One open objection a person and line; the same ground never twice.
Verdict check_first(const RaiseObjection& m, const View& view) {
    Verdict verdict;
    std::size_t count = 0;
    each_objection(view, m.list, m.line, [&](std::uint16_t number, const Objection& one) {
        ++count;
        if (verdict || one.objector != m.objector) return;
        if (one.ground == m.ground) {
            verdict = refuse(Reject::ground_raised_before, std::to_string(number));
        } else if (is_open(one.state)) {
            verdict = refuse(Reject::objection_open, std::to_string(number));
        }
    });
    if (verdict) return verdict;
    if (count >= objections_per_line_max) return refuse(Reject::objections_too_many);
    return std::nullopt;
}

std::optional<base::Seconds> deadline_of(const View& view, const List& list,
                                         const Context& context) {
    const auto days =
        registry::parameter(view, parameter_objection_days, list.county, context.today());
    if (!days) return std::nullopt;
    const auto last =
        registry::working_days_after(view, context.today(), static_cast<unsigned>(*days));
    if (!last) return std::nullopt;
    return base::start_of_day_in_china(base::plus_days(*last, 1));
}

void tell(Draft& draft, const ListId& id, LineNumber line, std::uint16_t number,
          const Objection& objection) {
    save(draft, {id, line, number}, objection);
    draft.emit(ObjectionChanged::kind,
               codec::encode(ObjectionChanged{id, line, number, objection.state}));
}

}  // namespace

Verdict check_state(const RaiseObjection& m, const Context& context, const View& view) {
    if (auto verdict = check_recorder(m, context)) return verdict;
    List list;
    Section section;
    if (auto verdict = find_line(view, context, m.list, m.line, list, section)) return verdict;
    if (section.state < SectionState::in_notice) {
        return refuse(Reject::section_state_wrong, std::string{word_of(section.state).name});
    }
    if (auto verdict = check_first(m, view)) return verdict;
    if (!deadline_of(view, list, context)) {
        return refuse(Reject::parameter_missing, std::string{parameter_objection_days});
    }
    if (is_held(view, m.list, m.line)) return std::nullopt;
    return check_take_out(view, context, m.list, list, m.line);
}

void apply(const RaiseObjection& m, const Context& context, Draft& draft) {
    const auto list = chain::must_load<List>(draft, {m.list});
    const std::uint16_t number = objections_of(draft, m.list, m.line).count;
    const base::Seconds deadline = *deadline_of(draft, list, context);
    tell(draft, m.list, m.line, number,
         Objection{.by = m.by,
                   .objector = m.objector,
                   .ground = m.ground,
                   .evidence = m.evidence,
                   .recorder = context.body.person,
                   .raised = context.now,
                   .deadline = deadline,
                   .transaction = context.transaction});
    base::Bytes payload = base::to_bytes(m.list);
    base::append_u32(payload, m.line);
    base::append_u16(payload, number);
    chain::set_timer(draft, deadline, static_cast<std::uint16_t>(Timers::objection), payload);
    if (is_held(draft, m.list, m.line)) return;
    take_out(draft, context, m.list, {m.line}, Reason::objection, m.evidence);
}

// The township did not decide in time: the county does.
void objection_deadline(base::ByteView payload, const Context&, Draft& draft) {
    const ListId id = *base::to_array<8>(payload.first(8));
    const LineNumber line = base::read_u32(payload.subspan(8));
    const auto number = static_cast<std::uint16_t>(payload[12] << 8 | payload[13]);
    auto objection = chain::must_load<Objection>(draft, {id, line, number});
    if (objection.state != ObjectionState::at_township) return;
    objection.state = ObjectionState::at_county;
    tell(draft, id, line, number, objection);
}

namespace {

// A rejected objection ends the hold it made, unless something else stands against the line.
bool ends_hold(const View& view, const DecideObjection& m) {
    if (m.upheld) return false;
    const auto hold = chain::load<Hold>(view, {m.list, m.line});
    if (!hold || hold->reason != Reason::objection || hold->ended) return false;
    if (sibling_stands(view, m.list, {m.line})) return false;
    const Standing others = objections_of(view, m.list, m.line, m.number);
    return !others.open && !others.upheld;
}

}  // namespace

Verdict check_state(const DecideObjection& m, const Context& context, const View& view) {
    List list;
    Section section;
    const Role role = role_of(context);
    if (role != Role::township_officer && role != Role::county_officer) {
        return refuse(registry::Reject::role_wrong);
    }
    if (auto verdict = find_line(view, context, m.list, m.line, list, section)) return verdict;
    const auto objection = chain::load<Objection>(view, {m.list, m.line, m.number});
    if (!objection) return refuse(Reject::objection_unknown, std::to_string(m.number));
    if (!is_open(objection->state)) return refuse(Reject::objection_decided);
    const bool hers = (role == Role::township_officer) ==
                      (objection->state == ObjectionState::at_township);
    if (!hers) {
        return refuse(Reject::objection_elsewhere, std::string{word_of(objection->state).name});
    }
    if (objection->recorder == context.body.person) return refuse(Reject::recorder_decides);
    if (!ends_hold(view, m)) return std::nullopt;
    return check_lift(view, m.list, list, {m.line});
}

void apply(const DecideObjection& m, const Context& context, Draft& draft) {
    const bool ends = ends_hold(draft, m);
    auto objection = chain::must_load<Objection>(draft, {m.list, m.line, m.number});
    objection.state = m.upheld ? ObjectionState::upheld : ObjectionState::rejected;
    objection.document = m.document;
    objection.decision = context.transaction;
    tell(draft, m.list, m.line, m.number, objection);
    if (ends) lift(draft, context, m.list, {m.line});
}

// --- other holds ---

namespace {

bool may_lift(const LiftRule& rule, Role role) {
    return (rule.village && role == Role::village_officer) ||
           (rule.township && role == Role::township_officer) ||
           (rule.county && role == Role::county_officer);
}

// The cause of the hold is gone as far as the ledger can see.
Verdict check_cause(const View& view, const Context& context, const ListId& id, LineNumber line,
                    const Hold& hold, const LiftRule& rule) {
    const std::string datum = std::to_string(line);
    if (hold.ended || hold.follow_up) return refuse(Reject::not_held, datum);
    const Standing objections = objections_of(view, id, line);
    // What was upheld, only the county settles, on paper.
    const bool settled = !objections.upheld || role_of(context) == Role::county_officer;
    if (objections.open || !settled) return refuse(Reject::cause_stands, datum);
    if (rule.cause == Cause::account && !hold.account_cleared) {
        return refuse(Reject::cause_stands, datum);
    }
    if (rule.cause == Cause::evidence) {
        const auto list = chain::must_load<List>(view, {id});
        const auto content = chain::must_load<Line>(view, {id, line});
        if (evidence_against(view, list, content) != Reason::none) {
            return refuse(Reject::cause_stands, datum);
        }
    }
    if (rule.cause == Cause::mark && is_marked(view, id, line, hold.reason)) {
        return refuse(Reject::cause_stands, datum);
    }
    return std::nullopt;
}

Verdict check_one(const View& view, const Context& context, const ListId& id, LineNumber line) {
    const auto hold = chain::load<Hold>(view, {id, line});
    if (!hold) return refuse(Reject::not_held, std::to_string(line));
    const LiftRule* const rule = lift_rule(hold->reason);
    if (!rule) return refuse(Reject::cause_stands, std::to_string(line));
    if (!may_lift(*rule, role_of(context))) return refuse(registry::Reject::role_wrong);
    return check_cause(view, context, id, line, *hold, *rule);
}

}  // namespace

Verdict check_state(const LiftHolds& m, const Context& context, const View& view) {
    List list;
    Section section;
    for (const LineNumber line : m.lines) {
        if (auto verdict = find_line(view, context, m.list, line, list, section)) return verdict;
        if (auto verdict = check_one(view, context, m.list, line)) return verdict;
    }
    if (word_of(standing(list)).final && standing(list) != ListState::closed) {
        return refuse(Reject::list_state_wrong, std::string{word_of(list.state).name});
    }
    return check_lift(view, m.list, list, m.lines);
}

void apply(const LiftHolds& m, const Context& context, Draft& draft) {
    lift(draft, context, m.list, m.lines);
}

Verdict check_state(const ClearAccounts& m, const Context& context, const View& view) {
    List list;
    if (auto verdict = registry::expect_role(context, Role::bank_agent)) return verdict;
    if (registry::organisation_of(context, view).bank != m.bank) {
        return refuse(Reject::bank_foreign);
    }
    if (auto verdict = find_list(view, m.list, list)) return verdict;
    for (const LineNumber n : m.lines) {
        const auto line = chain::load<Line>(view, {m.list, n});
        if (!line || line->bank != m.bank) return refuse(Reject::line_unknown, std::to_string(n));
        const auto hold = chain::load<Hold>(view, {m.list, n});
        const LiftRule* const rule = hold ? lift_rule(hold->reason) : nullptr;
        if (!rule || rule->cause != Cause::account) {
            return refuse(Reject::not_held, std::to_string(n));
        }
    }
    return std::nullopt;
}

void apply(const ClearAccounts& m, const Context&, Draft& draft) {
    for (const LineNumber n : m.lines) {
        auto hold = chain::must_load<Hold>(draft, {m.list, n});
        hold.account_cleared = true;
        save(draft, {m.list, n}, hold);
    }
}

}  // namespace zhida::resettle
