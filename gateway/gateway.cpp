#include "gateway/gateway.hpp"

#include <algorithm>

#include "client/credential.hpp"
#include "core/crypto/sealing.hpp"
#include "gateway/detail/answers.hpp"
#include "gateway/detail/buckets.hpp"

namespace zhida::gateway {

using detail::Answered;
using detail::Call;
using transport::Request;
using transport::Response;

namespace {

constexpr std::size_t path_bytes_told_max = 200;  // of what was denied

struct Handled {
    Gateway::Route route;
    Answered (*answer)(Node&, const Call&);
};

constexpr Handled table[] = {
    {{"GET", "/v1/status", "JSON", false, "账本高度、时间与标识；可等待新区块",
      "height, time and identity of the ledger; may wait for a new block"},
     &detail::status},
    {{"POST", "/v1/transactions", "JSON", false, "提交已签名交易，落盘后应答",
      "submit a signed transaction; answered once durable"},
     &detail::submit},
    {{"GET", "/v1/events", "JSON", false, "按游标读取已提交事件", "committed events by cursor"},
     &detail::events},
    {{"GET", "/v1/events/stream", "SSE", false, "持续推送事件，可断点续传",
      "events as they come, from where one stopped"},
     &detail::event_stream},
    {{"GET", "/v1/state", "CBOR", true, "当前状态的条目（不含个人信息）",
      "entries of the current state (nothing personal)"},
     &detail::state},
    {{"GET", "/v1/blocks/{height}", "TEXT", false, "区块哈希", "the hash of a block, as HEIGHT:HASH"},
     &detail::block},
    {{"GET", "/v1/proofs/{key}", "CBOR", false, "状态条目的证明", "a state entry with its proof"},
     &detail::proof},
    {{"GET", "/v1/lists", "JSON", true, "清单一览", "all lists"}, &detail::lists},
    {{"GET", "/v1/lists/{list}", "JSON", true, "清单与各村分册", "one list with its sections"},
     &detail::list},
    {{"GET", "/v1/lists/{list}/orders", "CBOR", true, "本行账户上的支付指令",
      "orders of a list on accounts at one bank"},
     &detail::list_orders},
    {{"GET", "/v1/lists/{list}/records", "CBOR", false, "发给本机构的密封记录",
      "records sealed for the caller's organisation"},
     &detail::records},
    {{"GET", "/v1/lists/{list}/slips/{line}", "ZHIDA", false, "支付凭证",
      "the proof slip of a line"},
     &detail::slip},
    {{"GET", "/v1/banks/{bank}/verification", "CBOR", true, "待核验账户的清单",
      "lists whose accounts wait for this bank"},
     &detail::verification},
    {{"GET", "/v1/banks/{bank}/orders", "CBOR", true, "未终结的支付指令", "orders that are not final"},
     &detail::open_orders},
    {{"GET", "/v1/banks/{bank}/accounts", "CBOR", true, "本行专户", "special accounts at the bank"},
     &detail::accounts},
    {{"POST", "/v1/statements", "JSON", false, "存放银行对账单", "keep a bank's statement"},
     &detail::keep_statement},
    {{"GET", "/v1/statements/{digest}", "XML", false, "按摘要读取对账单", "a statement by its digest"},
     &detail::statement},
    {{"POST", "/v1/packages/{package}", "JSON", false, "开始上传清单包", "begin the upload of a package"},
     &detail::begin_upload},
    {{"PUT", "/v1/packages/{package}/{file}", "JSON", false, "上传清单包的文件",
      "upload one file of a package"},
     &detail::upload},
    {{"POST", "/v1/imports/{package}", "JSON", false, "校验并准备清单",
      "judge a package and prepare its messages"},
     &detail::import},
    {{"GET", "/v1/imports/{list}/{number}", "CBOR", false, "待签名的报文",
      "one prepared message to sign"},
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
    response.source = std::move(answered.source);
    if (response.status == 503) response.fields.push_back({"Retry-After", "1"});
    return response;
}

// The same state, target and office have the same answer.
std::string tag_of(const chain::Digest& root, const Request& request, const Caller& caller) {
    base::Bytes words = base::to_bytes(root);
    base::append_u32(words, caller.organisation);
    base::append(words, base::view(request.target));
    const auto digest = crypto::digest(crypto::Hash::sm3, words);
    return "\"" + base::hex(base::ByteView{digest}.first(16)) + "\"";
}

bool has_tag(const Request& request, const std::string& tag) {
    const std::string* const known = request.field("If-None-Match");
    return known != nullptr && known->find(tag) != std::string::npos;
}

// Computed only when the state is another one than that of the answer the caller has.
Response tagged_answer(Node& node, const Handled& one, const Call& call) {
    const std::string tag = tag_of(node.state_root(), call.request, call.caller);
    if (has_tag(call.request, tag)) return {.status = 304, .fields = {{"ETag", tag}}};
    Response response = response_of(one.answer(node, call));
    const bool same = tag_of(node.state_root(), call.request, call.caller) == tag;
    if (same && response.status == 200) response.fields.push_back({"ETag", tag});
    return response;
}

}  // namespace

struct Gateway::State {
    mutable std::mutex mutex;
    std::shared_ptr<const Policy> policy;
    ApiFigures figures;
    detail::Buckets callers;
    detail::Buckets addresses;
    detail::Shared shared;
    std::string id_prefix;
    std::atomic<std::uint64_t> requests = 0;

