#include "contracts/privacy/rules/privacy.hpp"

#include <algorithm>

#include "contracts/registry/rules/registry.hpp"
#include "contracts/resettle/types/records.hpp"

namespace zhida::privacy {

using chain::Context;
using chain::Draft;
using chain::refuse;
using chain::Verdict;
using chain::View;
using vocabulary::Role;

namespace {

constexpr Role deciders[] = {Role::county_officer, Role::area_officer, Role::finance_officer,
                             Role::area_finance_officer, Role::auditor};

Verdict check_role(const Context& context) {
    const auto is_own = [&](Role role) {
        return context.body.role == static_cast<std::uint8_t>(role);
    };
    if (std::ranges::any_of(deciders, is_own)) return std::nullopt;
    return refuse(Reject::role_wrong);
}

Verdict check_retention(const ListId& id, const resettle::List& list, const Context& context,
                        const View& view) {
    const auto days =
        registry::parameter(view, retention_parameter, list.county, context.today());
    if (!days) return refuse(Reject::retention_unset, std::to_string(list.county));
    const base::Date finished = base::day_in_china(list.changed_at);
    if (static_cast<std::int64_t>(context.today().days) - finished.days <
        static_cast<std::int64_t>(std::min<std::uint64_t>(*days, 1'000'000))) {
        return refuse(Reject::retention_running, base::hex(id));
    }
    return std::nullopt;
}

Verdict check_part(const ErasedPart& part, Basis basis, const Context& context, const View& view) {
    const auto list = chain::load<resettle::List>(view, {part.list});
    if (!list) return refuse(Reject::list_unknown, base::hex(part.list));
    if (!part.lines.empty() && part.lines.back() >= list->lines) {
        return refuse(Reject::line_unknown, std::to_string(part.lines.back()));
    }
    if (!resettle::word_of(list->state).final) {
        return refuse(Reject::list_open, base::hex(part.list));
    }
    if (basis == Basis::court_order) return std::nullopt;
    return check_retention(part.list, *list, context, view);
}

Decider decider_of(const Context& context) {
    return {context.body.person, context.body.organisation, context.now, context.transaction};
}

}  // namespace

Verdict check_state(const ProposeErasure& m, const Context& context, const View& view) {
    if (auto verdict = check_role(context)) return verdict;
    if (chain::has<Erasure>(view, {proposal_digest(context.hash(), m)})) {
        return refuse(Reject::proposal_known);
    }
    for (const ErasedPart& part : m.parts) {
        if (auto verdict = check_part(part, m.basis, context, view)) return verdict;
    }
    return std::nullopt;
}

void apply(const ProposeErasure& m, const Context& context, Draft& draft) {
    save(draft, {proposal_digest(context.hash(), m)}, Erasure{m, decider_of(context), {}});
}

Verdict check_state(const ApproveErasure& m, const Context& context, const View& view) {
    if (auto verdict = check_role(context)) return verdict;
    const auto erasure = chain::load<Erasure>(view, {m.proposal});
    if (!erasure) return refuse(Reject::proposal_unknown);
    if (erasure->approved) return refuse(Reject::erased_already);
    if (erasure->proposed.person == context.body.person) return refuse(Reject::same_person);
    if (erasure->proposed.organisation == context.body.organisation) {
        return refuse(Reject::same_body);
    }
    return std::nullopt;
}

void apply(const ApproveErasure& m, const Context& context, Draft& draft) {
    auto erasure = chain::must_load<Erasure>(draft, {m.proposal});
    erasure.approved = decider_of(context);
    save(draft, {m.proposal}, erasure);
    for (const ErasedPart& part : erasure.proposal.parts) {
        if (part.lines.empty()) save(draft, {part.list}, ErasedList{context.height});
        for (const LineNumber line : part.lines) {
            save(draft, {part.list, line}, ErasedLine{context.height});
        }
    }
    draft.emit(ErasureOrdered::kind, codec::encode(ErasureOrdered{m.proposal}));
}

bool is_erased(const View& view, const ListId& list, LineNumber line) {
    return chain::has<ErasedList>(view, {list}) || chain::has<ErasedLine>(view, {list, line});
}

void each_erased(
    const View& view,
    const std::function<void(const ListId& list, std::optional<LineNumber> line)>& visit) {
    const base::Bytes lines{ErasedLine::table};
    chain::each<ErasedLine>(view, lines, lines, [&](base::ByteView key, const ErasedLine&) {
        visit(*base::to_array<8>(key.subspan(1, 8)), base::read_u32(key.subspan(9)));
        return true;
    });
    const base::Bytes lists{ErasedList::table};
    chain::each<ErasedList>(view, lists, lists, [&](base::ByteView key, const ErasedList&) {
        visit(*base::to_array<8>(key.subspan(1, 8)), std::nullopt);
        return true;
    });
}

std::span<const chain::Act> acts() {
    static constexpr chain::Act all[] = {chain::act_of<ProposeErasure>(),
                                         chain::act_of<ApproveErasure>()};
    return all;
}

}  // namespace zhida::privacy
