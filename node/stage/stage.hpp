// The processes of one sandbox county, and what a walk asks of them.
#pragma once

#include <chrono>

#include "node/installation/installation.hpp"
#include "node/stage/home_lock.hpp"
#include "node/stage/package.hpp"
#include "node/stage/processes.hpp"
#include "node/stage/stillness.hpp"
#include "transport/http.hpp"

namespace zhida::stage {

class Stage final : public walk::Surroundings {
  public:
    // Starts everything; `programs`: the folder with zhidad, zhida-agent and zhida-banksim.
    // Refused, and nothing touched, while another command runs the installation.
    static base::Result<std::unique_ptr<Stage>> start(const installation::Place& place,
                                                      const std::string& programs);
    ~Stage() override;

    client::Ledger& ledger() override { return *ledger_; }
    base::Result<walk::Prepared> prepare() override { return prepared_; }
    base::Status deposit(vocabulary::BankCode bank, vocabulary::Fen amount,
                         const std::string& reference) override;
    base::Status move_banks(base::Date day) override;
    base::Result<bool> agents_caught_up() override;
    base::Result<bool> await(const std::function<base::Result<bool>()>& done) override;

    // The package the walk will import.
    Handed hand_in(const std::string& folder);
    base::Status add_accounts(const std::string& csv);
    base::Status set_faults(vocabulary::BankCode bank, const std::string& json);
    // A line's slip as a file, its payee's fields opened.
    base::Result<std::string> slip(const vocabulary::ListId& list, vocabulary::LineNumber line);
    const county::County& people() const { return installation_.people; }
    client::RemoteLedger& node() { return *ledger_; }
    std::uint64_t node_peak_mb() { return processes_.peak_mb("zhidad"); }
    // Of all processes together, each at its own peak.
    std::uint64_t peak_mb() { return processes_.peak_mb(); }
    std::uint64_t restarts() const { return processes_.restarts(); }
    void stop() { processes_.stop(); }

  private:
    Stage(HomeLock lock, installation::Installation installation, const installation::Ports& ports);
    std::optional<std::int64_t> agent_says(vocabulary::BankCode bank, const char* name);
    Stillness::Turns agents_turns();
    base::Status start_all(const std::string& programs);
    base::Result<std::string> control(vocabulary::BankCode bank, const std::string& method,
                                      const std::string& path, const std::string& body);

    HomeLock lock_;
    installation::Installation installation_;
    installation::Ports ports_;
    Processes processes_;
    std::unique_ptr<client::RemoteLedger> ledger_;
    std::unique_ptr<client::RemoteLedger> importer_;
    std::map<vocabulary::BankCode, std::unique_ptr<transport::Client>> banks_;
    walk::Prepared prepared_;
};

}  // namespace zhida::stage
