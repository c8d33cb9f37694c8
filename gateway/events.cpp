#include "gateway/events.hpp"

#include <boost/json.hpp>

#include "contracts/approval/types/deadlines.hpp"
#include "contracts/resettle/types/messages.hpp"
#include "gateway/detail/event_fields.hpp"

namespace zhida::gateway {

namespace {

using boost::json::object;

template <class Event>
void fill(object& out, base::ByteView payload) {
    const auto read = codec::decode<Event>(payload);
    if (!read) return;
    out["list"] = base::hex(read->list);
    if constexpr (requires { read->section; }) out["section"] = read->section;
    out["state"] = resettle::word_of(read->state).name;
}

void fill_due(object& out, base::ByteView payload) {
    const auto read = codec::decode<approval::LevelDue>(payload);
    if (!read) return;
    constexpr std::string_view whats[] = {"", "reminder", "overdue", "escalated"};
    out["list"] = base::hex(read->list);
    if (read->section != approval::whole_list) out["section"] = read->section;
    out["level"] = static_cast<unsigned>(read->level);
    out["what"] = whats[static_cast<std::size_t>(read->what)];
    out["role"] = vocabulary::word_of(read->role)->name;
    out["until"] = read->until;
}

struct EventWord {
    std::uint16_t kind;
    std::string_view name;
    void (*fill)(object& out, base::ByteView payload);
};

constexpr EventWord words[] = {
    {approval::LevelDue::kind, "level_due", &fill_due},
    {resettle::ListChanged::kind, "list_changed", &fill<resettle::ListChanged>},
    {resettle::SectionChanged::kind, "section_changed", &fill<resettle::SectionChanged>},
};

const EventWord* word_of(std::uint16_t kind) {
    const auto* const found = std::ranges::find(words, kind, &EventWord::kind);
    return found == std::end(words) ? nullptr : found;
}

}  // namespace

object detail::event_fields(const EventView& event) {
    object out{{"height", event.height},
               {"time", event.time},
               {"kind", event.kind},
               {"payload", base::hex(event.payload)}};
    if (const auto* const word = word_of(event.kind)) {
        out["name"] = word->name;
        word->fill(out, event.payload);
    }
    return out;
}

std::string event_json(const EventView& event) {
    return boost::json::serialize(detail::event_fields(event));
}

std::optional<Kinds> read_kinds(std::string_view names) {
    Kinds out;
    while (!names.empty()) {
        const std::string_view name = names.substr(0, names.find(','));
        names.remove_prefix(std::min(names.size(), name.size() + 1));
        const auto* const found = std::ranges::find(words, name, &EventWord::name);
        if (found == std::end(words)) return std::nullopt;
        out.insert(found->kind);
    }
    return out;
}

std::string_view event_name(std::uint16_t kind) {
    const auto* const word = word_of(kind);
    return word ? word->name : "event";
}

}  // namespace zhida::gateway
