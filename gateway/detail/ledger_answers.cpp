// Answers about the ledger itself: status, transactions, events, state, lists, proofs.
#include "gateway/detail/event_fields.hpp"
#include "gateway/detail/event_stream.hpp"
#include "gateway/detail/forms.hpp"
#include "gateway/gateway.hpp"

namespace zhida::gateway::detail {

Answered error(unsigned status, std::string_view en, std::string_view zh) {
    return json({{"error", {{"message_zh", zh}, {"message_en", en}}}}, status);
}

Answered error(unsigned status, const base::Error& e) { return error(status, e.en, e.zh); }

Answered status(Node& node, const Call& call) {
    const auto above = number_at<std::uint64_t>(call, "above", 0);
    const auto wait = number_at<std::uint32_t>(call, "wait_ms", 0);
    if (!above || !wait || *wait > wait_max.count()) return bad_request();
    const Seat seat = *wait ? take_seat(call.shared.waiters, call.policy.waiters) : nullptr;
    if (*wait && !seat) return error(503, "too many requests wait", "等待的请求过多");
    const client::Status now = node.wait_above(*above, std::chrono::milliseconds{*wait});
    const LedgerFacts facts = node.facts();
    return json({{"ledger_id", base::hex(now.ledger_id)},
                 {"fingerprint", chain::fingerprint(now.ledger_id)},
                 {"name", facts.name},
                 {"sandbox", facts.sandbox},
                 {"profile", facts.profile == crypto::Profile::gm ? "gm" : "intl"},
                 {"engine", facts.engine},
                 {"validators", facts.validators},
                 {"height", now.height},
                 {"block_hash", base::hex(now.block_hash)},
                 {"time", now.time},
                 {"state_root", base::hex(now.state_root)}});
}

Answered block(Node& node, const Call& call) {
    const auto height = number<std::uint64_t>(call.parts[0]);
    if (!height) return bad_request();
    const auto hash = node.block_hash(*height);
    if (!hash) return error(404, hash.error());
    return {200, "text/plain", std::to_string(*height) + ":" + base::hex(*hash)};
}

Answered submit(Node& node, const Call& call) {
    auto receipt = node.ledger().submit(base::to_bytes(base::view(call.request.body)));
    if (!receipt) return error(503, receipt.error());
    boost::json::object body{{"transaction", base::hex(receipt->transaction)},
                             {"code", receipt->code},
                             {"datum", receipt->datum},
                             {"repeated", receipt->repeated}};
    if (receipt->code == 0) return json(body);
    if (const auto* const text = node.refusal(receipt->code)) {
        body["name"] = text->name;
        body["message_zh"] = text->zh;
        body["message_en"] = text->en;
        body["office_zh"] = text->office_zh;
        body["office_en"] = text->office_en;
    }
    return json(body, 422);
}

Answered events(Node& node, const Call& call) {
    const auto after = number_at<std::uint64_t>(call, "after", 0);
    const auto limit = number_at<std::size_t>(call, "limit", events_per_page_max);
    const auto kinds = read_kinds(call.request.parameter("kind").value_or(""));
    if (!after || !limit || *limit == 0 || *limit > events_per_page_max || !kinds)
        return bad_request();
    boost::json::array all;
    std::uint64_t next = *after;
    for (int pages = 0; pages < pages_per_look && all.empty(); ++pages) {
        const auto page = node.events(next, *limit);
        if (!page) return error(500, page.error());
        if (page->next == next) break;
        next = page->next;
        for (const EventView& event : page->events) {
            if (kinds->empty() || kinds->contains(event.kind)) all.push_back(event_fields(event));
        }
    }
    return json({{"next", next}, {"events", std::move(all)}});
}

// Without a word from where, a follower hears of what comes from now on.
Answered event_stream(Node& node, const Call& call) {
    const auto kinds = read_kinds(call.request.parameter("kind").value_or(""));
    const auto after = number_at<std::uint64_t>(call, "after", node.wait_above(0, {}).height);
    const std::string* const seen = call.request.field("Last-Event-ID");
    const auto from = seen    ? read_event_id(*seen)
                      : after ? std::optional{StreamPlace{*after, 0}}
                              : std::nullopt;
    if (!kinds || !from) return bad_request();
    Seat seat = take_seat(call.shared.subscribers, call.policy.subscribers);
    if (!seat) return error(503, "there are too many followers", "事件订阅数已达上限");
    Answered out{.type = "text/event-stream"};
    out.source = std::make_shared<EventStream>(node, *from, *kinds,
                                               crypto::key_id(call.caller.key), std::move(seat));
    return out;
}

Answered state(Node& node, const Call& call) {
    const auto prefix = base::unhex(call.request.parameter("prefix").value_or(""));
    const auto from = base::unhex(call.request.parameter("from").value_or(""));
    const auto limit = number_at<std::size_t>(call, "limit", client::state_entries_max);
    if (!prefix || !from || !limit || *limit > client::state_entries_max) return bad_request();
    auto entries = node.ledger().state(*prefix, *from, *limit);
    if (!entries) return error(500, entries.error());
    return bytes(codec::encode(client::SeveralEntries{std::move(*entries)}));
}

Answered proof(Node& node, const Call& call) {
    const auto key = base::unhex(call.parts[0]);
    if (!key || key->empty() || key->size() > store::key_bytes_max) return bad_request();
    auto shown = node.proof(*key);
    if (!shown) return error(409, shown.error());  // not now: the newest state has no header yet
    return bytes(*shown);
}

Answered slip(Node& node, const Call& call) {
    const auto id = array_of<8>(call.parts[0]);
    const auto line = number<vocabulary::LineNumber>(call.parts[1]);
    if (!id || !line) return bad_request();
    // Only the office that holds the record can open the payee's fields, for its own people.
    const bool opened = call.request.parameter("opened") == "1";
    if (opened && call.caller.organisation != node.office()) return forbidden();
    auto made = node.slip(*id, *line, opened);
    if (!made) return error(404, made.error());
    return bytes(*made, "application/vnd.zhida.slip");
}

}  // namespace zhida::gateway::detail
