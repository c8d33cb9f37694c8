#include "node/daemon/shredder.hpp"

#include "contracts/privacy/rules/privacy.hpp"
#include "contracts/resettle/types/records.hpp"
#include "node/logging/logging.hpp"

namespace zhida::daemon {

using base::Done;
using base::Status;

std::vector<Shredder::Erased> Shredder::ordered(const chain::View& view) {
    std::vector<Erased> out;
    privacy::each_erased(view, [&](const auto& list, auto line) { out.push_back({list, line}); });
    const base::Bytes lists{resettle::List::table};
    chain::each<resettle::List>(
        view, lists, lists, [&](base::ByteView key, const resettle::List& list) {
            if (list.state == resettle::ListState::abandoned)
                out.push_back({*base::to_array<8>(key.subspan(1)), std::nullopt});
            return true;
        });
    return out;
}

Status Shredder::clean(base::Disk& disk, vault::Vault& vault, const chain::View& view) {
    for (const vocabulary::ListId& list : vault.lists()) {
        const bool is_known = chain::has<resettle::List>(view, {list}) ||
                              disk.exists("imports/" + base::hex(list) + "/ready");
        if (is_known) continue;
        if (auto done = vault.discard(list); !done) return done;
        logging::write(logging::Level::info, "orphan list removed", {{"list", base::hex(list)}});
    }
    return Done{};
}

Status Shredder::run() {
    for (const Erased& one : ordered_()) {
        auto shredded = vault_.shred(one.list, one.line);
        if (!shredded) return shredded.error();
        if (*shredded == 0) continue;
        logging::write(logging::Level::info, "records shredded",
                       {{"list", base::hex(one.list)}, {"records", std::uint64_t{*shredded}}});
    }
    return Done{};
}

void Shredder::start() {
    thread_ = std::thread{[this] {
        while (!stopping_) {
            wait_();
            if (!is_due_.exchange(false)) continue;
            const auto done = run();
            if (done) continue;
            logging::write(logging::Level::error, "records cannot be shredded",
                           {{"why", done.error().en}});
            has_failed_ = true;
            return;
        }
    }};
}

void Shredder::stop() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
}

}  // namespace zhida::daemon
