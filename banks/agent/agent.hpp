// One bank's agent. Each step does what is due and can be stopped after any line: what it knows is
// on the ledger, in its intents or at the bank.
#pragma once

#include "banks/agent/intents.hpp"
#include "banks/port/port.hpp"
#include "client/identity.hpp"
#include "client/ledger.hpp"
#include "vault/vault.hpp"

namespace zhida::agent {

struct Setting {
    vocabulary::BankCode bank = 0;
    std::uint32_t epoch = 1;
    crypto::Profile profile = crypto::Profile::gm;
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

    // Answers for accounts of lists that wait for this bank.
    base::Status verify();
    // Credits and returns the bank has booked since the last closed day.
    base::Status note_entries();
    // Claims released orders, sends what was claimed, enquires what may be in flight. Returns how
    // many orders are still without a proven outcome.
    base::Result<std::size_t> pay();
    // Closes a day that is over: resolves doubts by its statement, names what stays open.
    base::Status close(base::Date day);

  private:
    template <class M>
    base::Status say(const M& message, std::initializer_list<base::ByteView> about);
    base::Status verify_list(const client::VerificationWork& work);
    base::Status claim(const std::vector<client::OrderView>& orders);
    base::Result<std::vector<bank_port::OrderAnswer>> send(
        const std::vector<client::OrderView>& orders);
    base::Status report(const std::vector<client::OrderView>& orders,
                        const std::vector<bank_port::OrderAnswer>& answers,
                        payment::Evidence evidence, base::Date booked);
    base::Result<std::vector<vault::OpenedLine>> records(const vocabulary::ListId& list,
                                                         vocabulary::LineNumber from,
                                                         std::size_t limit);
    base::Status note_return(const bank_port::Entry& entry);
    base::Status resolve_by(const bank_port::Statement& statement);
    base::Result<payment::Seen> seen();

    Setting setting_;
    client::Identity identity_;
    client::Ledger& ledger_;
    bank_port::BankPort& bank_;
    Intents& intents_;
};

}  // namespace zhida::agent
