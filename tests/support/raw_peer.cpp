// SPDX-License-Identifier: Apache-2.0
#include "support/raw_peer.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace iwf::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::size_t header_size = 20;

void must(bool holds, const char* what)
{
    if (!holds) {
        std::perror(what);
        std::abort();
    }
}

sockaddr_in address_of(const std::string& text, std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    must(::inet_pton(AF_INET, text.c_str(), &address.sin_addr) == 1, text.c_str());
    return address;
}

bool await(int socket, short events, std::chrono::milliseconds patience)
{
    pollfd poll_for{socket, events, 0};
    return ::poll(&poll_for, 1, static_cast<int>(patience.count())) == 1;
}

std::chrono::milliseconds left_until(Clock::time_point deadline)
{
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    return left < 0ms ? 0ms : left;
}

} // namespace

RawPeer::RawPeer(std::uint16_t port, const std::string& to, const std::string& from)
    : RawPeer{Adopt{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)}}
{
    must(socket_ >= 0, "socket");
    if (!from.empty()) {
        const sockaddr_in own = address_of(from, 0);
        must(::bind(socket_, reinterpret_cast<const sockaddr*>(&own), sizeof own) == 0, "bind");
    }
    must(reach(port, to), "connect");
}

std::optional<RawPeer> RawPeer::connect(std::uint16_t port)
{
    RawPeer peer{Adopt{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)}};
    const timeval patience{2, 0}; // on Linux this bounds connect() too
    (void)::setsockopt(peer.socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (!peer.reach(port, "127.0.0.1")) {
        return std::nullopt;
    }
    return peer;
}

bool RawPeer::reach(std::uint16_t port, const std::string& to)
{
    const sockaddr_in other = address_of(to, port);
    const int on = 1;
    (void)::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return ::connect(socket_, reinterpret_cast<const sockaddr*>(&other), sizeof other) == 0;
}

RawPeer::RawPeer(Adopt adopt)
    : socket_{adopt.socket}
{
    std::signal(SIGPIPE, SIG_IGN);
}

RawPeer::RawPeer(RawPeer&& other) noexcept
    : socket_{std::exchange(other.socket_, -1)}
    , is_closed_{other.is_closed_}
    , host_{std::move(other.host_)}
    , realm_{std::move(other.realm_)}
    , unread_{std::move(other.unread_)}
{}

RawPeer::~RawPeer()
{
    close();
}

std::optional<std::uint32_t> RawPeer::exchange_capabilities(
    const std::string& host, const std::string& realm, std::chrono::milliseconds patience
)
{
    host_ = host;
    realm_ = realm;
    send(raw_cer(host, realm));
    const auto answer = receive(patience);
    if (!answer || raw_header(*answer).command != command::capabilities) {
        return std::nullopt;
    }
    return result_code_of(*answer);
}

bool RawPeer::accept_capabilities(const std::string& host, const std::string& realm)
{
    host_ = host;
    realm_ = realm;
    const auto request = receive(5s);
    if (!request || raw_header(*request).command != command::capabilities) {
        return false;
    }
    const Bytes like = raw_cer(host, realm);
    const Bytes rest{like.begin() + header_size, like.end()}; // Origin-Host and -Realm first
    const std::size_t names = raw_avp(264, host).size() + raw_avp(296, realm).size();
    return send(raw_answer(
        *request, 2001, host, realm, {Bytes{rest.begin() + static_cast<long>(names), rest.end()}}
    ));
}

bool RawPeer::send(ByteView octets)
{
    while (!octets.empty()) {
        const auto sent = ::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            return false;
        }
        octets = octets.subspan(static_cast<std::size_t>(sent));
    }
    return true;
}

long RawPeer::send_some(ByteView octets)
{
    const auto sent = ::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) {
        return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : -1;
    }
    return sent;
}

bool RawPeer::read_more(std::chrono::milliseconds patience)
{
    if (is_closed_ || !await(socket_, POLLIN, patience)) {
        return false;
    }
    std::uint8_t buffer[65536];
    const auto size = ::recv(socket_, buffer, sizeof buffer, 0);
    if (size <= 0) {
        is_closed_ = true;
        return false;
    }
    unread_.insert(unread_.end(), buffer, buffer + size);
    return true;
}

std::optional<Bytes> RawPeer::receive(std::chrono::milliseconds patience)
{
    const auto deadline = Clock::now() + patience;
    while (true) {
        if (unread_.size() >= header_size) {
            const std::size_t length = raw_header(unread_).length;
            if (length >= header_size && unread_.size() >= length) {
                const auto end = unread_.begin() + static_cast<long>(length);
                Bytes message{unread_.begin(), end};
                unread_.erase(unread_.begin(), end);
                return message;
            }
        }
        if (!read_more(left_until(deadline))) {
            return std::nullopt;
        }
    }
}

std::optional<Bytes> RawPeer::receive_application(std::chrono::milliseconds patience)
{
    const auto deadline = Clock::now() + patience;
    while (auto message = receive(left_until(deadline))) {
        const RawHeader header = raw_header(*message);
        if (header.command != command::watchdog) {
            return message;
        }
        if (header.is_request()) {
            send(raw_answer(*message, 2001, host_, realm_));
        }
    }
    return std::nullopt;
}

bool RawPeer::await_goodbye(std::chrono::milliseconds patience)
{
    const auto deadline = Clock::now() + patience;
    while (const auto message = receive(left_until(deadline))) {
        if (raw_header(*message).command == command::disconnect) {
            return send(raw_answer(*message, 2001, host_, realm_));
        }
    }
    return false;
}

bool RawPeer::await_close(std::chrono::milliseconds patience)
{
    const auto deadline = Clock::now() + patience;
    while (read_more(left_until(deadline))) {
        unread_.clear();
    }
    return is_closed_;
}

void RawPeer::close()
{
    if (socket_ >= 0) {
        ::close(std::exchange(socket_, -1));
    }
    is_closed_ = true;
}

void RawPeer::reset()
{
    const linger at_once{1, 0};
    (void)::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
}

void RawPeer::half_close()
{
    (void)::shutdown(socket_, SHUT_WR);
}

RawListener::RawListener()
    : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)}
{
    sockaddr_in address = address_of("127.0.0.1", 0);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    must(::bind(socket_, generic, size) == 0 && ::listen(socket_, 16) == 0, "listen");
    must(::getsockname(socket_, generic, &size) == 0, "getsockname");
    port_ = ntohs(address.sin_port);
}

RawListener::~RawListener()
{
    ::close(socket_);
}

std::optional<RawPeer> RawListener::accept(std::chrono::milliseconds patience)
{
    if (!await(socket_, POLLIN, patience)) {
        return std::nullopt;
    }
    return RawPeer{RawPeer::Adopt{::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC)}};
}

} // namespace iwf::test
