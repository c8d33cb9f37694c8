#include "contracts/resettle/rules/turns.hpp"

#include <span>

#include "contracts/approval/rules/deadlines.hpp"
#include "contracts/resettle/rules/overlay.hpp"

namespace zhida::resettle {

using approval::Level;
using chain::Context;
using chain::Draft;
using chain::View;

namespace {

constexpr Level section_levels[] = {Level::village, Level::township};
constexpr Level list_levels[] = {Level::county, Level::new_area, Level::fund_lock,
                                 Level::fund_release};

// The village first, also where it signs once more after a lifted hold.
std::optional<Level> turn_of(const View& view, const ListId& id, const List& list,
                             SectionNumber number, SectionState state) {
    const bool open = state == SectionState::verified || state == SectionState::in_notice ||
                      state == SectionState::noticed;
    if (list.state != ListState::validated || !open) return std::nullopt;
    if (!approval::is_complete(view, place_of(id, list, Level::village, number))) {
        return Level::village;
    }
    if (state == SectionState::noticed) return Level::township;
    return std::nullopt;
}

std::optional<Level> turn_of(const List& list) {
    switch (list.state) {
        case ListState::validated:
            return is_ready(list) ? std::optional{Level::county} : std::nullopt;
        case ListState::county_approved: return Level::new_area;
        case ListState::area_approved: return Level::fund_lock;
        case ListState::funded: return Level::fund_release;
        default: return std::nullopt;
    }
}

void set_turn(Draft& draft, const Context& context, const ListId& id, const List& list,
              std::uint16_t part, std::span<const Level> levels, std::optional<Level> turn) {
    for (const Level level : levels) {
        const auto place = place_of(id, list, level, part);
        if (turn == level) {
            approval::begin_deadline(draft, context, place, list.county);
        } else {
            approval::end_deadline(draft, place);
        }
    }
}

}  // namespace

void set_section_turn(Draft& draft, const Context& context, const ListId& id,
                      SectionNumber number) {
    const auto list = chain::must_load<List>(draft, {id});
    const auto section = chain::must_load<Section>(draft, {id, number});
    set_turn(draft, context, id, list, number, section_levels,
             turn_of(draft, id, list, number, section.state));
}

void set_list_turn(Draft& draft, const Context& context, const ListId& id) {
    const auto list = chain::must_load<List>(draft, {id});
    set_turn(draft, context, id, list, approval::whole_list, list_levels, turn_of(list));
}

void set_turns(Draft& draft, const Context& context, const ListId& id) {
    const auto list = chain::must_load<List>(draft, {id});
    for (SectionNumber n = 0; n < list.sections; ++n) set_section_turn(draft, context, id, n);
    set_list_turn(draft, context, id);
}

}  // namespace zhida::resettle
