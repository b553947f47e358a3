// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "iwf/base/result.hpp"
#include "iwf/base/strong_id.hpp"
#include "iwf/diameter/message.hpp"

/// The seam between this node's logic and the Diameter stack. Above it nobody knows sockets,
/// threads or libfdcore; below it nobody knows what a message means. Everything here happens on the
/// core thread. Behind it the stack may live in this process or in others.
namespace iwf::diameter {

/// A configured peer, by its place in the configuration handed to the transport.
using PeerId = base::StrongId<struct PeerTag, std::uint32_t>;

/// One connection of a peer. A peer that reconnects gets another serial: what belongs to the old
/// connection (an answer still to be given) never goes out on the new one.
struct Connection
{
    PeerId peer;
    std::uint64_t serial{};

    friend bool operator==(const Connection&, const Connection&) = default;
};

/// Identifies one request of ours until its answer or failure has been told. Never used twice.
using TransactionId = base::StrongId<struct TransactionTag>;

enum class SendFailure : std::uint8_t
{
    not_connected,   ///< no open connection to the peer; nothing was sent
    too_busy,        ///< the peer's send queue is full; nothing was sent
    connection_lost, ///< sent or not, nobody knows: a repetition elsewhere carries the T flag
};

/// Told by the transport, on the core thread, never from inside a call to the transport.
class TransportListener
{
public:
    TransportListener() = default;
    TransportListener(const TransportListener&) = delete;
    TransportListener& operator=(const TransportListener&) = delete;
    virtual ~TransportListener() = default;

    /// Capabilities were exchanged; the peer can be sent to. `remote` is the address of the socket.
    virtual void on_open(Connection connection, std::string_view remote) = 0;

    /// Every on_open is followed by one on_closed. Failures of what was in flight come before it.
    virtual void on_closed(Connection connection, std::string_view reason) = 0;

    /// A request of the peer. Must be answered once with Transport::answer (also after on_closed:
    /// the transport then drops the answer). header.hop_by_hop is what the answer must carry.
    virtual void on_request(Connection connection, Message request) = 0;

    /// The answer to a request of ours. End-to-End and command were compared with the request.
    virtual void on_answer(TransactionId transaction, Connection connection, Message answer) = 0;

    /// No answer will come. Exactly one of on_answer and on_failure follows each accepted send.
    virtual void on_failure(TransactionId transaction, SendFailure failure) = 0;
};

/// Port to the Diameter stack. All calls from the core thread; none blocks.
class Transport
{
public:
    Transport() = default;
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;
    virtual ~Transport() = default;

    /// Sends to this very peer; the hop-by-hop id is the transport's, the End-to-End id the
    /// caller's. When it returns a failure nothing was sent and nothing further is told.
    /// The transport keeps no deadline: the caller forgets the transaction with abandon().
    [[nodiscard]] virtual tl::expected<void, SendFailure>
    send(TransactionId transaction, PeerId peer, const Message& request) = 0;

    /// A late answer is dropped and counted; nothing further is told of this transaction.
    virtual void abandon(TransactionId transaction) = 0;

    /// Answers a request that came by on_request. Dropped and counted when that connection is gone.
    virtual void answer(Connection connection, const Message& answer) = 0;

    /// A request of that connection was refused, and answered with little work: a peer of which
    /// much is refused may be read more slowly.
    virtual void refused(Connection) {}

    /// Closes the peer's connection at once, without DPR. `reason` is for the log.
    virtual void cut(PeerId peer, std::string_view reason) = 0;

    [[nodiscard]] virtual bool is_open(PeerId peer) const = 0;

    /// How long requests of servers wait here now, from 0 to 1: as long as they may.
    [[nodiscard]] virtual double load() const = 0;
};

} // namespace iwf::diameter
