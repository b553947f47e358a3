// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/peer_slot.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <utility>

#include <netdb.h>
#include <sys/socket.h>

#include "iwf/domain/identity.hpp"
#include "iwf/freediameter/fd.hpp"
#include "iwf/freediameter/real.hpp"

namespace iwf::freediameter {
namespace {

thread_local bool sending = false;

class Sending
{
public:
    Sending() { sending = true; }
    ~Sending() { sending = false; }
    Sending(const Sending&) = delete;
    Sending& operator=(const Sending&) = delete;
};

/// libfdproto frees the buffer with free().
MessagePtr parsed(base::ByteView octets)
{
    auto* buffer = static_cast<unsigned char*>(std::malloc(octets.size()));
    if (buffer == nullptr) {
        return nullptr;
    }
    std::memcpy(buffer, octets.data(), octets.size());
    ::msg* message = nullptr;
    if (real::parse_buffer(&buffer, octets.size(), &message) != 0) {
        std::free(buffer);
        return nullptr;
    }
    return MessagePtr{message};
}

/// "TCP,soc#5" -> 5
int socket_of(::fd_peer* peer)
{
    char text[128] = {};
    if (::fd_peer_cnx_proto_info(head(peer), text, sizeof text) != 0) {
        return -1;
    }
    const char* number = std::strstr(text, "soc#");
    return number == nullptr ? -1 : static_cast<int>(std::strtol(number + 4, nullptr, 10));
}

std::string remote_address(int socket)
{
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    char text[NI_MAXHOST] = {};
    if (::getpeername(socket, generic, &size) != 0 ||
        ::getnameinfo(generic, size, text, sizeof text, nullptr, 0, NI_NUMERICHOST) != 0) {
        return {};
    }
    return text;
}

int send_queue_depth(::fd_peer* peer)
{
    int depth = 0;
    ::fd_stat_getstats(
        STAT_P_TOSEND, head(peer), &depth, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr
    );
    return depth;
}

/// Abandoned ones too: libfdcore keeps each until it is answered or the connection ends.
long unanswered_requests(::fd_peer* peer)
{
    long count = 0;
    (void)::fd_peer_get_load_pending(head(peer), &count, nullptr);
    return count;
}

const char* reason_of(int state)
{
    switch (state) {
    case STATE_SUSPECT:
        return "no answer to the watchdog";
    case STATE_CLOSING:
        return "disconnected by DPR";
    default:
        return "connection closed";
    }
}

} // namespace

bool is_sending()
{
    return sending;
}

/// The gate, unless a change of state holds it.
class PeerSlot::Gate
{
public:
    explicit Gate(PeerSlot& slot)
        : lock_{slot.gate_, std::defer_lock}
    {
        while (!slot.changing_ && !lock_.try_lock()) {
            std::this_thread::yield(); // held for microseconds by another sender
        }
    }

    [[nodiscard]] bool is_held() const { return lock_.owns_lock(); }

private:
    std::unique_lock<std::mutex> lock_;
};

PeerSlot::PeerSlot(diameter::PeerId id, PeerConfig config, const Limits& limits)
    : inbox_share{config.dial.has_value()}
    , standing{limits.queue_delay}
    , id_{id}
    , config_{std::move(config)}
    , identity_{domain::lower_case(config_.identity)}
    , limits_{limits}
{}

SendResult PeerSlot::transmit(std::uint64_t serial, base::ByteView octets)
{
    MessagePtr message = parsed(octets);
    if (message == nullptr) {
        return SendResult::unsendable;
    }
    const bool is_request = (octets[4] & diameter::flag::request) != 0;
    const Gate gate{*this};
    if (!gate.is_held() || !open_ || serial_ != serial) {
        return SendResult::closed;
    }
    const std::size_t room = is_request ? limits_.peer_send_queue : limits_.peer_answers;
    const int unsent = send_queue_depth(peer_);
    unsent_ = unsent;
    if (static_cast<std::size_t>(unsent) >= room) {
        return SendResult::full;
    }
    if (is_request &&
        static_cast<std::size_t>(unanswered_requests(peer_)) >= limits_.peer_in_flight) {
        return SendResult::unanswered;
    }
    const Sending mark;
    ::msg* raw = message.release();
    const int code = ::fd_out_send(&raw, nullptr, peer_, is_request ? 0 : 1);
    message.reset(raw); // not null when it was not taken
    return code == 0 ? SendResult::queued : SendResult::closed;
}

bool PeerSlot::cut(std::string_view reason)
{
    const Gate gate{*this};
    if (!gate.is_held() || socket_ < 0) {
        return false;
    }
    ++counters.cut;
    cut_for_ = reason;
    return ::shutdown(socket_, SHUT_RDWR) == 0;
}

bool PeerSlot::is_behind() const
{
    const auto most = static_cast<int>(limits_.peer_send_queue / 2);
    // The first is nearly always enough; it is old when nothing was sent since.
    return unsent_ >= most && send_queue_depth(peer_) >= most;
}

int PeerSlot::change_state(::fd_peer* peer, int state, StateChange* change, Inbox& inbox)
{
    const bool opens = state == STATE_OPEN && !open_;
    const bool closes = connected_ && state != STATE_OPEN;
    if (!opens && !closes) {
        return change(peer, state);
    }
    int code = 0;
    std::optional<Event> news;
    {
        changing_ = true;
        const std::lock_guard lock{gate_};
        code = change(peer, state);
        if (closes) {
            news = note_closed(state);
        } else if (code == 0) {
            news = note_opened(peer);
        } else {
            ::shutdown(socket_of(peer), SHUT_RDWR); // no sender thread: of no use
        }
        changing_ = false;
    }
    if (news) {
        inbox.post(
            inbox_share, *std::move(news)
        ); // the core may send at once: the gate must be open
    }
    return code;
}

Event PeerSlot::note_opened(::fd_peer* peer)
{
    // Each connection leaves its source address and what it advertised behind (1c9f96d missing).
    (void)::fd_ep_filter(&head(peer)->info.pi_endpoints, EP_FL_CONF);
    peer_ = peer;
    ++serial_;
    socket_ = socket_of(peer);
    cut_for_.clear();
    unsent_ = 0;
    open_ = true;
    connected_ = true;
    ++counters.connections;
    return Opened{connection(), remote_address(socket_)};
}

std::optional<Event> PeerSlot::note_closed(int state)
{
    const bool was_open = open_;
    open_ = false;
    if (state == STATE_CLOSING_GRACE) {
        return {}; // answers to what we sent may still arrive: told as closed when that is over
    }
    if (state == STATE_SUSPECT) {
        // libfdcore would keep the dead connection for two more Tw, and refuse the peer meanwhile.
        ::shutdown(socket_, SHUT_RDWR);
    }
    connected_ = false;
    socket_ = -1;
    if (!cut_for_.empty()) {
        return Closed{connection(), "cut: " + cut_for_};
    }
    return Closed{connection(), reason_of(was_open ? state : STATE_CLOSING)};
}

} // namespace iwf::freediameter
