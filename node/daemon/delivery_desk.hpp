// Packages that were pushed or pulled: judged one after the other as they come, then waiting for
// the importer. Nothing of them goes on the ledger here.
#pragma once

#include <condition_variable>
#include <thread>

#include "node/daemon/import_desk.hpp"
#include "node/deliveries/deliveries.hpp"

namespace zhida::daemon {

class DeliveryDesk {
  public:
    // Whether the ledger has a list.
    using OnLedger = std::function<bool(const vocabulary::ListId& list)>;
    DeliveryDesk(std::unique_ptr<deliveries::Deliveries> store, ImportDesk& desk,
                 crypto::Hash hash, OnLedger on_ledger);
    ~DeliveryDesk();

    base::Result<gateway::DeliveryView> begin(const std::string& source_system,
                                              const std::string& list_no,
                                              const std::vector<gateway::OfferedFile>& files);
    std::optional<gateway::DeliveryView> find(const gateway::DeliveryId& id);
    gateway::KeptPiece keep(const gateway::DeliveryId& id, const std::string& file,
                            std::uint64_t offset, const std::string& bytes);
    std::vector<gateway::DeliveryView> all();
    // Lays a READY delivery out as an upload of the desk, for its import. Nothing: it is none of
    // these, and `package` is the name of an upload.
    std::optional<base::Status> lay_out(const std::string& package);

    deliveries::Deliveries& store() { return *store_; }
    void wake();  // something may be complete

  private:
    void work();
    void judge(const deliveries::Delivery& delivery);
    deliveries::Verdict verdict_of(const deliveries::Delivery& delivery,
                                   const std::string& package);
    gateway::DeliveryView view(deliveries::Delivery delivery);

    std::unique_ptr<deliveries::Deliveries> store_;
    ImportDesk& desk_;
    crypto::Hash hash_;
    OnLedger on_ledger_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool woken_ = false;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace zhida::daemon
