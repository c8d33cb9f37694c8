// Whose turn it is, and so whose time runs (contracts/approval/rules/deadlines.hpp). Asked whenever
// a section or a list has moved, whichever way.
#pragma once

#include "contracts/resettle/types/records.hpp"
#include "core/chain/act.hpp"

namespace zhida::resettle {

// Sections that are still in the list and not approved by their township; none left, the county's
// turn begins.
constexpr bool is_ready(const List& list) {
    return list.town_approved > 0 && list.town_approved == list.sections - list.out;
}

// Begins the time of the level whose turn it is and ends that of the others; what runs goes on.
void set_section_turn(chain::Draft& draft, const chain::Context& context, const ListId& id,
                      SectionNumber number);
void set_list_turn(chain::Draft& draft, const chain::Context& context, const ListId& id);
// The list and all its sections: it stood still, or goes on.
void set_turns(chain::Draft& draft, const chain::Context& context, const ListId& id);

}  // namespace zhida::resettle
