// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include <sys/types.h>

#include "iwf/base/bytes.hpp"

namespace iwf::freediameter {

/// libfdcore asks the kernel twice for each message, four octets, then the rest, into memory that
/// it allocates for each. This one asks for as much as there is: what is not libfdcore's is taken
/// from here, and what is, it reads from here. Of one thread that receives on one connection,
/// between two messages at first.
class ReadAhead
{
public:
    /// The function of libc.
    using Receive = ssize_t(int socket, void* buffer, std::size_t size, int flags);

    /// The next message when all of it is here; else empty. What will never be whole here, or is no
    /// message, is to be read. Valid until fill() or read().
    [[nodiscard]] base::ByteView next();

    /// That message was taken.
    void pass_over(base::ByteView message) { begin_ += message.size(); }

    /// That message is to be read.
    void leave_to_read(base::ByteView message) { to_read_ = message.size(); }

    /// What comes next is to be read, and may be waited for then.
    [[nodiscard]] bool is_to_read() const { return to_read_ != 0; }

    /// Asks the kernel for more, as recv() does. May be cancelled while it waits: nothing is lost.
    [[nodiscard]] ssize_t fill(int socket, Receive* receive);

    /// As recv() without flags, of what is to be read. May be cancelled as fill().
    [[nodiscard]] ssize_t read(int socket, void* buffer, std::size_t size, Receive* receive);

    /// The kernel had as much as there is room for at the last time, and so has more, it may be.
    [[nodiscard]] bool was_filled() const { return end_ == capacity; }

    /// Of this thread; null until begin() was called on it.
    [[nodiscard]] static ReadAhead* here();

    /// This thread receives on one connection until it ends.
    static void begin();

private:
    static constexpr std::size_t capacity = 32U << 10U; ///< some eighty messages

    std::unique_ptr<std::uint8_t[]> octets_{new std::uint8_t[capacity]};
    std::size_t begin_{};
    std::size_t end_{};
    std::size_t to_read_{}; ///< from begin_ on
};

} // namespace iwf::freediameter
