// What the API needs of the node behind it. Every call may come from several threads at once.
#pragma once

#include <chrono>
#include <map>
#include <variant>

#include "client/ledger.hpp"
#include "contracts/payment/types/records.hpp"
#include "core/chain/refusals.hpp"

namespace zhida::gateway {

// Who signed a request, as the ledger has it.
struct Caller {
    std::uint32_t organisation = 0;
    std::uint32_t person = 0;
    crypto::PublicKey key;
    std::vector<vocabulary::Role> roles;
    std::string source_system;  // of a source system, which is nobody else
    bool holds(vocabulary::Role role) const;
    std::string who() const;  // for the log
};

struct LedgerFacts {
    std::string name;
    bool sandbox = false;
    crypto::Profile profile = crypto::Profile::gm;
    std::string engine;
    std::size_t validators = 1;
};

struct EventView {
    std::uint64_t height = 0;
    base::Seconds time = 0;
    std::uint16_t kind = 0;
    base::Bytes payload;
};
struct EventPage {
    std::uint64_t next = 0;  // the cursor for the next page: the last height looked at
    std::vector<EventView> events;
};
inline constexpr std::size_t events_per_page_max = 1'000;

struct SectionView {
    std::uint32_t number = 0;
    std::uint64_t village = 0;
    std::string_view state;
    std::uint32_t lines = 0;
    std::int64_t fen = 0;
    std::uint32_t held = 0;
    chain::Digest digest{};
    chain::Digest overlay{};
};
struct ListView {
    vocabulary::ListId id{};
    std::string list_no;
    std::string source_system;
    bool source_signed = false;
    std::string_view state;
    std::uint64_t county = 0;
    std::uint32_t lines = 0;
    std::int64_t fen = 0;
    chain::Digest header{};
    chain::Digest overlay{};
    std::vector<SectionView> sections;  // of one list asked for by id
};

struct ListQuery {
    std::optional<std::string> state;
    std::uint64_t county = 0;     // 0: any
    vocabulary::ListId from{};    // the first one that may come
    std::size_t limit = 0;
};
struct ListPage {
    std::vector<ListView> lists;
    std::optional<vocabulary::ListId> next;
};

struct OrderRow {
    vocabulary::LineNumber line = 0;
    payment::Order order;
};
struct OrderQuery {
    vocabulary::ListId list{};
    std::optional<std::string> state;
    vocabulary::LineNumber from = 0;
    std::size_t limit = 0;
};
struct OrderPage {
    std::vector<OrderRow> orders;
    std::optional<vocabulary::LineNumber> next;
};
inline constexpr std::size_t rows_per_page_max = 1'000;
inline constexpr std::size_t rows_per_page = 100;  // when nobody says
inline constexpr std::size_t orders_looked_at_max = 20'000;  // of one page

// A package that was judged: prepared messages wait to be signed by who asked.
struct Prepared {
    vocabulary::ListId list{};
    std::size_t messages = 0;
    bool source_signed = false;
};
struct BadRows {
    std::string json;
};
struct NoPackage {
    base::Error error;
};
struct Busy {};
struct NoUpload {};  // it was never begun, or the node was started again meanwhile
using Imported = std::variant<Prepared, BadRows, NoPackage, Busy, NoUpload, base::Error>;

// A package that a source system pushed or a data platform had.
struct OfferedFile {
    std::string name;
    std::uint64_t size = 0;
    chain::Digest sm3{};
};
struct DeliveryFile {
    std::string name;
    std::uint64_t size = 0;
    std::uint64_t received = 0;
};
using DeliveryId = base::ByteArray<8>;
struct DeliveryView {
    DeliveryId id{};
    std::string source_system;
    std::string list_no;
    std::string channel;
    std::string_view state;
    base::Seconds begun = 0;
    std::vector<DeliveryFile> files;
    bool good = false;  // the judge found nothing: lines, fen and list are known
    std::uint32_t lines = 0;
    std::int64_t fen = 0;
    vocabulary::ListId list{};
    std::string report;  // of a refused one: JSON
};
struct PieceGap {
    std::uint64_t received = 0;
};
struct PieceDamaged {};  // the whole file has another digest
struct NoDelivery {};
using KeptPiece = std::variant<DeliveryView, PieceGap, PieceDamaged, NoDelivery, base::Error>;

struct Message {
    std::uint16_t type = 0;
    base::Bytes payload;
};

// A request that was not allowed.
struct Denial {
    std::string method;
    std::string path;
    std::string who;  // the person's number; empty: nobody the ledger knows
    std::string why;  // credential, role, rate, address
    std::string address;
    std::string request;  // its id, as in the answer's X-Request-Id
};

// What the API counts itself.
struct ApiFigures {
    std::map<unsigned, std::uint64_t> answers;  // by status
    std::map<std::string, std::uint64_t> denials;  // by reason
    std::uint32_t subscribers = 0;
    std::uint32_t waiters = 0;
};

class Node {
  public:
    virtual ~Node() = default;
    virtual client::Ledger& ledger() = 0;
    virtual LedgerFacts facts() = 0;
    virtual bool is_healthy() = 0;
    // Nothing: the ledger does not know the key, or it is revoked.
    virtual std::optional<Caller> caller(const crypto::KeyId& key) = 0;
    virtual client::Status wait_above(std::uint64_t height, std::chrono::milliseconds time) = 0;
    virtual const chain::RefusalText* refusal(chain::Code code) = 0;
    virtual base::Result<EventPage> events(std::uint64_t after, std::size_t limit) = 0;
    virtual ListPage lists(const ListQuery& query) = 0;
    virtual OrderPage orders(const OrderQuery& query) = 0;
    virtual std::optional<ListView> list(const vocabulary::ListId& id) = 0;
    // Of a durable block.
    virtual base::Result<chain::Digest> block_hash(std::uint64_t height) = 0;
    // A state entry with its proof, the header over it and the commit: CBOR.
    virtual base::Result<base::Bytes> proof(base::ByteView key) = 0;
    virtual base::Result<base::Bytes> slip(const vocabulary::ListId& list,
                                           vocabulary::LineNumber line, bool opened) = 0;

    // Forgets what was uploaded under this name before.
    virtual base::Status begin_upload(const std::string& package) = 0;
    // A piece of a file from `offset` on; pieces come in order.
    virtual base::Status keep_upload(const std::string& package, const std::string& file,
                                     std::uint64_t offset, const std::string& bytes) = 0;
    virtual Imported import(const std::string& package) = 0;
    virtual base::Result<Message> prepared(const vocabulary::ListId& list, std::size_t number) = 0;
    virtual std::uint32_t office() = 0;  // whose vault lies here

    // The key a source system is registered with; nothing: it has none, or is not known.
    virtual std::optional<crypto::PublicKey> source_key(const std::string& source_system) = 0;
    virtual base::Result<DeliveryView> begin_delivery(const std::string& source_system,
                                                      const std::string& list_no,
                                                      const std::vector<OfferedFile>& files) = 0;
    virtual std::optional<DeliveryView> delivery(const DeliveryId& id) = 0;
    virtual KeptPiece keep_piece(const DeliveryId& id, const std::string& file,
                                 std::uint64_t offset, const std::string& bytes) = 0;
    virtual std::vector<DeliveryView> deliveries() = 0;

    virtual base::Seconds wall_time() = 0;
    // One line in the log of denials.
    virtual void denied(const Denial& denial) = 0;
    // Of the state that reads see now; the same root, the same answers.
    virtual chain::Digest state_root() = 0;
    // For Prometheus.
    virtual std::string metrics(const ApiFigures& api) = 0;
};

}  // namespace zhida::gateway
