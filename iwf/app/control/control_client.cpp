// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/control/control_client.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "iwf/app/control/control_socket.hpp"

namespace iwf::control {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;
using Local = asio::local::stream_protocol;

/// Of a response: far more than a page has.
constexpr std::size_t most_octets = std::size_t{64} * 1024 * 1024;

std::string why_not(const std::string& path, int error)
{
    switch (error) {
    case ENOENT:
        return "there is no " + path +
               ": is iwfd running, and does its configuration say "
               "'control: {socket: " +
               path + "}'? (--socket names another)";
    case ECONNREFUSED:
        return "nobody listens on " + path + ": iwfd has ended without removing it; start iwfd";
    case EACCES:
    case EPERM:
        return "you may not open " + path + ": become root, or a member of its group";
    case EAGAIN:
        return path + ": iwfd does not take connections; is it stopped, or overloaded?";
    default:
        return path + ": " + std::strerror(error);
    }
}

/// Waits no longer than `patience`, which a non-blocking connect() of a UNIX socket could not.
base::Result<int> connected(const std::string& path, std::chrono::milliseconds patience)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() > longest_path) {
        return base::fail("'" + path + "': the path of a socket has 1 to 107 characters");
    }
    path.copy(address.sun_path, path.size());
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto whole = std::chrono::duration_cast<std::chrono::seconds>(patience);
    const timeval limit{
        whole.count(),
        std::chrono::duration_cast<std::chrono::microseconds>(patience - whole).count()};
    ::setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        const int error = errno;
        ::close(descriptor);
        return base::fail(why_not(path, error));
    }
    return descriptor;
}

/// One exchange; all is done when the io_context has nothing left to do.
struct Exchange
{
    Exchange(asio::io_context& io, int descriptor)
        : stream{Local::socket{io, Local{}, descriptor}}
    {
        parser.body_limit(most_octets);
    }

    beast::basic_stream<Local> stream;
    beast::flat_buffer buffer;
    http::request<http::string_body> request;
    http::response_parser<http::string_body> parser;
    error_code error;

    void start(std::chrono::milliseconds patience)
    {
        stream.expires_after(patience);
        http::async_write(stream, request, [this](const error_code&, std::size_t) {
            // Refused before it was read whole: the response is there all the same.
            http::async_read(stream, buffer, parser, [this](const error_code& why, std::size_t) {
                error = why;
            });
        });
    }
};

} // namespace

base::Result<Response>
ask(const std::string& socket,
    const std::string& method,
    const std::string& target,
    const std::string& body,
    std::chrono::milliseconds patience)
{
    const auto descriptor = connected(socket, patience);
    if (!descriptor) {
        return tl::unexpected{descriptor.error()};
    }
    asio::io_context io;
    Exchange exchange{io, *descriptor};
    exchange.request.method_string(method);
    exchange.request.target(target);
    exchange.request.set(http::field::host, "iwfd");
    exchange.request.set(http::field::connection, "close");
    exchange.request.body() = body;
    exchange.request.prepare_payload();
    exchange.start(patience);
    io.run();
    if (exchange.error == beast::error::timeout) {
        return base::fail(
            socket + ": no answer of iwfd after " + std::to_string(patience.count()) + " ms"
        );
    }
    if (exchange.error) {
        return base::fail(socket + ": " + exchange.error.message());
    }
    auto response = exchange.parser.release();
    return Response{response.result_int(), std::move(response.body())};
}

} // namespace iwf::control
