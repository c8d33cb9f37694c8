// County finance locks and releases; lines are held, lists returned, cancelled and closed.
#include "contracts/approval/rules/deadlines.hpp"
#include "contracts/payment/rules/payment.hpp"
#include "contracts/registry/rules/registry.hpp"
#include "contracts/registry/types/messages.hpp"
#include "contracts/resettle/rules/approving.hpp"
#include "contracts/resettle/rules/courses.hpp"
#include "contracts/resettle/rules/evidence.hpp"
#include "contracts/resettle/rules/funding.hpp"
#include "contracts/resettle/rules/marking.hpp"
#include "contracts/resettle/rules/receiving.hpp"
#include "contracts/resettle/rules/overlay.hpp"
#include "contracts/resettle/rules/single.hpp"
#include "contracts/resettle/rules/steps.hpp"
#include "contracts/resettle/rules/turns.hpp"

namespace zhida::resettle {

using approval::Level;
using chain::refuse;

namespace {

// A finance person signs the header as it stands.
template <class M>
Verdict check_finance(const M& m, const Context& context, const View& view, Level level,
                      ListState to, List& list) {
    if (auto verdict = find_for(view, m.list, M::name, to, list)) return verdict;
    if (auto verdict = check_county(view, context, list)) return verdict;
    const auto subject = signed_subject(context.hash(), m.list, m.header, m.overlay);
    if (auto verdict =
            approval::check_signature(place_of(m.list, list, level), subject, context, view)) {
        return verdict;
    }
    return check_header(view, context, m.list, list, m.header, m.overlay);
}

template <class M>
bool sign(const M& m, const List& list, const Context& context, Draft& draft, Level level) {
    return sign_at(draft, context, place_of(m.list, list, level),
                   signed_subject(context.hash(), m.list, m.header, m.overlay));
}

}  // namespace

Verdict check_state(const LockFunds& m, const Context& context, const View& view) {
    List list;
    if (auto verdict = check_finance(m, context, view, Level::fund_lock, ListState::funded, list)) {
        return verdict;
    }
    const auto orders = orders_of(view, m.list, list);
    if (!orders) return refuse(payment::Reject::route_missing);
    const auto office = context.body.organisation;
    if (auto verdict = payment::check_lock(view, needs_of(*orders), office)) return verdict;
    return payment::check_lock_children(view, children_of(*orders), office);
}

void apply(const LockFunds& m, const Context& context, Draft& draft) {
    auto list = chain::must_load<List>(draft, {m.list});
    if (!sign(m, list, context, draft, Level::fund_lock)) return;
    lock_all(draft, m.list, list);
    move_list(draft, context, m.list, list, ListState::funded);
}

Verdict check_state(const ReleaseList& m, const Context& context, const View& view) {
    List list;
    if (auto verdict =
            check_finance(m, context, view, Level::fund_release, ListState::released, list)) {
        return verdict;
    }
    if (list.cooling_until && *list.cooling_until > context.now) {
        return refuse(Reject::cooling_open, base::time_text(*list.cooling_until));
    }
    if (!registry::working_day_from(view, context.today())) {
        return refuse(Reject::parameter_missing, "calendar " + base::to_text(context.today()));
    }
    const auto orders = *orders_of(view, m.list, list);
    const auto value_date = *registry::working_day_from(view, context.today());
    if (auto verdict = payment::check_day_cap(view, context, list.county, orders, value_date)) {
        return verdict;
    }
    return payment::check_release_children(view, children_of(orders));
}

void apply(const ReleaseList& m, const Context& context, Draft& draft) {
    auto list = chain::must_load<List>(draft, {m.list});
    if (!sign(m, list, context, draft, Level::fund_release)) return;
    const auto value_date = registry::working_day_from(draft, context.today());
    const auto orders = *orders_of(draft, m.list, list);
    payment::release(draft, context, m.list, orders, *value_date);
    std::vector<LineNumber> lines;
    for (const payment::NewOrder& order : orders) lines.push_back(order.line);
    warn_of_relocation(draft, m.list, list, lines, *value_date);
    chain::remove<Routes>(draft, {m.list});
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

// The state its orders stand in or would stand in (payment.md §3); a hold before the new area's
// approval is one of an approved line.
payment::OrderState order_state(ListState state) {
    if (state >= ListState::released) return payment::OrderState::released;
    if (state == ListState::funded) return payment::OrderState::locked;
    return payment::OrderState::approved;
}

bool may_hold(const Context& context, const List& list) {
    const auto by = payment::mover_of(static_cast<vocabulary::Role>(context.body.role));
    return by &&
           payment::may_move(order_state(standing(list)), payment::OrderState::held, *by);
}

}  // namespace

// At any time before the claim: it only pays less.
Verdict check_state(const HoldLines& m, const Context& context, const View& view) {
    List list;
    if (auto verdict = find_list(view, m.list, list)) return verdict;
    if (!may_hold(context, list)) return refuse(registry::Reject::role_wrong);
    for (const LineNumber line : m.lines) {
        if (auto verdict = check_take_out(view, context, m.list, list, line)) return verdict;
        const auto section =
            chain::must_load<Section>(view, {m.list, section_of(view, m.list, list, line)});
        if (auto verdict = check_division(view, context, section.header.village)) return verdict;
        if (is_held(view, m.list, line)) return refuse(Reject::already_held, std::to_string(line));
    }
    return std::nullopt;
}

void apply(const HoldLines& m, const Context& context, Draft& draft) {
    take_out(draft, context, m.list, m.lines, m.reason, m.document);
}

// --- returning and cancelling ---

Verdict check_leaving(const View& view, const Context& context, const ListId& id,
                      const std::vector<SectionNumber>& sections, std::string_view act) {
    const auto hand = hand_of(static_cast<vocabulary::Role>(context.body.role));
    if (hand != Hand::village && hand != Hand::township) {
        return refuse(registry::Reject::role_wrong);
    }
    List list;
    if (auto verdict = find_list(view, id, list)) return verdict;
    if (list.state != ListState::validated) {
        return refuse(Reject::list_state_wrong, std::string{word_of(list.state).name});
    }
    for (const SectionNumber number : sections) {
        const auto section = chain::load<Section>(view, {id, number});
        if (!section) return refuse(Reject::section_unknown, std::to_string(number));
        if (auto verdict = check_division(view, context, section->header.village)) return verdict;
        if (!target_of(section->state, act)) {
            return refuse(Reject::section_state_wrong, std::string{word_of(section->state).name});
        }
        if (!has_hand(section->state, act, *hand)) return refuse(registry::Reject::role_wrong);
    }
    return std::nullopt;
}

void leave(Draft& draft, const Context& context, const ListId& id,
           const std::vector<SectionNumber>& sections, SectionState to, Reason reason) {
    for (const SectionNumber number : sections) {
        auto section = chain::must_load<Section>(draft, {id, number});
        const bool approved = section.state == SectionState::town_approved;
        std::vector<LineNumber> lines;
        for (LineNumber n = section.first; n < section.end(); ++n) {
            if (!is_held(draft, id, n)) lines.push_back(n);
        }
        take_out(draft, context, id, lines, reason, std::nullopt);
        section = chain::must_load<Section>(draft, {id, number});
        move_section(draft, context, id, number, section, to);
        auto list = chain::must_load<List>(draft, {id});
        ++list.out;
        if (approved) --list.town_approved;
        save(draft, {id}, list);
    }
    set_list_turn(draft, context, id);
}

Verdict check_state(const ReturnSections& m, const Context& context, const View& view) {
    return check_leaving(view, context, m.list, m.sections, m.name);
}

void apply(const ReturnSections& m, const Context& context, Draft& draft) {
    leave(draft, context, m.list, m.sections, SectionState::returned, Reason::section_returned);
}

Verdict check_state(const ReturnList& m, const Context& context, const View& view) {
    List list;
    if (auto verdict = find_for(view, m.list, m.name, ListState::returned, list)) return verdict;
    if (auto verdict = expect_hand(context, list.state, m.name)) return verdict;
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
    return approval::check_signature(place_of(m.list, list, Level::cancel),
                                     cancel_subject(context, m), context, view);
}

void apply(const CancelList& m, const Context& context, Draft& draft) {
    auto list = chain::must_load<List>(draft, {m.list});
    const bool complete = approval::add_signature(place_of(m.list, list, Level::cancel),
                                                  cancel_subject(context, m), context, draft);
    if (complete) end_list(draft, context, m.list, list, ListState::cancelled, m.reason);
}

// --- what the machine gets ---

namespace {

// A hold is gone: nobody's signature that was given with it still counts.
std::optional<std::string> broken_lift(const Draft& draft, base::ByteView key) {
    const auto before = draft.before().get(key);
    if (!before) return std::nullopt;
    const auto hold = chain::read_record<Hold>(*before);
    const LineNumber line = base::read_u32(key.subspan(9));
    const ListId id = *base::to_array<8>(key.subspan(1, 8));
    const auto list = chain::must_load<List>(draft, {id});
    if (standing(list) >= ListState::released) {
        const bool signed_since = hold.reason == Reason::awaiting_signature &&
                                  chain::has<payment::Order>(draft, {id, line});
        return signed_since ? std::nullopt
                            : std::optional<std::string>{"a hold was erased after release"};
    }
    const SectionNumber part = section_of(draft, id, list, line);
    for (const std::uint16_t at : {part, approval::whole_list}) {
        if (!approval::signed_with(draft, list.programme, id, at, hold.revision).empty()) {
            return "a hold was erased without those who signed with it";
        }
    }
    return std::nullopt;
}

std::optional<std::string> broken_lists(const Draft& draft) {
    for (const auto& [key, value] : draft.changes()) {
        if (key[0] == Line::table) {
            if (draft.before().get(key)) return "a line was changed after it was received";
        }
        if (key[0] == Hold::table && !value) {
            if (auto broken = broken_lift(draft, key)) return broken;
        }
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
        chain::act_of<CloseList>(),       chain::act_of<RaiseObjection>(),
        chain::act_of<DecideObjection>(), chain::act_of<LiftHolds>(),
        chain::act_of<ClearAccounts>(),   chain::act_of<SuspendList>(),
        chain::act_of<ResumeList>(),      chain::act_of<DetachSections>(),
        chain::act_of<WithholdOrders>(),  chain::act_of<DepositOrder>(),
        chain::act_of<RefundOrders>(),    chain::act_of<MarkPersons>(),
        chain::act_of<OpenFollowUp>(),    chain::act_of<AddFollowUpLines>(),
        chain::act_of<RequireEvidence>(), chain::act_of<RecordEvidence>(),
        chain::act_of<GrantMandate>(),    chain::act_of<PayOnSignature>(),
        chain::act_of<CancelOrders>(),    chain::act_of<CorrectItem>()};
    return all;
}

std::span<const chain::TimerKind> timers() {
    static constexpr chain::TimerKind all[] = {
        {static_cast<std::uint16_t>(Timers::receiving), "receiving_deadline", &receiving_deadline},
        {static_cast<std::uint16_t>(Timers::verification), "verification_deadline",
         &verification_deadline},
        {static_cast<std::uint16_t>(Timers::notice), "notice_over", &notice_over},
        {static_cast<std::uint16_t>(Timers::entitlement), "entitlement_deadline",
         &entitlement_deadline},
        {static_cast<std::uint16_t>(Timers::objection), "objection_deadline",
         &objection_deadline}};
    return all;
}

std::span<const chain::Invariant> invariants() {
    static constexpr chain::Invariant all[] = {{"lists", &broken_lists}};
    return all;
}

}  // namespace zhida::resettle
