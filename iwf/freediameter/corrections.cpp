// SPDX-License-Identifier: Apache-2.0
/// The functions of libfdcore, libfdproto and libc that libfdcore finds here instead, because the
/// program's own symbols come first (connect() is in departures.cpp, what messages pass in
/// shortcuts.cpp). README.md says which failure each one prevents. proof.cpp makes sure at start
/// that they are in force.
#include "iwf/freediameter/corrections.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <memory>
#include <optional>
#include <thread>

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "iwf/freediameter/cancel.hpp"
#include "iwf/freediameter/crossing.hpp"
#include "iwf/freediameter/fd.hpp"
#include "iwf/freediameter/listeners.hpp"
#include "iwf/freediameter/machine.hpp"
#include "iwf/freediameter/real.hpp"
#include "iwf/freediameter/received.hpp"
#include "iwf/freediameter/tap.hpp"

namespace iwf::freediameter {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t result_code = 268;
constexpr auto accept_pause = 50ms;
constexpr int accept_attempts = 1'200; ///< a minute without descriptors or memory is the end

constexpr int short_sleeps = 10;
constexpr ::useconds_t long_sleep = 500'000; ///< us

/// Of fd_fifo_del on this thread, so far; nothing: it is not under way.
thread_local std::optional<int> deletion_sleeps;

/// A Result-Code that cannot be read would be asserted on later (messages.c:427).
void remove_unreadable_result_codes(::msg* answer)
{
    ::avp* avp = nullptr;
    (void)::fd_msg_browse_internal(
        answer, MSG_BRW_FIRST_CHILD, reinterpret_cast<::msg_or_avp**>(&avp), nullptr
    );
    while (avp != nullptr) {
        ::avp* following = nullptr;
        (void)::fd_msg_browse_internal(
            avp, MSG_BRW_NEXT, reinterpret_cast<::msg_or_avp**>(&following), nullptr
        );
        ::avp_hdr* header = nullptr;
        if (::fd_msg_avp_hdr(avp, &header) == 0 && header->avp_code == result_code &&
            (header->avp_flags & AVP_FLAG_VENDOR) == 0) {
            ::fd_pei problem{};
            if (::fd_msg_parse_dict(avp, fd_g_config->cnf_dict, &problem) != 0 ||
                header->avp_value == nullptr) {
                (void)::fd_msg_free(avp);
            }
        }
        avp = following;
    }
}

/// libfdproto's own fd_msg_parse_buffer.
int parse_buffer(unsigned char** octets, std::size_t size, ::msg** message)
{
    static auto* const function =
        next<int(unsigned char**, std::size_t, ::msg**)>("fd_msg_parse_buffer");
    return function(octets, size, message);
}

/// The octets of a routable message stay with us; libfdcore gets its header.
int take_octets(unsigned char** octets, std::size_t size, ::msg** message)
{
    const CancelOff cancel_off;
    Received& received = received_here();
    received.object = nullptr;
    auto decoded = diameter::decode(base::ByteView{*octets, size});
    const bool is_local = decoded && is_link_local(decoded->header);
    if (!decoded || (is_local && !is_fit_for_libfdcore(*decoded))) {
        if (PeerSlot* const slot = machine_here(); slot != nullptr) {
            ++slot->counters.malformed;
        }
        return EBADMSG;
    }
    if (!is_local) {
        // The buffer itself must live on: libfdcore keeps its own data behind the message in it.
        (*octets)[1] = 0;
        (*octets)[2] = 0;
        (*octets)[3] = diameter::header_size;
        size = diameter::header_size;
    }
    const int code = parse_buffer(octets, size, message);
    if (code == 0) {
        received.object = *message;
        received.message = *std::move(decoded);
    }
    return code;
}

/// What libfdcore would have given to its routing threads.
bool is_tapped(::fifo* queue, void** item)
{
    if (crossing() == nullptr || (queue != fd_g_incoming && queue != fd_g_outgoing)) {
        return false;
    }
    const CancelOff cancel_off;
    MessagePtr message{static_cast<::msg*>(*item)};
    *item = nullptr;
    if (queue == fd_g_incoming) {
        tap_incoming(std::move(message), machine_here());
    }
    return true;
}

} // namespace

} // namespace iwf::freediameter

using namespace iwf::freediameter;

