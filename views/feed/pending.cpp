#include "views/feed/pending.hpp"

#include <algorithm>

namespace zhida::feed {

Pending::Pending(std::string tables, std::size_t keys_max)
    : tables_{std::move(tables)},
      keys_max_{keys_max} {}

void Pending::note(base::ByteView key, std::uint64_t height) {
    if (key.empty() || tables_.find(static_cast<char>(key[0])) == std::string::npos) return;
    const std::lock_guard lock{mutex_};
    keys_.insert_or_assign(base::to_bytes(key), height);
    if (keys_.size() <= keys_max_) return;
    keys_.clear();
    known_from_ = std::max(known_from_, height);
}

void Pending::known_from(std::uint64_t height) {
    const std::lock_guard lock{mutex_};
    known_from_ = std::max(known_from_, height);
}

std::uint64_t Pending::known_from() const {
    const std::lock_guard lock{mutex_};
    return known_from_;
}

std::vector<base::Bytes> Pending::look(std::size_t limit, bool& more) const {
    const std::lock_guard lock{mutex_};
    std::vector<base::Bytes> keys;
    for (const auto& [key, height] : keys_) {
        if (keys.size() == limit) break;
        keys.push_back(key);
    }
    more = keys.size() < keys_.size();
    return keys;
}

void Pending::forget(const std::vector<Entry>& entries, std::uint64_t height) {
    const std::lock_guard lock{mutex_};
    for (const Entry& entry : entries) {
        const auto found = keys_.find(entry.key);
        if (found != keys_.end() && found->second <= height) keys_.erase(found);
    }
}

std::size_t Pending::size() const {
    const std::lock_guard lock{mutex_};
    return keys_.size();
}

}  // namespace zhida::feed
