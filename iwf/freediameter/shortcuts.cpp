// SPDX-License-Identifier: Apache-2.0
/// The functions of libfdcore and libc by which messages come in and go out, other than libfdcore's
/// own way through a queue and a thread for each step. Of the corrections (corrections.hpp).
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <memory>

#include <sys/socket.h>
#include <unistd.h>

#include "iwf/freediameter/cancel.hpp"
#include "iwf/freediameter/crossing.hpp"
#include "iwf/freediameter/fd.hpp"
#include "iwf/freediameter/machine.hpp"
#include "iwf/freediameter/read_ahead.hpp"
#include "iwf/freediameter/real.hpp"
#include "iwf/freediameter/receiver.hpp"

namespace iwf::freediameter {
namespace {

/// libfdcore-internal.h: FDEVP_CNX_MSG_RECV
constexpr int event_message_received = 1501;

} // namespace

PeerSlot*& machine_here()
{
    thread_local PeerSlot* own = nullptr;
    return own;
}

} // namespace iwf::freediameter

using namespace iwf::freediameter;

extern "C" {

ssize_t recv(int socket, void* buffer, size_t size, int flags)
{
    static auto* const function = next<ReadAhead::Receive>("recv");
    ReadAhead* const ahead = flags == 0 ? ReadAhead::here() : nullptr;
    Crossing* const node = ahead == nullptr ? nullptr : crossing();
    if (node == nullptr) {
        return function(socket, buffer, size, flags);
    }
    if (const ssize_t count = Receiver::here().serve(*node, *ahead, socket, function); count <= 0) {
        return count;
    }
    return ahead->read(socket, buffer, size, function);
}

int fd_event_send(struct fifo* queue, int code, size_t datasz, void* data)
{
    static auto* const function = next<int(struct fifo*, int, size_t, void*)>("fd_event_send");
    Crossing* const node = crossing();
    if (node != nullptr && code == event_message_received) {
        if (Receiver::here().take(*node, queue, data, datasz)) {
            return 0;
        }
        // The receiver waits, then the peer's TCP does. It may be cancelled while it waits: the
        // message is then freed.
        std::unique_ptr<void, decltype(&std::free)> owner{data, &std::free};
        while (fd_fifo_length(queue) >= node->config.limits.peer_events) {
            ::usleep(500);
        }
        (void)owner.release();
    }
    return function(queue, code, datasz, data);
}

int fd_cnx_recv_setaltfifo(struct cnxctx* connection, struct fifo* events)
{
    static auto* const function = next<int(struct cnxctx*, struct fifo*)>("fd_cnx_recv_setaltfifo");
    if (Crossing* const node = crossing(); node != nullptr && machine_here() != nullptr) {
        const CancelOff cancel_off;
        node->peers.link(*machine_here(), connection, events);
    }
    return function(connection, events);
}

int fd_cnx_send(struct cnxctx* connection, unsigned char* octets, size_t size)
{
    static auto* const function = next<int(struct cnxctx*, unsigned char*, size_t)>("fd_cnx_send");
    if (Crossing* const node = crossing(); node != nullptr) {
        const CancelOff cancel_off;
        PeerSlot* const slot = node->peers.find_by(connection);
        if (slot != nullptr && slot->write({octets, size})) {
            return 0;
        }
    }
    return function(connection, octets, size);
}

/// What does not pass the state machine is a sign of life too (RFC 3539, 3.4.1).
int fd_p_dw_timeout(struct fd_peer* peer)
{
    static auto* const function = next<int(struct fd_peer*)>("fd_p_dw_timeout");
    const PeerSlot* const slot = machine_here();
    if (crossing() == nullptr || slot == nullptr) {
        return function(peer);
    }
    const std::chrono::seconds watchdog{fd_g_config->cnf_timer_tw};
    const auto silence = std::chrono::steady_clock::now() - slot->heard.load();
    const auto left = std::chrono::ceil<std::chrono::seconds>(watchdog - silence);
    if (left <= std::chrono::seconds{0}) {
        return function(peer);
    }
    fd_psm_next_timeout(peer, 0, static_cast<int>(left.count()));
    return 0;
}

/// Asked at the end of a connection: whether answers are to be waited for.
int fd_peer_get_load_pending(struct peer_hdr* peer, long* to_receive, long* to_send)
{
    static auto* const function =
        next<int(struct peer_hdr*, long*, long*)>("fd_peer_get_load_pending");
    const int code = function(peer, to_receive, to_send);
    const Crossing* const node = crossing();
    const PeerSlot* const slot = node == nullptr ? nullptr : node->peers.find(whole(peer));
    if (code == 0 && slot != nullptr && to_receive != nullptr) {
        *to_receive += static_cast<long>(slot->awaited.size());
    }
    return code;
}

} // extern "C"