extern "C" {

int fd_msg_parse_buffer(unsigned char** buffer, std::size_t buflen, struct msg** msg)
{
    if (crossing() == nullptr || buffer == nullptr || *buffer == nullptr ||
        buflen < iwf::diameter::header_size) {
        return parse_buffer(buffer, buflen, msg);
    }
    return take_octets(buffer, buflen, msg);
}

int fd_fifo_post_int(struct fifo* queue, void** item)
{
    if (is_tapped(queue, item)) {
        return 0;
    }
    // A peer's state machine may not wait for room in a send queue.
    const int skip_limit = machine_here() != nullptr ? 1 : 0;
    return fd_fifo_post_internal(queue, item, skip_limit);
}

int fd_fifo_post_noblock(struct fifo* queue, void** item)
{
    return is_tapped(queue, item) ? 0 : fd_fifo_post_internal(queue, item, 1);
}

int fd_fifo_del(struct fifo** queue)
{
    static auto* const function = next<int(struct fifo**)>("fd_fifo_del");
    deletion_sleeps = 0;
    const int code = function(queue);
    deletion_sleeps.reset();
    return code;
}

/// Who waits for a queue has 19 sleeps of 1 ms to notice its end; then libfdproto aborts. On a busy
/// machine that is short: the later ones are longer, 4.5 s in all.
int usleep(useconds_t time)
{
    static auto* const function = next<int(useconds_t)>("usleep");
    const bool is_late = deletion_sleeps && ++*deletion_sleeps > short_sleeps;
    return function(is_late ? long_sleep : time);
}

int fd_msg_source_setrr(struct msg*, DiamId_t, size_t, struct dictionary*)
{
    return 0; // the tap knows the connection; the message is ours already
}

int fd_psm_change_state(struct fd_peer* peer, int state)
{
    static auto* const function = next<int(struct fd_peer*, int)>("fd_psm_change_state");
    const CancelOff cancel_off;
    Crossing* const node = crossing();
    PeerSlot* const slot = node == nullptr ? nullptr : node->peers.find(peer);
    if (slot == nullptr) {
        return function(peer, state);
    }
    machine_here() = slot;
    const int code = slot->change_state(peer, state, function, node->inbox);
    if (state == STATE_CLOSED) {
        node->peers.unlink(*slot); // libfdcore is about to free it
    }
    if (node->is_stopping && state == STATE_CLOSED) {
        // A peer that broke off instead of answering our DPR would otherwise be dialled again.
        (void)fd_psm_terminate(peer, c_name("REBOOTING"));
    }
    return code;
}

void fd_psm_next_timeout(struct fd_peer* peer, int add_random, int delay)
{
    static auto* const function = next<void(struct fd_peer*, int, int)>("fd_psm_next_timeout");
    const Crossing* const node = crossing();
    PeerSlot* const slot = node == nullptr ? nullptr : node->peers.find(peer);
    machine_here() = slot; // the first thing that a state machine does
    if (delay == 0 && slot != nullptr && slot->is_passive()) {
        // The first dial of a peer that connects to us: a CER that came meanwhile would be lost.
        delay = head(peer)->info.config.pic_tctimer;
    }
    function(peer, add_random, delay);
}

int fd_cnx_getremoteeps(struct cnxctx*, struct fd_list*)
{
    // It fails for a connection that was reset, which would end the peer's state machine, and adds
    // an endpoint for each connection that does not.
    return 0;
}

int fd_p_ce_process_receiver(struct fd_peer* peer)
{
    static auto* const function = next<int(struct fd_peer*)>("fd_p_ce_process_receiver");
    const int code = function(peer);
    if (code == 0 || crossing() == nullptr) {
        return code;
    }
    // An error would end the state machine, and its queue under the feet of the next CER.
    fd_psm_cleanup(peer, 0);
    const int delay = head(peer)->info.config.pic_tctimer;
    fd_psm_next_timeout(peer, 1, delay != 0 ? delay : static_cast<int>(fd_g_config->cnf_timer_tc));
    return 0;
}

int fd_p_dw_reopen(struct fd_peer* peer)
{
    static auto* const function = next<int(struct fd_peer*)>("fd_p_dw_reopen");
    const int code = function(peer);
    if (code != 0 || crossing() == nullptr) {
        return code;
    }
    // Capabilities were exchanged a moment ago: usable at once, while the watchdog is still asked.
    fd_psm_next_timeout(peer, 0, static_cast<int>(fd_g_config->cnf_timer_tw));
    return fd_psm_change_state(peer, STATE_OPEN);
}

int fd_p_dp_handle(struct msg** message, int request, struct fd_peer* peer)
{
    static auto* const function = next<int(struct msg**, int, struct fd_peer*)>("fd_p_dp_handle");
    Crossing* const node = crossing();
    if (node != nullptr && request == 0 && !node->is_stopping) {
        // Nobody asked: libfdcore would end the peer's state machine for good.
        (void)fd_msg_free(*message);
        *message = nullptr;
        return 0;
    }
    return function(message, request, peer);
}

int fd_msg_parse_or_error(struct msg** msg, struct msg** error)
{
    static auto* const function = next<int(struct msg**, struct msg**)>("fd_msg_parse_or_error");
    if (msg != nullptr && *msg != nullptr && !(header_of(*msg)->msg_flags & CMD_FLAG_REQUEST)) {
        remove_unreadable_result_codes(*msg);
    }
    const int code = function(msg, error);
    // Anything else ends the peer's state machine; this closes the connection.
    return code == 0 ? 0 : EBADMSG;
}

int fd_cnx_receive(
    struct cnxctx* connection, struct timespec* deadline, unsigned char** octets, size_t* size
)
{
    static auto* const function =
        next<int(struct cnxctx*, struct timespec*, unsigned char**, size_t*)>("fd_cnx_receive");
    Crossing* const node = crossing();
    if (node != nullptr && deadline != nullptr) {
        (void)::clock_gettime(CLOCK_REALTIME, deadline);
        deadline->tv_sec += node->config.first_message.count();
    }
    return function(connection, deadline, octets, size);
}

struct cnxctx* fd_cnx_serv_accept(struct cnxctx* server)
{
    static auto* const function = next<struct cnxctx*(struct cnxctx*)>("fd_cnx_serv_accept");
    struct cnxctx* connection = function(server);
    Crossing* const node = crossing();
    for (int tries = 0; connection == nullptr && node != nullptr && tries < accept_attempts;
         ++tries) {
        ++node->accept_failures;
        std::this_thread::sleep_for(accept_pause); // a cancellation point
        connection = function(server);
    }
    return connection;
}

int setsockopt(int socket, int level, int name, const void* value, socklen_t size)
{
    static auto* const function = next<int(int, int, int, const void*, socklen_t)>("setsockopt");
    const int on = 1;
    if (level == IPPROTO_TCP && name == TCP_NODELAY) {
        return function(socket, level, name, &on, sizeof on);
    }
    return function(socket, level, name, value, size);
}

/// A listener is restricted to its device before the first connection can be made to it.
int listen(int socket, int backlog)
{
    static auto* const function = next<int(int, int)>("listen");
    if (Crossing* const node = crossing(); node != nullptr) {
        if (const int error = prepare_to_listen(socket, node->config); error != 0) {
            errno = error;
            return -1;
        }
    }
    return function(socket, backlog);
}

int getnameinfo(
    const struct sockaddr* address,
    socklen_t size,
    char* host,
    socklen_t host_size,
    char* service,
    socklen_t service_size,
    int flags
)
{
    static auto* const function =
        next<int(const struct sockaddr*, socklen_t, char*, socklen_t, char*, socklen_t, int)>(
            "getnameinfo"
        );
    return function(address, size, host, host_size, service, service_size, flags | NI_NUMERICHOST);
}

} // extern "C"

