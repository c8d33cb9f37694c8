// One bank's agent. Each step does what is due and can be stopped after any line: what it knows is
// on the ledger, in its intents or at the bank.
#pragma once

#include <map>
#include <set>

#include "banks/agent/intents.hpp"
#include "banks/agent/matching.hpp"
#include "banks/port/port.hpp"
#include "client/identity.hpp"
#include "client/ledger.hpp"
#include "core/crypto/sealing.hpp"
#include "vault/vault.hpp"

namespace zhida::agent {

// Hour of the bank's day after which its statement is complete, in seconds since midnight.
inline constexpr base::Seconds cut_off_default = 17 * 3'600;

struct Setting {
    vocabulary::BankCode bank = 0;
    std::uint32_t epoch = 1;
    crypto::Profile profile = crypto::Profile::gm;
    base::Seconds cut_off = cut_off_default;
    // The bank executes an end-to-end id once, however often it is sent. Then an order it says it
    // has never heard of is sent again under the same id; else it waits for the day's statement.
    bool deduplicates = true;
    // The ledger was brought back from a backup (agent's Sight).
    bool after_restore = false;
};

class Agent {
  public:
    Agent(Setting setting, client::Identity identity, client::Ledger& ledger,
          bank_port::BankPort& bank, Intents& intents)
        : setting_{setting},
          identity_{std::move(identity)},
          ledger_{ledger},
          bank_{bank},
          intents_{intents} {}

    // Everything that is due, once. Returns how many orders are without a proven outcome.
    base::Result<std::size_t> turn();

    // Answers for accounts of lists that wait for this bank.
    base::Status verify();
    // Credits and returns the bank has booked since the last closed day.
    base::Status note_entries();
    // Claims released orders, sends what was claimed, enquires what may be in flight. Returns how
    // many orders are still without a proven outcome.
    base::Result<std::size_t> pay();
    // Closes the days that are over: resolves doubts by their statements, names what stays open.
    base::Status close_due();

    // The bank's last entry that has been told to the ledger.
    std::uint64_t noted() const { return noted_; }

  private:
    template <class M>
    base::Status say(const M& message, std::initializer_list<base::ByteView> about);
    base::Status verify_list(const client::VerificationWork& work);
    base::Status claim(const std::vector<client::OrderView>& orders);
    base::Status send(const std::vector<client::OrderView>& orders);
    base::Status follow_up(const std::vector<client::OrderView>& orders, base::Date today,
                           bool is_open);
    base::Status enquire(const std::vector<client::OrderView>& orders, base::Date today,
                         bool is_open);
    bool is_open(base::Seconds time) const;  // before the bank's cut-off
    base::Status report(const std::vector<client::OrderView>& orders,
                        const std::vector<bank_port::OrderAnswer>& answers,
                        payment::Evidence evidence, base::Date today);
    base::Result<std::vector<client::OrderView>> open_orders();
    base::Result<std::vector<vault::OpenedLine>> records(const vocabulary::ListId& list,
                                                         vocabulary::LineNumber from,
                                                         std::size_t limit);
    base::Status tell_returns();
    base::Result<bool> note_return(const bank_port::Entry& entry);
    base::Status close(const client::AccountView& account, base::Date day);
    base::Status resolve_by(const bank_port::Statement& statement);
    base::Status fail_unheard(const std::vector<client::OrderView>& orders, base::Date day);
    bool may_send(const client::OrderView& order) const;
    std::optional<base::Date> first_day_to_close(const client::AccountView& account) const;
    base::Status name_doubts(const client::AccountView& account,
                             std::vector<payment::BreakItem>& items);
    base::Result<Books> books(const bank_port::Statement& statement);
    base::Result<payment::Seen> seen();
    crypto::Hash hash() const { return crypto::hash_of(setting_.profile); }

    Setting setting_;
    client::Identity identity_;
    client::Ledger& ledger_;
    bank_port::BankPort& bank_;
    Intents& intents_;
    crypto::SystemRandom random_;               // names messages
    std::uint64_t noted_ = 0;                   // entries up to this one have been told
    std::map<std::string, base::Date> debits_;  // that the bank has told of, and their day
    std::vector<bank_port::Entry> returns_;     // not told yet
    std::set<base::Date> days_moved_;           // of the bank's entries
};

}  // namespace zhida::agent
