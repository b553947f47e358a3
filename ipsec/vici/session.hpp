// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "ipsec/vici/frame_reader.hpp"
#include "ipsec/vici/message.hpp"
#include "ipsec/vici/packet.hpp"
#include "iwf/base/bytes.hpp"
#include "iwf/base/clock.hpp"
#include "iwf/base/result.hpp"
#include "iwf/base/strong_id.hpp"

namespace iwf::vici {

/// Unique within a session.
using RequestId = base::StrongId<struct RequestTag>;

/// What a session holds at most; beyond it a request is refused, or the session ends.
struct Limits
{
    std::size_t requests = 4096; ///< packets waiting for their answer; a stream is three
    std::size_t request_octets = 16 * 1024 * 1024;   ///< of those requests
    std::size_t streamed_octets = 128 * 1024 * 1024; ///< events of one streamed command
};

struct Reply
{
    Message answer;
    std::vector<Message> streamed; ///< events of a streamed command, in their order
};

/// What comes of what a session was told.
namespace outcome {

/// A request, stream or subscription has ended: each exactly once. A subscription's reply is empty.
struct Completed
{
    RequestId request;
    base::Result<Reply> reply;
};

/// An event subscribed to.
struct Occurred
{
    std::string event;
    Message message;
};

/// The session is over: close the connection. The last outcome, once; before it each request that
/// waited was completed with an error.
struct Ended
{
    std::string reason;
};

} // namespace outcome

using Outcome = std::variant<outcome::Completed, outcome::Occurred, outcome::Ended>;
using Outcomes = std::vector<Outcome>;

/// One connection to charon, without the connection: is told what arrived and what time it is, says
/// what to send and what came of it.
///
/// charon answers strictly in order and its answers carry no number. So a deadline that passes ends
/// the session: the answer may come yet, and would be taken for another request's. The same holds
/// for whatever charon should not have sent.
class Session
{
public:
    explicit Session(Limits limits = {})
        : limits_{limits}
    {}

    /// A command with one answer. Fails, and sends nothing, when the message exceeds a limit of the
    /// protocol, too many requests wait, or the session has ended.
    [[nodiscard]] base::Result<RequestId>
    request(std::string_view command, const Message& message, base::Instant deadline);

    /// A command that tells its result in events (list-sas: list-sa) before its answer. Fails as
    /// request() does, and when `event` is subscribed to: the events could not be told apart.
    [[nodiscard]] base::Result<RequestId> stream(
        std::string_view command,
        std::string_view event,
        const Message& message,
        base::Instant deadline
    );

    /// Events of this name become outcomes, from now on. Fails as request() does, and when it is
    /// subscribed to already: charon would tell each event twice.
    [[nodiscard]] base::Result<RequestId> subscribe(std::string_view event, base::Instant deadline);
    [[nodiscard]] base::Result<RequestId>
    unsubscribe(std::string_view event, base::Instant deadline);

    /// Octets that arrived.
    [[nodiscard]] Outcomes receive(base::ByteView octets);

    /// The earliest deadline, and what has become of those that are not later than `now`.
    [[nodiscard]] std::optional<base::Instant> next_due() const;
    [[nodiscard]] Outcomes on_time(base::Instant now);

    /// The connection is lost, or not wanted any more.
    [[nodiscard]] Outcomes end(const std::string& reason);

    /// What is to be sent next; empty: nothing.
    [[nodiscard]] base::Bytes take_unsent();

    /// Of a packet whose rest has not arrived yet.
    [[nodiscard]] std::size_t held() const { return reader_.held(); }
    /// Packets that arrived.
    [[nodiscard]] std::uint64_t packets() const { return packets_; }

    [[nodiscard]] bool has_ended() const { return has_ended_; }
    [[nodiscard]] std::size_t waiting() const { return expected_.size(); }

private:
    /// What one of our packets, whose answer charon owes, was for.
    enum class Step : std::uint8_t
    {
        command,          ///< completes the request
        subscription,     ///< completes the request
        unsubscription,   ///< completes the request
        stream_register,  ///< the next two belong to it
        stream_command,   ///< events come before its answer
        stream_unregister ///< completes the request
    };

    struct Expected
    {
        Step step{};
        RequestId request;
        std::string name; ///< of the command or event
        base::Instant deadline;
        std::string event; ///< of stream_command
        std::size_t octets{};
    };

    /// What was gathered for the stream whose packets stand first.
    struct Gathered
    {
        base::Result<Reply> reply;
        std::size_t octets{};
    };

    base::Result<RequestId> send(std::vector<std::pair<Packet, Expected>> packets);
    [[nodiscard]] base::Result<void> admit(std::size_t packets, std::size_t octets) const;
    [[nodiscard]] bool is_streamed(std::string_view event) const;

    void receive_packet(base::ByteView octets, Outcomes& outcomes);
    void receive_event(Packet packet, std::size_t octets, Outcomes& outcomes);
    void gather(Message event, std::size_t octets, Outcomes& outcomes);
    void receive_answer(Packet packet, Outcomes& outcomes);
    void take_command_answer(const Expected& asked, base::Result<Reply> reply, Outcomes& outcomes);
    void take_event_answer(const Expected& asked, bool is_known, Outcomes& outcomes);
    Expected take_front();
    void fail(const std::string& reason, Outcomes& outcomes);

    Limits limits_;
    FrameReader reader_;
    base::Bytes unsent_;
    std::deque<Expected> expected_; ///< in the order of their packets
    std::multiset<base::Instant> deadlines_;
    std::size_t waiting_octets_{};
    std::set<std::string, std::less<>> subscribed_; ///< registered, or about to be
    Gathered gathered_;
    std::uint64_t last_request_{};
    std::uint64_t packets_{};
    bool has_ended_{};
};

} // namespace iwf::vici
