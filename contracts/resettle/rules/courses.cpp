#include "contracts/resettle/rules/courses.hpp"

#include "contracts/payment/rules/payment.hpp"
#include "contracts/registry/rules/registry.hpp"
#include "contracts/registry/rules/two_persons.hpp"
#include "contracts/registry/types/messages.hpp"
#include "contracts/resettle/rules/overlay.hpp"
#include "contracts/resettle/rules/steps.hpp"
#include "contracts/resettle/rules/turns.hpp"

namespace zhida::resettle {

using chain::Context;
using chain::Draft;
using chain::refuse;
using chain::Verdict;
using chain::View;
using vocabulary::Role;

// --- a list stands still ---

Verdict check_state(const SuspendList& m, const Context& context, const View& view) {
    List list;
    if (auto verdict = find_for(view, m.list, m.name, ListState::suspended, list)) return verdict;
    return expect_hand(context, state_now(view, m.list, list), m.name);
}

void apply(const SuspendList& m, const Context& context, Draft& draft) {
    auto list = chain::must_load<List>(draft, {m.list});
    list.suspended_from = list.state;
    list.area_resumes = false;
    list.audit_resumes = false;
    list.reason = m.reason;
    move_list(draft, context, m.list, list, ListState::suspended);
    if (list.suspended_from == ListState::released) payment::halt(draft, m.list, true);
}

Verdict check_state(const ResumeList& m, const Context& context, const View& view) {
    List list;
    if (auto verdict = find_list(view, m.list, list)) return verdict;
    if (list.state != ListState::suspended) {
        return refuse(Reject::list_state_wrong, std::string{word_of(list.state).name});
    }
    if (auto verdict = expect_hand(context, list.state, m.name)) return verdict;
    const auto role = static_cast<Role>(context.body.role);
    const bool signed_before = role == Role::auditor ? list.audit_resumes : list.area_resumes;
    if (signed_before) return refuse(Reject::resumed_already);
    return std::nullopt;
}

void apply(const ResumeList& m, const Context& context, Draft& draft) {
    auto list = chain::must_load<List>(draft, {m.list});
    const bool audit = static_cast<Role>(context.body.role) == Role::auditor;
    (audit ? list.audit_resumes : list.area_resumes) = true;
    if (!list.area_resumes || !list.audit_resumes) {
        save(draft, {m.list}, list);
        return;
    }
    const ListState to = *list.suspended_from;
    list.suspended_from.reset();
    list.reason.reset();
    if (to == ListState::released) payment::halt(draft, m.list, false);
    const bool late = to < ListState::released && list.entitled_until &&
                      *list.entitled_until <= context.now;
    if (!late) {
        move_list(draft, context, m.list, list, to);
        return set_turns(draft, context, m.list);
    }
    list.state = to;
    end_list(draft, context, m.list, list, ListState::returned, "entitlement deadline");
}

// --- a section leaves ---

Verdict check_state(const DetachSections& m, const Context& context, const View& view) {
    return check_leaving(view, context, m.list, m.sections, m.name);
}

void apply(const DetachSections& m, const Context& context, Draft& draft) {
    leave(draft, context, m.list, m.sections, SectionState::detached, Reason::detached);
}

// --- the ends of money that failed or came back ---

namespace {

using payment::Fate;
using payment::OrderState;

std::vector<Fate> fates_of(const ListId& list, const std::vector<LineNumber>& lines, OrderState to,
                           payment::Mover by, Reason reason) {
    std::vector<Fate> fates;
    for (const LineNumber line : lines) {
        fates.push_back({.order = {list, line}, .to = to, .by = by, .reason = reason});
    }
    return fates;
}

std::vector<Fate> fates_of(const WithholdOrders& m) {
    return fates_of(m.list, m.lines, OrderState::withheld, payment::Mover::township, m.reason);
}
std::vector<Fate> fates_of(const RefundOrders& m) {
    return fates_of(m.list, m.lines, OrderState::refunded, payment::Mover::bodies,
                    Reason::cancelled);
}
std::vector<Fate> fates_of(const DepositOrder& m) {
    return {{.order = {m.list, m.line},
             .to = OrderState::deposited,
             .by = payment::Mover::county,
             .reason = Reason::none,
             .booked = m.booked}};
}

// The list is there and every village of these lines lies in the signer's division.
Verdict check_lines_of(const View& view, const Context& context, const ListId& id,
                       const std::vector<LineNumber>& lines) {
    List list;
    if (auto verdict = find_list(view, id, list)) return verdict;
    for (const LineNumber line : lines) {
        if (line >= list.lines) return refuse(Reject::line_unknown, std::to_string(line));
        const auto section =
            chain::must_load<Section>(view, {id, section_of(view, id, list, line)});
        if (auto verdict = check_division(view, context, section.header.village)) return verdict;
    }
    return std::nullopt;
}

constexpr Role refunders[] = {Role::county_officer, Role::area_officer};
constexpr registry::TwoPersons county_and_area{.roles = refunders, .of_two_bodies = true};

}  // namespace

Verdict check_state(const WithholdOrders& m, const Context& context, const View& view) {
    if (auto verdict = registry::expect_role(context, Role::township_officer)) return verdict;
    if (auto verdict = check_lines_of(view, context, m.list, m.lines)) return verdict;
    return payment::check_fates(view, context, fates_of(m));
}

void apply(const WithholdOrders& m, const Context& context, Draft& draft) {
    payment::apply_fates(draft, context, fates_of(m));
}

Verdict check_state(const DepositOrder& m, const Context& context, const View& view) {
    if (auto verdict = registry::expect_role(context, Role::county_officer)) return verdict;
    if (auto verdict = check_lines_of(view, context, m.list, {m.line})) return verdict;
    return payment::check_fates(view, context, fates_of(m));
}

void apply(const DepositOrder& m, const Context& context, Draft& draft) {
    payment::apply_fates(draft, context, fates_of(m));
}

Verdict check_state(const RefundOrders& m, const Context& context, const View& view) {
    const auto words = registry::words_digest(context, m);
    if (auto verdict = registry::check_two(county_and_area, words, context, view)) return verdict;
    if (auto verdict = check_lines_of(view, context, m.list, m.lines)) return verdict;
    return payment::check_fates(view, context, fates_of(m));
}

// With the second signature the money is the programme's again, and may be owed again.
void apply(const RefundOrders& m, const Context& context, Draft& draft) {
    const auto words = registry::words_digest(context, m);
    if (!registry::sign_as_one(words, m.type, codec::encode(m), context, draft)) return;
    payment::apply_fates(draft, context, fates_of(m));
    const auto list = chain::must_load<List>(draft, {m.list});
    for (const LineNumber n : m.lines) {
        const auto line = chain::must_load<Line>(draft, {m.list, n});
        free_entitlement(draft, m.list, list, n, line);
    }
}

}  // namespace zhida::resettle
