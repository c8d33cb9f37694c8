// Answers for banks' agents, county finance and the importing office.
#include "gateway/detail/forms.hpp"
#include "gateway/gateway.hpp"

namespace zhida::gateway::detail {

using vocabulary::BankCode;

namespace {

std::optional<BankCode> bank_at(const Call& call) { return number<BankCode>(call.parts[0]); }

// What the document's letters do not say: a name does not begin with a point.
bool is_file_name(std::string_view name) { return !name.starts_with('.'); }

}  // namespace

Answered verification(Node& node, const Call& call) {
    const auto bank = bank_at(call);
    if (!bank) return bad_request();
    auto work = node.ledger().verification_work(*bank);
    if (!work) return error(500, work.error());
    return bytes(codec::encode(client::SeveralWorks{std::move(*work)}));
}

Answered open_orders(Node& node, const Call& call) {
    const auto bank = bank_at(call);
    const auto list = array_of<8>(call.request.parameter("list").value_or("0000000000000000"));
    const auto line = number_at<vocabulary::LineNumber>(call, "line", 0);
    const auto limit = number_at<std::size_t>(call, "limit", client::open_orders_max);
    if (!bank || !list || !line || !limit) return bad_request();
    auto orders = node.ledger().open_orders(*bank, {*list, *line}, *limit);
    if (!orders) return error(500, orders.error());
    return bytes(codec::encode(client::SeveralOrders{std::move(*orders)}));
}

Answered accounts(Node& node, const Call& call) {
    const auto bank = bank_at(call);
    if (!bank) return bad_request();
    auto all = node.ledger().accounts(*bank);
    if (!all) return error(500, all.error());
    return bytes(codec::encode(client::SeveralAccounts{std::move(*all)}));
}

Answered list_orders(Node& node, const Call& call) {
    const auto list = array_of<8>(call.parts[0]);
    const auto bank = number_at<BankCode>(call, "bank", 0);
    const auto from = number_at<vocabulary::LineNumber>(call, "from", 0);
    const auto limit = number_at<std::size_t>(call, "limit", client::open_orders_max);
    if (!list || !bank || !from || !limit) return bad_request();
    auto orders = node.ledger().list_orders(*bank, *list, *from, *limit);
    if (!orders) return error(500, orders.error());
    return bytes(codec::encode(client::SeveralOrders{std::move(*orders)}));
}

// Records go sealed, and only to the organisation they were sealed for.
Answered records(Node& node, const Call& call) {
    const auto list = array_of<8>(call.parts[0]);
    const auto from = number_at<vocabulary::LineNumber>(call, "from", 0);
    const auto limit = number_at<std::size_t>(call, "limit", 500);
    if (!list || !from || !limit) return bad_request();
    auto sealed = node.ledger().sealed(*list, call.caller.organisation, *from, *limit);
    if (!sealed) return error(404, sealed.error());
    return bytes(*sealed);
}

Answered keep_statement(Node& node, const Call& call) {
    auto kept = node.ledger().keep_statement(base::to_bytes(base::view(call.request.body)));
    if (!kept) return error(500, kept.error());
    return json({{"kept", true}});
}

Answered statement(Node& node, const Call& call) {
    const auto digest = array_of<32>(call.parts[0]);
    if (!digest) return bad_request();
    auto bytes_of = node.ledger().statement(*digest);
    if (!bytes_of) return error(404, bytes_of.error());
    return bytes(*bytes_of, "application/xml");
}

Answered begin_upload(Node& node, const Call& call) {
    if (!is_file_name(call.parts[0])) return bad_request();
    auto begun = node.begin_upload(call.parts[0]);
    if (!begun) return error(503, begun.error());
    return json({{"begun", true}});
}

Answered upload(Node& node, const Call& call) {
    if (!is_file_name(call.parts[0]) || !is_file_name(call.parts[1])) return bad_request();
    const auto offset = number_at<std::uint64_t>(call, "offset", 0);
    if (!offset) return bad_request();
    auto kept = node.keep_upload(call.parts[0], call.parts[1], *offset, call.request.body);
    if (!kept) return error(409, kept.error());
    return json({{"kept", true}});
}

Answered import(Node& node, const Call& call) {
    if (!is_file_name(call.parts[0])) return bad_request();
    const Imported imported = node.import(call.parts[0]);
    if (const auto* const made = std::get_if<Prepared>(&imported)) {
        return json({{"list", base::hex(made->list)},
                     {"messages", made->messages},
                     {"source_signed", made->source_signed}});
    }
    if (const auto* const bad = std::get_if<BadRows>(&imported)) {
        return {422, "application/json", bad->json};
    }
    if (const auto* const none = std::get_if<NoPackage>(&imported)) return error(415, none->error);
    if (std::holds_alternative<Busy>(imported)) {
        return error(503, "this package is being imported", "该清单包正在导入");
    }
    if (std::holds_alternative<NoUpload>(imported)) {
        return error(409, "nothing is uploaded under this name", "没有以此名称上传的清单包");
    }
    return error(500, std::get<base::Error>(imported));
}

Answered prepared(Node& node, const Call& call) {
    const auto list = array_of<8>(call.parts[0]);
    const auto n = number<std::size_t>(call.parts[1]);
    if (!list || !n) return bad_request();
    auto message = node.prepared(*list, *n);
    if (!message) return error(404, message.error());
    base::Bytes body;
    base::append_u16(body, message->type);
    base::append(body, message->payload);
    return bytes(body, "application/octet-stream");
}

}  // namespace zhida::gateway::detail
