// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "iwf/base/bytes.hpp"
#include "iwf/diameter/message.hpp"

/// A Diameter node of a few octets, of which a thousand cost little: what is measured is not this.
/// Nothing here can fail: the program ends instead, saying what was wrong.
namespace iwf::bench {

[[noreturn]] void fail(const std::string& what);

/// One connection, already there. Answers DWR and CER by itself. One thread.
class Peer
{
public:
    /// A message that is none of the base protocol's.
    using OnMessage = std::function<void(diameter::Message)>;

    Peer(int socket, std::string host, std::string realm, OnMessage on_message);
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;
    ~Peer();

    void send_capabilities(); ///< CER, for the one that has dialled
    void send(const diameter::Message& message);

    /// There is something to read: hands on each message that is whole.
    void read();

    [[nodiscard]] int socket() const { return socket_; }
    [[nodiscard]] bool is_open() const { return is_open_; } ///< capabilities are exchanged

private:
    void take(diameter::Message message);
    void send(const base::Bytes& octets);

    int socket_;
    std::string host_;
    std::string realm_;
    OnMessage on_message_;
    bool is_open_{};
    base::Bytes unread_;
};

/// A listener on a free port of 127.0.0.1, and that port.
[[nodiscard]] std::pair<int, std::uint16_t> listen_somewhere();
[[nodiscard]] int dial(std::uint16_t port);

} // namespace iwf::bench
