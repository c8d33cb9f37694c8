// The agent's own log: which orders it was about to send. An intent is on the disk after the claim
// was committed and before anything goes to the bank (payment.md §3), so that after a crash it is
// known what may be in flight.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/base/disk.hpp"

namespace zhida::agent {

class Intents {
  public:
    static base::Result<std::unique_ptr<Intents>> open(base::Disk& disk, const std::string& path);
    // Durable when it returns.
    base::Status add(const std::vector<std::string>& end_to_end_ids);
    bool has(const std::string& end_to_end_id) const { return ids_.contains(end_to_end_id); }
    std::size_t size() const { return ids_.size(); }

  private:
    explicit Intents(std::unique_ptr<base::File> file)
        : file_{std::move(file)} {}
    std::unique_ptr<base::File> file_;
    std::set<std::string> ids_;
    std::uint64_t end_ = 0;
};

}  // namespace zhida::agent
