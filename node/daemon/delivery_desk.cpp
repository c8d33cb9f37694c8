#include "node/daemon/delivery_desk.hpp"

#include <boost/json.hpp>

#include "node/logging/logging.hpp"

namespace zhida::daemon {

using deliveries::Delivery;
using deliveries::State;
using deliveries::Verdict;

namespace {

constexpr std::chrono::minutes look_round{1};

Verdict refused(std::string report) {
    Verdict out{.state = State::refused};
    out.report = std::move(report);
    return out;
}

std::string report_of(const base::Error& error) {
    return boost::json::serialize(boost::json::object{
        {"error", {{"message_zh", error.zh}, {"message_en", error.en}}}});
}

std::string name_of(const deliveries::Id& id) { return "delivery-" + base::hex(id); }

}  // namespace

DeliveryDesk::DeliveryDesk(std::unique_ptr<deliveries::Deliveries> store, ImportDesk& desk,
                           crypto::Hash hash, OnLedger on_ledger)
    : store_{std::move(store)},
      desk_{desk},
      hash_{hash},
      on_ledger_{std::move(on_ledger)} {
    thread_ = std::thread{[this] { work(); }};
}

DeliveryDesk::~DeliveryDesk() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void DeliveryDesk::wake() {
    {
        const std::lock_guard lock{mutex_};
        woken_ = true;
    }
    changed_.notify_all();
}

void DeliveryDesk::work() {
    while (true) {
        while (const auto next = store_->next_to_judge()) {
            judge(*next);
            const std::lock_guard lock{mutex_};
            if (stopping_) return;
        }
        desk_.expire_uploads();
        std::unique_lock lock{mutex_};
        changed_.wait_for(lock, look_round, [this] { return stopping_ || woken_; });
        woken_ = false;
        if (stopping_) return;
    }
}

void DeliveryDesk::judge(const Delivery& delivery) {
    const std::string package = name_of(delivery.id);
    base::Status done = desk_.begin_upload(package);
    if (done) done = store_->unpack(delivery.id, desk_.upload_folder(package));
    const Verdict verdict =
        done ? verdict_of(delivery, package) : refused(report_of(done.error()));
    desk_.drop_upload(package);
    if (auto kept = store_->settle(delivery.id, verdict); !kept) {
        logging::write(logging::Level::error, "a verdict is not kept",
                       {{"delivery", base::hex(delivery.id)}, {"why", kept.error().en}});
        return;
    }
    logging::write(logging::Level::info, "delivery judged",
                   {{"delivery", base::hex(delivery.id)},
                    {"state", std::string{deliveries::word_of(verdict.state).name}}});
}

Verdict DeliveryDesk::verdict_of(const Delivery& delivery, const std::string& package) {
    const Judged judged = desk_.look(package);
    if (const auto* const bad = std::get_if<gateway::BadRows>(&judged)) return refused(bad->json);
    if (const auto* const none = std::get_if<gateway::NoPackage>(&judged))
        return refused(report_of(none->error));
    if (const auto* const error = std::get_if<base::Error>(&judged))
        return refused(report_of(*error));
    const auto& content = std::get<intake::Content>(judged);
    const auto& m = content.manifest;
    if (m.source_system != delivery.offer.source_system || m.list_no != delivery.offer.list_no) {
        return refused(report_of(base::fail(
            "manifest.json: source_system or list_no is not that of the delivery",
            "manifest.json：source_system 或 list_no 与交付不一致")));
    }
    Verdict out{.state = State::ready};
    out.lines = static_cast<std::uint32_t>(content.lines.size());
    for (const auto& line : content.lines) out.total_fen += line.amount_fen;
    out.list = resettle::list_id(hash_, m.source_system, m.list_no, 1);
    return out;
}

base::Result<gateway::DeliveryView> DeliveryDesk::begin(
    const std::string& source_system, const std::string& list_no,
    const std::vector<gateway::OfferedFile>& files) {
    deliveries::Offer offer{source_system, list_no, "push", {}};
    for (const auto& file : files) offer.files.push_back({file.name, file.size, file.sm3});
    auto begun = store_->begin(offer);
    if (!begun) return begun.error();
    if (begun->verdict.state == State::judging) wake();
    return view(std::move(*begun));
}

std::optional<gateway::DeliveryView> DeliveryDesk::find(const gateway::DeliveryId& id) {
    auto found = store_->find(id);
    if (!found) return std::nullopt;
    return view(std::move(*found));
}

gateway::KeptPiece DeliveryDesk::keep(const gateway::DeliveryId& id, const std::string& file,
                                      std::uint64_t offset, const std::string& bytes) {
    auto kept = store_->keep(id, file, offset, base::view(bytes));
    if (const auto* const gap = std::get_if<deliveries::Gap>(&kept))
        return gateway::PieceGap{gap->received};
    if (std::holds_alternative<deliveries::Damaged>(kept)) return gateway::PieceDamaged{};
    if (std::holds_alternative<deliveries::Unknown>(kept)) return gateway::NoDelivery{};
    if (auto* const error = std::get_if<base::Error>(&kept)) return std::move(*error);
    auto& now = std::get<Delivery>(kept);
    if (now.verdict.state == State::judging) wake();
    return view(std::move(now));
}

std::vector<gateway::DeliveryView> DeliveryDesk::all() {
    std::vector<gateway::DeliveryView> out;
    for (Delivery& one : store_->all()) out.push_back(view(std::move(one)));
    return out;
}

// That the importer's signature brought it onto the ledger shows there.
gateway::DeliveryView DeliveryDesk::view(Delivery delivery) {
    Verdict& verdict = delivery.verdict;
    if (verdict.state == State::ready && on_ledger_(verdict.list)) {
        verdict.state = State::imported;
        static_cast<void>(store_->settle(delivery.id, verdict));
    }
    gateway::DeliveryView out{.id = delivery.id,
                              .source_system = delivery.offer.source_system,
                              .list_no = delivery.offer.list_no,
                              .channel = delivery.offer.channel,
                              .state = deliveries::word_of(verdict.state).name,
                              .begun = delivery.begun,
                              .files = {},
                              .good = verdict.state == State::ready ||
                                      verdict.state == State::imported,
                              .lines = verdict.lines,
                              .fen = verdict.total_fen,
                              .list = verdict.list,
                              .report = verdict.report};
    for (std::size_t i = 0; i < delivery.received.size(); ++i) {
        const auto& file = delivery.offer.files[i];
        out.files.push_back({file.name, file.size, delivery.received[i]});
    }
    return out;
}

std::optional<base::Status> DeliveryDesk::lay_out(const std::string& package) {
    const auto bytes = base::unhex(package);
    const auto id = bytes ? base::to_array<8>(*bytes) : std::nullopt;
    const auto found = id ? store_->find(*id) : std::nullopt;
    if (!found) return std::nullopt;
    if (found->verdict.state != State::ready) {
        const auto& word = deliveries::word_of(found->verdict.state);
        return base::Status{base::fail("the package is " + std::string{word.name},
                                       "该清单包状态为" + std::string{word.zh})};
    }
    base::Status done = desk_.begin_upload(package);
    if (done) done = store_->unpack(*id, desk_.upload_folder(package));
    return done;
}

}  // namespace zhida::daemon
