// County finance locks and releases; lines are held, lists returned, cancelled and closed.
#include "contracts/approval/rules/deadlines.hpp"
#include "contracts/payment/rules/payment.hpp"
#include "contracts/registry/rules/registry.hpp"
#include "contracts/registry/types/messages.hpp"
#include "contracts/resettle/rules/approving.hpp"
#include "contracts/resettle/rules/funding.hpp"
#include "contracts/resettle/rules/receiving.hpp"
#include "contracts/resettle/rules/steps.hpp"

namespace zhida::resettle {

using approval::Level;
using approval::Place;
using chain::refuse;

namespace {

Place whole(const ListId& id, const List& list, Level level) {
    return {list.programme, id, approval::whole_list, level};
}

// A finance person signs the header as it stands.
template <class M>
Verdict check_finance(const M& m, const Context& context, const View& view, Level level,
                      ListState to, List& list) {
    if (auto verdict = find_for(view, m.list, M::name, to, list)) return verdict;
    if (auto verdict = check_county(view, context, list)) return verdict;
    const auto subject = signed_subject(context.hash(), m.list, m.header, m.overlay);
    if (auto verdict =
            approval::check_signature(whole(m.list, list, level), subject, context, view)) {
        return verdict;
    }
    return check_header(view, context, m.list, list, m.header, m.overlay);
}

template <class M>
bool sign(const M& m, const List& list, const Context& context, Draft& draft, Level level) {
    return approval::add_signature(whole(m.list, list, level),
                                   signed_subject(context.hash(), m.list, m.header, m.overlay),
                                   context, draft);
}

}  // namespace

Verdict check_state(const LockFunds& m, const Context& context, const View& view) {
    List list;
    if (auto verdict = check_finance(m, context, view, Level::fund_lock, ListState::funded, list)) {
        return verdict;
    }
    const auto orders = orders_of(view, m.list, list);
    if (!orders) return refuse(payment::Reject::route_missing);
    return payment::check_lock(view, needs_of(*orders), context.body.organisation);
}

void apply(const LockFunds& m, const Context& context, Draft& draft) {
    auto list = chain::must_load<List>(draft, {m.list});
    if (!sign(m, list, context, draft, Level::fund_lock)) return;
    payment::lock(draft, needs_of(draft, m.list, list));
    move_list(draft, context, m.list, list, ListState::funded);
}

Verdict check_state(const ReleaseList& m, const Context& context, const View& view) {
    List list;
    if (auto verdict =
            check_finance(m, context, view, Level::fund_release, ListState::released, list)) {
        return verdict;
    }
    if (!registry::working_day_from(view, context.today())) {
        return refuse(Reject::parameter_missing, "calendar " + base::to_text(context.today()));
    }
    return std::nullopt;
}

void apply(const ReleaseList& m, const Context& context, Draft& draft) {
    auto list = chain::must_load<List>(draft, {m.list});
    if (!sign(m, list, context, draft, Level::fund_release)) return;
    const auto value_date = registry::working_day_from(draft, context.today());
    payment::release(draft, context, m.list, *orders_of(draft, m.list, list), *value_date);
    move_list(draft, context, m.list, list, ListState::released);
}

Verdict check_state(const CloseList& m, const Context& context, const View& view) {
    List list;
    if (auto verdict = find_list(view, m.list, list)) return verdict;
    const ListState now = state_now(view, m.list, list);
    if (now == ListState::released || now == ListState::paying) return refuse(Reject::not_settled);
    if (auto verdict = check_finance(m, context, view, Level::reconcile, ListState::closed, list)) {
        return verdict;
    }
    const auto batch = chain::must_load<payment::Batch>(view, {m.list});
    const auto window =
        registry::parameter(view, parameter_return_window, list.county, context.today());
    if (!window) return refuse(Reject::parameter_missing, std::string{parameter_return_window});
    const auto over =
        registry::working_days_after(view, *batch.settled, static_cast<unsigned>(*window));
    if (!over) return refuse(Reject::parameter_missing, "calendar");
    if (context.today() < *over) return refuse(Reject::return_window_open, base::to_text(*over));
    if (!payment::is_reconciled(view, batch)) return refuse(Reject::days_not_closed);
    return std::nullopt;
}

void apply(const CloseList& m, const Context& context, Draft& draft) {
    auto list = chain::must_load<List>(draft, {m.list});
    if (!sign(m, list, context, draft, Level::reconcile)) return;
    move_list(draft, context, m.list, list, ListState::closed);
}

// --- holds ---

namespace {

bool may_hold(const Context& context) {
    using vocabulary::Role;
    const auto role = static_cast<Role>(context.body.role);
    return role == Role::village_officer || role == Role::township_officer ||
           role == Role::county_officer;
}

bool is_released(ListState stored) { return stored == ListState::released; }

}  // namespace

// At any time before the claim: it only pays less.
Verdict check_state(const HoldLines& m, const Context& context, const View& view) {
    List list;
    if (!may_hold(context)) return refuse(registry::Reject::role_wrong);
    if (auto verdict = find_list(view, m.list, list)) return verdict;
    const bool open = list.state >= ListState::validated && list.state <= ListState::released;
    if (!open) return refuse(Reject::list_state_wrong, std::string{word_of(list.state).name});
    for (const LineNumber line : m.lines) {
        if (line >= list.lines) return refuse(Reject::line_unknown, std::to_string(line));
        const auto section =
            chain::must_load<Section>(view, {m.list, section_of(view, m.list, list, line)});
        if (auto verdict = check_division(view, context, section.header.village)) return verdict;
        if (is_held(view, m.list, line)) return refuse(Reject::already_held, std::to_string(line));
        if (!is_released(list.state)) continue;
        const payment::Fate hold{.order = {m.list, line}, .to = payment::OrderState::held};
        if (auto verdict = payment::check_fates(view, context, {hold})) return verdict;
    }
    return std::nullopt;
}

void apply(const HoldLines& m, const Context& context, Draft& draft) {
    const auto list = chain::must_load<List>(draft, {m.list});
    for (const LineNumber line : m.lines) {
        const auto content = chain::must_load<Line>(draft, {m.list, line});
        if (list.state == ListState::funded) {
            const auto account = payment::route(draft, list.county, content.bank);
            payment::unlock(draft, {{*account, content.amount}});
        }
        if (is_released(list.state)) {
            payment::apply_fates(draft, context,
                                 {{.order = {m.list, line},
                                   .to = payment::OrderState::held,
                                   .reason = m.reason}});
        }
        free_entitlement(draft, m.list, list, line, content);
        hold_lines(draft, context, m.list, section_of(draft, m.list, list, line),
                   {{line, m.reason}}, m.document);
    }
}

// --- returning and cancelling ---

Verdict check_state(const ReturnSections& m, const Context& context, const View& view) {
    using vocabulary::Role;
    const auto role = static_cast<Role>(context.body.role);
    if (role != Role::village_officer && role != Role::township_officer) {
        return refuse(registry::Reject::role_wrong);
    }
    List list;
    if (auto verdict = find_list(view, m.list, list)) return verdict;
    if (list.state != ListState::validated) {
        return refuse(Reject::list_state_wrong, std::string{word_of(list.state).name});
    }
    for (const SectionNumber number : m.sections) {
        const auto section = chain::load<Section>(view, {m.list, number});
        if (!section) return refuse(Reject::section_unknown, std::to_string(number));
        if (auto verdict = check_division(view, context, section->header.village)) return verdict;
        if (!may_step(section->state, m.name, SectionState::returned)) {
            return refuse(Reject::section_state_wrong, std::string{word_of(section->state).name});
        }
    }
    return std::nullopt;
}

void apply(const ReturnSections& m, const Context&, Draft& draft) {
    for (const SectionNumber number : m.sections) {
        auto section = chain::must_load<Section>(draft, {m.list, number});
        move_section(draft, m.list, number, section, SectionState::returned);
        approval::end_deadlines(draft, m.list, number);
    }
}

namespace {

// Whose turn it is may give the list back instead.
vocabulary::Role role_that_returns(ListState state) {
    using vocabulary::Role;
    if (state == ListState::validated) return Role::county_officer;
    return state == ListState::county_approved ? Role::area_officer : Role::finance_officer;
}

}  // namespace

Verdict check_state(const ReturnList& m, const Context& context, const View& view) {
    List list;
    if (auto verdict = find_for(view, m.list, m.name, ListState::returned, list)) return verdict;
    if (auto verdict = registry::expect_role(context, role_that_returns(list.state)))
        return verdict;
    return check_county(view, context, list);
}

void apply(const ReturnList& m, const Context& context, Draft& draft) {
    auto list = chain::must_load<List>(draft, {m.list});
    end_list(draft, context, m.list, list, ListState::returned, m.reason);
}

namespace {

crypto::Digest cancel_subject(const Context& context, const CancelList& m) {
    return crypto::digest(context.hash(), {base::view("zhida/cancel/1"), codec::encode(m)});
}

}  // namespace

Verdict check_state(const CancelList& m, const Context& context, const View& view) {
    List list;
    if (auto verdict = find_for(view, m.list, m.name, ListState::cancelled, list)) return verdict;
    if (auto verdict = check_county(view, context, list)) return verdict;
    return approval::check_signature(whole(m.list, list, Level::cancel), cancel_subject(context, m),
                                     context, view);
}

void apply(const CancelList& m, const Context& context, Draft& draft) {
    auto list = chain::must_load<List>(draft, {m.list});
    const bool complete = approval::add_signature(whole(m.list, list, Level::cancel),
                                                  cancel_subject(context, m), context, draft);
    if (complete) end_list(draft, context, m.list, list, ListState::cancelled, m.reason);
}

// --- what the machine gets ---

namespace {

std::optional<std::string> broken_lists(const Draft& draft) {
    for (const auto& [key, value] : draft.changes()) {
        if (key[0] == Line::table) {
            if (draft.before().get(key)) return "a line was changed after it was received";
        }
        if (key[0] == Hold::table && !value)
            return "a hold was erased without those who signed with it";
        if (key[0] != List::table || !value) continue;
        const auto before = draft.before().get(key);
        if (!before) continue;
        const auto was = chain::read_record<List>(*before);
        const auto is = chain::read_record<List>(*value);
        if (was.header != is.header || was.total != is.total || was.manifest != is.manifest) {
            return "the header of a list was changed";
        }
        if (word_of(was.state).final && was.state != is.state) return "a final list was moved";
    }
    return std::nullopt;
}

}  // namespace

std::span<const chain::Act> acts() {
    static constexpr chain::Act all[] = {
        chain::act_of<OpenList>(),        chain::act_of<AddAgreements>(),
        chain::act_of<AddLines>(),        chain::act_of<AnswerVerification>(),
        chain::act_of<ConfirmSections>(), chain::act_of<OpenNotice>(),
        chain::act_of<ApproveSections>(), chain::act_of<ApproveList>(),
        chain::act_of<LockFunds>(),       chain::act_of<ReleaseList>(),
        chain::act_of<HoldLines>(),       chain::act_of<ReturnSections>(),
        chain::act_of<ReturnList>(),      chain::act_of<CancelList>(),
        chain::act_of<CloseList>()};
    return all;
}

std::span<const chain::TimerKind> timers() {
    static constexpr chain::TimerKind all[] = {
        {static_cast<std::uint16_t>(Timers::receiving), "receiving_deadline", &receiving_deadline},
        {static_cast<std::uint16_t>(Timers::verification), "verification_deadline",
         &verification_deadline},
        {static_cast<std::uint16_t>(Timers::notice), "notice_over", &notice_over},
        {static_cast<std::uint16_t>(Timers::entitlement), "entitlement_deadline",
         &entitlement_deadline}};
    return all;
}

std::span<const chain::Invariant> invariants() {
    static constexpr chain::Invariant all[] = {{"lists", &broken_lists}};
    return all;
}

}  // namespace zhida::resettle
