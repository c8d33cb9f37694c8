#include "gateway/detail/event_stream.hpp"

#include "gateway/detail/forms.hpp"

namespace zhida::gateway::detail {

std::optional<StreamPlace> read_event_id(std::string_view id) {
    const std::size_t point = id.find('.');
    if (point == std::string_view::npos) return std::nullopt;
    const auto height = number<std::uint64_t>(id.substr(0, point));
    const auto count = number<std::uint64_t>(id.substr(point + 1));
    if (!height || !count || *height == 0) return std::nullopt;
    return StreamPlace{*height - 1, *count};
}

Seat take_seat(std::atomic<std::uint32_t>& taken, std::uint32_t seats) {
    if (taken.fetch_add(1) >= seats) {
        --taken;
        return nullptr;
    }
    return Seat{&taken,
                [](void* count) { --*static_cast<std::atomic<std::uint32_t>*>(count); }};
}

EventStream::EventStream(Node& node, StreamPlace from, Kinds kinds, crypto::KeyId key, Seat seat)
    : node_{node},
      place_{from},
      kinds_{std::move(kinds)},
      key_{key},
      seat_{std::move(seat)} {}

bool EventStream::take(std::string& out) {
    for (int pages = 0; pages < pages_per_look && out.empty(); ++pages) {
        const auto page = node_.events(place_.after, events_per_look);
        if (!page) return false;
        if (page->next == place_.after) break;
        write(*page, out);
        place_ = {page->next, 0};
    }
    const auto now = std::chrono::steady_clock::now();
    if (out.empty() && now - last_ < heartbeat) return true;
    last_ = now;
    // A key that was revoked meanwhile sees nothing more.
    if (!node_.caller(key_)) return false;
    if (out.empty()) out = ": alive\n\n";
    return true;
}

void EventStream::write(const EventPage& page, std::string& out) {
    std::uint64_t height = 0;
    std::uint64_t count = 0;
    for (const EventView& event : page.events) {
        count = event.height == height ? count + 1 : 1;
        height = event.height;
        const bool seen = height == place_.after + 1 && count <= place_.skip;
        if (seen || (!kinds_.empty() && !kinds_.contains(event.kind))) continue;
        out.append("id: ").append(std::to_string(height)).append(".");
        out.append(std::to_string(count)).append("\nevent: ").append(event_name(event.kind));
        out.append("\ndata: ").append(event_json(event)).append("\n\n");
    }
}

}  // namespace zhida::gateway::detail
