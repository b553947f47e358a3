// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/departures.hpp"

#include <cerrno>

#include "iwf/freediameter/address.hpp"

namespace iwf::freediameter {
namespace {

bool listens_at(const PeerConfig& peer, const SocketAddress& target)
{
    if (!peer.dial || peer.dial->port != target.port()) {
        return false;
    }
    const auto dialled = SocketAddress::parse(peer.dial->address, 0);
    return dialled && dialled->text() == target.text(); // may be written another way there
}

int bind_to(int socket, const Departure& from)
{
    auto ours = SocketAddress::parse(from.address, 0);
    if (!ours) {
        return EINVAL;
    }
    const auto length = static_cast<socklen_t>(from.device.size() + 1);
    if (!from.device.empty() &&
        ::setsockopt(socket, SOL_SOCKET, SO_BINDTODEVICE, from.device.c_str(), length) != 0) {
        return errno;
    }
    return ::bind(socket, ours->generic(), ours->size()) == 0 ? 0 : errno;
}

} // namespace

int prepare_departure(
    int socket,
    const sockaddr* address,
    socklen_t size,
    const NodeConfig& config,
    const Callbacks& callbacks
)
{
    const auto target = SocketAddress::copy(address, size);
    std::uint32_t place = 0;
    for (const PeerConfig& peer : config.peers) {
        const diameter::PeerId id{place++};
        if (!target || !listens_at(peer, *target) || !peer.dial->from) {
            continue;
        }
        // Without its tunnel: at once, and not when TCP gives up.
        return !callbacks.may_dial || callbacks.may_dial(id) ? bind_to(socket, *peer.dial->from)
                                                             : EHOSTUNREACH;
    }
    return 0;
}

} // namespace iwf::freediameter
