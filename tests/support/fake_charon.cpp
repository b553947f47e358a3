// SPDX-License-Identifier: Apache-2.0
#include "support/fake_charon.hpp"

#include <array>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include <unistd.h>

#include "ipsec/vici/frame_reader.hpp"

namespace iwf::test {

namespace asio = boost::asio;
using asio::local::stream_protocol;
using boost::system::error_code;
using vici::PacketType;

struct FakeCharon::Peer : std::enable_shared_from_this<Peer>
{
    explicit Peer(stream_protocol::socket accepted)
        : socket{std::move(accepted)}
    {}

    void send(const base::Bytes& octets)
    {
        waiting.insert(waiting.end(), octets.begin(), octets.end());
        write();
    }

    void write()
    {
        if (!leaving.empty() || waiting.empty()) {
            return;
        }
        leaving.swap(waiting);
        asio::async_write(
            socket,
            asio::buffer(leaving),
            [self = shared_from_this()](const error_code& error, std::size_t) {
                self->leaving.clear();
                if (!error) {
                    self->write();
                }
            }
        );
    }

    stream_protocol::socket socket;
    std::array<std::uint8_t, 4096> arrived{};
    base::Bytes waiting;
    base::Bytes leaving;
    vici::FrameReader reader;
    std::multiset<std::string> registered;
};

FakeCharon::FakeCharon(asio::io_context& io, std::string path)
    : io_{io}
    , path_{std::move(path)}
    , acceptor_{io}
{}

FakeCharon::~FakeCharon()
{
    die();
}

void FakeCharon::listen(int backlog)
{
    ::unlink(path_.c_str());
    acceptor_.open();
    acceptor_.bind(stream_protocol::endpoint{path_});
    acceptor_.listen(backlog);
}

void FakeCharon::accept()
{
    acceptor_.async_accept([this](const error_code& error, stream_protocol::socket socket) {
        if (error) {
            return;
        }
        ++connections;
        peers_.push_back(std::make_shared<Peer>(std::move(socket)));
        read(peers_.back());
        accept();
    });
}

void FakeCharon::die()
{
    error_code ignored;
    acceptor_.close(ignored);
    hang_up();
}

void FakeCharon::hang_up()
{
    for (const auto& peer : std::exchange(peers_, {})) {
        error_code ignored;
        peer->socket.close(ignored);
    }
}

void FakeCharon::emit(const std::string& event, const vici::Message& message)
{
    const auto octets = encode(vici::Packet{PacketType::event, event, message}).value();
    for (const auto& peer : peers_) {
        for (std::size_t i = 0; i < peer->registered.count(event); ++i) {
            peer->send(octets); // twice to who registered twice, as charon does
        }
    }
}

void FakeCharon::send(const base::Bytes& octets)
{
    for (const auto& peer : peers_) {
        peer->send(octets);
    }
}

vici::Packet FakeCharon::response(vici::Message message)
{
    return {PacketType::command_response, {}, std::move(message)};
}

void FakeCharon::read(const std::shared_ptr<Peer>& peer)
{
    peer->socket.async_read_some(
        asio::buffer(peer->arrived),
        [this, peer](const error_code& error, std::size_t size) {
            if (error) {
                return;
            }
            peer->reader.feed(base::ByteView{peer->arrived}.first(size));
            for (auto octets = peer->reader.next(); octets && *octets;
                 octets = peer->reader.next()) {
                on_packet(*peer, vici::decode_packet(**octets).value());
            }
            if (peer->socket.is_open()) {
                read(peer);
            }
        }
    );
}

void FakeCharon::on_packet(Peer& peer, const vici::Packet& packet)
{
    seen.push_back(std::string{to_text(packet.type)} + " " + packet.name);
    if (is_silent) {
        return;
    }
    if (packet.type == PacketType::command_request) {
        for (const auto& one : answer ? answer(packet) : Packets{response()}) {
            peer.send(encode(one).value());
        }
        return;
    }
    const bool known = !unknown_events.contains(packet.name);
    if (known && packet.type == PacketType::event_register) {
        peer.registered.insert(packet.name);
    } else if (known) {
        peer.registered.erase(packet.name);
    }
    const auto verdict = known ? PacketType::event_confirm : PacketType::event_unknown;
    peer.send(encode(vici::Packet{verdict, {}, {}}).value());
}

} // namespace iwf::test
