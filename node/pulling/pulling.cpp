#include "node/pulling/pulling.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "node/logging/logging.hpp"
#include "transport/http.hpp"

namespace zhida::pulling {

namespace json = boost::json;

namespace {

constexpr std::string_view format = "zhida-packages/1";

base::Error unsound(const std::string& en, const std::string& zh) {
    return base::fail("the platform's listing: " + en, "数据平台目录：" + zh);
}

std::optional<std::string> text_in(const json::object& from, std::string_view name) {
    const auto* const found = from.if_contains(name);
    if (found == nullptr || !found->is_string()) return std::nullopt;
    return std::string{found->as_string()};
}

// Only on the host of the listing.
std::optional<std::string> path_of(std::string_view href, std::string_view host_path) {
    const bool plain = !href.empty() && href.find_first_of(" \r\n#\\") == std::string_view::npos &&
                       href.find("//") == std::string_view::npos &&
                       href.find("..") == std::string_view::npos &&
                       href.find(':') == std::string_view::npos;
    if (!plain) return std::nullopt;
    if (href.front() == '/') return std::string{href};
    const std::string_view path = host_path.substr(0, host_path.find('?'));
    return std::string{path.substr(0, path.rfind('/') + 1)}.append(href);
}

std::optional<ListedFile> file_of(const json::value& value, std::string_view host_path) {
    if (!value.is_object()) return std::nullopt;
    const auto& object = value.as_object();
    const auto name = text_in(object, "name");
    const auto href = text_in(object, "href");
    const auto hex = text_in(object, "sm3");
    const auto bytes = hex ? base::unhex(*hex) : std::nullopt;
    const auto digest = bytes ? base::to_array<32>(*bytes) : std::nullopt;
    const auto* const size = object.if_contains("size");
    const auto path = href ? path_of(*href, host_path) : std::nullopt;
    const bool sound = name && digest && path && size && size->is_int64() && size->as_int64() >= 0;
    if (!sound) return std::nullopt;
    return ListedFile{{*name, static_cast<std::uint64_t>(size->as_int64()), *digest}, *path};
}

}  // namespace

base::Result<std::vector<ListedPackage>> read_listing(std::string_view text,
                                                      std::string_view host_path) {
    boost::system::error_code bad;
    const auto value = json::parse(text, bad);
    const auto* const object = bad ? nullptr : value.if_object();
    const auto* const all = object ? object->if_contains("packages") : nullptr;
    if (!object || text_in(*object, "format") != format || !all || !all->is_array())
        return unsound("it is no zhida-packages/1", "不是 zhida-packages/1");
    if (all->as_array().size() > packages_per_listing_max)
        return unsound("it has more than 1,000 packages", "超过 1,000 个清单包");
    std::vector<ListedPackage> out;
    for (const auto& one : all->as_array()) {
        const std::string place = "/packages/" + std::to_string(out.size());
        const auto* const package = one.if_object();
        const auto list_no = package ? text_in(*package, "list_no") : std::nullopt;
        const auto* const files = list_no ? package->if_contains("files") : nullptr;
        if (!files || !files->is_array() || files->as_array().size() > deliveries::files_max)
            return unsound(place + " is malformed", place + " 格式有误");
        ListedPackage& to = out.emplace_back(ListedPackage{*list_no, {}});
        for (const auto& file : files->as_array()) {
            auto read = file_of(file, host_path);
            if (!read) return unsound(place + " has a malformed file", place + " 的文件格式有误");
            to.files.push_back(std::move(*read));
        }
    }
    return out;
}

struct Puller::State {
    Platform platform;
    deliveries::Deliveries& store;
    std::function<void()> arrived;
    transport::Target target;
    transport::Client client;
    std::string tag;  // of the listing whose packages were all taken
    std::mutex mutex;
    std::condition_variable changed;
    bool stopping = false;
    std::thread thread;

    base::Result<transport::Response> get(const std::string& path,
                                          std::vector<transport::Field> fields) {
        transport::Request request{.method = "GET", .target = path, .fields = std::move(fields)};
        if (!platform.token.empty())
            request.fields.push_back({"Authorization", "Bearer " + platform.token});
        return client.send(request);
    }

    bool is_stopping() {
        const std::lock_guard lock{mutex};
        return stopping;
    }

