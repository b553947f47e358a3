// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

#include "ipsec/vici/session.hpp"
#include "iwf/base/clock.hpp"
#include "iwf/base/result.hpp"

namespace iwf::ipsec {

/// One connection to charon: carries octets between a socket and a vici::Session, and keeps its
/// deadlines. Never blocks. The io_context's thread.
///
/// Shared by its owner and the operations that Asio has not ended yet; after close() those come
/// back and do nothing.
class Connection : public std::enable_shared_from_this<Connection>
{
public:
    using Completion = std::function<void(base::Result<vici::Reply>)>;

    struct Callbacks
    {
        std::function<void(const std::string& event, const vici::Message&)> on_event;
        /// charon ended it, or broke the protocol, or let a deadline pass. Not after close().
        std::function<void(const std::string& reason)> on_end;
    };

    /// Connects to the socket of that path, at once: charon's list of waiting connections is
    /// short, and it is an error when it is full or nobody is there. It ends when the rest of a
    /// packet does not come `rest_within`.
    [[nodiscard]] static base::Result<std::shared_ptr<Connection>> open(
        boost::asio::io_context& io,
        const std::string& path,
        vici::Limits limits,
        std::chrono::milliseconds rest_within,
        Callbacks callbacks
    );

    Connection(
        boost::asio::io_context& io,
        boost::asio::local::stream_protocol::socket socket,
        vici::Limits limits,
        std::chrono::milliseconds rest_within,
        Callbacks callbacks
    );

    /// As vici::Session has them. Each completion is called exactly once, never from inside.
    void request(
        const std::string& command,
        const vici::Message& message,
        base::Instant deadline,
        Completion completion
    );
    void stream(
        const std::string& command,
        const std::string& event,
        const vici::Message& message,
        base::Instant deadline,
        Completion completion
    );
    void subscribe(const std::string& event, base::Instant deadline, Completion completion);

    /// Ends it: what waits is completed with an error, in here.
    void close(const std::string& reason);

    /// Ends it without a word: no completion is called any more.
    void abandon();

private:
    void begin(const base::Result<vici::RequestId>& sent, Completion completion);
    void read();
    void write();
    void arm();
    void watch_rest();
    void end(const std::string& reason);
    void perform(vici::Outcomes outcomes);
    void complete(vici::outcome::Completed completed);
    void shut();

    boost::asio::io_context& io_;
    boost::asio::local::stream_protocol::socket socket_;
    boost::asio::steady_timer timer_;
    std::optional<base::Instant> armed_;
    boost::asio::steady_timer rest_timer_;
    std::chrono::milliseconds rest_within_;
    std::optional<std::uint64_t> rest_after_; ///< so many packets; nothing: no rest is owed
    vici::Session session_;
    Callbacks callbacks_;
    std::unordered_map<vici::RequestId, Completion> completions_;
    std::array<std::uint8_t, 64 * 1024> arrived_{};
    base::Bytes leaving_;
    bool is_writing_{};
    bool is_open_{true};
};

} // namespace iwf::ipsec
