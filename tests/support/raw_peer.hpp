// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "support/raw_message.hpp"

/// A Diameter peer made of octets: it says what it is told, when it is told, and reads what comes.
/// TCP over IPv4. One thread.
namespace iwf::test {

class RawPeer
{
public:
    /// Aborts the test program when nothing listens. `from`: own address.
    explicit RawPeer(
        std::uint16_t port, const std::string& to = "127.0.0.1", const std::string& from = ""
    );
    /// To 127.0.0.1; nothing when nothing listens there, or it is not accepted in two seconds.
    [[nodiscard]] static std::optional<RawPeer> connect(std::uint16_t port);
    RawPeer(RawPeer&& other) noexcept;
    RawPeer(const RawPeer&) = delete;
    RawPeer& operator=(const RawPeer&) = delete;
    RawPeer& operator=(RawPeer&&) = delete;
    ~RawPeer();

    /// CER, and the Result-Code of the CEA that follows; nothing when the connection is closed
    /// instead, or no CEA comes in `patience`.
    [[nodiscard]] std::optional<std::uint32_t> exchange_capabilities(
        const std::string& host,
        const std::string& realm = "test",
        std::chrono::milliseconds patience = std::chrono::seconds{5}
    );

    /// The side that was dialled: awaits the CER and answers it.
    [[nodiscard]] bool
    accept_capabilities(const std::string& host, const std::string& realm = "test");

    /// All of it, waiting for room; false when the connection is gone.
    bool send(ByteView octets);

    /// As much as fits without waiting; the number of octets taken, -1 when the connection is gone.
    long send_some(ByteView octets);

    /// The next whole message. Nothing: not in time, or closed; see is_closed().
    [[nodiscard]] std::optional<Bytes> receive(std::chrono::milliseconds patience);

    /// The next message that is not a DWR; those are answered.
    [[nodiscard]] std::optional<Bytes> receive_application(std::chrono::milliseconds patience);

    /// Reads and drops until a DPR comes, and answers it.
    [[nodiscard]] bool await_goodbye(std::chrono::milliseconds patience);

    /// Reads and drops until the other side closes.
    [[nodiscard]] bool await_close(std::chrono::milliseconds patience);
    [[nodiscard]] bool is_closed() const { return is_closed_; }

    void close();      ///< FIN
    void reset();      ///< RST
    void half_close(); ///< FIN, and goes on reading

    [[nodiscard]] int socket() const { return socket_; }
    [[nodiscard]] const std::string& host() const { return host_; }

private:
    friend class RawListener;
    struct Adopt
    {
        int socket;
    };
    explicit RawPeer(Adopt adopt);

    [[nodiscard]] bool reach(std::uint16_t port, const std::string& to);
    bool read_more(std::chrono::milliseconds patience);

    int socket_{-1};
    bool is_closed_{};
    std::string host_;
    std::string realm_;
    Bytes unread_;
};

/// Listens on a free port of 127.0.0.1.
class RawListener
{
public:
    RawListener();
    RawListener(const RawListener&) = delete;
    RawListener& operator=(const RawListener&) = delete;
    ~RawListener();

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::optional<RawPeer> accept(std::chrono::milliseconds patience);

private:
    int socket_{-1};
    std::uint16_t port_{};
};

} // namespace iwf::test
