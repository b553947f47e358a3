// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/address.hpp"

#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>

#include "iwf/base/bytes.hpp"

namespace iwf::freediameter {

base::Result<SocketAddress> SocketAddress::parse(const std::string& address, std::uint16_t port)
{
    SocketAddress result;
    sockaddr_in ipv4{};
    sockaddr_in6 ipv6{};
    if (::inet_pton(AF_INET, address.c_str(), &ipv4.sin_addr) == 1) {
        ipv4.sin_family = AF_INET;
        ipv4.sin_port = htons(port);
        std::memcpy(&result.storage_, &ipv4, sizeof ipv4);
        result.size_ = sizeof ipv4;
        return result;
    }
    if (::inet_pton(AF_INET6, address.c_str(), &ipv6.sin6_addr) == 1) {
        ipv6.sin6_family = AF_INET6;
        ipv6.sin6_port = htons(port);
        std::memcpy(&result.storage_, &ipv6, sizeof ipv6);
        result.size_ = sizeof ipv6;
        return result;
    }
    return base::fail("'" + base::printable(address) + "' is not a numeric IPv4 or IPv6 address");
}

base::Result<SocketAddress> SocketAddress::copy(const sockaddr* address, socklen_t size)
{
    SocketAddress result;
    const bool is_ipv4 =
        size >= sizeof(sockaddr_in) && address != nullptr && address->sa_family == AF_INET;
    const bool is_ipv6 =
        size >= sizeof(sockaddr_in6) && address != nullptr && address->sa_family == AF_INET6;
    if (!is_ipv4 && !is_ipv6) {
        return base::fail("not an Internet address");
    }
    result.size_ = is_ipv4 ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
    std::memcpy(&result.storage_, address, result.size_);
    return result;
}

base::Result<SocketAddress> SocketAddress::of(int socket)
{
    SocketAddress result;
    result.size_ = sizeof result.storage_;
    if (::getsockname(socket, result.generic(), &result.size_) != 0) {
        return base::fail("getsockname: " + std::string{std::strerror(errno)});
    }
    const auto family = result.storage_.ss_family;
    if (family != AF_INET && family != AF_INET6) {
        return base::fail("not an Internet socket");
    }
    return result;
}

std::uint16_t SocketAddress::port() const
{
    if (storage_.ss_family == AF_INET) {
        sockaddr_in ipv4{};
        std::memcpy(&ipv4, &storage_, sizeof ipv4);
        return ntohs(ipv4.sin_port);
    }
    sockaddr_in6 ipv6{};
    std::memcpy(&ipv6, &storage_, sizeof ipv6);
    return ntohs(ipv6.sin6_port);
}

std::string SocketAddress::text() const
{
    char text[INET6_ADDRSTRLEN] = {};
    if (storage_.ss_family == AF_INET) {
        sockaddr_in ipv4{};
        std::memcpy(&ipv4, &storage_, sizeof ipv4);
        ::inet_ntop(AF_INET, &ipv4.sin_addr, text, sizeof text);
    } else {
        sockaddr_in6 ipv6{};
        std::memcpy(&ipv6, &storage_, sizeof ipv6);
        ::inet_ntop(AF_INET6, &ipv6.sin6_addr, text, sizeof text);
    }
    return text;
}

} // namespace iwf::freediameter
