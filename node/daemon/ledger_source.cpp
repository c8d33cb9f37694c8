#include "node/daemon/ledger_source.hpp"

namespace zhida::daemon {

namespace {

constexpr std::chrono::milliseconds durable_wait{10'000};

std::optional<base::Bytes> value_of(const chain::View& view, base::ByteView key) {
    const auto value = view.get(key);
    return value ? std::optional{base::to_bytes(*value)} : std::nullopt;
}

}  // namespace

base::Status LedgerSource::settled(std::uint64_t height) {
    if (height == 0) return base::Done{};
    if (shared_.wait_above(height - 1, durable_wait).height >= height) return base::Done{};
    return base::fail("the ledger did not become durable in time", "账本未能及时落盘");
}

base::Result<feed::Head> LedgerSource::head() {
    auto status = shared_.status();
    if (!status) return status.error();
    return feed::Head{status->ledger_id, machine_.ledger().profile, status->height};
}

base::Result<std::vector<feed::Entry>> LedgerSource::entries(base::ByteView prefix,
                                                             base::ByteView from,
                                                             std::size_t limit) {
    std::vector<feed::Entry> entries;
    const std::uint64_t height = shared_.read([&] {
        machine_.view().scan(from, [&](base::ByteView key, base::ByteView value) {
            const bool inside =
                key.size() >= prefix.size() && base::equal(key.first(prefix.size()), prefix);
            if (!inside || entries.size() == limit) return false;
            entries.push_back({base::to_bytes(key), base::to_bytes(value)});
            return true;
        });
        return engine_.height();
    });
    if (auto done = settled(height); !done) return done.error();
    return entries;
}

base::Result<feed::Changes> LedgerSource::changes(std::uint64_t after, std::size_t limit) {
    feed::Changes changes;
    changes.known = after >= pending_.known_from();
    if (!changes.known || limit == 0) return changes;
    shared_.read([&] {
        const auto view = machine_.view();
        changes.height = engine_.height();
        for (base::Bytes& key : pending_.look(limit, changes.more)) {
            auto value = value_of(view, key);
            changes.entries.push_back({std::move(key), std::move(value)});
        }
        return 0;
    });
    // Meanwhile the keys may have become too many.
    changes.known = after >= pending_.known_from();
    if (auto done = settled(changes.height); !done) return done.error();
    return changes;
}

base::Result<std::vector<std::optional<base::Bytes>>> LedgerSource::values(
    const std::vector<base::Bytes>& keys) {
    return shared_.read([&] {
        std::vector<std::optional<base::Bytes>> values;
        const auto view = machine_.view();
        values.reserve(keys.size());
        for (const base::Bytes& key : keys) values.push_back(value_of(view, key));
        return values;
    });
}

base::Result<std::vector<feed::Block>> LedgerSource::blocks(std::uint64_t after, std::uint64_t to,
                                                            std::size_t limit) {
    std::vector<feed::Block> blocks;
    while (after < to && blocks.size() < limit) {
        auto stored = shared_.read([&] { return engine_.block(after + 1); });
        if (!stored) return stored.error();
        blocks.push_back({++after, stored->header.time, chain::header_hash(stored->header),
                          std::move(stored->transactions)});
    }
    return blocks;
}

}  // namespace zhida::daemon
