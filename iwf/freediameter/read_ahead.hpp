// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>

#include <sys/types.h>

namespace iwf::freediameter {

/// libfdcore asks the kernel twice for each message: four octets, then the rest. This one asks for
/// as much as there is, and gives it out. Of one thread that receives on one connection.
class ReadAhead
{
public:
    /// The function of libc.
    using Receive = ssize_t(int socket, void* buffer, std::size_t size, int flags);

    /// As recv() without flags. May be cancelled while it waits, and nothing is lost then.
    [[nodiscard]] ssize_t read(int socket, void* buffer, std::size_t size, Receive* receive);

    /// The next read() asks the kernel, and may wait.
    [[nodiscard]] bool is_empty() const { return begin_ == end_; }

    /// The kernel had as much as there is room for at the last time, and so has more, it may be.
    [[nodiscard]] bool was_filled() const { return end_ == capacity; }

    /// Of this thread; null until begin() was called on it.
    [[nodiscard]] static ReadAhead* here();

    /// This thread receives on one connection until it ends.
    static void begin();

private:
    static constexpr std::size_t capacity = 32U << 10U; ///< some eighty messages

    std::unique_ptr<unsigned char[]> octets_{new unsigned char[capacity]};
    std::size_t begin_{};
    std::size_t end_{};
};

} // namespace iwf::freediameter
