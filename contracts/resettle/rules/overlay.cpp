#include "contracts/resettle/rules/overlay.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "contracts/payment/rules/payment.hpp"
#include "contracts/resettle/rules/funding.hpp"
#include "contracts/resettle/rules/steps.hpp"
#include "contracts/resettle/rules/turns.hpp"

namespace zhida::resettle {

using approval::Level;
using approval::Place;
using chain::Context;
using chain::Draft;
using chain::refuse;
using chain::Verdict;
using chain::View;

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

std::uint32_t next_revision(Draft& draft, const ListId& id) {
    auto overlay = chain::load<Overlay>(draft, {id}).value_or(Overlay{});
    ++overlay.revision;
    save(draft, {id}, overlay);
    return overlay.revision;
}

// The signatures of these levels lapse, here and at the header.
void lapse_at(Draft& draft, const ListId& id, const List& list, std::uint16_t part,
              std::uint32_t from) {
    approval::lapse(draft, id, part,
                    approval::signed_with(draft, list.programme, id, part, from));
}

using Parts = std::map<SectionNumber, std::vector<LineNumber>>;
Parts by_section(const View& view, const ListId& id, const List& list,
                 const std::vector<LineNumber>& lines) {
    Parts parts;
    for (const LineNumber line : lines) parts[section_of(view, id, list, line)].push_back(line);
    return parts;
}

}  // namespace

namespace {

// Before release the children of one order are paid together or not at all.
std::vector<std::pair<LineNumber, Reason>> with_siblings_of(
    const View& view, const ListId& id, const List& list,
    const std::vector<std::pair<LineNumber, Reason>>& lines) {
    if (!list.follows || standing(list) >= ListState::released) return lines;
    std::map<LineNumber, Reason> all{lines.begin(), lines.end()};
    for (const auto& [line, reason] : lines) {
        for (const LineNumber sibling : siblings_of(view, id, line)) {
            if (!is_held(view, id, sibling)) all.emplace(sibling, Reason::sibling_held);
        }
    }
    return {all.begin(), all.end()};
}

}  // namespace

Place place_of(const ListId& id, const List& list, Level level, std::uint16_t section) {
    return {list.programme, id, section, level};
}

bool sign_at(Draft& draft, const Context& context, const Place& place,
             const chain::Digest& subject) {
    const auto overlay = chain::load<Overlay>(draft, {place.list}).value_or(Overlay{});
    return approval::add_signature(place, subject, context, draft, overlay.revision);
}

void hold_lines(Draft& draft, const Context& context, const ListId& id, SectionNumber number,
                const std::vector<std::pair<LineNumber, Reason>>& lines,
                std::optional<base::ByteArray<32>> document) {
    if (lines.empty()) return;
    const auto list = chain::must_load<List>(draft, {id});
    const auto held = with_siblings_of(draft, id, list, lines);
    const std::uint32_t revision = next_revision(draft, id);
    auto section = chain::must_load<Section>(draft, {id, number});
    for (const auto& [line, reason] : held) {
        ASSERT(line >= section.first && line < section.end() && !is_held(draft, id, line));
        save(draft, {id, line},
             Hold{.reason = reason,
                  .document = document,
                  .transaction = context.transaction,
                  .revision = revision});
        ++section.held;
        section.held_total =
            *section.held_total.plus(chain::must_load<Line>(draft, {id, line}).amount);
    }
    section.overlay = overlay_digest(context.hash(), holds_of(draft, id, section));
    save(draft, {id, number}, section);
    // Nobody has signed with this revision yet: what lapses is what was not complete.
    lapse_at(draft, id, list, number, revision);
    lapse_at(draft, id, list, approval::whole_list, revision);
}

Verdict check_take_out(const View& view, const Context& context, const ListId& id,
                       const List& list, LineNumber line) {
    const ListState now = standing(list);
    const bool open = now >= ListState::validated && now <= ListState::released;
    if (!open) return refuse(Reject::list_state_wrong, std::string{word_of(now).name});
    if (line >= list.lines) return refuse(Reject::line_unknown, std::to_string(line));
    if (now != ListState::released) return std::nullopt;
    const payment::Fate hold{.order = {id, line}, .to = payment::OrderState::held};
    return payment::check_fates(view, context, {hold});
}

