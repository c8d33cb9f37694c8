#include <netdb.h>
#include <sys/socket.h>

#include <boost/asio/write.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstring>
#include <mutex>

#include "transport/detail/stream.hpp"

namespace zhida::transport {

namespace {

using namespace detail;
namespace http = boost::beast::http;
using Clock = std::chrono::steady_clock;

constexpr std::size_t read_bytes = 16 << 10;
constexpr std::chrono::seconds reuse_seconds_max{30};

base::Error no_answer(const std::string& what) {
    return base::fail("no answer: " + what, "没有得到应答：" + what);
}

std::string head_of(const Request& request, const std::string& host) {
    std::string out = request.method + " " + request.target + " HTTP/1.1\r\nHost: " + host + "\r\n";
    for (const Field& field : request.fields) {
        out.append(field.name).append(": ").append(field.value).append("\r\n");
    }
    return out.append("Content-Length: " + std::to_string(request.body.size()) + "\r\n\r\n");
}

// Written as numbers, or one that a name stands for, of the older kind where there is one.
std::optional<asio::ip::address> address_of(const std::string& host) {
    boost::system::error_code error;
    auto address = asio::ip::make_address(host, error);
    if (!error) return address;
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(host.c_str(), nullptr, &wanted, &found) != 0) return std::nullopt;
    const addrinfo* best = found;
    for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
        if (best->ai_family != AF_INET) best = one;
    }
    asio::ip::tcp::endpoint at;
    at.resize(best->ai_addrlen);
    std::memcpy(at.data(), best->ai_addr, best->ai_addrlen);
    ::freeaddrinfo(found);
    return at.address();
}

}  // namespace

class Client::Connection {
  public:
    explicit Connection(ClientSetting setting)
        : setting_{std::move(setting)},
          context_{context_of(setting_.credentials, false, true)} {}

    base::Result<Response> send(const Request& request, const Take* take) {
        const std::lock_guard lock{mutex_};
        if (!context_) return base::fail("the credentials cannot be used", "凭证不可用");
        until_ = Clock::now() + setting_.timeout;
        if (!is_usable()) {
            if (auto done = connect(); !done) return done.error();
        }
        auto response = exchange(request, take);
        last_used_ = Clock::now();
        if (!response) stream_.reset();
        return response;
    }

  private:
    // Runs one operation to its end or to the deadline.
    template <class Start>
    boost::system::error_code run(Start&& start) {
        boost::system::error_code result = asio::error::would_block;
        start([&](boost::system::error_code error, auto&&...) { result = error; });
        io_.restart();
        io_.run_until(until_);
        if (result != asio::error::would_block) return result;
        boost::system::error_code ignored;
        stream_->next_layer().close(ignored);
        io_.restart();
        io_.run();
        return asio::error::timed_out;
    }

    base::Status connect() {
        stream_ = std::make_unique<Stream>(io_, *context_);
        stream_->set_verify_callback(asio::ssl::host_name_verification{setting_.host});
        boost::system::error_code error;
        const auto address = address_of(setting_.host);
        if (!address) return failed("address", asio::error::host_not_found);
        const asio::ip::tcp::endpoint at{*address, setting_.port};
        error = run([&](auto done) { stream_->next_layer().async_connect(at, done); });
        if (error) return failed("connect", error);
        stream_->next_layer().set_option(asio::ip::tcp::no_delay{true}, error);
        error =
            run([&](auto done) { stream_->async_handshake(asio::ssl::stream_base::client, done); });
        if (error) return failed("TLS", error);
        unread_.clear();
        return base::Done{};
    }

    base::Error failed(const std::string& step, const boost::system::error_code& error) {
        stream_.reset();
        return no_answer(step + " " + setting_.host + ":" + std::to_string(setting_.port) + ": " +
                         error.message());
    }

    // A kept connection that the server has closed, or may soon close, is not used again.
    bool is_usable() {
        if (!stream_ || Clock::now() - last_used_ > reuse_seconds_max) return false;
        char byte = 0;
        const auto size =
            ::recv(stream_->next_layer().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        return size > 0 || (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK));
    }

    base::Result<Response> exchange(const Request& request, const Take* take) {
        const std::string head = head_of(request, setting_.host);
        const std::array<asio::const_buffer, 2> parts{asio::buffer(head),
                                                      asio::buffer(request.body)};
        auto error = run([&](auto done) { asio::async_write(*stream_, parts, done); });
        if (error) return no_answer("write: " + error.message());
        http::response_parser<http::string_body> parser;
        parser.eager(true);
        parser.header_limit(static_cast<std::uint32_t>(head_bytes_max));
        if (take == nullptr) parser.body_limit(body_bytes_max);
        if (take != nullptr) parser.body_limit(boost::none);
        bool wanted = true;
        while (!parser.is_done()) {
            if (unread_.empty() || stuck_) {
                if (error = fill(); error) break;
            }
            boost::system::error_code bad;
            const std::size_t used = parser.put(asio::buffer(unread_), bad);
            if (bad && bad != http::error::need_more) return no_answer(bad.message());
            unread_.erase(0, used);
            stuck_ = used == 0;
            if (take != nullptr && parser.is_header_done()) wanted = hand_over(parser, *take);
            if (!wanted) break;
        }
        stuck_ = false;
        if (error) return no_answer("read: " + error.message());
        Response response{.status = parser.get().result_int()};
        for (const auto& field : parser.get()) {
            if (field.name() == http::field::content_type) response.type = field.value();
            response.fields.push_back(
                {std::string{field.name_string()}, std::string{field.value()}});
        }
        response.body = std::move(parser.get().body());
        if (!wanted || !parser.keep_alive()) stream_.reset();
        return response;
    }

    // What came of the body so far; false: no more is wanted.
    bool hand_over(http::response_parser<http::string_body>& parser, const Take& take) {
        std::string& body = parser.get().body();
        if (parser.get().result_int() != 200 || body.empty()) return true;
        until_ = Clock::now() + setting_.timeout;
        const bool more = take(body);
        body.clear();
        return more;
    }

    boost::system::error_code fill() {
        std::array<char, read_bytes> buffer;
        std::size_t size = 0;
        const auto error = run([&](auto done) {
            stream_->async_read_some(asio::buffer(buffer),
                                     [&size, done](boost::system::error_code e, std::size_t n) {
                                         size = n;
                                         done(e);
                                     });
        });
        unread_.append(buffer.data(), size);
        return error;
    }

    ClientSetting setting_;
    std::unique_ptr<asio::ssl::context> context_;
    asio::io_context io_{1};
    std::unique_ptr<Stream> stream_;
    std::string unread_;
    bool stuck_ = false;
    Clock::time_point until_;
    Clock::time_point last_used_;
    std::mutex mutex_;
};

Client::Client(ClientSetting setting)
    : connection_{std::make_unique<Connection>(std::move(setting))} {}
Client::~Client() = default;

base::Result<Response> Client::send(const Request& request) {
    return connection_->send(request, nullptr);
}

base::Result<Response> Client::follow(const Request& request, const Take& take) {
    return connection_->send(request, &take);
}

}  // namespace zhida::transport
