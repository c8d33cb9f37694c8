#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <charconv>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "core/base/assert.hpp"
#include "transport/detail/stream.hpp"

namespace zhida::transport {

namespace {

using namespace detail;
namespace http = boost::beast::http;
using Parser = http::request_parser<http::string_body>;

constexpr std::size_t read_bytes = 16 << 10;
constexpr std::chrono::seconds handshake_time{10};

std::string_view phrase(unsigned status) {
    const auto text = http::obsolete_reason(static_cast<http::status>(status));
    return {text.data(), text.size()};
}

std::string head_of(const Response& response, bool last) {
    std::string out = "HTTP/1.1 " + std::to_string(response.status) + " ";
    out.append(phrase(response.status)).append("\r\nContent-Type: ").append(response.type);
    if (response.source) {
        out.append("\r\nTransfer-Encoding: chunked");
    } else {
        out.append("\r\nContent-Length: ").append(std::to_string(response.body.size()));
    }
    const bool tagged = response.field("ETag") != nullptr;
    out.append("\r\nCache-Control: ").append(tagged ? "private, no-cache" : "no-store");
    out.append("\r\nX-Content-Type-Options: nosniff\r\n");
    for (const Field& field : response.fields) {
        out.append(field.name).append(": ").append(field.value).append("\r\n");
    }
    if (last) out.append("Connection: close\r\n");
    return out.append("\r\n");
}

Response told(unsigned status, std::string_view en, std::string_view zh) {
    std::string body{R"({"error":{"message_zh":")"};
    body.append(zh).append(R"(","message_en":")").append(en).append(R"("}})");
    return {.status = status, .body = std::move(body)};
}

std::string chunk_of(const std::string& piece) {
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.begin(), digits.end(), piece.size(), 16).ptr;
    return std::string{digits.begin(), end} + "\r\n" + piece + "\r\n";
}

Response refusal_of(const boost::system::error_code& error) {
    if (error == http::error::body_limit) return told(413, "the body is too large", "正文过大");
    if (error == http::error::header_limit) return told(431, "the head is too large", "头部过大");
    if (error == asio::error::timed_out) {
        return told(408, "the request did not come in time", "请求未在限时内到齐");
    }
    return told(400, "this is no HTTP/1.1 request", "不是有效的 HTTP/1.1 请求");
}

// Without the body.
Request head_request(const Parser& parser, const std::string& peer, const std::string& address) {
    const auto& message = parser.get();
    Request request;
    request.method = std::string{message.method_string()};
    request.target = std::string{message.target()};
    for (const auto& field : message) {
        request.fields.push_back({std::string{field.name_string()}, std::string{field.value()}});
    }
    request.peer = peer;
    request.address = address;
    return request;
}

}  // namespace

class Server::Running {
  public:
    Running(ServerSetting setting, Handler handler, std::unique_ptr<asio::ssl::context> context)
        : setting_{std::move(setting)},
          handler_{std::move(handler)},
          context_{std::move(context)},
          pool_{setting_.workers},
          connections_most_{setting_.connections},
          per_address_most_{setting_.connections_per_address} {}

    ~Running() {
        stop(std::chrono::milliseconds{0});
        if (thread_.joinable()) thread_.join();
        pool_.join();
    }

    base::Status listen() {
        boost::system::error_code error;
        const auto address = asio::ip::make_address(setting_.address, error);
        const asio::ip::tcp::endpoint at{address, setting_.port};
        if (!error) acceptor_.open(at.protocol(), error);
        if (!error) acceptor_.set_option(asio::socket_base::reuse_address{true}, error);
        if (!error) acceptor_.bind(at, error);
        if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
        if (error) {
            const std::string where = setting_.address + ":" + std::to_string(setting_.port);
            return base::fail("cannot listen on " + where + ": " + error.message(),
                              "无法监听 " + where + "：" + error.message());
        }
        port_ = acceptor_.local_endpoint().port();
        asio::co_spawn(io_, accept(), asio::detached);
        thread_ = std::thread{[this] { io_.run(); }};
        return base::Done{};
    }

