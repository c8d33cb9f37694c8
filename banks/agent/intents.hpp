// The agent's own log: which orders it was about to send, and which it has seen booked. An intent
// is on the disk after the claim was committed and before anything goes to the bank (payment.md
// §3), so that after a crash it is known what may be in flight; it is the third side of the day's
// reconciliation, next to ledger and statement. Every line carries its batch and a checksum: a
// damaged line of an earlier batch stops the agent, for without it no day could be reconciled.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "contracts/payment/types/messages.hpp"
#include "core/base/disk.hpp"

namespace zhida::agent {

struct Intent {
    std::string end_to_end_id;
    vocabulary::ListId list{};
    vocabulary::LineNumber line = 0;
    vocabulary::Fen amount;
    base::Date sent_on;                     // the ledger's day of the newest message that held it
    std::optional<base::Date> booked = {};   // a debit for it stood on this day's statement
    std::optional<base::Date> missing = {};  // this day's statement should have shown it
    bool refused = false;                    // its bank has refused it for good
};

class Intents {
  public:
    static base::Result<std::unique_ptr<Intents>> open(base::Disk& disk, const std::string& path);
    // Durable when it returns; what is known already with this day is not written again.
    base::Status add(const std::vector<Intent>& intents);
    base::Status mark_booked(const std::vector<std::string>& end_to_end_ids, base::Date day);
    // The first day counts.
    base::Status mark_missing(const std::vector<std::string>& end_to_end_ids, base::Date day);
    base::Status mark_refused(const std::vector<std::string>& end_to_end_ids);
    // The agent of this epoch knows here all that older ones may have sent.
    base::Status mark_epoch(std::uint32_t epoch);
    std::uint32_t epoch() const { return epoch_; }
    // Nothing: this agent has never sent it.
    const Intent* find(const std::string& end_to_end_id) const;
    bool has(const std::string& end_to_end_id) const { return find(end_to_end_id) != nullptr; }
    // A damaged end was cut off at the start: an order without an intent may have been sent.
    bool was_cut() const { return was_cut_; }
    std::size_t size() const { return all_.size(); }
    const std::map<std::string, Intent>& all() const { return all_; }

  private:
    explicit Intents(std::unique_ptr<base::File> file)
        : file_{std::move(file)} {}
    base::Status append(const std::vector<std::string>& lines);
    bool take(std::string_view line);
    base::Status mark(const std::string& kind, const std::vector<std::string>& end_to_end_ids,
                      base::Date day);
    bool take_mark(std::string_view kind, const std::string& end_to_end_id, base::Date day);
    bool take_sent(std::istringstream& words, Intent intent);
    std::unique_ptr<base::File> file_;
    std::map<std::string, Intent> all_;
    std::uint64_t end_ = 0;
    std::uint64_t batch_ = 0;  // number of the last append
    std::uint32_t epoch_ = 0;
    bool was_cut_ = false;
};

}  // namespace zhida::agent