    std::shared_ptr<const Policy> policy_now() const {
        const std::lock_guard lock{mutex};
        return policy;
    }
};

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

Gateway::Gateway(Node& node, Policy policy)
    : node_{node},
      state_{std::make_unique<State>()} {
    set_policy(std::move(policy));
    crypto::SystemRandom random;
    state_->id_prefix = base::hex(random.draw<4>()) + "-";
}
Gateway::~Gateway() = default;

void Gateway::set_policy(Policy policy) {
    const std::lock_guard lock{state_->mutex};
    state_->policy = std::make_shared<const Policy>(std::move(policy));
}

ApiFigures Gateway::figures() const {
    const std::lock_guard lock{state_->mutex};
    ApiFigures out = state_->figures;
    out.subscribers = state_->shared.subscribers;
    out.waiters = state_->shared.waiters;
    return out;
}

Response Gateway::handle(const Request& request) {
    const std::string id = state_->id_prefix + std::to_string(++state_->requests);
    Response response = answer(request, id);
    response.fields.push_back({"X-Request-Id", id});
    const std::lock_guard lock{state_->mutex};
    ++state_->figures.answers[response.status];
    return response;
}

Response Gateway::denied(const Denial& denial, unsigned status) {
    node_.denied(denial);
    const std::lock_guard lock{state_->mutex};
    ++state_->figures.denials[denial.why];
    if (status == 429) {
        Response response = response_of(detail::error(
            429, "too many requests; wait a second", "请求过于频繁，请稍候再试"));
        response.fields.push_back({"Retry-After", "1"});
        return response;
    }
    return response_of(detail::error(
        status, "the request is not signed by a key this ledger knows, or is not of now",
        "请求未经本账本认可的密钥签名，或时间不符"));
}

Response Gateway::metrics(const Request& request, const std::string& id) {
    const auto policy = state_->policy_now();
    if (!policy->metrics) {
        return response_of(detail::error(404, "there is no such path", "没有该路径"));
    }
    if (std::ranges::find(policy->metrics_from, request.address) == policy->metrics_from.end()) {
        denied({request.method, "/metrics", "", "address", request.address, id}, 403);
        return response_of(
            detail::error(403, "this address may not read the metrics", "该地址无权读取运行指标"));
    }
    return {.type = "text/plain; version=0.0.4; charset=utf-8", .body = node_.metrics(figures())};
}

Response Gateway::answer(const Request& request, const std::string& id) {
    const std::string path = request.path();
    if (path == "/health") {
        const bool well = node_.is_healthy();
        return {.status = well ? 200U : 503U,
                .body = well ? R"({"status":"ok"})" : R"({"status":"failed"})"};
    }
    if (path == "/metrics") return metrics(request, id);
    const auto policy = state_->policy_now();
    const auto now = std::chrono::steady_clock::now();
    Denial denial{request.method, path.substr(0, path_bytes_told_max), "", "", request.address, id};
    if (!state_->addresses.has(request.address, policy->denials_per_second, now)) {
        denial.why = "address";
        return denied(denial, 429);
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
            state_->addresses.take(request.address, policy->denials_per_second, now);
            denial.why = "credential";
            return denied(denial, 401);
        }
        denial.who = std::to_string(caller->person);
        if (!state_->callers.take(denial.who, policy->requests_per_second, now)) {
            denial.why = "rate";
            return denied(denial, 429);
        }
        const Call call{request, *caller, std::move(*open), *policy, state_->shared};
        Response response = one.route.tagged ? tagged_answer(node_, one, call)
                                             : response_of(one.answer(node_, call));
        denial.why = "role";
        if (response.status == 403) denied(denial, 403);
        return response;
    }
    if (known_path) {
        return response_of(
            detail::error(405, "this path has no such method", "此路径不支持该方法"));
    }
    return response_of(detail::error(404, "there is no such path", "没有该路径"));
}

}  // namespace zhida::gateway
