#include "node/stage/package.hpp"

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

namespace zhida::stage {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::milliseconds busy_pause{200};
constexpr unsigned begin_again = 409;  // the node was started again and has forgotten the upload

using Files = std::map<std::string, fs::path>;  // by the name under which they are sent

// The files of a folder; a zip goes as it is, under a name that any address can hold.
base::Result<Files> files_of(const std::string& path) {
    std::error_code failed;
    if (fs::is_regular_file(path, failed)) return Files{{"package.zip", path}};
    Files files;
    for (const auto& entry : fs::directory_iterator{path, failed})
        files.emplace(entry.path().filename().string(), entry.path());
    if (failed) return base::fail("cannot read " + path, "无法读取 " + path);
    return files;
}

// A status of the API, or no answer at all.
base::Result<unsigned> upload_file(client::RemoteLedger& node, const std::string& package,
                                   const fs::path& path, const std::string& name) {
    std::ifstream in{path, std::ios::binary};
    std::string piece(piece_bytes, '\0');
    std::uint64_t offset = 0;
    while (true) {
        in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        const auto size = static_cast<std::size_t>(in.gcount());
        if (size == 0 && offset > 0) return 200U;
        const std::string target =
            "/v1/packages/" + package + "/" + name + "?offset=" + std::to_string(offset);
        auto answer = node.ask("PUT", target, piece.substr(0, size));
        if (!answer) return answer.error();
        if (answer->status != 200 && answer->status != begin_again)
            return client::error_of(*answer);
        offset += size;
        if (answer->status != 200 || size < piece_bytes) return answer->status;
    }
}

base::Result<unsigned> upload(client::RemoteLedger& node, const std::string& package,
                              const Files& files) {
    auto begun = node.ask("POST", "/v1/packages/" + package, "");
    if (!begun) return begun.error();
    if (begun->status != 200) return client::error_of(*begun);
    for (const auto& [name, path] : files) {
        auto status = upload_file(node, package, path, name);
        if (!status || *status != 200) return status;
    }
    return 200U;
}

base::Error unreadable() {
    return base::fail("the node's answer cannot be read", "无法读取节点的应答");
}

std::function<base::Result<walk::Message>(std::size_t)> fetch(client::RemoteLedger& node,
                                                              const std::string& list) {
    return [&node, list](std::size_t n) -> base::Result<walk::Message> {
        auto answer = node.ask("GET", "/v1/imports/" + list + "/" + std::to_string(n), "");
        if (!answer) return answer.error();
        if (answer->status != 200) return client::error_of(*answer);
        if (answer->body.size() < 2) return unreadable();
        const auto bytes = base::view(answer->body);
        return walk::Message{static_cast<std::uint16_t>(bytes[0] << 8 | bytes[1]),
                             base::to_bytes(bytes.subspan(2))};
    };
}

Handed read_prepared(client::RemoteLedger& node, const client::Answer& answer) {
    boost::system::error_code bad;
    const auto value = boost::json::parse(answer.body, bad);
    const auto* const object = bad ? nullptr : value.if_object();
    const auto* const list = object ? object->if_contains("list") : nullptr;
    const auto* const messages = object ? object->if_contains("messages") : nullptr;
    if (!list || !list->is_string() || !messages || !messages->is_int64()) return unreadable();
    const std::string name{list->as_string()};
    const auto bytes = base::unhex(name);
    const auto id = bytes ? base::to_array<8>(*bytes) : std::nullopt;
    if (!id) return unreadable();
    return walk::Prepared{*id, static_cast<std::size_t>(messages->as_int64()), fetch(node, name)};
}

// Nothing: it has to be tried again.
std::optional<Handed> import(client::RemoteLedger& node, const std::string& package) {
    auto answer = node.ask("POST", "/v1/imports/" + package, "");
    if (!answer) return answer.error();
    if (answer->status == 503) std::this_thread::sleep_for(busy_pause);
    if (answer->status == 503 || answer->status == begin_again) return std::nullopt;
    if (answer->status == 200) return read_prepared(node, *answer);
    if (answer->status == 422) return Refused{true, answer->body, {}};
    if (answer->status == 415) return Refused{false, "", client::error_of(*answer)};
    return client::error_of(*answer);
}

}  // namespace

Handed take_up(client::RemoteLedger& node, const std::string& package) {
    for (int tries = 0; tries < uploads_max; ++tries) {
        if (auto handed = import(node, package)) return std::move(*handed);
    }
    return base::fail("there is no such package, or the node is busy",
                      "没有该清单包，或节点正忙");
}

Handed hand_in(client::RemoteLedger& node, const std::string& path) {
    const auto files = files_of(path);
    if (!files) return Refused{false, "", files.error()};
    const std::string package = "package";
    for (int tries = 0; tries < uploads_max; ++tries) {
        auto uploaded = upload(node, package, *files);
        if (!uploaded) return uploaded.error();
        if (*uploaded != 200) continue;
        if (auto handed = import(node, package)) return std::move(*handed);
    }
    return base::fail("the node does not keep the upload", "节点未能保留上传的清单包");
}

}  // namespace zhida::stage
