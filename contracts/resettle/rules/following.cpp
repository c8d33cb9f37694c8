// Follow-up lists: opened by the office that imported the list they follow, then received,
// verified, shown, approved, locked and released as any list.
#include <algorithm>
#include <map>

#include "contracts/payment/rules/payment.hpp"
#include "contracts/registry/rules/registry.hpp"
#include "contracts/resettle/rules/courses.hpp"
#include "contracts/resettle/rules/funding.hpp"
#include "contracts/resettle/rules/receiving.hpp"
#include "contracts/resettle/rules/steps.hpp"
#include "contracts/resettle/types/objections.hpp"

namespace zhida::resettle {

using chain::Context;
using chain::Draft;
using chain::refuse;
using chain::Verdict;
using chain::View;

Verdict check_state(const OpenFollowUp& m, const Context& context, const View& view) {
    if (auto verdict = registry::expect_role(context, vocabulary::Role::importer)) return verdict;
    if (chain::has<List>(view, {m.list})) return refuse(Reject::list_exists, base::hex(m.list));
    List list;
    if (auto verdict = find_list(view, m.follows, list)) return verdict;
    if (list.importer != context.body.organisation) return refuse(Reject::list_unknown);
    const ListState now = standing(list);
    if (now == ListState::receiving || now == ListState::abandoned) {
        return refuse(Reject::list_state_wrong, std::string{word_of(now).name});
    }
    if (m.list != follow_up_id(context.hash(), m.follows, m.number)) {
        return refuse(Reject::manifest_differs, "list id");
    }
    if (follow_up_no(list.list_no, m.number).size() > list_no_max) {
        return refuse(Reject::count_outside, std::to_string(m.number));
    }
    for (const SectionHeader& section : m.sections) {
        if (vocabulary::county_of(section.village) != list.county) {
            return refuse(Reject::county_foreign, std::to_string(section.village));
        }
    }
    const auto root = header_root(context.hash(), m.sections);
    if (!root || root->hash != m.header) return refuse(Reject::header_differs);
    if (!period(view, parameter_receiving_hours, list.county, context.today())) {
        return refuse(Reject::parameter_missing, std::string{parameter_receiving_hours});
    }
    return std::nullopt;
}

void apply(const OpenFollowUp& m, const Context& context, Draft& draft) {
    const auto followed = chain::must_load<List>(draft, {m.follows});
    List list{.programme = followed.programme,
              .county = followed.county,
              .version = followed.version,
              .source_system = followed.source_system,
              .list_no = follow_up_no(followed.list_no, m.number),
              .project_no = followed.project_no,
              .source_signed = followed.source_signed,
              .manifest = followed.manifest,
              .prepared_at = context.now,
              .importer = context.body.organisation,
              .header = m.header,
              .follows = m.follows,
              .pre_notice = followed.pre_notice};
    begin_list(draft, context, m.list, list, m.sections);
}

namespace {

// What a line comes from, judged: Origin, or why it cannot leave.
struct Leaving {
    Origin origin;
    std::optional<payment::Order> order;  // whose place it takes
};

bool may_leave(const Section& section, const Hold& hold) {
    const LiftRule* const rule = lift_rule(hold.reason);
    const bool account = rule && rule->cause == Cause::account;
    const bool detached = section.state == SectionState::detached;
    return hold.ended || account || (detached && hold.reason == Reason::detached);
}

Verdict check_held(const View& view, const ListId& of, const List& followed, LineNumber n,
                   const Hold& hold, Leaving& out) {
    if (hold.follow_up) return refuse(Reject::origin_taken, std::to_string(n));
    const auto part = chain::must_load<Section>(view, {of, section_of(view, of, followed, n)});
    if (!may_leave(part, hold)) return refuse(Reject::origin_unfit, std::to_string(n));
    // Nothing that could still be paid where it stands may be paid twice.
    const bool gone = standing(followed) >= ListState::released ||
                      part.state == SectionState::detached;
    if (!gone) return refuse(Reject::origin_unfit, std::to_string(n));
    out.origin.child = false;
    return std::nullopt;
}

Verdict check_order(const View& view, const ListId& of, LineNumber n, Leaving& out) {
    out.order = chain::load<payment::Order>(view, {of, n});
    const bool fit = out.order && !out.order->child_list &&
                     payment::may_move(out.order->state, payment::OrderState::split);
    if (!fit) return refuse(Reject::origin_unfit, std::to_string(n));
    out.origin.child = true;
    return std::nullopt;
}

Verdict check_origin(const View& view, const AddFollowUpLines& m, const ListId& of, std::size_t i,
                     Leaving& out) {
    const LineNumber n = m.origins[i];
    const Line& line = m.lines.lines[i];
    const auto followed = chain::must_load<List>(view, {of});
    const auto was = chain::load<Line>(view, {of, n});
    if (!was) return refuse(Reject::line_unknown, std::to_string(n));
    if (chain::has<Successor>(view, {of, n})) {
        return refuse(Reject::origin_taken, std::to_string(n));
    }
    const auto hold = chain::load<Hold>(view, {of, n});
    Verdict verdict = hold ? check_held(view, of, followed, n, *hold, out)
                           : check_order(view, of, n, out);
    if (verdict) return verdict;
    const bool same_claim = line.agreement == was->agreement && line.item == was->item &&
                            line.installment == was->installment;
    const bool same_person = line.payee == was->payee && line.tag == was->tag;
    const bool whole = same_person && line.amount == was->amount;
    if (!same_claim || (!out.origin.child && !whole)) {
        return refuse(Reject::origin_differs, std::to_string(n));
    }
    const bool changed =
        !same_person || line.commitment != was->commitment || line.bank != was->bank;
    if (changed && m.evidence == base::ByteArray<32>{}) {
        return refuse(Reject::origin_differs, "evidence");
    }
    out.origin = {of, n, out.origin.child, changed, m.evidence};
    return std::nullopt;
}

// The children of an order stand in one chunk and make its amount; a line that only moves is alone.
Verdict check_families(const AddFollowUpLines& m, const std::vector<Leaving>& all) {
    std::map<LineNumber, std::int64_t> sums;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool first = !sums.contains(m.origins[i]);
        if (!first && !all[i].origin.child) {
            return refuse(Reject::origin_taken, std::to_string(m.origins[i]));
        }
        sums[m.origins[i]] += m.lines.lines[i].amount.count();
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].order && sums[m.origins[i]] != all[i].order->amount.count()) {
            return refuse(payment::Reject::children_differ, std::to_string(m.origins[i]));
        }
    }
    return std::nullopt;
}

}  // namespace

