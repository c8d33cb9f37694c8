#include "contracts/approval/rules/deadlines.hpp"

#include <algorithm>

#include "contracts/registry/rules/registry.hpp"

namespace zhida::approval {

using chain::Context;
using chain::Draft;
using chain::View;

namespace {

constexpr std::uint16_t timer_kind = 200;
constexpr std::uint64_t working_days_max = 365;  // a longer deadline is none

Deadline::Key key_of(const Place& place) {
    return {place.list, place.section, static_cast<std::uint8_t>(place.level)};
}

// What a timer carries: the place, what it tells, and which deadline it was set for.
struct Ringing {
    vocabulary::ProgrammeId programme = 0;
    std::uint64_t region = 0;
    LevelDue due;
    base::Seconds begun = 0;
    static constexpr auto schema() {
        using T = Ringing;
        return codec::fields(codec::field<1>(&T::programme), codec::field<2>(&T::region),
                             codec::field<3>(&T::due), codec::field<4>(&T::begun));
    }
};

std::optional<unsigned> days_of(const View& view, std::string_view key, std::uint64_t region,
                                base::Date on) {
    const auto days = registry::parameter(view, key, region, on);
    if (!days || *days > working_days_max) return std::nullopt;
    return static_cast<unsigned>(*days);
}

// The working day that lies `n` before `date`; nothing when a calendar is missing.
std::optional<base::Date> working_days_before(const View& view, base::Date date, unsigned n) {
    for (unsigned looked = 0; n > 0; ++looked) {
        date = base::plus_days(date, -1);
        const auto works = registry::is_working_day(view, date);
        if (!works || looked > 2 * working_days_max) return std::nullopt;
        if (*works) --n;
    }
    return date;
}

void ring(Draft& draft, base::Seconds at, const Ringing& what) {
    chain::set_timer(draft, at, timer_kind, codec::encode(what));
}

void fire(base::ByteView payload, const Context& context, Draft& draft) {
    auto ringing = codec::decode<Ringing>(payload);
    ASSERT(ringing.has_value());  // only ring() wrote it
    LevelDue& due = ringing->due;
    const Place place{ringing->programme, due.list, due.section, due.level};
    const auto deadline = chain::load<Deadline>(draft, key_of(place));
    if (!deadline || *deadline != Deadline{due.until, ringing->begun}) return;
    draft.emit(LevelDue::kind, codec::encode(due));
    if (due.what == Due::escalated) chain::remove<Deadline>(draft, key_of(place));
    if (due.what != Due::overdue) return;
    const auto more = days_of(draft, parameter_escalation, ringing->region, context.today());
    const auto day =
        more ? registry::working_days_after(draft, context.today(), *more) : std::nullopt;
    if (!day) return chain::remove<Deadline>(draft, key_of(place));
    const auto found = std::ranges::find(level_days, due.level, &LevelDays::level);
    due.what = Due::escalated;
    due.role = found->above;
    ring(draft, base::start_of_day_in_china(base::plus_days(*day, 1)), *ringing);
}

}  // namespace

void begin_deadline(Draft& draft, const Context& context, const Place& place,
                    std::uint64_t region) {
    const auto found = std::ranges::find(level_days, place.level, &LevelDays::level);
    if (found == level_days.end() || chain::has<Deadline>(draft, key_of(place))) return;
    const auto level = flow_level(draft, place.programme, place.level);
    const auto days = days_of(draft, found->parameter, region, context.today());
    const auto last =
        days ? registry::working_days_after(draft, context.today(), *days) : std::nullopt;
    if (!level || !last) return;
    const base::Seconds until = base::start_of_day_in_china(base::plus_days(*last, 1));
    save(draft, key_of(place), Deadline{until, context.now});
    Ringing ringing{place.programme, region,
                    LevelDue{place.list, place.section, place.level, Due::reminder, level->role,
                             until},
                    context.now};
    const auto before = days_of(draft, parameter_reminder, region, context.today());
    const auto day = before ? working_days_before(draft, *last, *before) : std::nullopt;
    if (day && context.today() < *day) {
        ring(draft, base::start_of_day_in_china(*day), ringing);
    }
    ringing.due.what = Due::overdue;
    ring(draft, until, ringing);
}

void end_deadline(Draft& draft, const Place& place) {
    if (chain::has<Deadline>(draft, key_of(place))) chain::remove<Deadline>(draft, key_of(place));
}

void end_deadlines(Draft& draft, const vocabulary::ListId& list,
                   std::optional<std::uint16_t> section) {
    std::vector<Place> ended;
    base::Bytes prefix{Deadline::table};
    base::append(prefix, list);
    if (section) base::append_u16(prefix, *section);
    chain::each<Deadline>(draft, prefix, prefix, [&](base::ByteView key, const Deadline&) {
        const auto number = static_cast<std::uint16_t>(key[9] << 8 | key[10]);
        ended.push_back({0, list, number, static_cast<Level>(key[11])});
        return true;
    });
    for (const Place& place : ended) chain::remove<Deadline>(draft, key_of(place));
}

std::span<const chain::TimerKind> timers() {
    static constexpr chain::TimerKind all[] = {{timer_kind, "level_deadline", &fire}};
    return all;
}

}  // namespace zhida::approval
