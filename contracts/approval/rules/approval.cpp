#include "contracts/approval/rules/approval.hpp"

#include <algorithm>

#include "contracts/approval/rules/deadlines.hpp"
#include "contracts/registry/rules/registry.hpp"
#include "contracts/registry/types/messages.hpp"

namespace zhida::approval {

using chain::Context;
using chain::Draft;
using chain::refuse;
using chain::Verdict;
using chain::View;

namespace {

Signatures signatures_of(const View& view, const Place& place) {
    return chain::load<Signatures>(view, {place.list, place.section}).value_or(Signatures{});
}

const Signed* first_at(const Signatures& all, Level level) {
    const auto found = std::ranges::find(all.signatures, level, &Signed::level);
    return found == all.signatures.end() ? nullptr : &*found;
}

const Signed* own_at(const Signatures& all, Level level, std::uint32_t person) {
    const auto found = std::ranges::find_if(all.signatures, [&](const Signed& one) {
        return one.level == level && one.person == person;
    });
    return found == all.signatures.end() ? nullptr : &*found;
}

unsigned count_at(const Signatures& all, Level level) {
    return static_cast<unsigned>(std::ranges::count(all.signatures, level, &Signed::level));
}

std::uint8_t number_of(Level level) { return static_cast<std::uint8_t>(level); }

Verdict acted(Level level) {
    return refuse(Reject::already_acted, std::to_string(static_cast<unsigned>(level)));
}

// The natural persons an act counts for: who signs and, of a deputy, for whom.
std::vector<std::uint32_t> persons_of(const Context& context, const View& view) {
    std::vector<std::uint32_t> persons{context.body.person};
    if (const auto principal = registry::principal_of(context, view))
        persons.push_back(*principal);
    return persons;
}

// The signature that stands at the place for this person's authority: her own or her deputy's.
const Signed* standing_for(const View& view, const Place& place, const Signatures& all,
                           std::uint32_t person) {
    if (const Signed* const own = own_at(all, place.level, person)) return own;
    const auto behalf = chain::load<Behalf>(
        view, {place.list, place.section, number_of(place.level), person});
    const Signed* const by = behalf ? own_at(all, place.level, behalf->deputy) : nullptr;
    return by && by->transaction == behalf->transaction ? by : nullptr;
}

// Moves the signatures of a level that are over another subject to the lapsed ones.
void lapse_others(Draft& draft, const Place& place, Signatures& all,
                  const std::optional<chain::Digest>& subject) {
    std::erase_if(all.signatures, [&](const Signed& one) {
        if (one.level != place.level || one.subject == subject) return false;
        save(draft, {place.list, place.section, one.transaction}, Lapsed{one});
        return true;
    });
}

}  // namespace

std::optional<FlowLevel> flow_level(const View& view, vocabulary::ProgrammeId programme,
                                    Level level) {
    const auto flow = chain::load<Flow>(view, {programme});
    if (!flow) return std::nullopt;
    const auto found = std::ranges::find(flow->levels, level, &FlowLevel::level);
    ASSERT(found != flow->levels.end());  // check_form(DefineFlow) saw every level
    return *found;
}

Verdict check_signature(const Place& place, const chain::Digest& subject, const Context& context,
                        const View& view) {
    const auto level = flow_level(view, place.programme, place.level);
    if (!level) return refuse(Reject::flow_missing, std::to_string(place.programme));
    if (auto verdict = registry::expect_role(context, level->role)) return verdict;
    // One place on one list; at a section level the same two officers may sign all their sections.
    const auto persons = persons_of(context, view);
    for (const std::uint32_t person : persons) {
        const auto seat = chain::load<Seat>(view, {place.list, person});
        if (seat && seat->level != place.level) return acted(seat->level);
    }
    const Signatures all = signatures_of(view, place);
    const Signed* const own = own_at(all, place.level, context.body.person);
    if (own && own->subject == subject) return acted(place.level);
    for (const std::uint32_t person : persons) {
        const Signed* const other = standing_for(view, place, all, person);
        if (other && other != own) return acted(place.level);
    }
    if (count_at(all, place.level) >= level->signatures) return refuse(Reject::level_complete);
    if (own) return std::nullopt;  // she corrects what she signed: the level begins anew
    const Signed* const first = first_at(all, place.level);
    if (first && first->subject != subject) return refuse(Reject::signed_something_else);
    return std::nullopt;
}

bool add_signature(const Place& place, const chain::Digest& subject, const Context& context,
                   Draft& draft, std::uint32_t overlay) {
    Signatures all = signatures_of(draft, place);
    lapse_others(draft, place, all, subject);
    all.signatures.push_back({place.level, context.transaction, context.body.person,
                              context.body.organisation, context.body.role, context.key.algorithm,
                              context.key.bytes, subject, context.now, context.height,
                              overlay});
    save(draft, {place.list, place.section}, all);
    for (const std::uint32_t person : persons_of(context, draft)) {
        save(draft, {place.list, person}, Seat{place.level});
        if (person == context.body.person) continue;
        save(draft, {place.list, place.section, number_of(place.level), person},
             Behalf{context.body.person, context.transaction});
    }
    const auto level = flow_level(draft, place.programme, place.level);
    ASSERT(level.has_value());
    if (count_at(all, place.level) < level->signatures) return false;
    end_deadline(draft, place);
    return true;
}

Verdict check_signed_before(const Place& place, const Context& context, const View& view) {
    const Signatures all = signatures_of(view, place);
    const bool is_one = std::ranges::any_of(all.signatures, [&](const Signed& one) {
        return one.level == place.level && one.person == context.body.person;
    });
    if (is_one) return std::nullopt;
    return refuse(Reject::not_first_signer);
}

unsigned signatures_at(const View& view, const Place& place) {
    return count_at(signatures_of(view, place), place.level);
}

bool is_complete(const View& view, const Place& place) {
    const auto level = flow_level(view, place.programme, place.level);
    return level && signatures_at(view, place) >= level->signatures;
}

std::vector<Level> signed_with(const View& view, vocabulary::ProgrammeId programme,
                               const vocabulary::ListId& list, std::uint16_t section,
                               std::uint32_t overlay) {
    std::vector<Level> levels;
    const auto all = chain::load<Signatures>(view, {list, section});
    if (!all) return levels;
    for (const FlowLevel& one : straight_flow) {
        const unsigned count = count_at(*all, one.level);
        if (count == 0 || one.level == Level::cancel) continue;
        const bool with = std::ranges::any_of(all->signatures, [&](const Signed& s) {
            return s.level == one.level && s.overlay >= overlay;
        });
        const auto level = flow_level(view, programme, one.level);
        if (with || !level || count < level->signatures) levels.push_back(one.level);
    }
    return levels;
}

void lapse(Draft& draft, const vocabulary::ListId& list, std::uint16_t section,
           const std::vector<Level>& levels) {
    if (levels.empty()) return;
    Signatures all = chain::must_load<Signatures>(draft, {list, section});
    for (const Level level : levels) lapse_others(draft, {0, list, section, level}, all, {});
    save(draft, {list, section}, all);
}

Verdict check_state(const DefineFlow&, const Context& context, const View&) {
    return registry::expect_role(context, vocabulary::Role::administrator);
}

void apply(const DefineFlow& m, const Context&, Draft& draft) {
    save(draft, {m.programme}, Flow{m.levels});
}

std::span<const chain::Act> acts() {
    static constexpr chain::Act all[] = {chain::act_of<DefineFlow>()};
    return all;
}

}  // namespace zhida::approval