Verdict check_state(const AddFollowUpLines& m, const Context& context, const View& view) {
    List list;
    if (auto verdict = find_list(view, m.lines.list, list)) return verdict;
    if (!list.follows) return refuse(Reject::origin_missing);
    if (!period(view, parameter_cooling, list.county, context.today())) {
        return refuse(Reject::parameter_missing, std::string{parameter_cooling});
    }
    std::vector<Leaving> all(m.origins.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (auto verdict = check_origin(view, m, *list.follows, i, all[i])) return verdict;
    }
    if (auto verdict = check_families(m, all)) return verdict;
    return check_add(m.lines, context, view);
}

void apply(const AddFollowUpLines& m, const Context& context, Draft& draft) {
    auto list = chain::must_load<List>(draft, {m.lines.list});
    const ListId of = *list.follows;
    std::map<LineNumber, Successor> gone;
    bool changed = false;
    for (std::size_t i = 0; i < m.origins.size(); ++i) {
        Leaving one;
        const auto verdict = check_origin(draft, m, of, i, one);
        ASSERT(!verdict);  // check_state() saw the same
        const auto number = m.lines.first + static_cast<LineNumber>(i);
        save(draft, {m.lines.list, number}, one.origin);
        changed = changed || one.origin.changed;
        gone[m.origins[i]].list = m.lines.list;
        gone[m.origins[i]].lines.push_back(number);
    }
    for (const auto& [line, successor] : gone) {
        save(draft, {of, line}, successor);
        auto hold = chain::load<Hold>(draft, {of, line});
        if (!hold) continue;
        hold->follow_up = m.lines.list;
        save(draft, {of, line}, *hold);
    }
    if (changed && !list.cooling_until) {
        list.cooling_until = context.now;  // the township's approval sets how long
        save(draft, {m.lines.list}, list);
    }
    add(m.lines, context, draft);
}

}  // namespace zhida::resettle