void take_out(Draft& draft, const Context& context, const ListId& id,
              const std::vector<LineNumber>& lines, Reason reason,
              std::optional<base::ByteArray<32>> document) {
    const auto list = chain::must_load<List>(draft, {id});
    const ListState now = standing(list);
    for (const auto& [number, some] : by_section(draft, id, list, lines)) {
        std::vector<std::pair<LineNumber, Reason>> held;
        std::set<LineNumber> unlocked;  // with the family of a line before
        for (const LineNumber line : some) {
            const auto content = chain::must_load<Line>(draft, {id, line});
            const auto origin = list.follows ? child_origin(draft, id, line) : std::nullopt;
            if (now == ListState::funded && !origin) unlock_line(draft, id, list, content);
            if (now == ListState::funded && origin && unlocked.insert(line).second) {
                unlock_family(draft, id, *origin);
                for (const LineNumber one : siblings_of(draft, id, line)) unlocked.insert(one);
            }
            if (now == ListState::released) {
                const auto held_now = payment::OrderState::held;
                payment::apply_fates(
                    draft, context, {{.order = {id, line}, .to = held_now, .reason = reason}});
            }
            free_entitlement(draft, id, list, line, content);
            held.emplace_back(line, reason);
        }
        hold_lines(draft, context, id, number, held, document);
    }
}

// --- lifting ---

namespace {

// What the end of some holds undoes: who signed with them, and how far back the list goes.
struct Undone {
    std::map<SectionNumber, std::vector<Level>> sections;
    std::vector<Level> header;
    ListState state = ListState::validated;
};

bool names(const std::vector<Level>& levels, Level level) {
    return std::ranges::find(levels, level) != levels.end();
}

Undone undone_by(const View& view, const ListId& id, const List& list, const Parts& parts) {
    Undone out{.state = standing(list)};
    std::uint32_t oldest = 0xffff'ffff;
    for (const auto& [number, lines] : parts) {
        std::uint32_t first = 0xffff'ffff;
        for (const LineNumber line : lines) {
            first = std::min(first, chain::must_load<Hold>(view, {id, line}).revision);
        }
        out.sections[number] = approval::signed_with(view, list.programme, id, number, first);
        oldest = std::min(oldest, first);
    }
    out.header =
        approval::signed_with(view, list.programme, id, approval::whole_list, oldest);
    constexpr std::pair<Level, ListState> before[] = {
        {Level::fund_lock, ListState::area_approved},
        {Level::new_area, ListState::county_approved},
        {Level::county, ListState::validated}};
    for (const auto& [level, state] : before) {
        if (names(out.header, level)) out.state = std::min(out.state, state);
    }
    // A family is locked as a whole, by county finance.
    const bool child = std::ranges::any_of(parts, [&](const auto& part) {
        return std::ranges::any_of(part.second, [&](LineNumber line) {
            return child_origin(view, id, line).has_value();
        });
    });
    if (child && out.state == ListState::funded) {
        out.header.push_back(Level::fund_lock);
        out.state = ListState::area_approved;
    }
    return out;
}

// The lines, and those that are held only because of them.
std::vector<LineNumber> with_held_siblings(const View& view, const ListId& id,
                                           const std::vector<LineNumber>& lines) {
    std::set<LineNumber> all{lines.begin(), lines.end()};
    for (const LineNumber line : lines) {
        for (const LineNumber sibling : siblings_of(view, id, line)) all.insert(sibling);
    }
    return {all.begin(), all.end()};
}

// Out of the list for good: what ends there may leave for a follow-up list.
bool is_out(const Section& section) {
    return section.state == SectionState::detached || section.state == SectionState::returned;
}

void end_hold(Draft& draft, const Context& context, const ListId& id, LineNumber line) {
    auto hold = chain::must_load<Hold>(draft, {id, line});
    hold.ended = context.now;
    save(draft, {id, line}, hold);
}

void lapse_sections(Draft& draft, const Context& context, const ListId& id, List& list,
                    const Undone& undone) {
    for (const auto& [number, levels] : undone.sections) {
        approval::lapse(draft, id, number, levels);
        auto section = chain::must_load<Section>(draft, {id, number});
        if (names(levels, Level::township) && section.state == SectionState::town_approved) {
            --list.town_approved;
            move_section(draft, context, id, number, section, SectionState::noticed);
        }
        if (names(levels, Level::village) && section.state == SectionState::confirmed) {
            move_section(draft, context, id, number, section, SectionState::verified);
        }
    }
}

// The lines of one section join a list whose county has approved: those whose entitlement cannot
// be had are held again, for that reason.
void join(Draft& draft, const Context& context, const ListId& id, const List& list,
          SectionNumber number, const std::vector<LineNumber>& lines) {
    std::vector<std::pair<LineNumber, Reason>> refused;
    for (const LineNumber line : lines) {
        const auto content = chain::must_load<Line>(draft, {id, line});
        const Reason against =
            take_entitlement(draft, id, list, line, content, *list.entitled_until);
        if (against != Reason::none) {
            refused.emplace_back(line, against);
        } else if (standing(list) == ListState::funded) {
            lock_line(draft, id, list, content);
        }
    }
    hold_lines(draft, context, id, number, refused, std::nullopt);
}

}  // namespace

