// A sandbox county in one process: vault, ledger, five banks with their books and agents, and every
// officer with an own key. The surroundings of a walk for tests: quick, on any disk, with banks
// that lose replies on demand.
#pragma once

#include <set>

#include <map>
#include <memory>

#include "banks/agent/agent.hpp"
#include "banks/sim/book.hpp"
#include "intake/package.hpp"
#include "node/importing/importing.hpp"
#include "node/local/local_ledger.hpp"
#include "node/walk/walk.hpp"

namespace zhida::sandbox {

using vocabulary::BankCode;

// A bank in this process, at the end of a line that does its worst on demand.
class InProcessBank final : public bank_port::BankPort {
  public:
    InProcessBank(sim::Book& book, BankCode code)
        : book_{book},
          code_{code} {}
    base::Result<std::vector<vocabulary::Reason>> verify(
        const std::vector<bank_port::AccountQuestion>& questions) override;
    std::vector<bank_port::OrderAnswer> submit(
        const std::string& message_id,
        const std::vector<bank_port::Instruction>& instructions) override;
    std::vector<bank_port::OrderAnswer> enquire(const std::vector<std::string>& ids) override;
    base::Result<std::optional<bank_port::Statement>> statement(base::Date day) override;
    base::Result<std::vector<bank_port::Entry>> entries(std::uint64_t after) override;

    // Messages that were given up arrive after all.
    void let_arrive();

    unsigned lose_requests = 0;  // how many of the next messages never arrive
    unsigned lose_replies = 0;   // how many of the next replies are lost
    unsigned lose_answers = 0;   // of enquiries
    unsigned copies = 1;         // each message arrives so often
    bool delays = false;         // messages stay on their way, replies are given up
    bool mixes_replies = false;  // to a message comes the reply to the one before
    bool is_dead = false;        // nothing is answered
    unsigned lost = 0;           // orders whose reply was lost

  private:
    sim::Book& book_;
    BankCode code_;
    std::vector<std::vector<bank_port::Instruction>> under_way_;
    std::vector<bank_port::OrderAnswer> earlier_;
};

// Where the sandbox lies and what it knows from outside.
struct Setting {
    base::Disk& disk;
    std::string books;  // a folder for the banks' books, or ":memory:"
    intake::Terms terms;
    std::string accounts_csv;  // its text
    crypto::Profile profile = crypto::Profile::gm;
    bool one_account = false;     // the main account pays every bank's payees
    agent::Hours hours = {};      // of every bank
    bool deduplicates = true;     // what the agents think of their banks
};

class Sandbox final : public walk::Surroundings {
  public:
    // Makes the people, the genesis and an empty ledger for the package's county and day.
    static base::Result<std::unique_ptr<Sandbox>> make(const Setting& setting,
                                                       intake::Content content);
    ~Sandbox() override;

    client::Ledger& ledger() override { return *ledger_; }
    base::Result<walk::Prepared> prepare() override;
    base::Status deposit(BankCode bank, vocabulary::Fen amount,
                         const std::string& reference) override;
    base::Status move_banks(base::Date day) override;
    base::Result<bool> agents_caught_up() override;
    base::Result<bool> await(const std::function<base::Result<bool>()>& done) override;

    walk::Walk& walk() { return *walk_; }
    const county::County& people() const { return people_; }
    const chain::Machine& machine() const { return *machine_; }
    ordering::Embedded& engine() { return *engine_; }
    vault::Vault& vault() { return *vault_; }
    InProcessBank& bank(BankCode code) { return *banks_.at(code); }
    sim::Book& book(BankCode code) { return *books_.at(code); }
    // A stopped agent has no turns until it goes on.
    void stop_agent(BankCode code) { stopped_.insert(code); }
    void go_on(BankCode code) { stopped_.erase(code); }
    agent::Agent& agent(BankCode code) { return *agents_.at(code); }
    // Another agent of the bank, with a log of its own that knows nothing of the first one's, takes
    // its turns from now on. The first one is left alive, for whoever wants to ask it again.
    base::Result<std::unique_ptr<agent::Agent>> replace_agent(BankCode code, std::uint32_t epoch);
    // Why the newest turn of an agent failed. It does not keep the others from their turns.
    const std::map<BankCode, base::Error>& troubles() const { return troubles_; }

  private:
    Sandbox(const Setting& setting, intake::Content content);
    base::Status start(const Setting& setting);
    base::Status add_bank(const Setting& setting, const county::Bank& bank);
    base::Status add_agent(BankCode code, std::uint32_t epoch, const std::string& log);
    std::vector<vocabulary::OrganisationId> readers_of(BankCode bank) const;

    class Verifier;
    base::Disk& disk_;
    crypto::Profile profile_;
    bool one_account_;
    agent::Hours hours_;
    bool deduplicates_;
    intake::Content content_;
    crypto::SystemRandom random_;
    crypto::SigningKey validator_;
    county::County people_;
    std::unique_ptr<chain::SignatureCheck> verifier_;
    std::unique_ptr<chain::Machine> machine_;
    std::unique_ptr<ordering::Embedded> engine_;
    std::unique_ptr<vault::Vault> vault_;
    std::unique_ptr<node::LocalLedger> ledger_;
    std::unique_ptr<walk::Walk> walk_;
    std::map<BankCode, std::unique_ptr<sim::Book>> books_;
    std::map<BankCode, std::unique_ptr<InProcessBank>> banks_;
    std::vector<std::unique_ptr<agent::Intents>> logs_;  // of agents now and before
    std::map<BankCode, std::unique_ptr<agent::Agent>> agents_;
    std::set<BankCode> stopped_;
    std::map<BankCode, base::Error> troubles_;
};

}  // namespace zhida::sandbox