    void stop(std::chrono::milliseconds grace) {
        asio::post(io_, [this] {
            stopping_ = true;
            boost::system::error_code ignored;
            acceptor_.close(ignored);
            for (Connection* one : connections_) {
                if (!one->busy) one->shut();
            }
        });
        std::unique_lock lock{mutex_};
        empty_.wait_for(lock, grace, [this] { return open_ == 0; });
        lock.unlock();
        work_.reset();
        asio::post(io_, [this] {
            for (Connection* one : connections_) one->shut();
        });
        lock.lock();
        if (!empty_.wait_for(lock, std::chrono::seconds{1}, [this] { return open_ == 0; })) {
            io_.stop();
        }
    }

    std::uint16_t port() const { return port_; }

    void wake() {
        asio::post(io_, [this] {
            ++wakes_;
            for (Connection* one : connections_) one->rest.cancel();
        });
    }

    void limit(std::size_t connections, std::size_t per_address) {
        connections_most_ = connections;
        per_address_most_ = per_address;
    }

  private:
    struct Connection {
        Connection(asio::io_context& io, Socket socket, asio::ssl::context& context)
            : stream{std::move(socket), context},
              timer{io},
              rest{io} {}
        // Ends the connection when the time is over; each call replaces the one before. A request
        // that has come in part is told so.
        void allow(std::chrono::milliseconds time) {
            timer.expires_after(time);
            timer.async_wait([this](boost::system::error_code error) {
                if (error) return;
                if (!reading || !busy) return shut();
                late = true;
                stream.next_layer().cancel(error);
            });
        }
        void shut() {
            rest.cancel();
            boost::system::error_code ignored;
            stream.next_layer().shutdown(asio::socket_base::shutdown_both, ignored);
            stream.next_layer().close(ignored);
        }
        Stream stream;
        Timer timer;
        Timer rest;  // of a source that has nothing new
        std::string unread;
        std::string peer;
        std::string address;
        bool busy = false;  // a request is being read, handled or answered
        bool reading = false;
        bool late = false;         // the time for reading is over
        bool turned_away = false;  // there are too many connections
        std::size_t body_bytes = 0;       // held against the budget
        std::size_t body_most = 0;        // of this request
        std::optional<Response> refusal;  // said to the head
    };

    Awaitable<void> accept() {
        while (acceptor_.is_open()) {
            Socket socket{io_};
            const auto [error] = co_await acceptor_.async_accept(socket, as_result);
            if (error || connections_.size() >= connections_most_ + turned_away_max) continue;
            asio::co_spawn(io_, serve(std::move(socket)), asio::detached);
        }
    }

    Awaitable<void> serve(Socket socket) {
        boost::system::error_code ignored;
        socket.set_option(asio::ip::tcp::no_delay{true}, ignored);
        const std::string address = socket.remote_endpoint(ignored).address().to_string();
        // The timer's handler holds the connection's address: it is released last.
        const auto connection = std::make_shared<Connection>(io_, std::move(socket), *context_);
        connection->address = address;
        const bool too_many = ++per_address_[address] > per_address_most_;
        connection->turned_away = too_many || connections_.size() >= connections_most_;
        connections_.insert(connection.get());
        count(+1);
        connection->allow(handshake_time);
        const auto [error] =
            co_await connection->stream.async_handshake(asio::ssl::stream_base::server, as_result);
        if (!error) {
            connection->peer = peer_name(connection->stream);
            while (!stopping_ && co_await exchange(*connection)) {}
        }
        connection->shut();
        connection->timer.cancel();
        connections_.erase(connection.get());
        if (--per_address_[address] == 0) per_address_.erase(address);
        asio::post(io_, [connection] {});  // behind the cancelled timer's handler
        count(-1);
    }

