// One bank's agent. Each step does what is due and can be stopped after any line: what it knows is
// on the ledger, in its intents or at the bank.
#pragma once

#include <map>
#include <set>

#include "banks/agent/hours.hpp"
#include "banks/agent/intents.hpp"
#include "banks/agent/matching.hpp"
#include "banks/port/port.hpp"
#include "client/identity.hpp"
#include "client/ledger.hpp"
#include "core/crypto/sealing.hpp"
#include "vault/vault.hpp"

namespace zhida::agent {

struct Setting {
    vocabulary::BankCode bank = 0;
    std::uint32_t epoch = 1;
    crypto::Profile profile = crypto::Profile::gm;
    Hours hours;
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

    // Everything that is due, once. Returns how many orders are without a proven outcome. An error
    // when a newer agent has taken this one's place: nothing is said or sent any more.
    base::Result<std::size_t> turn();
    // Says on the ledger that this agent stands in for all older ones, and takes what they may have
    // sent for its own (payment.md §3, rule 1).
    base::Status stand_in();

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
    // What the bank has told of an order's debits since the last closed day.
    struct Debit {
        base::Date day;  // of the first one
        std::int64_t fen = 0;
        unsigned lines = 0;
    };
    template <class M>
    base::Result<chain::Receipt> submit(const M& message,
                                        std::initializer_list<base::ByteView> about);
    template <class M>
    base::Status say(const M& message, std::initializer_list<base::ByteView> about,
                     std::initializer_list<chain::Code> no_news = {});
    base::Status verify_list(const client::VerificationWork& work);
    base::Status adopt();
    base::Status adopt(const vocabulary::ListId& list,
                       const std::vector<client::AccountView>& accounts);
    base::Status claim_anew(std::vector<client::OrderView>& orders);
    bool is_foreign(const client::OrderView& order) const;
    base::Status claim(const std::vector<client::OrderView>& orders);
    base::Status send(const std::vector<client::OrderView>& orders);
    base::Status follow_up(std::vector<client::OrderView> orders, base::Date today, bool is_open);
    base::Status enquire(const std::vector<client::OrderView>& orders, base::Date today,
                         bool is_open);
    base::Result<bool> is_open(base::Seconds time);  // for orders
    base::Status note_stops();
    bool is_stopped(const client::OrderView& order) const;
    base::Status report(const std::vector<client::OrderView>& orders,
                        const std::vector<bank_port::OrderAnswer>& answers,
                        payment::Evidence evidence, base::Date today);
    base::Result<std::vector<client::OrderView>> open_orders();
    base::Result<std::vector<vault::OpenedLine>> records(const vocabulary::ListId& list,
                                                         vocabulary::LineNumber from,
                                                         std::size_t limit);
    base::Result<std::vector<bank_port::Entry>> new_entries(const client::AccountView& account);
    void forget_to(base::Date day);
    base::Status note(const client::AccountView& account, const bank_port::Entry& entry);
    base::Status note_debit(const bank_port::Entry& entry);
    base::Status tell_returns();
    base::Result<bool> note_return(const bank_port::Entry& entry);
    base::Status close(const client::AccountView& account, base::Date day);
    base::Status resolve_by(const bank_port::Statement& statement);
    base::Status fail_unheard(const std::vector<client::OrderView>& orders, base::Date day);
    bool may_send(const client::OrderView& order) const;
    std::optional<base::Date> first_day_to_close(const client::AccountView& account) const;
    base::Status name_doubts(const client::AccountView& account,
                             std::vector<payment::BreakItem>& items);
    bool is_unseen(const client::OrderView& order, const Intent& intent, base::Date day) const;
    base::Result<Books> books(const bank_port::Statement& statement);
    base::Result<payment::Seen> seen();
    crypto::Hash hash() const { return crypto::hash_of(setting_.profile); }

    Setting setting_;
    client::Identity identity_;
    client::Ledger& ledger_;
    bank_port::BankPort& bank_;
    Intents& intents_;
    crypto::SystemRandom random_;               // names messages
    std::uint64_t noted_ = 0;                // entries up to this one have been told
    std::optional<bank_port::Entry> last_;   // that one, as the bank told it
    std::map<std::string, Debit> debits_;    // of days that are not closed
    std::vector<bank_port::Entry> returns_;  // not told yet
    std::set<base::Date> days_moved_;        // of the bank's entries
    std::set<vocabulary::AccountId> stopped_;
    bool debits_twice_ = false;  // the bank, in entries of a day that is not closed
};

}  // namespace zhida::agent
