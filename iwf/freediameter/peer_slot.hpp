// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "iwf/base/bytes.hpp"
#include "iwf/diameter/transport.hpp"
#include "iwf/freediameter/inbox.hpp"
#include "iwf/freediameter/reading_pace.hpp"
#include "iwf/freediameter/settings.hpp"
#include "iwf/freediameter/standing_queue.hpp"

struct fd_peer;
struct msg;

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
    std::atomic<std::uint64_t> returned{};
    std::atomic<std::uint64_t> cut{};
};

enum class SendResult : std::uint8_t
{
    queued,     ///< libfdcore's sender thread has it
    closed,     ///< that connection is not open (any more)
    full,       ///< too much is waiting for this peer already
    unanswered, ///< too many requests went out for which libfdcore still awaits an answer
    unsendable  ///< not a Diameter message: a defect of ours
};

/// One configured peer, as libfdcore's threads and the core thread share it. Lives as long as the
/// node.
///
/// The gate: libfdcore changes a peer's state only in the thread of its state machine, and only
/// through fd_psm_change_state, which we preempt to hold the gate meanwhile. So while somebody else
/// holds the gate and finds the link open, the peer, its connection and its socket exist and stay,
/// and a message put into the send queue belongs to this very connection: when the link closes, the
/// queue is emptied before the gate opens again. Nobody waits for a gate that a change of state
/// holds (that may take a second): the link is then not usable anyway.
class PeerSlot
{
public:
    /// libfdcore's own fd_psm_change_state.
    using StateChange = int(::fd_peer*, int);

    PeerSlot(diameter::PeerId id, PeerConfig config, const Limits& limits);

    [[nodiscard]] diameter::PeerId id() const { return id_; }
    [[nodiscard]] const std::string& identity() const { return identity_; }
    [[nodiscard]] const PeerConfig& config() const { return config_; }
    [[nodiscard]] bool is_passive() const { return !config_.dial; }

    /// Open: capabilities exchanged, messages flow. Any thread; a hint unless the gate is held.
    [[nodiscard]] bool is_open() const { return open_; }
    /// Open, or closing with answers still on their way.
    [[nodiscard]] bool is_connected() const { return connected_; }

    /// Puts one encoded message into the send queue of this very connection. Any thread.
    [[nodiscard]] SendResult transmit(std::uint64_t serial, base::ByteView octets);

    /// Shuts the socket down, which ends the connection; the reason is told when it has closed.
    /// False: nothing was connected. Any thread.
    bool cut(std::string_view reason);

    // Below: only the thread of the peer's state machine.

    /// Performs the change by `change` (which calls the real function) under the gate, and tells
    /// the inbox what came of it.
    int change_state(::fd_peer* peer, int state, StateChange* change, Inbox& inbox);

    /// The connection messages arrive on now.
    [[nodiscard]] diameter::Connection connection() const { return {id_, serial_}; }

    /// Whether so much waits to be sent to it that it had better be read no further: who asks more
    /// than it reads would be owed any number of answers.
    [[nodiscard]] bool is_behind() const;

    std::atomic<bool> is_admissible{true}; ///< false: removed from the configuration
    PeerCounters counters;
    std::atomic<bool> is_failure_told{}; ///< since it was last open: told once, not at each attempt
    InboxShare inbox_share;
    StandingQueue standing; ///< of its requests; core thread
    ReadingPace pace;

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
    ::fd_peer* peer_{};
    std::uint64_t serial_{};
    int socket_{-1};
    std::atomic<bool> open_{};
    std::atomic<bool> connected_{};
    std::string cut_for_;       ///< why we cut it, since it was opened; under the gate
    std::atomic<int> unsent_{}; ///< messages that libfdcore had for it at the last transmit()
};

/// True while this thread hands a message of ours to libfdcore: it must not wait for room in the
/// send queue, whose real limit (5) would block it.
[[nodiscard]] bool is_sending();

} // namespace iwf::freediameter
