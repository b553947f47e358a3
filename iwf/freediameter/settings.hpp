// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "iwf/base/result.hpp"
#include "iwf/diameter/message.hpp"
#include "iwf/diameter/transport.hpp"

namespace iwf::freediameter {

/// Where a connection of ours leaves from, whatever the routes say.
struct Departure
{
    std::string address; ///< numeric, our own
    std::string device;  ///< it is sent through no other (SO_BINDTODEVICE); empty: any
};

/// Where a neighbour listens: a numeric address (no name is ever resolved) and a TCP port.
struct Endpoint
{
    std::string address;
    std::uint16_t port{};
    std::optional<Departure> from{}; ///< nothing: as the routes say
};

/// A Diameter node this one talks to. Only configured peers are ever admitted.
struct PeerConfig
{
    std::string identity;         ///< its Origin-Host (FQDN); compared without regard to case
    std::optional<Endpoint> dial; ///< we connect to it, and only we; none: it connects to us
};

/// What is advertised in CER and CEA: Auth-Application-Id in a Vendor-Specific-Application-Id.
struct Application
{
    diameter::ApplicationId id;
    std::uint32_t vendor{10415};
    std::string name;
};

/// No queue is without one. The defaults fit hundreds of peers of the size of an SCS.
struct Limits
{
    std::size_t peer_inbox_messages{2'000}; ///< requests of one peer waiting for the core
    std::size_t peer_inbox_octets{8U << 20U};
    std::size_t inbox_octets{64U << 20U}; ///< of all peers together
    /// How long requests of a peer that connects to us may wait, when they do all the time. Who has
    /// half of it waiting is refused what comes on top; who asked for no more than its part of what
    /// all were served in the last seconds, when it is five times as much.
    std::chrono::milliseconds queue_delay{200};
    /// Octets to a peer that its connection has not taken when a request of ours is refused. At
    /// half of it the peer is read no further than a message each 200 ms.
    std::size_t outbox_octets{1U << 20U};
    /// The same, when an answer finds no room and the peer is cut: more than a peer can be owed at
    /// the moment when it is read no further. (Who reads nothing for five seconds is cut anyway.)
    std::size_t outbox_answer_octets{8U << 20U};
    /// Requests of a peer that connects to us which the core has and has not answered. More wait in
    /// the inbox, where the oldest is the next and refusing costs little.
    std::size_t peer_under_way{1'000};
    /// Likewise of all of them together, for which there is always room; how much more there is
    /// depends on whether the core has time (Intake). 0: no bound.
    std::size_t least_under_way{0};
    /// Requests of ours to one peer without an answer.
    std::size_t peer_in_flight{10'000};
    /// Messages of the base protocol read from a connection before its receiver waits (TCP).
    int peer_events{64};
};

struct NodeConfig
{
    std::string identity;               ///< our Origin-Host
    std::string realm;                  ///< our Origin-Realm
    std::string product{"mtc-iwf"};     ///< Product-Name in CER and CEA
    std::vector<std::string> addresses; ///< numeric, our own: bound exactly, and told in CER, CEA
    std::uint16_t port{};               ///< TCP port bound on each address; 0: no listener
    /// By address: its listener takes connections through this network device only, and they send
    /// through no other (SO_BINDTODEVICE).
    std::map<std::string, std::string> devices;
    std::vector<Application> applications;
    std::vector<PeerConfig> peers;         ///< their place here is their PeerId
    std::chrono::seconds watchdog{30};     ///< Tw (RFC 3539), at least 6 s by the standard
    std::chrono::seconds redial{5};        ///< Tc: between attempts to reach a peer, +-2 s
    std::chrono::seconds first_message{5}; ///< a new connection must have sent its CER by then
    int newcomers{32}; ///< connections that may be waiting to send their CER at one time
    Limits limits;
};

/// Who asks to be let in: a CER from a configured passive peer, before anything was answered.
struct Applicant
{
    diameter::PeerId peer;
    std::string_view remote; ///< numeric source address of the connection
    std::string_view origin_host;
    std::string_view origin_realm;
};

/// What the application tells the node; all but `wake` may be slow to be called, none may block.
struct Callbacks
{
    /// May this connection speak for this peer? The error says why not, for the log. Called on a
    /// thread of libfdcore, many at a time: the function must be thread-safe.
    std::function<base::Result<void>(const Applicant&)> admit;

    /// May a peer with a departure be connected to at this moment? Empty: always. Called on a
    /// thread of libfdcore before each attempt: the function must be thread-safe.
    std::function<bool(diameter::PeerId)> may_dial{};

    /// Whether a request is one of those that are refused last when there are too many. Empty: none
    /// is. Called on a thread of libfdcore: the function must be thread-safe.
    std::function<bool(const diameter::MessageView&)> is_urgent{};

    /// Posts Node::drain() to the core thread. Called on any thread.
    std::function<void()> wake;

    /// The stack ended without being asked to: the process must leave, non-zero, at once. Called on
    /// a thread of the node.
    std::function<void(std::string_view why)> fatal;
};

/// Counters since start; the depths are of now.
struct PeerStats
{
    diameter::PeerId peer;
    bool open{};
    std::uint64_t connections{};
    std::uint64_t requests_in{};
    std::uint64_t answers_in{};
    std::uint64_t requests_out{};
    std::uint64_t answers_out{};
    std::uint64_t too_busy_in{};  ///< requests of the peer answered 3004 before the core saw them
    std::uint64_t too_busy_out{}; ///< sends of ours refused: too much waits already
    std::uint64_t answers_dropped{}; ///< answers of ours whose connection was gone
    std::uint64_t answers_unknown{}; ///< answers to nothing we wait for: late, or not ours
    std::uint64_t malformed{};       ///< messages that were none: the connection was closed
    std::uint64_t cut{};             ///< connections closed by us without DPR
    std::size_t inbox_messages{};
    std::size_t in_flight{};
};

struct Stats
{
    std::vector<PeerStats> peers;
    std::uint64_t admitted{};
    std::uint64_t refused{}; ///< connections closed at their CER, or at what came instead
    std::uint64_t accept_failures{};
    std::uint64_t log_lines_suppressed{};
    std::size_t inbox_messages{};
    std::size_t inbox_octets{};
};

} // namespace iwf::freediameter
