// The keys that changed and were not forgotten yet, each with the height of its last change. The
// node notes them while it executes a block; a follower takes them in between. Bounded: a follower
// that lags too far loses them all and begins anew.
#pragma once

#include <map>
#include <mutex>

#include "views/feed/source.hpp"

namespace zhida::feed {

class Pending {
  public:
    // Only keys whose first byte stands in `tables` are noted.
    Pending(std::string tables, std::size_t keys_max = pending_keys_max);

    void note(base::ByteView key, std::uint64_t height);
    // Changes are known of every block above this height, or a higher one.
    void known_from(std::uint64_t height);
    std::uint64_t known_from() const;
    // Up to `limit` keys, in byte order; `more` says whether others wait.
    std::vector<base::Bytes> look(std::size_t limit, bool& more) const;
    // Forgets those of the keys that did not change again above `height`.
    void forget(const std::vector<Entry>& entries, std::uint64_t height);
    std::size_t size() const;

  private:
    std::string tables_;
    std::size_t keys_max_;
    mutable std::mutex mutex_;
    std::map<base::Bytes, std::uint64_t> keys_;
    std::uint64_t known_from_ = 0;
};

}  // namespace zhida::feed
