// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <utility>

#include "iwf/base/bytes.hpp"
#include "iwf/base/clock.hpp"
#include "iwf/diameter/message.hpp"

namespace iwf::freediameter {

class Backlog;

/// What is to be written to one peer's connection. libfdcore would make an object of each message,
/// hand it to a thread of the peer, and write it alone; here the octets wait until the core's turn
/// ends, and leave together. All of the connection's octets go through here once it is open,
/// libfdcore's own messages too, so that no message is written into the middle of another.
///
/// Any thread; nothing waits for the peer: what its connection does not take now the backlog
/// writes.
class Outbox
{
public:
    enum class Taken : std::uint8_t
    {
        yes,
        closed, ///< not that connection, or it takes no more
        full    ///< `most` octets wait already
    };

    explicit Outbox(Backlog& backlog)
        : backlog_{backlog}
    {}

    /// This socket from now on, until close(). The owner of the socket calls both.
    void open(int socket, std::uint64_t serial);
    /// Takes no more messages of ours; libfdcore's, and what waits, still leave.
    void end();
    /// What could not be written yet is dropped. The socket is not touched afterwards.
    void close();

    /// Takes a message of ours for the connection `serial`, which `write` writes behind the octets
    /// that it is given, unless more than `most` would wait. It leaves with the next flush().
    template <std::invocable<base::Bytes&> Write>
    [[nodiscard]] Taken append(std::uint64_t serial, std::size_t most, Write&& write)
    {
        const std::lock_guard lock{mutex_};
        if (!takes_ || serial != serial_) {
            return Taken::closed;
        }
        const std::size_t before = octets_.size();
        std::forward<Write>(write)(octets_);
        if (octets_.size() - written_ > most) {
            octets_.resize(before);
            return Taken::full;
        }
        waiting_ = octets_.size() - written_;
        return Taken::yes;
    }

    /// The same.
    [[nodiscard]] Taken append(
        std::uint64_t serial, const diameter::Header& header, base::ByteView avps, std::size_t most
    );

    /// Writes what the connection takes.
    void flush();

    /// Takes a message of libfdcore's, and writes what the connection takes. False: not open.
    [[nodiscard]] bool write(base::ByteView message);

    /// Octets that wait. A hint.
    [[nodiscard]] std::size_t waiting() const { return waiting_; }

    // Below: only the backlog.

    /// The socket of a connection that is behind; -1: it is not, or no more.
    [[nodiscard]] int socket_behind() const;
    /// Shuts the connection down when it has taken nothing since.
    void give_up_before(base::Instant since);

private:
    void write_some();
    void drop();

    Backlog& backlog_;
    mutable std::mutex mutex_; ///< all below; held for no longer than writes that do not wait
    int socket_{-1};
    std::uint64_t serial_{};
    bool takes_{};
    bool is_behind_{};     ///< the backlog writes
    base::Instant took_{}; ///< the connection, at last
    base::Bytes octets_;
    std::size_t written_{}; ///< of them
    std::atomic<std::size_t> waiting_{};
};

} // namespace iwf::freediameter