    // One request and its answer; false when the connection is over.
    Awaitable<bool> exchange(Connection& c) {
        const std::shared_ptr<void> budget{nullptr, [&](void*) {
                                               bodies_ -= std::exchange(c.body_bytes, 0);
                                           }};
        c.body_most = setting_.body_max;
        Parser parser;
        parser.eager(true);
        parser.header_limit(static_cast<std::uint32_t>(head_bytes_max));
        parser.body_limit(setting_.body_max);
        boost::system::error_code error = co_await read(c, parser);
        if (error == asio::error::eof) co_return false;
        const bool sound = !error && !c.turned_away && !c.refusal;
        const bool keep = sound && parser.keep_alive() && !stopping_;
        Response response = sound ? Response{} : refusal_of(error);
        if (c.refusal) response = std::move(*c.refusal);
        if (c.turned_away) {
            response = told(503, "there are too many connections", "连接数已达上限");
            response.fields.push_back({"Retry-After", "1"});
        }
        if (sound) {
            Request request = head_request(parser, c.peer, c.address);
            request.body = std::move(parser.get().body());
            c.timer.cancel();
            auto now = setting_.at_once ? setting_.at_once(request) : std::nullopt;
            if (now) response = std::move(*now);
            if (!now) co_await on_pool([&] { response = handler_(request); });
        }
        if (response.hang_up) co_return false;
        c.allow(sound ? setting_.body_time : setting_.head_time);
        const std::string head = head_of(response, !keep);
        const std::array<asio::const_buffer, 2> parts{asio::buffer(head),
                                                      asio::buffer(response.body)};
        const auto [failed, written] = co_await asio::async_write(c.stream, parts, as_result);
        c.busy = false;
        if (!failed && response.source) co_await pour(c, *response.source);
        if (failed || !keep || stopping_ || response.source) {
            co_await c.stream.async_shutdown(as_result);
            co_return false;
        }
        co_return true;
    }

    // Sends what a source gives until its end, its reader's, or the server's.
    Awaitable<void> pour(Connection& c, Source& source) {
        bool more = true;
        while (more && !stopping_) {
            std::string piece;
            const std::uint64_t wakes = wakes_;
            c.timer.cancel();
            co_await on_pool([&] { more = source.take(piece); });
            if (!piece.empty()) {
                c.allow(setting_.body_time);
                const std::string chunk = chunk_of(piece);
                const auto [failed, size] =
                    co_await asio::async_write(c.stream, asio::buffer(chunk), as_result);
                if (failed) co_return;
            } else if (more && wakes == wakes_ && !stopping_) {
                c.rest.expires_after(setting_.stream_pause);
                co_await c.rest.async_wait(as_result);
            }
        }
        c.allow(setting_.head_time);
        co_await asio::async_write(c.stream, asio::buffer("0\r\n\r\n", 5), as_result);
    }

    Awaitable<boost::system::error_code> read(Connection& c, Parser& parser) {
        c.reading = true;
        const bool idle = c.unread.empty() && !c.turned_away;
        c.allow(idle ? setting_.idle_time : setting_.head_time);
        const boost::system::error_code error = co_await parse(c, parser);
        c.reading = false;
        co_return c.late ? boost::system::error_code{asio::error::timed_out} : error;
    }

    Awaitable<boost::system::error_code> parse(Connection& c, Parser& parser) {
        boost::system::error_code error;
        std::array<char, read_bytes> buffer;
        bool has_head = false;
        std::size_t head_left = head_bytes_max;  // the parser's own limit is one for each piece
        while (!parser.is_done()) {
            if (c.unread.empty()) {
                const auto [failed, size] =
                    co_await c.stream.async_read_some(asio::buffer(buffer), as_result);
                if (failed) co_return boost::system::error_code{asio::error::eof};
                c.unread.assign(buffer.data(), size);
            }
            if (!std::exchange(c.busy, true)) c.allow(setting_.head_time);
            const std::size_t offered =
                has_head ? c.unread.size() : std::min(c.unread.size(), head_left);
            const std::size_t used = parser.put(asio::buffer(c.unread.data(), offered), error);
            if (error == http::error::need_more) error = {};
            if (!has_head && !error) {
                const bool is_over = !parser.is_header_done() &&
                                     (used == head_left || (used == 0 && offered == head_left));
                if (is_over) error = http::error::header_limit;
                head_left -= std::min(used, head_left);
            }
            if (error) co_return error;
            c.unread.erase(0, used);
            if (parser.is_header_done() && !std::exchange(has_head, true)) {
                c.allow(setting_.body_time);
                if (!co_await admit(c, parser)) co_return error;
            }
            if (used == 0 && !parser.is_done()) {
                const auto [failed, size] =
                    co_await c.stream.async_read_some(asio::buffer(buffer), as_result);
                if (failed) co_return boost::system::error_code{asio::error::eof};
                c.unread.append(buffer.data(), size);
            }
        }
        // What came together with the head was read before its limit was known.
        if (parser.get().body().size() > c.body_most) error = http::error::body_limit;
        co_return error;
    }

