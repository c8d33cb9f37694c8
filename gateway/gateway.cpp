#include "gateway/gateway.hpp"

#include <algorithm>

#include "core/crypto/sealing.hpp"
#include "gateway/detail/authentication.hpp"
#include "gateway/detail/buckets.hpp"
#include "gateway/detail/forms.hpp"
#include "gateway/detail/route_table.hpp"

namespace zhida::gateway {

using detail::Answered;
using detail::Call;
using detail::RouteRow;
using transport::Request;
using transport::Response;

namespace {

constexpr std::size_t path_bytes_told_max = 200;  // of what was denied

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

bool may(Node& node, const RouteRow& row, const Caller& caller) {
    if (row.office && caller.organisation != node.office()) return false;
    return row.roles.empty() ||
           std::ranges::any_of(row.roles, [&](auto role) { return caller.holds(role); });
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
Response tagged_answer(Node& node, const RouteRow& row, const Call& call) {
    const std::string tag = tag_of(node.state_root(), call.request, call.caller);
    if (has_tag(call.request, tag)) return {.status = 304, .fields = {{"ETag", tag}}};
    Response response = response_of(row.handler(node, call));
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

    std::string next_id() { return id_prefix + std::to_string(++requests); }
    std::shared_ptr<const Policy> policy_now() const {
        const std::lock_guard lock{mutex};
        return policy;
    }
};

bool Caller::holds(vocabulary::Role role) const {
    return std::ranges::find(roles, role) != roles.end();
}

std::string Caller::who() const {
    return source_system.empty() ? std::to_string(person) : "source:" + source_system;
}

namespace {

std::string limits_of(const detail::Parameter& p) {
    const std::string range = std::to_string(p.least) + "–" + std::to_string(p.most);
    return std::string{p.name} + " " + (p.number ? range : "(" + range + ")");
}

}  // namespace

std::vector<Gateway::Route> Gateway::routes() {
    std::vector<Route> out;
    for (const detail::RouteRow& row : detail::route_table) {
        Route route{row.method, row.path,   row.name,
                    row.answer, row.zh,     row.en,
                    {},         row.office, row.signer == detail::Signer::nobody,
                    {}};
        for (const auto role : row.roles) route.roles.push_back(vocabulary::word_of(role)->name);
        for (const auto& p : row.parameters) route.parameters.push_back(limits_of(p));
        out.push_back(std::move(route));
    }
    return out;
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

Response Gateway::finished(Response response, const std::string& id) {
    response.fields.push_back({"X-Request-Id", id});
    const std::lock_guard lock{state_->mutex};
    ++state_->figures.answers[response.status];
    return response;
}

Response Gateway::handle(const Request& request) {
    const std::string id = state_->next_id();
    return finished(answer(request, id), id);
}

std::optional<Response> Gateway::at_once(const Request& request) {
    if (request.target != "/health" || request.method != "GET") return std::nullopt;
    return handle(request);
}

transport::Admission Gateway::admit(const Request& head) {
    const std::string id = state_->next_id();
    const auto parts = parts_of(head.path());
    const auto row = std::ranges::find_if(detail::route_table, [&](const RouteRow& one) {
        return one.method == head.method && fits(one.path, parts);
    });
    if (row == detail::route_table.end() || row->signer == detail::Signer::nobody) {
        return {0, finished(answer(head, id), id)};
    }
    Denial denial{head.method,  head.path().substr(0, path_bytes_told_max), "", "",
                  head.address, id};
    auto refusal = turned_away(head, denial);
    if (!refusal && !detail::may_be_signed(node_, head, row->signer)) {
        state_->addresses.take(head.address, state_->policy_now()->denials_per_second,
                               std::chrono::steady_clock::now());
        denial.why = "credential";
        refusal = denied(denial, 401);
    }
    if (refusal) return {0, finished(std::move(*refusal), id)};
    return {row->body_bytes_max, {}};
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

Response Gateway::open_answer(const Request& request, const RouteRow& row, const std::string& id) {
    if (row.name == "metrics") return metrics(request, id);
    if (row.name == "openapi") return {.body = std::string{detail::openapi_text}};
    const bool well = node_.is_healthy();
    return {.status = well ? 200U : 503U,
            .body = well ? R"({"status":"ok"})" : R"({"status":"failed"})"};
}

Response Gateway::answer(const Request& request, const std::string& id) {
    const auto parts = parts_of(request.path());
    bool known_path = false;
    for (const RouteRow& row : detail::route_table) {
        auto open = fits(row.path, parts);
        if (!open) continue;
        known_path = true;
        if (row.method != request.method) continue;
        if (row.signer == detail::Signer::nobody) return open_answer(request, row, id);
        return signed_answer(request, row, std::move(*open), id);
    }
    if (known_path) {
        return response_of(
            detail::error(405, "this path has no such method", "此路径不支持该方法"));
    }
    return response_of(detail::error(404, "there is no such path", "没有该路径"));
}

// An address with too many refused requests pauses.
std::optional<Response> Gateway::turned_away(const Request& request, Denial& denial) {
    const auto rate = state_->policy_now()->denials_per_second;
    if (state_->addresses.has(request.address, rate, std::chrono::steady_clock::now()))
        return std::nullopt;
    denial.why = "address";
    return denied(denial, 429);
}

Response Gateway::signed_answer(const Request& request, const RouteRow& row,
                                std::vector<std::string> parts, const std::string& id) {
    const auto policy = state_->policy_now();
    const auto now = std::chrono::steady_clock::now();
    Denial denial{request.method,  request.path().substr(0, path_bytes_told_max), "", "",
                  request.address, id};
    if (auto refusal = turned_away(request, denial)) return std::move(*refusal);
    const auto caller = detail::authenticated(node_, request, row.signer);
    if (!caller) {
        state_->addresses.take(request.address, policy->denials_per_second, now);
        denial.why = "credential";
        return denied(denial, 401);
    }
    denial.who = caller->who();
    if (!state_->callers.take(denial.who, policy->requests_per_second, now)) {
        denial.why = "rate";
        return denied(denial, 429);
    }
    const Call call{request, *caller, std::move(parts), *policy, state_->shared};
    if (!may(node_, row, *caller)) {
        denial.why = "role";
        denied(denial, 403);
        return response_of(detail::forbidden());
    }
    if (auto fault = detail::fault_of(row, request, call.parts)) {
        return response_of(std::move(*fault));
    }
    Response response =
        row.tagged ? tagged_answer(node_, row, call) : response_of(row.handler(node_, call));
    denial.why = "record";
    if (response.status == 403) denied(denial, 403);
    return response;
}

}  // namespace zhida::gateway
