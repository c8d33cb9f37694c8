#include "node/webhooks/webhooks.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <ctime>
#include <map>
#include <mutex>
#include <thread>

#include "core/crypto/digest.hpp"
#include "node/logging/logging.hpp"
#include "transport/http.hpp"

namespace zhida::webhooks {

namespace {

using logging::Level;

constexpr std::chrono::milliseconds look_every{200};
constexpr std::size_t name_bytes_max = 40;
constexpr std::size_t secret_bytes_min = 16;
constexpr std::uint64_t cursor_kept_every = 1'000;  // blocks without an event of interest

std::string cursor_path(const std::string& name) { return "webhooks/" + name; }

bool is_name(std::string_view name) {
    return !name.empty() && name.size() <= name_bytes_max &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") ==
               std::string_view::npos;
}

base::Status check(const std::vector<Hook>& hooks) {
    if (hooks.size() > hooks_max) {
        return base::fail("there are more than 16 webhooks", "webhook 超过 16 个");
    }
    std::map<std::string, int> names;
    for (const Hook& hook : hooks) {
        const bool sound = is_name(hook.name) && ++names[hook.name] == 1 &&
                           transport::read_url(hook.url).has_value() &&
                           hook.secret.size() >= secret_bytes_min;
        if (!sound) {
            return base::fail("webhook " + hook.name +
                                  ": a name of a-z 0-9 - that stands once, an https address and a "
                                  "secret of 16 bytes at least are wanted",
                              "webhook " + hook.name +
                                  "：名称限 a-z 0-9 - 且不重复，地址为 https，密钥至少 16 字节");
        }
    }
    return base::Done{};
}

}  // namespace

// One hook at work.
class Webhooks::Runner {
  public:
    Runner(base::Disk& disk, const Feed& feed, const Patience& patience, Hook hook)
        : disk_{disk},
          feed_{feed},
          patience_{patience},
          hook_{std::move(hook)},
          target_{*transport::read_url(hook_.url)},
          client_{{.host = target_.host,
                   .port = target_.port,
                   .credentials = {.certificate = {}, .key = {}, .authority = hook_.authority},
                   .timeout = patience.answer}} {
        cursor_ = first_cursor();
        thread_ = std::thread{[this] { run(); }};
    }

    ~Runner() {
        {
            const std::lock_guard lock{mutex_};
            stopping_ = true;
        }
        changed_.notify_all();
        thread_.join();
    }

    const Hook& hook() const { return hook_; }
    HookState state() const {
        const std::uint64_t height = feed_.wait(0, {});
        const std::uint64_t at = cursor_;
        return {hook_.name, height > at ? height - at : 0, failures_, dead_};
    }

  private:
    std::uint64_t first_cursor() {
        const std::string path = cursor_path(hook_.name);
        const auto bytes = disk_.exists(path) ? base::read_file(disk_, path)
                                              : base::Result<base::Bytes>{base::fail("")};
        if (bytes && bytes->size() == 8) return kept_ = base::read_u64(*bytes);
        const std::uint64_t now = feed_.wait(0, {});
        keep(now);
        return now;
    }

    void keep(std::uint64_t cursor) {
        base::Bytes bytes;
        base::append_u64(bytes, cursor);
        if (auto done = base::replace_file(disk_, cursor_path(hook_.name), bytes); !done) {
            logging::write(Level::warning, "a webhook's cursor is not kept",
                           {{"hook", hook_.name}, {"why", done.error().en}});
        }
        kept_ = cursor;
    }

    bool is_stopping() {
        const std::lock_guard lock{mutex_};
        return stopping_;
    }

    void rest(std::chrono::milliseconds time) {
        std::unique_lock lock{mutex_};
        changed_.wait_for(lock, time, [this] { return stopping_; });
    }

    void run() {
        while (!is_stopping() && !dead_) {
            if (feed_.wait(cursor_, look_every) <= cursor_) continue;
            const auto page = feed_.read(cursor_, events_per_delivery);
            if (!page) {
                rest(look_every);
                continue;
            }
            if (const auto body = body_of(*page); !body.empty() && !deliver(body)) {
                fail();
                continue;
            } else if (!body.empty() || page->next >= kept_ + cursor_kept_every) {
                keep(page->next);
            }
            failures_ = 0;
            cursor_ = page->next;
        }
    }

