// A source system's side of the push API.
#include <boost/json.hpp>
#include <ctime>
#include <filesystem>
#include <thread>

#include "cli/deliveries.hpp"
#include "cli/importing.hpp"
#include "cli/screen.hpp"
#include "client/credential.hpp"
#include "contracts/vocabulary/manifest.hpp"
#include "node/installation/installation.hpp"
#include "transport/http.hpp"

namespace zhida::cli {

namespace fs = std::filesystem;
namespace bj = boost::json;

namespace {

constexpr std::size_t piece_bytes = 1 << 20;
constexpr std::chrono::milliseconds pause{200};

struct PackageFile {
    std::string name;
    std::string text;
};

base::Error unreadable() {
    return base::fail("the node's answer cannot be read", "无法读取节点的应答");
}

base::Result<std::vector<PackageFile>> files_of(const std::string& folder) {
    std::vector<PackageFile> out;
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator{folder, failed}) {
        auto text = installation::read_text(entry.path().string());
        if (!text) return text.error();
        out.push_back({entry.path().filename().string(), std::move(*text)});
    }
    if (failed) return base::fail("cannot read " + folder, "无法读取 " + folder);
    std::ranges::sort(out, {}, &PackageFile::name);
    return out;
}

// Asks again while the node does not answer or is too busy, until the patience is over.
class Source {
  public:
    Source(const DeliverOptions& options, crypto::SigningKey key, std::string authority,
           const HostPort& at)
        : name_{options.source},
          key_{std::move(key)},
          until_{std::chrono::steady_clock::now() + std::chrono::seconds{options.patience_seconds}},
          client_{{.host = at.host, .port = at.port, .credentials = {"", "", authority}}} {}

    base::Result<transport::Response> ask(const std::string& method, const std::string& target,
                                          const std::string& body) {
        while (true) {
            transport::Request request{.method = method, .target = target, .body = body};
            request.fields = {
                {"Authorization", client::source_authorization(name_, key_, {method, target, body},
                                                               std::time(nullptr))}};
            auto response = client_.send(request);
            const bool again = !response || response->status == 503 || response->status == 429;
            if (!again || is_over()) return response;
            std::this_thread::sleep_for(pause);
        }
    }
    bool is_over() const { return std::chrono::steady_clock::now() > until_; }

  private:
    std::string name_;
    crypto::SigningKey key_;
    std::chrono::steady_clock::time_point until_;
    transport::Client client_;
};

base::Result<bj::object> object_in(const base::Result<transport::Response>& response) {
    if (!response) return response.error();
    if (response->status != 200) return client::error_of({response->status, response->body, {}});
    boost::system::error_code bad;
    auto value = bj::parse(response->body, bad);
    if (bad || !value.is_object() || !value.as_object().contains("state")) return unreadable();
    return std::move(value.as_object());
}

std::string state_of(const bj::object& delivery) {
    const auto* const state = delivery.if_contains("state");
    return state && state->is_string() ? std::string{state->as_string()} : "";
}

std::uint64_t received_of(const bj::object& delivery, const std::string& file) {
    const auto* const files = delivery.if_contains("files");
    if (files == nullptr || !files->is_array()) return 0;
    for (const auto& one : files->as_array()) {
        const auto* const object = one.if_object();
        const auto* const name = object ? object->if_contains("name") : nullptr;
        const auto* const received = object ? object->if_contains("received") : nullptr;
        const bool mine = name && name->is_string() && name->as_string() == file;
        if (mine && received && received->is_int64())
            return static_cast<std::uint64_t>(received->as_int64());
    }
    return 0;
}

base::Result<bj::object> offer(Source& source, const std::string& list_no,
                               const std::vector<PackageFile>& files) {
    bj::array all;
    for (const PackageFile& file : files) {
        const auto digest = crypto::digest(crypto::Hash::sm3, base::view(file.text));
        all.push_back(
            {{"name", file.name}, {"size", file.text.size()}, {"sm3", base::hex(digest)}});
    }
    const bj::object body{{"list_no", list_no}, {"files", std::move(all)}};
    return object_in(source.ask("POST", "/v1/deliveries", bj::serialize(body)));
}

// From where the node has got to.
base::Result<bj::object> send_pieces(Source& source, bj::object delivery,
                                     const std::vector<PackageFile>& files) {
    const std::string id{delivery.at("delivery").as_string()};
    for (const PackageFile& file : files) {
        std::uint64_t from = received_of(delivery, file.name);
        while (from < file.text.size() && state_of(delivery) == "RECEIVING") {
            const std::string target =
                "/v1/deliveries/" + id + "/" + file.name + "?offset=" + std::to_string(from);
            auto now = object_in(source.ask("PUT", target, file.text.substr(from, piece_bytes)));
            if (!now) return now.error();
            delivery = std::move(*now);
            from = std::max(from + 1, received_of(delivery, file.name));
        }
    }
    while (state_of(delivery) == "JUDGING" && !source.is_over()) {
        std::this_thread::sleep_for(pause);
        auto now = object_in(source.ask("GET", "/v1/deliveries/" + id, ""));
        if (!now) return now.error();
        delivery = std::move(*now);
    }
    return delivery;
}

Answer told(const bj::object& delivery) {
    const auto* const report = delivery.if_contains("report");
    const std::string state = state_of(delivery);
    if (state == "REFUSED" && report != nullptr) {
        const std::string text = bj::serialize(*report);
        if (report->as_object().contains("errors")) return bad_lines(text);
        return failed(client::error_of({422, text, {}}), Exit::not_a_package);
    }
    Answer answer;
    answer.json = delivery;
    answer.text = "交付 delivery  " + std::string{delivery.at("delivery").as_string()} +
                  "\n状态 state     " + state + "\n";
    if (state == "RECEIVING" || state == "JUDGING") answer.exit = Exit::failed;
    return answer;
}

}  // namespace

Answer run_deliver(const DeliverOptions& options) {
    const auto at = parse_host_port(options.node);
    if (!at) return failed(base::fail("--node is HOST:PORT", "--node 的格式是 主机:端口"));
    auto authority = installation::read_text(options.authority);
    if (!authority) return failed(authority.error());
    auto pem = installation::read_text(options.source_key);
    if (!pem) return failed(pem.error());
    auto key = crypto::SigningKey::from_pem(*pem, "");
    if (!key) return failed(key.error());
    auto files = files_of(options.list);
    if (!files) return failed(files.error(), Exit::not_a_package);
    const auto text = std::ranges::find(*files, "manifest.json", &PackageFile::name);
    if (text == files->end()) {
        return failed(base::fail("manifest.json is missing", "缺少 manifest.json"),
                      Exit::not_a_package);
    }
    const auto manifest = vocabulary::parse_manifest(base::view(text->text));
    if (!manifest) return failed(manifest.error(), Exit::not_a_package);
    Source source{options, std::move(*key), std::move(*authority), *at};
    auto begun = offer(source, manifest->list_no, *files);
    if (!begun) return failed(begun.error());
    auto delivery = send_pieces(source, std::move(*begun), *files);
    if (!delivery) return failed(delivery.error());
    return told(*delivery);
}

}  // namespace zhida::cli
