// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "iwf/diameter/error_answers.hpp"
#include "iwf/diameter/message.hpp"
#include "iwf/diameter/transport.hpp"
#include "iwf/freediameter/awaited.hpp"
#include "iwf/freediameter/inbox.hpp"
#include "iwf/freediameter/outbox.hpp"
#include "iwf/freediameter/overload/reading_pace.hpp"
#include "iwf/freediameter/overload/standing_queue.hpp"
#include "iwf/freediameter/settings.hpp"

struct cnxctx;
struct fd_peer;

namespace iwf::freediameter {

/// Counted where it happens, on any thread.
struct PeerCounters
{
    std::atomic<std::uint64_t> connections{};
    std::atomic<std::uint64_t> requests_in{};
    std::atomic<std::uint64_t> answers_in{};
    std::atomic<std::uint64_t> requests_out{};
    std::atomic<std::uint64_t> answers_out{};
    std::atomic<std::uint64_t> too_busy_in{};
    std::atomic<std::uint64_t> too_busy_out{};
    std::atomic<std::uint64_t> answers_dropped{};
    std::atomic<std::uint64_t> answers_unknown{};
    std::atomic<std::uint64_t> malformed{};
    std::atomic<std::uint64_t> cut{};
};

/// One configured peer, as libfdcore's threads and the core thread share it. Lives as long as the
/// node.
///
/// libfdcore changes a peer's state only in the thread of its state machine, and only through
/// fd_psm_change_state, which we preempt. The gate is held meanwhile: so while somebody else holds
/// it and finds the link open, the peer and its socket exist and stay. Nobody waits for a gate that
/// a change of state holds (that may take a second): the link is then not usable anyway. Messages
/// need no gate: the outbox is told of the socket, and closed before libfdcore closes that.
class PeerSlot
{
public:
    /// libfdcore's own fd_psm_change_state.
    using StateChange = int(::fd_peer*, int);

    PeerSlot(diameter::PeerId id, PeerConfig config, const Limits& limits, Backlog& backlog);

    [[nodiscard]] diameter::PeerId id() const { return id_; }
    [[nodiscard]] const std::string& identity() const { return identity_; }
    [[nodiscard]] const PeerConfig& config() const { return config_; }
    [[nodiscard]] bool is_passive() const { return !config_.dial; }

    /// Open: capabilities exchanged, messages flow. Any thread; a hint unless the gate is held.
    [[nodiscard]] bool is_open() const { return open_; }
    /// Open, or closing with answers still on their way.
    [[nodiscard]] bool is_connected() const { return connected_; }

    /// The connection that the core has been told of, while messages may arrive on it; 0: none.
    [[nodiscard]] std::uint64_t told_open() const { return told_; }

    /// Takes a request of ours for the connection `serial`, under a Hop-by-Hop Identifier of its
    /// own, which it returns. Core thread. See flush().
    [[nodiscard]] tl::expected<diameter::HopByHopId, Outbox::Taken>
    ask(std::uint64_t serial, const diameter::Message& request);

    /// Takes an answer of ours. Any thread. See flush().
    [[nodiscard]] Outbox::Taken answer(std::uint64_t serial, const diameter::Message& answer);

    /// Takes the answer that refuses a request. Any thread. See flush().
    [[nodiscard]] Outbox::Taken refuse(
        std::uint64_t serial,
        const diameter::ErrorAnswers& answers,
        const diameter::MessageView& request
    );

    /// Writes what was taken, as far as the connection takes it now. Any thread.
    void flush() { outbox_.flush(); }

    /// Writes a message of libfdcore's behind what was taken. False: libfdcore is to do it. Any
    /// thread.
    [[nodiscard]] bool write(base::ByteView message) { return outbox_.write(message); }

    /// Shuts the socket down, which ends the connection; the reason is told when it has closed.
    /// False: nothing was connected. Any thread.
    bool cut(std::string_view reason);

    // Below: only the thread of the peer's state machine.

    /// Performs the change by `change` (which calls the real function) under the gate, and tells
    /// the inbox what came of it.
    int change_state(::fd_peer* peer, int state, StateChange* change, Inbox& inbox);

    /// The connection messages arrive on now.
    [[nodiscard]] diameter::Connection connection() const { return {id_, serial_}; }

    /// libfdcore's object of the connection, from when the peer has it; null: none.
    ::cnxctx* link{};

    // Any thread.

    /// Whether so much waits to be sent to it that it had better be read no further: who asks more
    /// than it reads would be owed any number of answers.
    [[nodiscard]] bool is_behind() const { return outbox_.waiting() >= limits_.outbox_octets / 2; }

    std::atomic<bool> is_admissible{true}; ///< false: removed from the configuration
    PeerCounters counters;
    std::atomic<bool> is_failure_told{}; ///< since it was last open: told once, not at each attempt
    InboxShare inbox_share;
    StandingQueue standing; ///< of its requests; core thread
    ReadingPace pace;
    Awaited awaited;                     ///< answers of it
    std::atomic<std::uint64_t> tapped{}; ///< messages that its state machine has passed on
    std::atomic<base::Instant> heard{};  ///< past its state machine, at last

private:
    class Gate;

    [[nodiscard]] Event note_opened(::fd_peer* peer);
    [[nodiscard]] std::optional<Event> note_closed(int state);

    const diameter::PeerId id_;
    const PeerConfig config_;
    const std::string identity_; ///< in lower case
    const Limits limits_;

    std::mutex gate_;
    std::atomic<bool> changing_{}; ///< the holder of the gate is a change of state
    // Written under the gate by the state machine's thread.
    std::uint64_t serial_{};
    int socket_{-1};
    std::atomic<bool> open_{};
    std::atomic<bool> connected_{};
    std::string cut_for_; ///< why we cut it, since it was opened; under the gate
    std::atomic<std::uint64_t> told_{};
    Outbox outbox_;
    std::uint32_t last_hop_{}; ///< core thread
};

} // namespace iwf::freediameter