    // Empty: nothing in it is wanted.
    std::string body_of(const gateway::EventPage& page) const {
        std::string events;
        for (const gateway::EventView& event : page.events) {
            if (!hook_.kinds.empty() && !hook_.kinds.contains(event.kind)) continue;
            events.append(events.empty() ? "" : ",").append(gateway::event_json(event));
        }
        if (events.empty()) return {};
        return R"({"hook":")" + hook_.name + R"(","ledger_id":")" + feed_.ledger_id +
               R"(","after":)" + std::to_string(cursor_) + R"(,"next":)" +
               std::to_string(page.next) + R"(,"events":[)" + events + "]}";
    }

    bool deliver(const std::string& body) {
        const std::string now = std::to_string(std::time(nullptr));
        const auto signature = crypto::hmac(
            crypto::Hash::sm3, hook_.secret,
            {base::view(now), base::view(std::string_view{"."}), base::view(body)});
        transport::Request request{.method = "POST", .target = target_.path, .body = body};
        request.fields = {{"Content-Type", "application/json"},
                          {"Zhida-Hook", hook_.name},
                          {"Zhida-Delivery", hook_.name + "-" + std::to_string(cursor_)},
                          {"Zhida-Timestamp", now},
                          {"Zhida-Signature", "hmac-sm3=" + base::hex(signature)}};
        const auto answer = client_.send(request);
        const bool taken = answer && answer->status / 100 == 2;
        if (!taken) {
            logging::write(Level::warning, "a webhook was not taken",
                           {{"hook", hook_.name},
                            {"failures", std::uint64_t{failures_ + 1}},
                            {"why", answer ? "status " + std::to_string(answer->status)
                                           : answer.error().en}});
        }
        return taken;
    }

    void fail() {
        const unsigned failed = ++failures_;
        if (failed >= patience_.attempts) {
            dead_ = true;
            logging::write(Level::error, "a webhook is dead",
                           {{"hook", hook_.name}, {"cursor", std::uint64_t{cursor_}}});
            return;
        }
        auto pause = patience_.pause;
        for (unsigned i = 1; i < failed && pause < patience_.pause_max; ++i) pause *= 2;
        rest(std::min(pause, patience_.pause_max));
    }

    base::Disk& disk_;
    const Feed& feed_;
    const Patience& patience_;
    Hook hook_;
    transport::Target target_;
    transport::Client client_;
    std::atomic<std::uint64_t> cursor_ = 0;
    std::uint64_t kept_ = 0;
    std::atomic<unsigned> failures_ = 0;
    std::atomic<bool> dead_ = false;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    std::thread thread_;
};

struct Webhooks::State {
    base::Disk& disk;
    Feed feed;
    Patience patience;
    std::mutex mutex;
    std::vector<std::unique_ptr<Runner>> runners;
};

Webhooks::Webhooks(base::Disk& disk, Feed feed, Patience patience)
    : state_{new State{disk, std::move(feed), patience, {}, {}}} {}
Webhooks::~Webhooks() = default;

base::Status Webhooks::set(std::vector<Hook> hooks) {
    if (auto done = check(hooks); !done) return done;
    const std::lock_guard lock{state_->mutex};
    std::vector<std::unique_ptr<Runner>> next;
    for (Hook& hook : hooks) {
        const auto same = std::ranges::find_if(state_->runners, [&](const auto& one) {
            return one && one->hook() == hook && !one->state().dead;
        });
        if (same != state_->runners.end()) {
            next.push_back(std::move(*same));
        } else {
            next.emplace_back();
        }
    }
    state_->runners.clear();  // an altered hook stops before it starts anew from its cursor
    for (std::size_t i = 0; i < hooks.size(); ++i) {
        if (next[i]) continue;
        next[i] = std::make_unique<Runner>(state_->disk, state_->feed, state_->patience,
                                           std::move(hooks[i]));
    }
    state_->runners = std::move(next);
    return base::Done{};
}

std::vector<HookState> Webhooks::states() {
    const std::lock_guard lock{state_->mutex};
    std::vector<HookState> out;
    for (const auto& one : state_->runners) out.push_back(one->state());
    return out;
}

}  // namespace zhida::webhooks
