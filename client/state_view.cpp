#include "client/state_view.hpp"

namespace zhida::client {

std::optional<base::ByteView> StateView::get(base::ByteView key) const {
    auto found = ledger_.state(key, key, 1);
    if (!found) {
        trouble_ = found.error();
        return std::nullopt;
    }
    if (found->empty() || !base::equal(found->front().key, key)) return std::nullopt;
    held_.push_back(std::move(found->front().value));
    return base::ByteView{held_.back()};
}

void StateView::scan(base::ByteView from, const Visit& visit) const {
    // Records of one table only: its number is the first byte of every key.
    scan(from.first(std::min<std::size_t>(from.size(), 1)), from, visit);
}

void StateView::scan(base::ByteView prefix, base::ByteView from, const Visit& visit) const {
    base::Bytes next = base::to_bytes(from);
    while (true) {
        auto page = ledger_.state(prefix, next, state_entries_max);
        if (!page) {
            trouble_ = page.error();
            return;
        }
        for (const StateEntry& entry : *page) {
            if (!visit(entry.key, entry.value)) return;
        }
        if (page->size() < state_entries_max) return;
        next = page->back().key;
        next.push_back(0);  // the smallest key behind it
    }
}

}  // namespace zhida::client
