// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/watch/peer.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/raw_message.hpp"

namespace iwf::bench {
namespace {

constexpr std::uint32_t vendor_3gpp = 10415;
constexpr std::uint32_t s6m = 16777310;
constexpr std::uint32_t s6t = 16777345;

/// The AVPs of a CER or CEA, after the names.
std::vector<base::Bytes> capabilities()
{
    std::vector<base::Bytes> avps{
        test::raw_avp(257, base::ByteView{std::to_array<std::uint8_t>({0, 1, 127, 0, 0, 1})}),
        test::raw_avp_u32(266, 0),
        test::raw_avp(269, "watch_bench", 0),
        test::raw_avp_u32(265, vendor_3gpp)};
    for (const std::uint32_t application : {s6m, s6t}) {
        base::Bytes specific = test::raw_avp_u32(266, vendor_3gpp);
        const base::Bytes id = test::raw_avp_u32(258, application);
        specific.insert(specific.end(), id.begin(), id.end());
        avps.push_back(test::raw_avp(260, base::ByteView{specific}));
    }
    return avps;
}

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

int new_socket()
{
    const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (made < 0) {
        fail(std::string{"socket: "} + std::strerror(errno));
    }
    return made;
}

} // namespace

void fail(const std::string& what)
{
    std::fprintf(stderr, "watch_bench: %s\n", what.c_str());
    std::exit(EXIT_FAILURE);
}

Peer::Peer(int socket, std::string host, std::string realm, OnMessage on_message)
    : socket_{socket}
    , host_{std::move(host)}
    , realm_{std::move(realm)}
    , on_message_{std::move(on_message)}
{
    const int on = 1;
    (void)::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Peer::~Peer()
{
    ::close(socket_);
}

void Peer::send_capabilities()
{
    std::vector<base::Bytes> avps{test::raw_avp(264, host_), test::raw_avp(296, realm_)};
    for (auto& avp : capabilities()) {
        avps.push_back(std::move(avp));
    }
    send(test::raw_message({.command = test::command::capabilities}, avps));
}

void Peer::send(const diameter::Message& message)
{
    send(diameter::encode(message));
}

/// Waits for room: iwfd reads whatever this process does.
void Peer::send(const base::Bytes& octets)
{
    for (std::size_t sent = 0; sent < octets.size();) {
        const auto more = ::send(socket_, octets.data() + sent, octets.size() - sent, MSG_NOSIGNAL);
        if (more <= 0) {
            fail(host_ + ": iwfd has closed the connection");
        }
        sent += static_cast<std::size_t>(more);
    }
}

void Peer::read()
{
    std::array<std::uint8_t, 65536> part{};
    const auto came = ::recv(socket_, part.data(), part.size(), 0);
    if (came <= 0) {
        fail(host_ + ": iwfd has closed the connection");
    }
    unread_.insert(unread_.end(), part.begin(), part.begin() + came);
    std::size_t at = 0;
    while (unread_.size() - at >= diameter::header_size) {
        const base::ByteView rest = base::ByteView{unread_}.subspan(at);
        const std::size_t size = test::raw_header(rest).length;
        if (rest.size() < size) {
            break;
        }
        auto message = diameter::decode(rest.subspan(0, size));
        if (!message) {
            fail(host_ + ": " + message.error().text);
        }
        at += size;
        take(*std::move(message));
    }
    unread_.erase(unread_.begin(), unread_.begin() + static_cast<std::ptrdiff_t>(at));
}

void Peer::take(diameter::Message message)
{
    const std::uint32_t command = message.header.command.value();
    if (command == test::command::capabilities) {
        is_open_ = true;
    }
    if (command != test::command::capabilities && command != test::command::watchdog) {
        return on_message_(std::move(message));
    }
    if (message.header.is_request()) {
        const bool is_cer = command == test::command::capabilities;
        send(test::raw_answer(
            diameter::encode(message),
            2001,
            host_,
            realm_,
            is_cer ? capabilities() : std::vector<base::Bytes>{}
        ));
    }
}

std::pair<int, std::uint16_t> listen_somewhere()
{
    const int listener = new_socket();
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener, generic, size) != 0 || ::listen(listener, 8) != 0 ||
        ::getsockname(listener, generic, &size) != 0) {
        fail(std::string{"listen: "} + std::strerror(errno));
    }
    return {listener, ntohs(address.sin_port)};
}

int dial(std::uint16_t port)
{
    const int made = new_socket();
    sockaddr_in address = loopback(port);
    if (::connect(made, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        fail(std::string{"connect: "} + std::strerror(errno));
    }
    return made;
}

} // namespace iwf::bench
