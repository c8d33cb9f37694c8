// A node for tests of the API: it has what it is given and notes what it is asked.
#pragma once

#include "gateway/node.hpp"

namespace zhida::gateway {

class TestingNode final : public Node {
  public:
    std::vector<Caller> callers;
    std::map<std::string, crypto::PublicKey> sources;
    std::vector<Denial> denials;
    std::vector<EventView> events_made;
    std::vector<ListView> lists_made;
    DeliveryView delivered;
    chain::Digest root{};
    std::uint32_t office_number = 0;
    base::Seconds now = 1'000'000;
    int looks = 0;  // at lists

    void add_list(std::uint8_t number, std::string_view state) {
        ListView one;
        one.id[0] = number;
        one.list_no = std::to_string(number);
        one.state = state;
        lists_made.push_back(std::move(one));
    }

    client::Ledger& ledger() override { return ledger_; }
    LedgerFacts facts() override { return {"test", true, crypto::Profile::gm, "embedded", 1}; }
    bool is_healthy() override { return true; }
    std::optional<Caller> caller(const crypto::KeyId& key) override {
        for (const Caller& one : callers) {
            if (crypto::key_id(one.key) == key) return one;
        }
        return std::nullopt;
    }
    client::Status wait_above(std::uint64_t, std::chrono::milliseconds) override { return {}; }
    const chain::RefusalText* refusal(chain::Code) override { return nullptr; }
    base::Result<EventPage> events(std::uint64_t after, std::size_t) override {
        EventPage page{.next = after, .events = {}};
        for (const EventView& one : events_made) {
            if (one.height <= after) continue;
            page.events.push_back(one);
            page.next = one.height;
        }
        return page;
    }
    ListPage lists(const ListQuery& query) override {
        ++looks;
        ListPage page;
        for (const ListView& one : lists_made) {
            if (one.id < query.from || (query.state && one.state != *query.state)) continue;
            if (page.lists.size() == query.limit) {
                page.next = one.id;
                break;
            }
            page.lists.push_back(one);
        }
        return page;
    }
    OrderPage orders(const OrderQuery&) override { return {}; }
    std::optional<ListView> list(const vocabulary::ListId& id) override {
        for (const ListView& one : lists_made) {
            if (one.id == id) return one;
        }
        return std::nullopt;
    }
    base::Result<chain::Digest> block_hash(std::uint64_t) override { return chain::Digest{}; }
    base::Result<base::Bytes> proof(base::ByteView) override { return base::Bytes{}; }
    base::Result<base::Bytes> slip(const vocabulary::ListId&, vocabulary::LineNumber,
                                   bool) override {
        return base::Bytes{};
    }
    base::Status begin_upload(const std::string&) override { return base::Done{}; }
    base::Status keep_upload(const std::string&, const std::string&, std::uint64_t,
                             const std::string&) override {
        return base::Done{};
    }
    Imported import(const std::string&) override { return NoUpload{}; }
    base::Result<Message> prepared(const vocabulary::ListId&, std::size_t) override {
        return Message{};
    }
    std::uint32_t office() override { return office_number; }
    std::optional<crypto::PublicKey> source_key(const std::string& source_system) override {
        const auto found = sources.find(source_system);
        if (found == sources.end()) return std::nullopt;
        return found->second;
    }
    base::Result<DeliveryView> begin_delivery(const std::string&, const std::string&,
                                              const std::vector<OfferedFile>&) override {
        return delivery_now();
    }
    std::optional<DeliveryView> delivery(const DeliveryId&) override { return delivery_now(); }
    KeptPiece keep_piece(const DeliveryId&, const std::string&, std::uint64_t,
                         const std::string&) override {
        return delivery_now();
    }
    std::vector<DeliveryView> deliveries() override { return {delivery_now()}; }
    base::Seconds wall_time() override { return now; }
    void denied(const Denial& denial) override { denials.push_back(denial); }
    chain::Digest state_root() override { return root; }
    std::string metrics(const ApiFigures&) override { return "zhida_height 0\n"; }

  private:
    DeliveryView delivery_now() const {
        DeliveryView out = delivered;
        out.state = "READY";
        out.channel = "push";
        out.good = true;
        return out;
    }

    class NoLedger final : public client::Ledger {
        static base::Error none() { return base::fail("no ledger"); }
        base::Result<client::Status> status() override { return none(); }
        base::Result<chain::Receipt> submit(const base::Bytes&) override { return none(); }
        base::Result<std::vector<client::VerificationWork>> verification_work(
            vocabulary::BankCode) override {
            return none();
        }
        base::Result<std::vector<client::OrderView>> open_orders(vocabulary::BankCode,
                                                                 const client::OrderPlace&,
                                                                 std::size_t) override {
            return none();
        }
        base::Result<std::vector<client::AccountView>> accounts(vocabulary::BankCode) override {
            return none();
        }
        base::Result<std::vector<client::OrderView>> list_orders(vocabulary::BankCode,
                                                                 const vocabulary::ListId&,
                                                                 vocabulary::LineNumber,
                                                                 std::size_t) override {
            return none();
        }
        base::Result<base::Bytes> sealed(const vocabulary::ListId&, vocabulary::OrganisationId,
                                         vocabulary::LineNumber, std::size_t) override {
            return none();
        }
        base::Result<std::vector<client::StateEntry>> state(base::ByteView, base::ByteView,
                                                            std::size_t) override {
            return none();
        }
        base::Status keep_statement(const base::Bytes&) override { return base::Done{}; }
        base::Result<base::Bytes> statement(const chain::Digest&) override { return none(); }
    };
    NoLedger ledger_;
};

}  // namespace zhida::gateway
