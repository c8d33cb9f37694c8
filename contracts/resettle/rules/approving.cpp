// Village, township, county and new area sign (payment.md §2).
#include "contracts/resettle/rules/approving.hpp"

#include "contracts/approval/rules/approval.hpp"
#include "contracts/registry/rules/registry.hpp"
#include "contracts/registry/types/messages.hpp"
#include "contracts/resettle/rules/overlay.hpp"
#include "contracts/resettle/rules/steps.hpp"
#include "contracts/resettle/rules/turns.hpp"

namespace zhida::resettle {

using approval::Level;
using approval::Place;
using chain::refuse;

namespace {

constexpr base::Seconds day_seconds = 86'400;

// The sections an act names: there, in the signer's division, in the right state, as she saw them.
Verdict check_sections(const View& view, const Context& context, const ListId& id,
                       const std::vector<SectionSeen>& seen, std::string_view act) {
    for (const SectionSeen& one : seen) {
        const auto section = chain::load<Section>(view, {id, one.section});
        if (!section) return refuse(Reject::section_unknown, std::to_string(one.section));
        if (auto verdict = check_division(view, context, section->header.village)) return verdict;
        if (!target_of(section->state, act)) {
            return refuse(
                Reject::section_state_wrong,
                std::to_string(one.section) + " " + std::string{word_of(section->state).name});
        }
        if (one.digest != section->digest) {
            return refuse(Reject::digest_changed, std::to_string(one.section));
        }
        if (one.overlay != section->overlay) {
            return refuse(Reject::overlay_changed, std::to_string(one.section));
        }
    }
    return std::nullopt;
}

Verdict check_open(const View& view, const ListId& id, List& list) {
    if (auto verdict = find_list(view, id, list)) return verdict;
    if (list.state == ListState::validated) return std::nullopt;
    return refuse(Reject::list_state_wrong, std::string{word_of(list.state).name});
}

Verdict check_section_level(const View& view, const Context& context, const ListId& id,
                            const std::vector<SectionSeen>& seen, Level level,
                            std::string_view act) {
    List list;
    if (auto verdict = check_open(view, id, list)) return verdict;
    for (const SectionSeen& one : seen) {
        const auto subject = signed_subject(context.hash(), id, one.digest, one.overlay);
        if (auto verdict = approval::check_signature(place_of(id, list, level, one.section),
                                                     subject, context, view)) {
            return verdict;
        }
    }
    if (auto verdict = check_sections(view, context, id, seen, act)) return verdict;
    for (const SectionSeen& one : seen) {
        const Place below = place_of(id, list, Level::village, one.section);
        if (level == Level::township && !approval::is_complete(view, below)) {
            return refuse(Reject::lower_level_open, std::to_string(one.section));
        }
    }
    return std::nullopt;
}

// Signs each section; those whose level is complete move on. Returns how many did.
std::uint32_t sign_sections(Draft& draft, const Context& context, const ListId& id,
                            const List& list, const std::vector<SectionSeen>& seen, Level level,
                            std::string_view act) {
    std::uint32_t moved = 0;
    for (const SectionSeen& one : seen) {
        const auto subject = signed_subject(context.hash(), id, one.digest, one.overlay);
        if (!sign_at(draft, context, place_of(id, list, level, one.section), subject)) continue;
        auto section = chain::must_load<Section>(draft, {id, one.section});
        move_section(draft, context, id, one.section, section, *target_of(section.state, act));
        ++moved;
    }
    return moved;
}

}  // namespace

Verdict check_state(const ConfirmSections& m, const Context& context, const View& view) {
    return check_section_level(view, context, m.list, m.sections, Level::village, m.name);
}

void apply(const ConfirmSections& m, const Context& context, Draft& draft) {
    const auto list = chain::must_load<List>(draft, {m.list});
    sign_sections(draft, context, m.list, list, m.sections, Level::village, m.name);
}

Verdict check_state(const OpenNotice& m, const Context& context, const View& view) {
    List list;
    if (auto verdict = registry::expect_role(context, vocabulary::Role::village_officer))
        return verdict;
    if (auto verdict = check_open(view, m.list, list)) return verdict;
    if (!period(view, parameter_notice_days, list.county, context.today())) {
        return refuse(Reject::parameter_missing, std::string{parameter_notice_days});
    }
    if (auto verdict =
            check_sections(view, context, m.list, m.sections, m.name)) {
        return verdict;
    }
    for (const SectionSeen& one : m.sections) {
        if (auto verdict = approval::check_signed_before(
                place_of(m.list, list, Level::village, one.section), context, view)) {
            return verdict;
        }
    }
    return std::nullopt;
}

void apply(const OpenNotice& m, const Context& context, Draft& draft) {
    const auto list = chain::must_load<List>(draft, {m.list});
    const auto days =
        period(draft, parameter_notice_days, list.county, context.today());
    const base::Seconds ends = context.now + static_cast<base::Seconds>(*days) * day_seconds;
    for (const SectionSeen& one : m.sections) {
        auto section = chain::must_load<Section>(draft, {m.list, one.section});
        section.notice_ends = ends;
        move_section(draft, context, m.list, one.section, section, SectionState::in_notice);
        base::Bytes payload = base::to_bytes(m.list);
        base::append_u16(payload, one.section);
        chain::set_timer(draft, ends, static_cast<std::uint16_t>(Timers::notice), payload);
    }
}

void notice_over(base::ByteView payload, const Context& context, Draft& draft) {
    const ListId id = *base::to_array<8>(payload.first(8));
    const auto number = static_cast<SectionNumber>(payload[8] << 8 | payload[9]);
    auto section = chain::must_load<Section>(draft, {id, number});
    if (section.state != SectionState::in_notice) return;
    move_section(draft, context, id, number, section, SectionState::noticed);
}

Verdict check_state(const ApproveSections& m, const Context& context, const View& view) {
    if (auto verdict = check_section_level(view, context, m.list, m.sections, Level::township,
                                           m.name)) {
        return verdict;
    }
    const auto list = chain::must_load<List>(view, {m.list});
    const bool cools = list.cooling_until.has_value();
    if (cools && !period(view, parameter_cooling, list.county, context.today())) {
        return refuse(Reject::parameter_missing, std::string{parameter_cooling});
    }
    return std::nullopt;
}

// A changed account rests from its approval on.
void apply(const ApproveSections& m, const Context& context, Draft& draft) {
    auto list = chain::must_load<List>(draft, {m.list});
    list.town_approved +=
        sign_sections(draft, context, m.list, list, m.sections, Level::township, m.name);
    if (list.cooling_until) {
        const auto hours = period(draft, parameter_cooling, list.county, context.today());
        list.cooling_until = context.now + static_cast<base::Seconds>(*hours) * hour_seconds;
    }
    save(draft, {m.list}, list);
    set_list_turn(draft, context, m.list);
}

namespace {

Level level_of(ListState state) {
    return state == ListState::validated ? Level::county : Level::new_area;
}

}  // namespace

// County and new area sign the same words; whose turn it is says the list's state.
Verdict check_state(const ApproveList& m, const Context& context, const View& view) {
    List list;
    if (auto verdict = find_list(view, m.list, list)) return verdict;
    const bool turn =
        list.state == ListState::validated || list.state == ListState::county_approved;
    if (!turn) return refuse(Reject::list_state_wrong, std::string{word_of(list.state).name});
    if (auto verdict = check_county(view, context, list)) return verdict;
    if (!is_ready(list)) {
        const std::uint32_t waiting = list.sections - list.out - list.town_approved;
        return refuse(Reject::sections_not_ready, std::to_string(waiting));
    }
    const auto subject = signed_subject(context.hash(), m.list, m.header, m.overlay);
    if (auto verdict = approval::check_signature(place_of(m.list, list, level_of(list.state)),
                                                 subject, context, view)) {
        return verdict;
    }
    if (!period(view, parameter_lock_days, list.county, context.today())) {
        return refuse(Reject::parameter_missing, std::string{parameter_lock_days});
    }
    return check_header(view, context, m.list, list, m.header, m.overlay);
}

void apply(const ApproveList& m, const Context& context, Draft& draft) {
    auto list = chain::must_load<List>(draft, {m.list});
    const auto subject = signed_subject(context.hash(), m.list, m.header, m.overlay);
    if (!sign_at(draft, context, place_of(m.list, list, level_of(list.state)), subject)) return;
    if (list.state == ListState::county_approved) {
        move_list(draft, context, m.list, list, ListState::area_approved);
        return;
    }
    const auto days = period(draft, parameter_lock_days, list.county, context.today());
    const base::Seconds deadline = context.now + static_cast<base::Seconds>(*days) * day_seconds;
    lock_entitlements(draft, context, m.list, list, deadline);
    list.entitled_until = deadline;
    chain::set_timer(draft, deadline, static_cast<std::uint16_t>(Timers::entitlement),
                     base::to_bytes(m.list));
    move_list(draft, context, m.list, list, ListState::county_approved);
}

void entitlement_deadline(base::ByteView payload, const Context& context, Draft& draft) {
    const ListId id = *base::to_array<8>(payload);
    auto list = chain::must_load<List>(draft, {id});
    if (!may_step(list.state, "entitlement_deadline", ListState::returned)) return;
    if (!list.entitled_until || *list.entitled_until > context.now) return;  // locked anew since
    end_list(draft, context, id, list, ListState::returned, "entitlement deadline");
}

}  // namespace zhida::resettle