void erase_holds(Draft& draft, const Context& context, const ListId& id, SectionNumber number,
                 const std::vector<LineNumber>& lines) {
    auto section = chain::must_load<Section>(draft, {id, number});
    for (const LineNumber line : lines) {
        chain::remove<Hold>(draft, {id, line});
        --section.held;
        section.held_total =
            *section.held_total.minus(chain::must_load<Line>(draft, {id, line}).amount);
    }
    section.overlay = overlay_digest(context.hash(), holds_of(draft, id, section));
    save(draft, {id, number}, section);
}

bool sibling_stands(const View& view, const ListId& id, const std::vector<LineNumber>& lines) {
    for (const LineNumber one : with_held_siblings(view, id, lines)) {
        if (std::ranges::find(lines, one) != lines.end()) continue;
        const auto hold = chain::load<Hold>(view, {id, one});
        if (hold && hold->reason != Reason::sibling_held) return true;
    }
    return false;
}

Verdict check_lift(const View& view, const ListId& id, const List& list,
                   const std::vector<LineNumber>& lines) {
    if (standing(list) >= ListState::released) return std::nullopt;
    if (sibling_stands(view, id, lines)) return refuse(Reject::cause_stands, "sibling");
    const Parts parts = by_section(view, id, list, lines);
    if (standing(list) != ListState::funded) return std::nullopt;
    if (undone_by(view, id, list, parts).state != ListState::funded) return std::nullopt;
    std::map<vocabulary::AccountId, Fen> needs;
    for (const LineNumber line : lines) {
        const auto content = chain::must_load<Line>(view, {id, line});
        const auto account = account_for(view, id, list, content.bank);
        if (!account) return refuse(payment::Reject::route_missing);
        needs[*account] = *needs[*account].plus(content.amount);
    }
    for (const auto& [account, amount] : needs) {
        const auto book = chain::must_load<payment::Account>(view, {account});
        if (auto verdict = payment::check_lock(view, {{account, amount}}, book.finance)) {
            return verdict;
        }
    }
    return std::nullopt;
}

void lift(Draft& draft, const Context& context, const ListId& id,
          const std::vector<LineNumber>& named) {
    auto list = chain::must_load<List>(draft, {id});
    const bool gone = standing(list) >= ListState::released;
    std::vector<LineNumber> lines;
    for (const LineNumber line : gone ? named : with_held_siblings(draft, id, named)) {
        const auto part = chain::must_load<Section>(draft, {id, section_of(draft, id, list, line)});
        if (gone || is_out(part)) {
            end_hold(draft, context, id, line);
        } else {
            lines.push_back(line);
        }
    }
    if (lines.empty()) return;
    const Parts parts = by_section(draft, id, list, lines);
    const Undone undone = undone_by(draft, id, list, parts);
    const ListState was = standing(list);
    if (was == ListState::funded && undone.state != was) {
        unlock_all(draft, id, list);
    }
    next_revision(draft, id);
    lapse_sections(draft, context, id, list, undone);
    approval::lapse(draft, id, approval::whole_list, undone.header);
    for (const auto& [number, some] : parts) erase_holds(draft, context, id, number, some);
    if (list.suspended_from) {
        list.suspended_from = undone.state;
        save(draft, {id}, list);
    } else if (undone.state != list.state) {
        ASSERT(may_step(list.state, LiftHolds::name, undone.state));
        move_list(draft, context, id, list, undone.state);
    } else {
        save(draft, {id}, list);
    }
    for (const auto& [number, some] : parts) set_section_turn(draft, context, id, number);
    set_list_turn(draft, context, id);
    if (undone.state < ListState::county_approved) return;
    for (const auto& [number, some] : parts) join(draft, context, id, list, number, some);
}

}  // namespace zhida::resettle
