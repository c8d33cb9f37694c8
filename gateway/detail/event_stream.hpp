// Events as a stream without an end (text/event-stream). An event's id is `height.count`: so many
// events of that block have been seen, and a follower that names it goes on behind it.
#pragma once

#include <atomic>

#include "gateway/events.hpp"
#include "transport/http.hpp"

namespace zhida::gateway::detail {

inline constexpr std::chrono::seconds heartbeat{15};
inline constexpr std::size_t events_per_look = 200;
inline constexpr int pages_per_look = 10;  // of which nothing is wanted

struct StreamPlace {
    std::uint64_t after = 0;  // the last height whose events were all seen
    std::uint64_t skip = 0;   // events seen of the block behind it
};
// Nothing: it is no id of an event.
std::optional<StreamPlace> read_event_id(std::string_view id);

// A subscriber's place among those allowed; it is free again when the last copy goes.
using Seat = std::shared_ptr<void>;
// Nothing: all are taken.
Seat take_seat(std::atomic<std::uint32_t>& taken, std::uint32_t seats);

class EventStream final : public transport::Source {
  public:
    EventStream(Node& node, StreamPlace from, Kinds kinds, crypto::KeyId key, Seat seat);
    bool take(std::string& out) override;

  private:
    void write(const EventPage& page, std::string& out);

    Node& node_;
    StreamPlace place_;
    Kinds kinds_;
    crypto::KeyId key_;
    Seat seat_;
    std::chrono::steady_clock::time_point last_;
};

}  // namespace zhida::gateway::detail
