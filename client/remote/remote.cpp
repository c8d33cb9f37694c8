#include "client/remote/remote.hpp"

#include <boost/json.hpp>
#include <ctime>
#include <thread>

#include "client/credential.hpp"
#include "transport/http.hpp"

namespace zhida::client {

namespace json = boost::json;

namespace {

constexpr std::chrono::milliseconds exchange_time{30'000};
constexpr std::chrono::milliseconds pause{100};
constexpr unsigned unavailable = 503;
constexpr unsigned too_many = 429;

bool may_pass_soon(unsigned status) { return status == unavailable || status == too_many; }

Answer answer_of(transport::Response response) {
    Answer out{response.status, std::move(response.body), {}};
    for (auto& field : response.fields) {
        out.fields.push_back({std::move(field.name), std::move(field.value)});
    }
    return out;
}

base::Error unreadable() {
    return base::fail("the node's answer cannot be read", "无法读取节点的应答");
}

// Nothing for another kind of value: an answer is read strictly.
std::optional<std::string> text_of(const json::object& from, std::string_view name) {
    const auto* const value = from.if_contains(name);
    if (value == nullptr || !value->is_string()) return std::nullopt;
    return std::string{value->as_string()};
}

std::optional<std::int64_t> number_of(const json::object& from, std::string_view name) {
    const auto* const value = from.if_contains(name);
    if (value == nullptr || !value->is_int64()) return std::nullopt;
    return value->as_int64();
}

std::optional<json::object> object_of(const std::string& body) {
    boost::system::error_code bad;
    json::value value = json::parse(body, bad);
    if (bad || !value.is_object()) return std::nullopt;
    return std::move(value.as_object());
}

std::optional<chain::Digest> digest_of(const json::object& from, std::string_view name) {
    const auto text = text_of(from, name);
    const auto bytes = text ? base::unhex(*text) : std::nullopt;
    return bytes ? base::to_array<32>(*bytes) : std::nullopt;
}

std::string hex_of(const vocabulary::ListId& list) { return base::hex(list); }

base::Result<Status> status_of(const std::string& body) {
    const auto object = object_of(body);
    if (!object) return unreadable();
    const auto ledger = digest_of(*object, "ledger_id");
    const auto block = digest_of(*object, "block_hash");
    const auto height = number_of(*object, "height");
    const auto time = number_of(*object, "time");
    const auto root = digest_of(*object, "state_root");
    if (!ledger || !block || !height || !time || !root) return unreadable();
    return Status{*ledger, static_cast<std::uint64_t>(*height), *block, *time, *root};
}

}  // namespace

base::Error error_of(const Answer& answer) {
    const auto object = object_of(answer.body);
    const auto* const error = object ? object->if_contains("error") : nullptr;
    if (error != nullptr && error->is_object()) {
        const auto en = text_of(error->as_object(), "message_en");
        const auto zh = text_of(error->as_object(), "message_zh");
        if (en && zh) return base::fail(*en, *zh);
    }
    const std::string status = std::to_string(answer.status);
    return base::fail("the node answered " + status, "节点返回状态 " + status);
}

class RemoteLedger::Link {
  public:
    Link(NodeAddress node, Identity who, std::chrono::milliseconds patience)
        : who_{std::move(who)},
          patience_{patience},
          client_{{.host = std::move(node.host),
                   .port = node.port,
                   .credentials = {.certificate = {}, .key = {}, .authority = node.authority},
                   .timeout = exchange_time}} {}

    base::Result<Answer> ask(const std::string& method, const std::string& target, std::string body,
                             const std::vector<HeadField>& fields) {
        const auto until = std::chrono::steady_clock::now() + patience_;
        transport::Request request{.method = method, .target = target, .body = std::move(body)};
        while (true) {
            sign(request, fields);
            auto response = client_.send(request);
            const bool over = std::chrono::steady_clock::now() > until;
            if (!response && over) return response.error();
            if (response && (over || !may_pass_soon(response->status)))
                return answer_of(std::move(*response));
            std::this_thread::sleep_for(pause);
        }
    }

    base::Result<Answer> follow(const std::string& target, const std::vector<HeadField>& fields,
                                const std::function<bool(std::string_view)>& take) {
        transport::Request request{.method = "GET", .target = target};
        sign(request, fields);
        auto response = client_.follow(request, take);
        if (!response) return response.error();
        return answer_of(std::move(*response));
    }

  private:
    void sign(transport::Request& request, const std::vector<HeadField>& fields) {
        request.fields = {
            {"Authorization", authorization(who_, {request.method, request.target, request.body},
                                            std::time(nullptr))}};
        for (const HeadField& field : fields) request.fields.push_back({field.name, field.value});
    }