    // The bytes from `from` on that came; at most a piece.
    base::Result<std::string> fetch(const ListedFile& file, std::uint64_t from) {
        const std::uint64_t to = std::min(file.spec.size, from + piece_bytes);
        auto answer = get(file.path, {{"Range", "bytes=" + std::to_string(from) + "-" +
                                                    std::to_string(to - 1)}});
        if (!answer) return answer.error();
        const std::string want = "bytes " + std::to_string(from) + "-";
        const std::string* const range = answer->field("Content-Range");
        if (answer->status == 206 && range && range->starts_with(want) &&
            answer->body.size() == to - from) {
            return std::move(answer->body);
        }
        if (answer->status == 200 && answer->body.size() == file.spec.size)
            return answer->body.substr(from, to - from);
        const std::string status = std::to_string(answer->status);
        return base::fail("the platform's file " + file.path + ": answer " + status,
                          "数据平台文件 " + file.path + "：应答 " + status);
    }

    base::Result<deliveries::Delivery> take_file(const deliveries::Id& id, const ListedFile& file,
                                                 std::uint64_t from) {
        while (true) {
            if (is_stopping()) return base::fail("the node is stopping", "节点正在停止");
            auto piece = fetch(file, from);
            if (!piece) return piece.error();
            auto kept = store.keep(id, file.spec.name, from, base::view(*piece));
            if (const auto* const error = std::get_if<base::Error>(&kept)) return *error;
            if (const auto* const now = std::get_if<deliveries::Delivery>(&kept)) {
                from += piece->size();
                if (from >= file.spec.size) return *now;
                continue;
            }
            return base::fail("the platform's file " + file.path + " has another digest",
                              "数据平台文件 " + file.path + " 摘要不符");
        }
    }

    // True: its last file came now.
    base::Result<bool> take(const ListedPackage& package) {
        deliveries::Offer offer{platform.source_system, package.list_no, "pull", {}};
        for (const ListedFile& file : package.files) offer.files.push_back(file.spec);
        auto delivery = store.begin(offer);
        if (!delivery) return delivery.error();
        if (delivery->verdict.state != deliveries::State::receiving) return false;
        for (std::size_t i = 0; i < package.files.size(); ++i) {
            const auto& file = package.files[i];
            if (delivery->received[i] >= file.spec.size) continue;
            auto now = take_file(delivery->id, file, delivery->received[i]);
            if (!now) return now.error();
            delivery = std::move(now);
        }
        return delivery->verdict.state != deliveries::State::receiving;
    }
};

Puller::Puller(Platform platform, deliveries::Deliveries& store, std::function<void()> arrived) {
    const auto target = transport::read_url(platform.url).value_or(transport::Target{});
    transport::ClientSetting setting{.host = target.host, .port = target.port};
    setting.credentials.authority = platform.authority;
    setting.timeout = platform.patience;
    state_.reset(new State{std::move(platform), store, std::move(arrived), target,
                           transport::Client{setting}, "", {}, {}, false, {}});
}

Puller::~Puller() {
    {
        const std::lock_guard lock{state_->mutex};
        state_->stopping = true;
    }
    state_->changed.notify_all();
    if (state_->thread.joinable()) state_->thread.join();
}

base::Result<Looked> Puller::look() {
    std::vector<transport::Field> known;
    if (!state_->tag.empty()) known.push_back({"If-None-Match", state_->tag});
    auto answer = state_->get(state_->target.path, std::move(known));
    if (!answer) return answer.error();
    if (answer->status == 304) return Looked{};
    if (answer->status != 200) {
        const std::string status = std::to_string(answer->status);
        return unsound("answer " + status, "应答 " + status);
    }
    auto packages = read_listing(answer->body, state_->target.path);
    if (!packages) return packages.error();
    Looked out{packages->size(), 0};
    std::optional<base::Error> first;
    for (const ListedPackage& package : *packages) {
        const auto took = state_->take(package);
        if (!took && !first) first = took.error();
        if (!took || !*took) continue;
        ++out.taken;
        state_->arrived();
    }
    if (first) return *first;  // one that fails stops no other, and is asked for again
    const std::string* const tag = answer->field("ETag");
    state_->tag = tag ? *tag : "";
    return out;
}

void Puller::start() {
    state_->thread = std::thread{[this] {
        while (!state_->is_stopping()) {
            const auto looked = look();
            if (!looked) {
                logging::write(logging::Level::warning, "pulling failed",
                               {{"why", looked.error().en}});
            } else if (looked->taken > 0) {
                logging::write(logging::Level::info, "packages pulled",
                               {{"packages", std::uint64_t{looked->taken}}});
            }
            std::unique_lock lock{state_->mutex};
            state_->changed.wait_for(lock, state_->platform.every,
                                     [this] { return state_->stopping; });
        }
    }};
}

}  // namespace zhida::pulling
