#include "contracts/resettle/rules/steps.hpp"

#include <algorithm>

#include "contracts/approval/rules/deadlines.hpp"
#include "contracts/payment/rules/payment.hpp"
#include "contracts/registry/rules/registry.hpp"
#include "contracts/resettle/rules/funding.hpp"

namespace zhida::resettle {

using chain::Context;
using chain::Draft;
using chain::refuse;
using chain::Verdict;
using chain::View;

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

void move_list(Draft& draft, const Context& context, const ListId& id, List& list, ListState to) {
    list.state = to;
    list.changed_at = context.now;
    save(draft, {id}, list);
    draft.emit(ListChanged::kind, codec::encode(ListChanged{id, to}));
    constexpr std::pair<ListState, approval::Level> turns[] = {
        {ListState::county_approved, approval::Level::new_area},
        {ListState::area_approved, approval::Level::fund_lock},
        {ListState::funded, approval::Level::fund_release}};
    for (const auto& [state, level] : turns) {
        if (state == to) begin_turn(draft, context, id, list, approval::whole_list, level);
    }
    if (word_of(to).final) approval::end_deadlines(draft, id, std::nullopt);
}

void begin_turn(Draft& draft, const Context& context, const ListId& id, const List& list,
                std::uint16_t part, approval::Level level) {
    approval::begin_deadline(draft, context, {list.programme, id, part, level}, list.county);
}

void move_section(Draft& draft, const ListId& id, SectionNumber number, Section& section,
                  SectionState to) {
    section.state = to;
    save(draft, {id, number}, section);
    draft.emit(SectionChanged::kind, codec::encode(SectionChanged{id, number, to}));
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

std::vector<HeldLine> holds_of(const View& view, const ListId& id, const Section& section) {
    std::vector<HeldLine> held;
    const base::Bytes start = chain::key_of<Hold>({id, section.first});
    chain::each<Hold>(view, base::ByteView{start}.first(9), start,
                      [&](base::ByteView key, const Hold& hold) {
                          const LineNumber number = base::read_u32(key.subspan(9));
                          if (number >= section.end()) return false;
                          held.push_back({number, hold.reason});
                          return true;
                      });
    return held;
}

// The overlay changes: who has signed at a level that is not complete signs anew.
void lapse_open_levels(Draft& draft, const ListId& id, SectionNumber number,
                       const Section& section) {
    const auto list = chain::must_load<List>(draft, {id});
    const auto lapse = [&](std::uint16_t part, approval::Level level) {
        approval::lapse_unfinished(draft, {list.programme, id, part, level});
    };
    if (section.state == SectionState::verified) lapse(number, approval::Level::village);
    if (section.state == SectionState::noticed) lapse(number, approval::Level::township);
    constexpr std::pair<ListState, approval::Level> levels[] = {
        {ListState::validated, approval::Level::county},
        {ListState::county_approved, approval::Level::new_area},
        {ListState::area_approved, approval::Level::fund_lock},
        {ListState::funded, approval::Level::fund_release}};
    for (const auto& [state, level] : levels) {
        if (list.state == state) lapse(approval::whole_list, level);
    }
}

}  // namespace

void hold_lines(Draft& draft, const Context& context, const ListId& id, SectionNumber number,
                const std::vector<std::pair<LineNumber, Reason>>& lines,
                std::optional<base::ByteArray<32>> document) {
    if (lines.empty()) return;
    auto section = chain::must_load<Section>(draft, {id, number});
    for (const auto& [line, reason] : lines) {
        ASSERT(line >= section.first && line < section.end() && !is_held(draft, id, line));
        save(draft, {id, line}, Hold{reason, document, context.transaction});
        ++section.held;
        section.held_total =
            *section.held_total.plus(chain::must_load<Line>(draft, {id, line}).amount);
    }
    section.overlay = overlay_digest(context.hash(), holds_of(draft, id, section));
    save(draft, {id, number}, section);
    lapse_open_levels(draft, id, number, section);
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
            auto agreement = chain::must_load<Agreement>(draft, {line.agreement});
            const auto committed = agreement.committed.plus(line.amount);
            if (chain::has<Entitlement>(draft, {list.programme, line.tag})) {
                refused.emplace_back(n, Reason::entitlement_taken);
            } else if (!committed || *committed > agreement.content.total) {
                refused.emplace_back(n, Reason::agreement_exceeded);
            } else {
                save(draft, {list.programme, line.tag}, Entitlement{id, n, deadline});
                agreement.committed = *committed;
                save(draft, {line.agreement}, agreement);
            }
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

void end_list(Draft& draft, const Context& context, const ListId& id, List& list, ListState to,
              const std::string& reason) {
    if (list.state == ListState::funded) payment::unlock(draft, needs_of(draft, id, list));
    if (list.state != ListState::validated) free_entitlements(draft, id, list);
    list.reason = reason;
    move_list(draft, context, id, list, to);
}

}  // namespace zhida::resettle
