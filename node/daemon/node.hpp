// One node, assembled from its configuration: ledger, vault, import desk, and what the API asks of
// them.
#pragma once

#include "gateway/node.hpp"
#include "node/daemon/config.hpp"
#include "node/daemon/delivery_desk.hpp"
#include "node/daemon/gauges.hpp"
#include "node/daemon/import_desk.hpp"
#include "node/daemon/shared_ledger.hpp"
#include "node/daemon/shredder.hpp"
#include "node/daemon/verdicts.hpp"
#include "node/daemon/views.hpp"
#include "node/denials/denials.hpp"
#include "node/posix/posix_disk.hpp"
#include "node/pulling/pulling.hpp"
#include "node/webhooks/webhooks.hpp"
#include "proof/history_keeper.hpp"

namespace zhida::daemon {

class Daemon final : public gateway::Node {
  public:
    static base::Result<std::unique_ptr<Daemon>> start(const Config& config);
    ~Daemon() override;
    // Everything that was accepted is answered and durable when it returns.
    void stop();

    client::Ledger& ledger() override { return *shared_; }
    gateway::LedgerFacts facts() override;
    bool is_healthy() override {
        return !shared_->has_failed() && !(shredder_ && shredder_->has_failed());
    }
    std::optional<gateway::Caller> caller(const crypto::KeyId& key) override;
    client::Status wait_above(std::uint64_t height, std::chrono::milliseconds time) override;
    const chain::RefusalText* refusal(chain::Code code) override;
    base::Result<gateway::EventPage> events(std::uint64_t after, std::size_t limit) override;
    gateway::ListPage lists(const gateway::ListQuery& query) override;
    gateway::OrderPage orders(const gateway::OrderQuery& query) override;
    std::optional<gateway::ListView> list(const vocabulary::ListId& id) override;
    base::Result<chain::Digest> block_hash(std::uint64_t height) override;
    base::Result<base::Bytes> proof(base::ByteView key) override;
    base::Result<base::Bytes> slip(const vocabulary::ListId& list, vocabulary::LineNumber line,
                                   bool opened) override;
    base::Status begin_upload(const std::string& package) override;
    base::Status keep_upload(const std::string& package, const std::string& file,
                             std::uint64_t offset, const std::string& bytes) override;
    gateway::Imported import(const std::string& package) override;
    base::Result<gateway::Message> prepared(const vocabulary::ListId& list,
                                            std::size_t number) override;
    std::uint32_t office() override { return config_.office; }
    std::optional<crypto::PublicKey> source_key(const std::string& source_system) override;
    base::Result<gateway::DeliveryView> begin_delivery(
        const std::string& source_system, const std::string& list_no,
        const std::vector<gateway::OfferedFile>& files) override;
    std::optional<gateway::DeliveryView> delivery(const gateway::DeliveryId& id) override;
    gateway::KeptPiece keep_piece(const gateway::DeliveryId& id, const std::string& file,
                                  std::uint64_t offset, const std::string& bytes) override;
    std::vector<gateway::DeliveryView> deliveries() override;
    // How far the views lag; nothing when this node has none.
    std::optional<Views::Lag> views_lag();
    base::Seconds wall_time() override;
    void denied(const gateway::Denial& denial) override;
    chain::Digest state_root() override;
    std::string metrics(const gateway::ApiFigures& api) override;
    // Those of the configuration; also while the node runs.
    base::Status set_webhooks(const Config& config);


  private:
    explicit Daemon(const Config& config);
    base::Status open_ledger();
    base::Status open_engine(const chain::Genesis& genesis, const crypto::SigningKey& validator);
    base::Status open_office();
    base::Status open_shredder();
    base::Status open_deliveries(const crypto::SigningKey& vault_key);
    LedgerTerms terms_now(std::uint64_t county);
    std::optional<resettle::ListState> list_now(const vocabulary::ListId& id);
    template <class Made>
    auto when_durable(const Made& make) -> decltype(make());
    proof::Sources sources();
    base::Result<std::vector<proof::Opening>> openings(const vocabulary::ListId& list,
                                                       vocabulary::LineNumber line);

    Config config_;
    node::PosixDisk disk_;
    crypto::SystemRandom random_;
    Verdicts verdicts_;
    std::unique_ptr<Journal> journal_;
    std::mutex slips_;  // one slip is made at a time
    std::unique_ptr<proof::HistoryKeeper> history_;
    std::unique_ptr<chain::Machine> machine_;
    std::unique_ptr<ordering::Embedded> engine_;
    std::unique_ptr<vault::Vault> vault_;
    std::unique_ptr<node::LocalLedger> local_;
    std::unique_ptr<SharedLedger> shared_;
    feed::Pending pending_{tables::state_tables()};
    std::unique_ptr<Views> views_;
    std::unique_ptr<ImportDesk> desk_;
    std::unique_ptr<DeliveryDesk> deliveries_;
    std::unique_ptr<pulling::Puller> puller_;
    std::unique_ptr<Gauges> gauges_;
    std::unique_ptr<denials::DenialLog> denials_;
    std::unique_ptr<webhooks::Webhooks> webhooks_;
    std::unique_ptr<Shredder> shredder_;
};

}  // namespace zhida::daemon
