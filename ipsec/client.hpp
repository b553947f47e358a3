// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "ipsec/vici/message.hpp"
#include "ipsec/vici/session.hpp"
#include "iwf/base/clock.hpp"
#include "iwf/base/result.hpp"

namespace iwf::ipsec {

class Connection;

struct ClientSettings
{
    std::string socket;                             ///< path, at most 107 characters
    std::vector<std::string> events;                ///< to subscribe to; at least one
    std::chrono::milliseconds confirm_within{5000}; ///< of each event, by charon
    std::chrono::milliseconds rest_within{5000};    ///< of a packet that has begun to arrive
    std::chrono::milliseconds retry_min{50}; ///< between attempts to connect; doubled after each
    std::chrono::milliseconds retry_max{5000};
    vici::Limits limits{};
};

/// Speaks with charon over its UNIX socket: commands over one connection, events over another, so
/// that neither waits for the other. Connects again, for ever, when they are lost; the two live and
/// die together. Never blocks, starts no thread: all is called on the io_context's only thread.
class Client
{
public:
    template <class Value>
    using Handler = std::function<void(base::Result<Value>)>;

    /// None of them may destroy the client.
    struct Callbacks
    {
        /// Both connections are there and all events subscribed to: events come from now on.
        /// charon may be another than before, and have forgotten everything.
        std::function<void()> on_connected;
        /// After on_connected, each time; and once when the first attempt fails.
        std::function<void(const std::string& reason)> on_lost;
        std::function<void(const std::string& event, const vici::Message&)> on_event;
    };

    Client(boost::asio::io_context& io, ClientSettings settings, Callbacks callbacks);
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    /// Handlers that wait are not called any more; stop() first to have them called.
    ~Client();

    /// The first attempt to connect; on_lost may come from inside.
    void start();

    /// Closes the connections and does not try again. Handlers that wait are called with an error,
    /// from inside; on_lost is not called.
    void stop();

    /// One command, one answer: success=no too (vici::verdict()). `handler` is called exactly once
    /// and never from inside: with an error when charon is not connected, does not know the
    /// command, or the connection is lost first; when the message is over a limit of the protocol;
    /// when too many wait (ClientSettings::limits). At `deadline` at the latest: charon's answers
    /// cannot be told apart by then, so the connections are closed and made anew.
    void request(
        const std::string& command,
        const vici::Message& message,
        base::Instant deadline,
        Handler<vici::Message> handler
    );

    /// A command that tells its result as events, all of which `handler` gets; success=no is an
    /// error. Else as request().
    void stream(
        const std::string& command,
        const std::string& event,
        const vici::Message& message,
        base::Instant deadline,
        Handler<std::vector<vici::Message>> handler
    );

    /// Closes the connections and makes them anew: for who got an event that cannot be true.
    /// on_lost comes from inside, when they were there.
    void reconnect(const std::string& reason);

    [[nodiscard]] bool is_connected() const { return is_connected_; }

private:
    base::Result<std::shared_ptr<Connection>> open();
    void attempt();
    void on_subscribed(std::uint64_t attempt, const base::Result<vici::Reply>& reply);
    void lose(const std::string& reason);
    void retry_later();

    boost::asio::io_context& io_;
    ClientSettings settings_;
    Callbacks callbacks_;
    boost::asio::steady_timer timer_;
    std::shared_ptr<Connection> events_;
    std::shared_ptr<Connection> commands_;
    std::uint64_t attempt_{}; ///< what belongs to an earlier one is no news
    std::size_t unconfirmed_{};
    bool is_running_{};
    bool is_connected_{};
    bool has_told_loss_{};
    base::Instant connected_at_;
    std::chrono::milliseconds retry_;
};

} // namespace iwf::ipsec
