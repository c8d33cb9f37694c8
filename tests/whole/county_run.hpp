// A whole county in one process: intake, vault, ledger, five banks with their books and agents, and
// every officer. Plays payment.md §9 for one package and tells what came out.
#pragma once

#include <map>
#include <memory>

#include "banks/agent/agent.hpp"
#include "banks/sim/book.hpp"
#include "contracts/resettle/rules/resettle.hpp"
#include "core/store/testing_disk.hpp"
#include "intake/package.hpp"
#include "node/assembly/assembly.hpp"
#include "node/county/county.hpp"
#include "node/importing/importing.hpp"
#include "node/local/local_ledger.hpp"

namespace zhida::whole {

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

class CountyRun {
  public:
    CountyRun(const std::string& package, const std::string& accounts_csv);

    void import();
    void verify();
    void villages();
    void townships();
    void county_and_area();
    void fund();
    void release();
    void pay();
    void close_day();
    void next_working_day();
    void close_list();
    void run_all();
    Report report() const;
    bool is_closed() const;

    template <class M>
    chain::Code act(const std::string& who, const M& message);
    void move_to(base::Seconds time);
    const chain::Machine& machine() const { return *machine_; }
    InProcessBank& bank(BankCode code) { return *banks_.at(code); }
    sim::Book& book(BankCode code) { return *books_.at(code); }
    store::TestingDisk disk;

  private:
    resettle::List list() const;
    template <class M>
    M header() const;

    class Verifier;
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
    base::Date paid_on_;
};

}  // namespace zhida::whole
