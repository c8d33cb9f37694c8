#include "node/daemon/journal.hpp"

namespace zhida::daemon {

namespace {

constexpr std::uint64_t segment_bytes = 16 << 20;
constexpr std::uint64_t heights_looked_at_max = 20'000;  // of one page

struct StoredEvent {
    std::uint16_t kind = 0;
    base::Bytes payload;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&StoredEvent::kind),
                             codec::field<2>(&StoredEvent::payload, 65'536));
    }
};
struct StoredEvents {
    base::Seconds time = 0;
    std::vector<StoredEvent> events;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&StoredEvents::time),
                             codec::field<2>(&StoredEvents::events, 1'000'000));
    }
};

}  // namespace

base::Result<std::unique_ptr<Journal>> Journal::open(base::Disk& disk,
                                                     const chain::Digest& ledger_id) {
    auto log = store::BlockLog::open(disk, "events", ledger_id, segment_bytes);
    if (!log) return log.error();
    return std::unique_ptr<Journal>{new Journal{std::move(*log)}};
}

void Journal::note(const ordering::StoredBlock& block, const chain::BlockOutput& output) {
    const std::lock_guard lock{mutex_};
    if (block.header.height <= log_->last()) return;
    StoredEvents all{block.header.time, {}};
    for (const chain::Receipt& receipt : output.receipts) {
        for (const auto& event : receipt.events) all.events.push_back({event.kind, event.payload});
    }
    for (const auto& event : output.timer_events) {
        all.events.push_back({event.kind, event.payload});
    }
    waiting_.emplace_back(block.header.height, codec::encode(all));
}

base::Status Journal::keep() {
    const std::lock_guard lock{mutex_};
    for (const auto& [height, record] : waiting_) {
        ASSERT(height == log_->last() + 1);
        if (auto done = log_->append(record); !done) return done;
    }
    waiting_.clear();
    return base::Done{};
}

base::Status Journal::sync() {
    const std::lock_guard lock{mutex_};
    return log_->sync();
}

base::Status Journal::check_log(std::uint64_t log_height) {
    if (last() <= log_height) return base::Done{};
    const std::string ends = std::to_string(log_height);
    return base::fail("the block log ends at " + ends + " but the journal of events at " +
                          std::to_string(last()) +
                          ": acknowledged blocks are damaged; restore from a backup",
                      "区块日志止于 " + ends + "，而事件日志止于 " + std::to_string(last()) +
                          "：已确认的区块损坏，请从备份恢复");
}

std::uint64_t Journal::last() {
    const std::lock_guard lock{mutex_};
    return log_->last();
}

base::Result<gateway::EventPage> Journal::read(std::uint64_t after, std::size_t limit) {
    const std::lock_guard lock{mutex_};
    gateway::EventPage page{.next = after, .events = {}};
    const std::uint64_t end = std::min(log_->last(), after + heights_looked_at_max);
    while (page.next < end && page.events.size() < limit) {
        auto record = log_->read(page.next + 1);
        if (!record) return record.error();
        auto all = codec::decode<StoredEvents>(*record);
        if (!all) return base::fail("the journal of events is damaged", "事件日志已损坏");
        ++page.next;  // a block's events stay together, so a page may be a little longer
        for (StoredEvent& event : all->events) {
            page.events.push_back({page.next, all->time, event.kind, std::move(event.payload)});
        }
    }
    return page;
}

std::optional<base::Seconds> Journal::time_of(std::uint64_t height) {
    const std::lock_guard lock{mutex_};
    if (height == 0 || height > log_->last()) return std::nullopt;
    const auto record = log_->read(height);
    const auto all = record ? codec::decode<StoredEvents>(*record) : std::nullopt;
    return all ? std::optional{all->time} : std::nullopt;
}

}  // namespace zhida::daemon
