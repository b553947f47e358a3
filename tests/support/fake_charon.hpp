// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include "ipsec/vici/packet.hpp"

namespace iwf::test {

/// The other end of a vici socket, played by hand in the io_context of the test.
class FakeCharon
{
public:
    using Packets = std::vector<vici::Packet>;

    FakeCharon(boost::asio::io_context& io, std::string path);
    ~FakeCharon();

    /// With `backlog` connections waiting at most; accepts when told.
    void listen(int backlog = 16);
    void accept();
    /// Nobody is there any more, as after kill -9: the socket's name stays.
    void die();
    /// Ends the connections only.
    void hang_up();

    /// To all that are registered for it.
    void emit(const std::string& event, const vici::Message& message);
    /// To all connections, as it is.
    void send(const base::Bytes& octets);

    // How it behaves.
    std::function<Packets(const vici::Packet& request)> answer; ///< default: an empty response
    std::set<std::string> unknown_events;
    bool is_silent{};

    // What it saw.
    std::vector<std::string> seen; ///< "EVENT_REGISTER log", "CMD_REQUEST version"
    std::size_t connections{};

    [[nodiscard]] static vici::Packet response(vici::Message message = {});

private:
    struct Peer;

    void read(const std::shared_ptr<Peer>& peer);
    void on_packet(Peer& peer, const vici::Packet& packet);

    boost::asio::io_context& io_;
    std::string path_;
    boost::asio::local::stream_protocol::acceptor acceptor_;
    std::vector<std::shared_ptr<Peer>> peers_; ///< shared with the operations under way
};

} // namespace iwf::test