    Identity who_;
    std::chrono::milliseconds patience_;
    transport::Client client_;
};

RemoteLedger::RemoteLedger(NodeAddress node, Identity who, std::chrono::milliseconds patience)
    : link_{std::make_unique<Link>(std::move(node), std::move(who), patience)} {}
RemoteLedger::~RemoteLedger() = default;

base::Result<Answer> RemoteLedger::ask(const std::string& method, const std::string& target,
                                       std::string body, const std::vector<HeadField>& fields) {
    return link_->ask(method, target, std::move(body), fields);
}

base::Result<Answer> RemoteLedger::follow(const std::string& target,
                                          const std::vector<HeadField>& fields,
                                          const std::function<bool(std::string_view)>& take) {
    return link_->follow(target, fields, take);
}

base::Result<std::string> RemoteLedger::get(const std::string& target) {
    auto answer = ask("GET", target, "");
    if (!answer) return answer.error();
    if (answer->status != 200) return error_of(*answer);
    return std::move(answer->body);
}

template <class T>
base::Result<T> RemoteLedger::read(const std::string& target) {
    auto body = get(target);
    if (!body) return body.error();
    auto value = codec::decode<T>(base::view(*body));
    if (!value) return unreadable();
    return std::move(*value);
}

base::Result<Status> RemoteLedger::status() {
    auto body = get("/v1/status");
    return body ? status_of(*body) : base::Result<Status>{body.error()};
}

base::Result<Status> RemoteLedger::status(std::uint64_t above, std::chrono::milliseconds time) {
    auto body = get("/v1/status?above=" + std::to_string(above) +
                    "&wait_ms=" + std::to_string(time.count()));
    return body ? status_of(*body) : base::Result<Status>{body.error()};
}

base::Result<chain::Receipt> RemoteLedger::submit(const base::Bytes& envelope) {
    auto answer = ask("POST", "/v1/transactions", std::string{base::as_text(envelope)});
    if (!answer) return answer.error();
    // 422: refused with a number, which is an answer of the ledger and not of the transport.
    if (answer->status != 200 && answer->status != 422) return error_of(*answer);
    const auto object = object_of(answer->body);
    if (!object) return unreadable();
    const auto digest = digest_of(*object, "transaction");
    const auto code = number_of(*object, "code");
    const auto datum = text_of(*object, "datum");
    const auto* const repeated = object->if_contains("repeated");
    if (!digest || !code || !datum || repeated == nullptr || !repeated->is_bool())
        return unreadable();
    return chain::Receipt{
        *digest, static_cast<chain::Code>(*code), *datum, repeated->as_bool(), {}};
}

base::Result<std::vector<VerificationWork>> RemoteLedger::verification_work(
    vocabulary::BankCode bank) {
    auto read_all = read<SeveralWorks>("/v1/banks/" + std::to_string(bank) + "/verification");
    if (!read_all) return read_all.error();
    return std::move(read_all->all);
}

base::Result<std::vector<OrderView>> RemoteLedger::open_orders(vocabulary::BankCode bank,
                                                               const OrderPlace& from,
                                                               std::size_t limit) {
    auto page = read<SeveralOrders>(
        "/v1/banks/" + std::to_string(bank) + "/orders?list=" + hex_of(from.list) +
        "&line=" + std::to_string(from.line) + "&limit=" + std::to_string(limit));
    if (!page) return page.error();
    return std::move(page->all);
}

base::Result<std::vector<OrderView>> RemoteLedger::list_orders(vocabulary::BankCode bank,
                                                               const vocabulary::ListId& list,
                                                               vocabulary::LineNumber from,
                                                               std::size_t limit) {
    auto page =
        read<SeveralOrders>("/v1/lists/" + hex_of(list) + "/orders?bank=" + std::to_string(bank) +
                            "&from=" + std::to_string(from) + "&limit=" + std::to_string(limit));
    if (!page) return page.error();
    return std::move(page->all);
}

base::Result<std::vector<AccountView>> RemoteLedger::accounts(vocabulary::BankCode bank) {
    auto read_all = read<SeveralAccounts>("/v1/banks/" + std::to_string(bank) + "/accounts");
    if (!read_all) return read_all.error();
    return std::move(read_all->all);
}

base::Result<base::Bytes> RemoteLedger::sealed(const vocabulary::ListId& list,
                                               vocabulary::OrganisationId,
                                               vocabulary::LineNumber from, std::size_t limit) {
    auto body = get("/v1/lists/" + hex_of(list) + "/records?from=" + std::to_string(from) +
                    "&limit=" + std::to_string(limit));
    if (!body) return body.error();
    return base::to_bytes(base::view(*body));
}

base::Result<std::vector<StateEntry>> RemoteLedger::state(base::ByteView prefix,
                                                          base::ByteView from, std::size_t limit) {
    auto page =
        read<SeveralEntries>("/v1/state?prefix=" + base::hex(prefix) + "&from=" + base::hex(from) +
                             "&limit=" + std::to_string(limit));
    if (!page) return page.error();
    return std::move(page->all);
}

base::Status RemoteLedger::keep_statement(const base::Bytes& bytes) {
    auto answer = ask("POST", "/v1/statements", std::string{base::as_text(bytes)});
    if (!answer) return answer.error();
    if (answer->status != 200) return error_of(*answer);
    return base::Done{};
}

base::Result<base::Bytes> RemoteLedger::statement(const chain::Digest& digest) {
    auto body = get("/v1/statements/" + base::hex(digest));
    if (!body) return body.error();
    return base::to_bytes(base::view(*body));
}

}  // namespace zhida::client