namespace iwf::freediameter {

std::span<const Correction> corrections()
{
    const auto entry = [](const char* symbol, auto* function) {
        return Correction{symbol, reinterpret_cast<void*>(function)};
    };
    static const std::array all{
        entry("fd_msg_parse_buffer", &fd_msg_parse_buffer),
        entry("fd_fifo_post_int", &fd_fifo_post_int),
        entry("fd_fifo_post_noblock", &fd_fifo_post_noblock),
        entry("fd_fifo_del", &fd_fifo_del),
        entry("usleep", &usleep),
        entry("fd_event_send", &fd_event_send),
        entry("fd_cnx_recv_setaltfifo", &fd_cnx_recv_setaltfifo),
        entry("fd_cnx_send", &fd_cnx_send),
        entry("fd_p_dw_timeout", &fd_p_dw_timeout),
        entry("fd_peer_get_load_pending", &fd_peer_get_load_pending),
        entry("recv", &recv),
        entry("fd_msg_source_setrr", &fd_msg_source_setrr),
        entry("fd_psm_change_state", &fd_psm_change_state),
        entry("fd_p_dw_reopen", &fd_p_dw_reopen),
        entry("fd_p_ce_process_receiver", &fd_p_ce_process_receiver),
        entry("fd_p_dp_handle", &fd_p_dp_handle),
        entry("fd_msg_parse_or_error", &fd_msg_parse_or_error),
        entry("fd_cnx_getremoteeps", &fd_cnx_getremoteeps),
        entry("fd_cnx_receive", &fd_cnx_receive),
        entry("fd_cnx_serv_accept", &fd_cnx_serv_accept),
        entry("fd_psm_next_timeout", &fd_psm_next_timeout),
        entry("setsockopt", &setsockopt),
        entry("listen", &listen),
        entry("connect", &connect),
        entry("getnameinfo", &getnameinfo),
    };
    return all;
}

} // namespace iwf::freediameter
