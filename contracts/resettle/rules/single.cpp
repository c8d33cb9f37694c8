#include "contracts/resettle/rules/single.hpp"

#include <map>

#include "contracts/payment/rules/payment.hpp"
#include "contracts/registry/rules/registry.hpp"
#include "contracts/registry/rules/two_persons.hpp"
#include "contracts/registry/types/messages.hpp"
#include "contracts/resettle/rules/funding.hpp"
#include "contracts/resettle/rules/marking.hpp"
#include "contracts/resettle/rules/overlay.hpp"
#include "contracts/resettle/rules/steps.hpp"

namespace zhida::resettle {

using chain::Context;
using chain::Draft;
using chain::refuse;
using chain::Verdict;
using chain::View;
using registry::sign_as_one;
using registry::words_digest;
using vocabulary::AccountId;
using vocabulary::OrganisationId;
using vocabulary::Role;

namespace {

constexpr Role treasurers[] = {Role::finance_officer};
constexpr Role county_officers[] = {Role::county_officer};
constexpr Role correctors[] = {Role::finance_officer, Role::county_officer};
constexpr registry::TwoPersons two_treasurers{.roles = treasurers};
constexpr registry::TwoPersons two_of_county{.roles = county_officers};
constexpr registry::TwoPersons finance_and_county{.roles = correctors, .of_two_bodies = true};

// The words once both have signed; nothing while the second is awaited.
template <class M>
std::optional<registry::HalfSigned> both_signed(const M& m, const Context& context,
                                                Draft& draft) {
    return sign_as_one(words_digest(context, m), M::type, codec::encode(m), context, draft);
}

}  // namespace

// --- the mandate ---

Verdict check_state(const GrantMandate& m, const Context& context, const View& view) {
    const auto first = registry::first_signature(view, words_digest(context, m), context.now);
    if (first && first->organisation != context.body.organisation) {
        return refuse(registry::Reject::role_wrong);
    }
    return registry::check_two(two_treasurers, words_digest(context, m), context, view);
}

void apply(const GrantMandate& m, const Context& context, Draft& draft) {
    const auto first = both_signed(m, context, draft);
    if (!first) return;
    save(draft, {context.body.organisation}, Mandate{m, first->person, context.body.person});
}

// --- paid on signature ---

namespace {

std::uint32_t day_number(base::Date day) { return static_cast<std::uint32_t>(day.days); }

// The line waits for nothing but its signature.
Verdict check_awaiting(const View& view, const Context& context, const ListId& id,
                       const List& list, LineNumber n) {
    if (n >= list.lines) return refuse(Reject::line_unknown, std::to_string(n));
    const auto section = chain::must_load<Section>(view, {id, section_of(view, id, list, n)});
    if (auto verdict = check_division(view, context, section.header.village)) return verdict;
    const auto hold = chain::load<Hold>(view, {id, n});
    const bool waits = hold && hold->reason == Reason::awaiting_signature && !hold->ended &&
                       !hold->follow_up && !chain::has<payment::Order>(view, {id, n});
    if (!waits) return refuse(Reject::not_awaiting, std::to_string(n));
    bool disputed = false;
    each_objection(view, id, n, [&](std::uint16_t, const Objection& one) {
        disputed = disputed || one.state != ObjectionState::rejected;
    });
    if (disputed) return refuse(Reject::cause_stands, std::to_string(n));
    for (const MarkRule& rule : mark_rules) {
        if (is_marked(view, id, n, rule.reason)) {
            return refuse(Reject::cause_stands, std::to_string(n));
        }
    }
    const Reason against =
        entitlement_against(view, id, list, n, chain::must_load<Line>(view, {id, n}));
    if (against != Reason::none) {
        return refuse(Reject::evidence_against, std::string{vocabulary::word_of(against)->name});
    }
    return std::nullopt;
}

// Several lines under one agreement, or with one entitlement, count together.
Verdict check_together(const View& view, const ListId& id, const std::vector<LineNumber>& lines) {
    std::map<vocabulary::Reference, Fen> sums;
    std::map<vocabulary::Tag, LineNumber> tags;
    for (const LineNumber n : lines) {
        const auto line = chain::must_load<Line>(view, {id, n});
        const bool twice = !tags.emplace(line.tag, n).second;
        const auto agreement = chain::must_load<Agreement>(view, {line.agreement});
        const auto sum = sums[line.agreement].plus(line.amount);
        const auto total = sum ? agreement.committed.plus(*sum) : std::nullopt;
        if (twice || !total || *total > agreement.content.total) {
            return refuse(Reject::evidence_against, std::to_string(n));
        }
        sums[line.agreement] = *sum;
    }
    return std::nullopt;
}

struct Singles {
    OrganisationId finance = 0;
    Fen total;
    std::vector<payment::NewOrder> orders;
};

Verdict find_orders(const View& view, const ListId& id, const List& list,
                    const std::vector<LineNumber>& lines, Singles& out) {
    for (const LineNumber n : lines) {
        const auto line = chain::must_load<Line>(view, {id, n});
        const auto account = account_for(view, id, list, line.bank);
        if (!account) return refuse(payment::Reject::route_missing);
        const auto sum = out.total.plus(line.amount);
        if (!sum) return refuse(Reject::amount_outside);
        out.total = *sum;
        out.finance = chain::must_load<payment::Account>(view, {*account}).finance;
        out.orders.push_back({n, *account, line.bank, line.payee, line.amount, {}});
    }
    return std::nullopt;
}

Verdict check_mandate(const View& view, const Context& context, const Singles& singles,
                      base::Date value_date) {
    const auto mandate = chain::load<Mandate>(view, {singles.finance});
    const auto today = context.today();
    if (!mandate || today < mandate->words.from || today > mandate->words.until) {
        return refuse(Reject::mandate_missing, std::to_string(singles.finance));
    }
    for (const payment::NewOrder& order : singles.orders) {
        if (order.amount > mandate->words.line_cap) {
            return refuse(Reject::mandate_line_cap, std::to_string(order.line));
        }
    }
    const auto day = chain::load<SignatureDay>(view, {singles.finance, day_number(value_date)});
    const auto total = singles.total.plus(day ? day->released : Fen{});
    if (!total || *total > mandate->words.day_cap) return refuse(Reject::mandate_day_cap);
    return std::nullopt;
}

}  // namespace

Verdict check_state(const PayOnSignature& m, const Context& context, const View& view) {
    List list;
    if (auto verdict = registry::expect_role(context, Role::township_officer)) return verdict;
    if (auto verdict = find_list(view, m.list, list)) return verdict;
    if (list.state != ListState::released) {
        return refuse(Reject::list_state_wrong, std::string{word_of(list.state).name});
    }
    for (const LineNumber n : m.lines) {
        if (auto verdict = check_awaiting(view, context, m.list, list, n)) return verdict;
    }
    if (auto verdict = check_together(view, m.list, m.lines)) return verdict;
    const auto value_date = registry::working_day_from(view, context.today());
    if (!value_date) {
        return refuse(Reject::parameter_missing, "calendar " + base::to_text(context.today()));
    }
    Singles singles;
    if (auto verdict = find_orders(view, m.list, list, m.lines, singles)) return verdict;
    if (auto verdict = check_mandate(view, context, singles, *value_date)) return verdict;
    if (auto verdict = payment::check_lock(view, needs_of(singles.orders), singles.finance)) {
        return verdict;
    }
    return payment::check_day_cap(view, context, list.county, singles.orders, *value_date);
}

void apply(const PayOnSignature& m, const Context& context, Draft& draft) {
    const auto list = chain::must_load<List>(draft, {m.list});
    const auto value_date = *registry::working_day_from(draft, context.today());
    Singles singles;
    const auto verdict = find_orders(draft, m.list, list, m.lines, singles);
    ASSERT(!verdict);  // check_state() saw the same
    std::map<SectionNumber, std::vector<LineNumber>> parts;
    for (const LineNumber n : m.lines) {
        const auto line = chain::must_load<Line>(draft, {m.list, n});
        const Reason against = take_entitlement(draft, m.list, list, n, line, context.now);
        ASSERT(against == Reason::none);
        save(draft, {m.list, n},
             SignedLine{m.document, context.body.person, context.transaction});
        parts[section_of(draft, m.list, list, n)].push_back(n);
    }
    payment::lock(draft, needs_of(singles.orders));
    payment::release_more(draft, context, m.list, singles.orders, value_date);
    for (const auto& [number, some] : parts) erase_holds(draft, context, m.list, number, some);
    const SignatureDay::Key key{singles.finance, day_number(value_date)};
    auto day = chain::load<SignatureDay>(draft, key).value_or(SignatureDay{});
    day.released = *day.released.plus(singles.total);
    save(draft, key, day);
}

// --- single orders end ---

namespace {

std::vector<payment::Fate> cancelled(const CancelOrders& m) {
    std::vector<payment::Fate> fates;
    for (const LineNumber n : m.lines) {
        fates.push_back({.order = {m.list, n},
                         .to = payment::OrderState::cancelled,
                         .by = payment::Mover::county,
                         .reason = Reason::cancelled});
    }
    return fates;
}

}  // namespace

Verdict check_state(const CancelOrders& m, const Context& context, const View& view) {
    List list;
    if (auto verdict = registry::check_two(two_of_county, words_digest(context, m), context, view))
        return verdict;
    if (auto verdict = find_list(view, m.list, list)) return verdict;
    if (auto verdict = check_county(view, context, list)) return verdict;
    return payment::check_fates(view, context, cancelled(m));
}

// The entitlement is free again: what is owed may stand in another list.
void apply(const CancelOrders& m, const Context& context, Draft& draft) {
    if (!both_signed(m, context, draft)) return;
    payment::apply_fates(draft, context, cancelled(m));
    const auto list = chain::must_load<List>(draft, {m.list});
    for (const LineNumber n : m.lines) {
        free_entitlement(draft, m.list, list, n, chain::must_load<Line>(draft, {m.list, n}));
    }
}

// --- another item ---

namespace {

vocabulary::ItemCode item_now(const View& view, const ListId& id, LineNumber n) {
    const auto booked = chain::load<BookedItem>(view, {id, n});
    return booked ? booked->item : chain::must_load<Line>(view, {id, n}).item;
}

}  // namespace

Verdict check_state(const CorrectItem& m, const Context& context, const View& view) {
    List list;
    if (auto verdict =
            registry::check_two(finance_and_county, words_digest(context, m), context, view)) {
        return verdict;
    }
    if (auto verdict = find_list(view, m.list, list)) return verdict;
    if (auto verdict = check_county(view, context, list)) return verdict;
    const auto order = chain::load<payment::Order>(view, {m.list, m.line});
    if (!order) return refuse(payment::Reject::order_unknown, std::to_string(m.line));
    if (order->state != payment::OrderState::paid) {
        return refuse(payment::Reject::not_paid,
                      std::string{payment::word_of(order->state).name});
    }
    if (item_now(view, m.list, m.line) == m.item) return refuse(Reject::item_same);
    return std::nullopt;
}

void apply(const CorrectItem& m, const Context& context, Draft& draft) {
    if (!both_signed(m, context, draft)) return;
    const auto was = item_now(draft, m.list, m.line);
    save(draft, {m.list, m.line}, BookedItem{m.item, m.document, context.transaction});
    draft.emit(ItemCorrected::kind,
               codec::encode(ItemCorrected{m.list, m.line, was, m.item}));
}

}  // namespace zhida::resettle
