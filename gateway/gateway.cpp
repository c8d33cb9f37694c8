#include "gateway/gateway.hpp"

#include <algorithm>

#include "client/credential.hpp"
#include "gateway/detail/answers.hpp"

namespace zhida::gateway {

using detail::Answered;
using detail::Call;
using transport::Request;
using transport::Response;

namespace {

struct Handled {
    Gateway::Route route;
    Answered (*answer)(Node&, const Call&);
};

constexpr Handled table[] = {
    {{"GET", "/v1/status", "JSON", "账本高度、时间与标识；可等待新区块",
      "height, time and identity of the ledger; may wait for a new block"},
     &detail::status},
    {{"POST", "/v1/transactions", "JSON", "提交已签名交易，落盘后应答",
      "submit a signed transaction; answered once durable"},
     &detail::submit},
    {{"GET", "/v1/events", "JSON", "按游标读取已提交事件", "committed events by cursor"},
     &detail::events},
    {{"GET", "/v1/state", "CBOR", "当前状态的条目（不含个人信息）",
      "entries of the current state (nothing personal)"},
     &detail::state},
    {{"GET", "/v1/proofs/{key}", "CBOR", "状态条目的证明", "a state entry with its proof"},
     &detail::proof},
    {{"GET", "/v1/lists", "JSON", "清单一览", "all lists"}, &detail::lists},
    {{"GET", "/v1/lists/{list}", "JSON", "清单与各村分册", "one list with its sections"},
     &detail::list},
    {{"GET", "/v1/lists/{list}/orders", "CBOR", "本行账户上的支付指令",
      "orders of a list on accounts at one bank"},
     &detail::list_orders},
    {{"GET", "/v1/lists/{list}/records", "CBOR", "发给本机构的密封记录",
      "records sealed for the caller's organisation"},
     &detail::records},
    {{"GET", "/v1/lists/{list}/slips/{line}", "ZHIDA", "支付凭证", "the proof slip of a line"},
     &detail::slip},
    {{"GET", "/v1/banks/{bank}/verification", "CBOR", "待核验账户的清单",
      "lists whose accounts wait for this bank"},
     &detail::verification},
    {{"GET", "/v1/banks/{bank}/orders", "CBOR", "未终结的支付指令", "orders that are not final"},
     &detail::open_orders},
    {{"GET", "/v1/banks/{bank}/accounts", "CBOR", "本行专户", "special accounts at the bank"},
     &detail::accounts},
    {{"POST", "/v1/statements", "JSON", "存放银行对账单", "keep a bank's statement"},
     &detail::keep_statement},
    {{"GET", "/v1/statements/{digest}", "XML", "按摘要读取对账单", "a statement by its digest"},
     &detail::statement},
    {{"POST", "/v1/packages/{package}", "JSON", "开始上传清单包", "begin the upload of a package"},
     &detail::begin_upload},
    {{"PUT", "/v1/packages/{package}/{file}", "JSON", "上传清单包的文件",
      "upload one file of a package"},
     &detail::upload},
    {{"POST", "/v1/imports/{package}", "JSON", "校验并准备清单",
      "judge a package and prepare its messages"},
     &detail::import},
    {{"GET", "/v1/imports/{list}/{number}", "CBOR", "待签名的报文", "one prepared message to sign"},
     &detail::prepared},
};

std::vector<std::string> parts_of(std::string_view path) {
    std::vector<std::string> parts;
    while (!path.empty()) {
        const std::size_t end = std::min(path.find('/', 1), path.size());
        parts.emplace_back(path.substr(1, end - 1));
        path.remove_prefix(end);
    }
    return parts;
}

// The parts behind {…}; nothing when the path is another one.
std::optional<std::vector<std::string>> fits(std::string_view pattern,
                                             const std::vector<std::string>& path) {
    const auto wanted = parts_of(pattern);
    if (wanted.size() != path.size()) return std::nullopt;
    std::vector<std::string> open;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i].front() == '{') {
            open.push_back(path[i]);
        } else if (wanted[i] != path[i]) {
            return std::nullopt;
        }
    }
    return open;
}

std::optional<Caller> authenticated(Node& node, const Request& request) {
    const std::string* const field = request.field("Authorization");
    const auto credential = field ? client::read_authorization(*field) : std::nullopt;
    if (!credential) return std::nullopt;
    const base::Seconds off = node.wall_time() - credential->seconds;
    if (off > client::credential_seconds_max || off < -client::credential_seconds_max)
        return std::nullopt;
    auto caller = node.caller(credential->key_id);
    if (!caller) return std::nullopt;
    const auto words = client::credential_bytes({request.method, request.target, request.body},
                                                credential->seconds);
    if (!crypto::verify(caller->key, words, credential->signature)) return std::nullopt;
    return caller;
}

Response response_of(Answered answered) {
    Response response{.status = answered.status, .body = std::move(answered.body)};
    response.type = answered.type;
    return response;
}

}  // namespace

bool Caller::holds(vocabulary::Role role) const {
    return std::ranges::find(roles, role) != roles.end();
}

std::span<const Gateway::Route> Gateway::routes() {
    static const std::vector<Route> all = [] {
        std::vector<Route> out;
        for (const Handled& one : table) out.push_back(one.route);
        return out;
    }();
    return all;
}

Response Gateway::handle(const Request& request) {
    const std::string path = request.path();
    if (path == "/health") {
        const bool well = node_.is_healthy();
        return {.status = well ? 200U : 503U,
                .body = well ? R"({"status":"ok"})" : R"({"status":"failed"})"};
    }
    const auto parts = parts_of(path);
    bool known_path = false;
    for (const Handled& one : table) {
        auto open = fits(one.route.path, parts);
        if (!open) continue;
        known_path = true;
        if (one.route.method != request.method) continue;
        const auto caller = authenticated(node_, request);
        if (!caller) {
            node_.denied(request.method, path, "", "credential");
            return response_of(detail::error(
                401, "the request is not signed by a key this ledger knows, or is not of now",
                "请求未经本账本认可的密钥签名，或时间不符"));
        }
        Answered answered = one.answer(node_, Call{request, *caller, std::move(*open)});
        if (answered.status == 403) {
            node_.denied(request.method, path, std::to_string(caller->person), "role");
        }
        return response_of(std::move(answered));
    }
    if (known_path) {
        return response_of(
            detail::error(405, "this path has no such method", "此路径不支持该方法"));
    }
    return response_of(detail::error(404, "there is no such path", "没有该路径"));
}

}  // namespace zhida::gateway
