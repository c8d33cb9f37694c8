// Answers for source systems that push packages, and for the office that finds them.
#include "gateway/detail/forms.hpp"
#include "gateway/gateway.hpp"

namespace zhida::gateway::detail {

namespace {

namespace bj = boost::json;

void add_judgement(bj::object& out, const DeliveryView& d) {
    if (!d.good) return;
    out["lines"] = d.lines;
    out["total_fen"] = std::to_string(d.fen);
    out["list"] = base::hex(d.list);
}

bj::object report_of(const DeliveryView& d) {
    boost::system::error_code bad;
    auto value = bj::parse(d.report, bad);
    if (bad || !value.is_object()) return {};
    return std::move(value.as_object());
}

Answered told(const DeliveryView& d) {
    bj::array files;
    for (const DeliveryFile& file : d.files) {
        files.push_back({{"name", file.name}, {"size", file.size}, {"received", file.received}});
    }
    bj::object out{{"delivery", base::hex(d.id)},
                   {"list_no", d.list_no},
                   {"state", d.state},
                   {"files", std::move(files)}};
    add_judgement(out, d);
    if (!d.report.empty()) out["report"] = report_of(d);
    return json(out);
}

Answered unknown() { return error(404, "there is no such delivery or file", "没有该交付或文件"); }

// A source system sees its own deliveries, and no other that there are any.
std::optional<DeliveryView> own(Node& node, const Call& call) {
    const auto id = array_of<8>(call.parts[0]);
    auto found = id ? node.delivery(*id) : std::nullopt;
    if (found && found->source_system != call.caller.source_system) return std::nullopt;
    return found;
}

}  // namespace

// The body is as the document's schema wants it: it was judged before.
Answered begin_delivery(Node& node, const Call& call) {
    const auto body = bj::parse(call.request.body).as_object();
    std::vector<OfferedFile> files;
    for (const auto& one : body.at("files").as_array()) {
        const auto& file = one.as_object();
        files.push_back({std::string{file.at("name").as_string()},
                         static_cast<std::uint64_t>(file.at("size").as_int64()),
                         *array_of<32>(file.at("sm3").as_string())});
    }
    auto begun = node.begin_delivery(call.caller.source_system,
                                     std::string{body.at("list_no").as_string()}, files);
    if (!begun) return error(409, begun.error());
    return told(*begun);
}

Answered delivery(Node& node, const Call& call) {
    const auto found = own(node, call);
    return found ? told(*found) : unknown();
}

Answered keep_piece(Node& node, const Call& call) {
    const auto offset = number_at<std::uint64_t>(call, "offset", 0);
    const auto found = own(node, call);
    if (!found) return unknown();
    if (!offset) return bad_request();
    const KeptPiece kept = node.keep_piece(found->id, call.parts[1], *offset, call.request.body);
    if (const auto* const now = std::get_if<DeliveryView>(&kept)) return told(*now);
    if (const auto* const gap = std::get_if<PieceGap>(&kept)) {
        Answered out = error(409, "a piece before this one is missing", "缺少前面的分段");
        bj::object body = bj::parse(out.body).as_object();
        body["received"] = gap->received;
        return json(body, 409);
    }
    if (std::holds_alternative<PieceDamaged>(kept)) {
        return error(422, "the file has another digest than offered; it begins anew",
                     "文件摘要与目录不符，请从头重传");
    }
    if (const auto* const wrong = std::get_if<base::Error>(&kept)) return error(400, *wrong);
    return unknown();
}

Answered packages(Node& node, const Call&) {
    bj::array all;
    for (const DeliveryView& d : node.deliveries()) {
        std::uint64_t bytes = 0;
        std::uint64_t received = 0;
        for (const DeliveryFile& file : d.files) {
            bytes += file.size;
            received += file.received;
        }
        bj::object out{{"package", base::hex(d.id)}, {"source_system", d.source_system},
                       {"list_no", d.list_no},       {"channel", d.channel},
                       {"state", d.state},           {"begun", d.begun},
                       {"bytes", bytes},             {"received", received}};
        add_judgement(out, d);
        const bj::object report = report_of(d);
        const auto* const errors = report.if_contains("errors");
        if (errors != nullptr) out["errors"] = errors->as_array().size();
        all.push_back(std::move(out));
    }
    return json({{"packages", std::move(all)}});
}

}  // namespace zhida::gateway::detail
