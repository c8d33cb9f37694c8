// One HTTP/1.1 exchange over TLS, as server and as client. Every connection is encrypted; a server
// may ask for a certificate of its own authority. Limits are named and enforced before a handler
// sees anything.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace zhida::transport {

inline constexpr std::size_t head_bytes_max = 16 << 10;
inline constexpr std::size_t body_bytes_max = 32 << 20;
inline constexpr std::size_t connections_max = 512;
inline constexpr std::size_t bodies_bytes_max = 256 << 20;  // of all requests at once
inline constexpr std::size_t small_body_bytes_max = 64 << 10;  // read before anybody is asked
inline constexpr std::size_t turned_away_max = 32;  // beyond the limit: told 503, then closed
inline constexpr std::chrono::seconds head_seconds_max{10};   // from accept or the last answer's
inline constexpr std::chrono::seconds body_seconds_max{60};   // first byte to the last one
inline constexpr std::chrono::seconds idle_seconds_max{120};  // between two requests
inline constexpr std::chrono::seconds stream_pause_max{5};    // between two looks at a source

struct Field {
    std::string name;
    std::string value;
};

struct Request {
    std::string method;
    std::string target;  // path and query as sent
    std::vector<Field> fields;
    std::string body;
    std::string peer;  // common name in the peer's verified certificate; empty without one
    std::string address = {};  // of the peer, without its port

    // The first field of this name (compared without case); nothing when there is none.
    const std::string* field(std::string_view name) const;
    std::string path() const;
    // The value of a query parameter, percent-decoded; nothing when it is not there.
    std::optional<std::string> parameter(std::string_view name) const;
    std::vector<std::string> parameter_names() const;
};

// What a response that has no end yet is made of.
class Source {
  public:
    virtual ~Source() = default;
    // Appends what is to be sent now, perhaps nothing. False: that was the end.
    virtual bool take(std::string& out) = 0;
};

struct Response {
    unsigned status = 200;
    std::string type = "application/json";
    std::string body;
    std::vector<Field> fields = {};
    bool hang_up = false;  // server only: close without a byte (a simulated lost reply)
    std::shared_ptr<Source> source = {};  // server only: in place of a body, sent as it comes

    const std::string* field(std::string_view name) const;
};

// PEM texts.
struct Credentials {
    std::string certificate;
    std::string key;
    std::string authority;  // whose certificates are believed of the other side
};

using Handler = std::function<Response(const Request&)>;

// What is said to the head of a request before its body is read.
struct Admission {
    std::size_t body_max = 0;
    std::optional<Response> refusal = {};
};

struct ServerSetting {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  // 0: any free one
    Credentials credentials;
    bool mutual = true;    // a peer without a certificate of the authority is turned away
    unsigned workers = 4;  // threads that run the handler, so many requests at a time
    std::size_t body_max = body_bytes_max;
    std::size_t bodies_max = bodies_bytes_max;  // beyond it: 503
    // Asked about a request with more than a small body, on a worker.
    std::function<Admission(const Request& head)> admit = {};
    // What must never wait for a worker; nothing: the handler answers.
    std::function<std::optional<Response>(const Request&)> at_once = {};
    std::size_t connections = connections_max;
    std::size_t connections_per_address = connections_max;
    std::chrono::milliseconds head_time = head_seconds_max;
    std::chrono::milliseconds body_time = body_seconds_max;
    std::chrono::milliseconds idle_time = idle_seconds_max;
    std::chrono::milliseconds stream_pause = stream_pause_max;
};

class Server {
  public:
    static base::Result<std::unique_ptr<Server>> start(ServerSetting setting, Handler handler);
    ~Server();
    std::uint16_t port() const;
    // No new connection; waits for requests under way, at most `grace`, then closes the rest.
    void stop(std::chrono::milliseconds grace);
    // Sources are looked at again at once: they have something new.
    void wake();
    // For connections that come from now on.
    void limit(std::size_t connections, std::size_t per_address);

  private:
    class Running;
    explicit Server(std::unique_ptr<Running> running);
    std::unique_ptr<Running> running_;
};

struct ClientSetting {
    std::string host = "127.0.0.1";  // or a name
    std::uint16_t port = 0;
    Credentials credentials;  // without certificate and key: only the server is authenticated
    std::chrono::milliseconds timeout{30'000};  // of one whole exchange
};

// Keeps one connection alive between exchanges; one exchange at a time, callers queue.
class Client {
  public:
    explicit Client(ClientSetting setting);
    ~Client();
    // An error: no sound answer came back; whether the server acted is unknown. Nothing is sent
    // twice: a connection that breaks after the first byte went out is not tried again.
    base::Result<Response> send(const Request& request);
    // For an answer without an end: hands over each piece of a 200's body until `take` returns
    // false or the answer ends. The time of the setting is that between two pieces.
    using Take = std::function<bool(std::string_view piece)>;
    base::Result<Response> follow(const Request& request, const Take& take);

  private:
    class Connection;
    std::unique_ptr<Connection> connection_;
};

struct Target {
    std::string host;
    std::uint16_t port = 443;
    std::string path = "/";
};
// Nothing: it is no https address.
std::optional<Target> read_url(std::string_view url);

}  // namespace zhida::transport
