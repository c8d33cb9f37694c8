// A sandbox county in one process: vault, ledger, five banks with their books and agents, and every
// officer with an own key. Walks one package from intake to the closed list, in the order of acts
// of the main job, and tells what came out. Each step returns the first thing that went wrong.
#pragma once

#include <map>
#include <memory>

#include "banks/agent/agent.hpp"
#include "banks/sim/book.hpp"
#include "contracts/resettle/rules/resettle.hpp"
#include "intake/package.hpp"
#include "node/assembly/assembly.hpp"
#include "node/county/county.hpp"
#include "node/importing/importing.hpp"
#include "node/local/local_ledger.hpp"

namespace zhida::sandbox {

using vocabulary::BankCode;

// A bank in this process that can lose replies on demand: executed, never answered.
class InProcessBank final : public bank_port::BankPort {
  public:
    explicit InProcessBank(sim::Book& book)
        : book_{book} {}
    base::Result<std::vector<vocabulary::Reason>> verify(
        const std::vector<bank_port::AccountQuestion>& questions) override;
    std::vector<bank_port::OrderAnswer> submit(
        const std::string& message_id,
        const std::vector<bank_port::Instruction>& instructions) override;
    std::vector<bank_port::OrderAnswer> enquire(const std::vector<std::string>& ids) override;
    base::Result<std::optional<bank_port::Statement>> statement(base::Date day) override;
    base::Result<std::vector<bank_port::Entry>> entries(std::uint64_t after) override;

    unsigned lose_replies = 0;  // how many of the next replies are lost
    unsigned lose_answers = 0;  // of enquiries
    unsigned sent = 0;

  private:
    sim::Book& book_;
};

struct Slot {
    std::uint64_t lines = 0;
    std::int64_t fen = 0;
    friend bool operator==(const Slot&, const Slot&) = default;
};

struct Report {
    Slot all;
    Slot paid;
    Slot returned;
    Slot in_doubt;
    std::map<std::string, Slot> failed;
    std::map<std::string, Slot> held;
    std::map<std::string, std::int64_t> balances;
};

// Where the sandbox lies and what it knows from outside.
struct Setting {
    base::Disk& disk;
    std::string books;  // a folder for the banks' books, or ":memory:"
    intake::Terms terms;
    std::string accounts_csv;  // its text
};

class Sandbox {
  public:
    // Makes the people, the genesis and an empty ledger for the package's county and day.
    static base::Result<std::unique_ptr<Sandbox>> make(const Setting& setting,
                                                       intake::Content content);
    ~Sandbox();

    base::Status import();
    base::Status verify();
    base::Status villages();
    base::Status townships();
    base::Status county_and_area();
    base::Status fund();
    base::Status release();
    base::Status pay();
    base::Status close_day();
    base::Status next_working_day();
    base::Status close_list();
    Report report() const;
    bool is_closed() const;

    template <class M>
    base::Status act(const std::string& who, const M& message);
    base::Status move_to(base::Seconds time);
    const chain::Machine& machine() const { return *machine_; }
    InProcessBank& bank(BankCode code) { return *banks_.at(code); }
    sim::Book& book(BankCode code) { return *books_.at(code); }
    const ordering::Embedded& engine() const { return *engine_; }
    bool source_signed() const { return list().source_signed; }

  private:
    Sandbox(base::Disk& disk, intake::Content content);
    base::Status start(const Setting& setting);
    base::Status add_bank(const Setting& setting, const county::Bank& bank);
    resettle::List list() const;
    template <class M>
    M header() const;
    base::Status each_agent(const std::function<base::Status(BankCode, agent::Agent&)>& step);
    base::Status move_to_working_day(unsigned days_ahead);

    class Verifier;
    base::Disk& disk_;
    intake::Content content_;
    crypto::SystemRandom random_;
    crypto::SigningKey validator_;
    county::County people_;
    std::unique_ptr<chain::SignatureCheck> verifier_;
    std::unique_ptr<chain::Machine> machine_;
    std::unique_ptr<ordering::Embedded> engine_;
    std::unique_ptr<vault::Vault> vault_;
    std::unique_ptr<node::LocalLedger> ledger_;
    std::map<BankCode, std::unique_ptr<sim::Book>> books_;
    std::map<BankCode, std::unique_ptr<InProcessBank>> banks_;
    std::map<BankCode, std::unique_ptr<agent::Intents>> intents_;
    std::map<BankCode, std::unique_ptr<agent::Agent>> agents_;
    vocabulary::ListId list_{};
    std::uint64_t references_ = 0;
};

}  // namespace zhida::sandbox
