// The one shape of connection in this module: TLS over TCP on an executor of known type, which
// keeps the templates few.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "transport/http.hpp"

namespace zhida::transport::detail {

namespace asio = boost::asio;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Stream = asio::ssl::stream<Socket>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;
template <class T>
using Awaitable = asio::awaitable<T, Executor>;
inline constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> as_result{};

// TLS 1.3 only. Nothing: the credentials are no PEM, or key and certificate do not belong together.
std::unique_ptr<asio::ssl::context> context_of(const Credentials& credentials, bool server,
                                               bool mutual);
// Common name of the verified peer; empty without a certificate.
std::string peer_name(Stream& stream);

}  // namespace zhida::transport::detail
