// SPDX-License-Identifier: Apache-2.0
/// The function of libc by which libfdcore connects: to a peer behind a tunnel through that only,
/// and not before it is up. Of the corrections (corrections.hpp).
#include <cerrno>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "iwf/freediameter/address.hpp"
#include "iwf/freediameter/cancel.hpp"
#include "iwf/freediameter/crossing.hpp"
#include "iwf/freediameter/real.hpp"

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

/// What connect() to this address needs first; 0, or errno: then the connection must not be made.
int prepare(int socket, const sockaddr* address, socklen_t size, const Crossing& node)
{
    const auto target = SocketAddress::copy(address, size);
    std::uint32_t place = 0;
    for (const PeerConfig& peer : node.config.peers) {
        const diameter::PeerId id{place++};
        if (!target || !listens_at(peer, *target) || !peer.dial->from) {
            continue;
        }
        // Without its tunnel: at once, and not when TCP gives up.
        return !node.callbacks.may_dial || node.callbacks.may_dial(id)
                   ? bind_to(socket, *peer.dial->from)
                   : EHOSTUNREACH;
    }
    return 0;
}

} // namespace
} // namespace iwf::freediameter

extern "C" int connect(int socket, const struct sockaddr* address, socklen_t size)
{
    using namespace iwf::freediameter;
    using Function = int(int, const struct sockaddr*, socklen_t);
    static auto* const function = next<Function>("connect");
    if (const Crossing* const node = crossing(); node != nullptr) {
        const CancelOff cancel_off;
        if (const int error = prepare(socket, address, size, *node); error != 0) {
            errno = error;
            return -1;
        }
        // What the peer's window has no room for waits in the kernel, a queue too: some hundred
        // messages, not megabytes. What was sent and is not acknowledged does not count.
        constexpr int unsent = 64 * 1024; // octets
        (void)::setsockopt(socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
    }
    return function(socket, address, size);
}
