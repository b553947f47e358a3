// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include <sys/socket.h>

#include "iwf/base/result.hpp"

namespace iwf::freediameter {

/// A numeric IPv4 or IPv6 address with a port, as the sockets API wants it.
class SocketAddress
{
public:
    [[nodiscard]] static base::Result<SocketAddress>
    parse(const std::string& address, std::uint16_t port);

    /// Fails for other families, and for what is too short.
    [[nodiscard]] static base::Result<SocketAddress> copy(const sockaddr* address, socklen_t size);

    /// The address a socket is bound to; fails for other families.
    [[nodiscard]] static base::Result<SocketAddress> of(int socket);

    [[nodiscard]] sockaddr* generic() { return reinterpret_cast<sockaddr*>(&storage_); }
    [[nodiscard]] socklen_t size() const { return size_; }

    [[nodiscard]] std::uint16_t port() const;
    /// Numeric, without the port.
    [[nodiscard]] std::string text() const;

private:
    sockaddr_storage storage_{};
    socklen_t size_{};
};

} // namespace iwf::freediameter
