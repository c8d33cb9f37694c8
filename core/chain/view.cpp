#include "core/chain/view.hpp"

namespace zhida::chain {

std::optional<ByteView> Draft::get(ByteView key) const {
    const auto found = changes_.find(base::to_bytes(key));
    if (found == changes_.end()) return under_.get(key);
    if (!found->second) return std::nullopt;
    return ByteView{*found->second};
}

void Draft::scan(ByteView from, const Visit& visit) const {
    auto own = changes_.lower_bound(base::to_bytes(from));
    bool going = true;
    const auto visit_own_below = [&](std::optional<ByteView> limit) {
        for (; going && own != changes_.end(); ++own) {
            if (limit && !(own->first < base::to_bytes(*limit))) return;
            if (own->second) going = visit(own->first, *own->second);
        }
    };
    under_.scan(from, [&](ByteView key, ByteView value) {
        visit_own_below(key);
        if (!going) return false;
        if (own != changes_.end() && base::equal(own->first, key)) {
            if (own->second) going = visit(own->first, *own->second);
            ++own;
            return going;
        }
        going = visit(key, value);
        return going;
    });
    if (going) visit_own_below(std::nullopt);
}

void Draft::put(ByteView key, Bytes value) {
    ASSERT(key.size() <= store::key_bytes_max && value.size() <= store::value_bytes_max);
    changes_.insert_or_assign(base::to_bytes(key), std::move(value));
}

void Draft::erase(ByteView key) { changes_.insert_or_assign(base::to_bytes(key), std::nullopt); }

void Draft::drop() {
    changes_.clear();
    events_.clear();
}

void Draft::write_to(store::Trie& trie) const {
    for (const auto& [key, value] : changes_) {
        if (value) {
            trie.put(key, *value);
        } else {
            trie.erase(key);
        }
    }
}

}  // namespace zhida::chain