    // Whether the body may be read; else the connection holds the refusal.
    Awaitable<bool> admit(Connection& c, Parser& parser) {
        const auto length = parser.content_length();
        const bool endless = parser.chunked();
        if (!endless && (!length || *length <= small_body_bytes_max)) co_return true;
        Admission admission{.body_max = setting_.body_max};
        if (setting_.admit) {
            const Request head = head_request(parser, c.peer, c.address);
            co_await on_pool([&] { admission = setting_.admit(head); });
        }
        if (admission.refusal) {
            c.refusal = std::move(admission.refusal);
            co_return false;
        }
        const std::size_t most = std::min(admission.body_max, setting_.body_max);
        const std::size_t bytes = endless ? most : static_cast<std::size_t>(*length);
        if (bytes > most) c.refusal = refusal_of(http::error::body_limit);
        if (bytes <= most && bodies_ + bytes > setting_.bodies_max) {
            c.refusal = told(503, "too much is being received at once", "同时接收的数据过多");
            c.refusal->fields.push_back({"Retry-After", "1"});
        }
        if (c.refusal) co_return false;
        parser.body_limit(most);
        c.body_most = most;
        c.body_bytes = bytes;
        bodies_ += bytes;
        co_return true;
    }

    Awaitable<void> on_pool(std::function<void()> work) {
        constexpr asio::use_awaitable_t<Executor> use{};
        co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void()>(
            [&](auto done) {
                asio::post(pool_, [this, &work, done = std::move(done)]() mutable {
                    work();
                    asio::post(io_, std::move(done));
                });
            },
            use);
    }

    void count(int change) {
        const std::lock_guard lock{mutex_};
        open_ += change;
        if (open_ == 0) empty_.notify_all();
    }

    ServerSetting setting_;
    Handler handler_;
    std::unique_ptr<asio::ssl::context> context_;
    asio::io_context io_{1};
    std::optional<asio::executor_work_guard<Executor>> work_{asio::make_work_guard(io_)};
    asio::basic_socket_acceptor<asio::ip::tcp, Executor> acceptor_{io_};
    asio::thread_pool pool_;
    std::atomic<std::size_t> connections_most_;
    std::atomic<std::size_t> per_address_most_;
    std::set<Connection*> connections_;
    std::map<std::string, std::size_t> per_address_;
    std::uint64_t wakes_ = 0;
    std::size_t bodies_ = 0;  // bytes of requests that are being read or handled
    std::mutex mutex_;
    std::condition_variable empty_;
    int open_ = 0;
    bool stopping_ = false;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

Server::Server(std::unique_ptr<Running> running)
    : running_{std::move(running)} {}
Server::~Server() = default;

base::Result<std::unique_ptr<Server>> Server::start(ServerSetting setting, Handler handler) {
    auto context = context_of(setting.credentials, true, setting.mutual);
    if (!context || setting.credentials.certificate.empty()) {
        return base::fail("the server's certificate, key or authority cannot be used",
                          "服务器证书、私钥或根证书不可用");
    }
    auto running =
        std::make_unique<Running>(std::move(setting), std::move(handler), std::move(context));
    if (auto done = running->listen(); !done) return done.error();
    return std::unique_ptr<Server>{new Server{std::move(running)}};
}

std::uint16_t Server::port() const { return running_->port(); }
void Server::stop(std::chrono::milliseconds grace) { running_->stop(grace); }
void Server::wake() { running_->wake(); }
void Server::limit(std::size_t connections, std::size_t per_address) {
    running_->limit(connections, per_address);
}

}  // namespace zhida::transport
