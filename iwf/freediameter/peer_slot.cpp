// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/peer_slot.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <utility>
#include <variant>

#include <netdb.h>
#include <sys/socket.h>

#include "iwf/domain/identity.hpp"
#include "iwf/freediameter/fd.hpp"

namespace iwf::freediameter {
namespace {

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

PeerSlot::PeerSlot(diameter::PeerId id, PeerConfig config, const Limits& limits, Backlog& backlog)
    : inbox_share{config.dial.has_value()}
    , standing{limits.queue_delay}
    , id_{id}
    , config_{std::move(config)}
    , identity_{domain::lower_case(config_.identity)}
    , limits_{limits}
    , outbox_{backlog}
{}

tl::expected<diameter::HopByHopId, Outbox::Taken>
PeerSlot::ask(std::uint64_t serial, const diameter::Message& request)
{
    // libfdcore numbers its own requests. Two alike do no harm: answers to its own never come here.
    const diameter::HopByHopId hop{++last_hop_};
    diameter::Header header = request.header;
    header.hop_by_hop = hop;
    awaited.add(hop, header); // before the answer can be here
    const auto taken = outbox_.append(serial, header, request.avps, limits_.outbox_octets);
    if (taken != Outbox::Taken::yes) {
        awaited.forget(hop);
        return tl::unexpected{taken};
    }
    return hop;
}

Outbox::Taken PeerSlot::answer(std::uint64_t serial, const diameter::Message& answer)
{
    return outbox_.append(serial, answer.header, answer.avps, limits_.outbox_answer_octets);
}

Outbox::Taken PeerSlot::refuse(
    std::uint64_t serial,
    const diameter::ErrorAnswers& answers,
    const diameter::MessageView& request
)
{
    return outbox_.append(serial, limits_.outbox_answer_octets, [&](base::Bytes& out) {
        answers.answer_onto(out, request);
    });
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

int PeerSlot::change_state(::fd_peer* peer, int state, StateChange* change, Inbox& inbox)
{
    const bool opens = state == STATE_OPEN && !open_;
    const bool closes = connected_ && state != STATE_OPEN;
    if (state == STATE_CLOSED) {
        outbox_.close();
    }
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
        const bool is_open = std::holds_alternative<Opened>(*news);
        // The core may send at once: the gate must be open.
        inbox.post(inbox_share, *std::move(news));
        told_ = is_open ? serial_ : 0;
    }
    return code;
}

Event PeerSlot::note_opened(::fd_peer* peer)
{
    // Each connection leaves its source address and what it advertised behind (1c9f96d missing).
    (void)::fd_ep_filter(&head(peer)->info.pi_endpoints, EP_FL_CONF);
    ++serial_;
    socket_ = socket_of(peer);
    cut_for_.clear();
    awaited.clear();
    outbox_.open(socket_, serial_);
    open_ = true;
    connected_ = true;
    ++counters.connections;
    return Opened{connection(), remote_address(socket_)};
}

std::optional<Event> PeerSlot::note_closed(int state)
{
    const bool was_open = open_;
    open_ = false;
    outbox_.end();
    if (state == STATE_CLOSING_GRACE) {
        return {}; // answers to what we sent may still arrive: told as closed when that is over
    }
    if (state == STATE_SUSPECT) {
        // libfdcore would keep the dead connection for two more Tw, and refuse the peer meanwhile.
        ::shutdown(socket_, SHUT_RDWR);
    }
    told_ = 0; // what still arrives would be told behind the end
    connected_ = false;
    socket_ = -1;
    if (!cut_for_.empty()) {
        return Closed{connection(), "cut: " + cut_for_};
    }
    return Closed{connection(), reason_of(was_open ? state : STATE_CLOSING)};
}

} // namespace iwf::freediameter
