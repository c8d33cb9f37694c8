#include "contracts/resettle/rules/steps.hpp"

#include <algorithm>

#include "contracts/approval/rules/deadlines.hpp"
#include "contracts/payment/rules/payment.hpp"
#include "contracts/registry/rules/registry.hpp"
#include "contracts/registry/types/messages.hpp"
#include "contracts/resettle/rules/evidence.hpp"
#include "contracts/resettle/rules/funding.hpp"
#include "contracts/resettle/rules/overlay.hpp"
#include "contracts/resettle/rules/turns.hpp"

namespace zhida::resettle {

using chain::Context;
using chain::Draft;
using chain::refuse;
using chain::Verdict;
using chain::View;

std::optional<std::uint64_t> period(const View& view, std::string_view key, std::uint64_t county,
                                    base::Date on) {
    const auto value = registry::parameter(view, key, county, on);
    return value && *value <= period_max ? value : std::nullopt;
}

ListState state_now(const View& view, const ListId& id, const List& list) {
    if (list.state != ListState::released) return list.state;
    const auto batch = chain::must_load<payment::Batch>(view, {id});
    if (payment::is_settled(batch)) return ListState::settled;
    return batch.claimed_ever > 0 ? ListState::paying : ListState::released;
}

crypto::Digest overlay_now(const View& view, crypto::Hash hash, const ListId& id,
                           const List& list) {
    std::vector<crypto::Digest> overlays;
    overlays.reserve(list.sections);
    for (SectionNumber number = 0; number < list.sections; ++number) {
        overlays.push_back(chain::must_load<Section>(view, {id, number}).overlay);
    }
    return list_overlay(hash, overlays);
}

Verdict find_list(const View& view, const ListId& id, List& list) {
    auto found = chain::load<List>(view, {id});
    if (!found) return refuse(Reject::list_unknown, base::hex(id));
    list = std::move(*found);
    return std::nullopt;
}

Verdict find_for(const View& view, const ListId& id, std::string_view act, ListState to,
                 List& list) {
    if (auto verdict = find_list(view, id, list)) return verdict;
    const ListState now = state_now(view, id, list);
    if (may_step(now, act, to)) return std::nullopt;
    return refuse(Reject::list_state_wrong, std::string{word_of(now).name});
}

Verdict check_header(const View& view, const Context& context, const ListId& id, const List& list,
                     const crypto::Digest& header, const crypto::Digest& overlay) {
    if (header != list.header) return refuse(Reject::digest_changed);
    if (overlay != overlay_now(view, context.hash(), id, list))
        return refuse(Reject::overlay_changed);
    return std::nullopt;
}

Verdict check_division(const View& view, const Context& context, vocabulary::VillageCode village) {
    const auto organisation = registry::organisation_of(context, view);
    if (vocabulary::covers(organisation.division, village)) return std::nullopt;
    return refuse(Reject::village_foreign, std::to_string(village));
}

Verdict check_county(const View& view, const Context& context, const List& list) {
    const auto organisation = registry::organisation_of(context, view);
    if (organisation.division == 0 || organisation.division == list.county) return std::nullopt;
    return refuse(Reject::county_foreign, std::to_string(list.county));
}

Verdict expect_hand(const Context& context, ListState from, std::string_view act) {
    const auto hand = hand_of(static_cast<vocabulary::Role>(context.body.role));
    if (hand && has_hand(from, act, *hand)) return std::nullopt;
    return refuse(registry::Reject::role_wrong);
}

void move_list(Draft& draft, const Context& context, const ListId& id, List& list, ListState to) {
    list.state = to;
    list.changed_at = context.now;
    save(draft, {id}, list);
    draft.emit(ListChanged::kind, codec::encode(ListChanged{id, to}));
    set_list_turn(draft, context, id);
    if (word_of(to).final || to == ListState::suspended) {
        approval::end_deadlines(draft, id, std::nullopt);
    }
}

void move_section(Draft& draft, const Context& context, const ListId& id, SectionNumber number,
                  Section& section, SectionState to) {
    section.state = to;
    save(draft, {id, number}, section);
    draft.emit(SectionChanged::kind, codec::encode(SectionChanged{id, number, to}));
    set_section_turn(draft, context, id, number);
}

SectionNumber section_of(const View& view, const ListId& id, const List& list, LineNumber line) {
    ASSERT(line < list.lines && list.sections > 0);
    SectionNumber low = 0;
    auto high = static_cast<SectionNumber>(list.sections);  // the answer lies in [low, high)
    while (high - low > 1) {
        const auto middle = static_cast<SectionNumber>(low + (high - low) / 2);
        const auto section = chain::must_load<Section>(view, {id, middle});
        (section.first <= line ? low : high) = middle;
    }
    return low;
}

bool is_held(const View& view, const ListId& id, LineNumber line) {
    return chain::has<Hold>(view, {id, line});
}

void each_line(const View& view, const ListId& id, LineNumber first, LineNumber end,
               const std::function<void(LineNumber, const Line&)>& visit) {
    const base::Bytes prefix = chain::key_of<Line>({id, 0});
    const base::ByteView of_list = base::ByteView{prefix}.first(9);
    chain::each<Line>(view, of_list, chain::key_of<Line>({id, first}),
                      [&](base::ByteView key, const Line& line) {
                          const LineNumber number = base::read_u32(key.subspan(9));
                          if (number >= end) return false;
                          visit(number, line);
                          return true;
                      });
}

namespace {

// Kept from before, when the county signs again (ADR 0015).
bool is_own(const std::optional<Entitlement>& taken, const ListId& id, LineNumber n) {
    return taken && taken->list == id && taken->line == n;
}

// The order whose place a child takes holds the entitlement.
bool is_child(const View& view, const ListId& id, const List& list, LineNumber n) {
    return list.follows && child_origin(view, id, n);
}

}  // namespace

Reason entitlement_against(const View& view, const ListId& id, const List& list, LineNumber n,
                           const Line& line) {
    if (is_child(view, id, list, n)) return Reason::none;
    const Reason against = evidence_against(view, list, line);
    if (against != Reason::none) return against;
    const auto taken = chain::load<Entitlement>(view, {list.programme, line.tag});
    if (is_own(taken, id, n)) return Reason::none;
    if (taken) return Reason::entitlement_taken;
    const auto agreement = chain::must_load<Agreement>(view, {line.agreement});
    const auto committed = agreement.committed.plus(line.amount);
    if (!committed || *committed > agreement.content.total) return Reason::agreement_exceeded;
    return Reason::none;
}

Reason take_entitlement(Draft& draft, const ListId& id, const List& list, LineNumber n,
                        const Line& line, base::Seconds deadline) {
    const Reason against = entitlement_against(draft, id, list, n, line);
    if (against != Reason::none || is_child(draft, id, list, n)) return against;
    const auto taken = chain::load<Entitlement>(draft, {list.programme, line.tag});
    save(draft, {list.programme, line.tag}, Entitlement{id, n, deadline});
    if (is_own(taken, id, n)) return Reason::none;
    auto agreement = chain::must_load<Agreement>(draft, {line.agreement});
    agreement.committed = *agreement.committed.plus(line.amount);
    save(draft, {line.agreement}, agreement);
    return Reason::none;
}

void lock_entitlements(Draft& draft, const Context& context, const ListId& id, const List& list,
                       base::Seconds deadline) {
    for (SectionNumber number = 0; number < list.sections; ++number) {
        const auto section = chain::must_load<Section>(draft, {id, number});
        std::vector<std::pair<LineNumber, Line>> lines;
        each_line(draft, id, section.first, section.end(),
                  [&](LineNumber n, const Line& line) { lines.emplace_back(n, line); });
        std::vector<std::pair<LineNumber, Reason>> refused;
        for (const auto& [n, line] : lines) {
            if (is_held(draft, id, n)) continue;
            const Reason against = take_entitlement(draft, id, list, n, line, deadline);
            if (against != Reason::none) refused.emplace_back(n, against);
        }
        hold_lines(draft, context, id, number, refused, std::nullopt);
    }
}

void free_entitlement(Draft& draft, const ListId& id, const List& list, LineNumber number,
                      const Line& line) {
    const auto taken = chain::load<Entitlement>(draft, {list.programme, line.tag});
    if (!taken || taken->list != id || taken->line != number) return;
    chain::remove<Entitlement>(draft, {list.programme, line.tag});
    auto agreement = chain::must_load<Agreement>(draft, {line.agreement});
    agreement.committed = *agreement.committed.minus(line.amount);
    save(draft, {line.agreement}, agreement);
}

void free_entitlements(Draft& draft, const ListId& id, const List& list) {
    std::vector<std::pair<LineNumber, Line>> lines;
    each_line(draft, id, 0, list.lines,
              [&](LineNumber n, const Line& line) { lines.emplace_back(n, line); });
    for (const auto& [n, line] : lines) free_entitlement(draft, id, list, n, line);
}

void free_origins(Draft& draft, const ListId& id, const List& list) {
    if (!list.follows) return;
    for (LineNumber n = 0; n < list.lines; ++n) {
        const auto origin = chain::load<Origin>(draft, {id, n});
        if (!origin) return;  // the rest never came
        const Successor::Key left{origin->list, origin->line};
        if (chain::has<Successor>(draft, left)) chain::remove<Successor>(draft, left);
        auto hold = chain::load<Hold>(draft, {origin->list, origin->line});
        if (!hold || hold->follow_up != id) continue;
        hold->follow_up.reset();
        save(draft, {origin->list, origin->line}, *hold);
    }
}

void end_list(Draft& draft, const Context& context, const ListId& id, List& list, ListState to,
              const std::string& reason) {
    if (list.state == ListState::funded) unlock_all(draft, id, list);
    if (list.entitled_until) free_entitlements(draft, id, list);
    free_origins(draft, id, list);
    list.entitled_until.reset();
    list.reason = reason;
    move_list(draft, context, id, list, to);
}

}  // namespace zhida::resettle
